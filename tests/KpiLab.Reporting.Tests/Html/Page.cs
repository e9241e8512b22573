using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KpiLab.Testing;

/// <summary>A report's page as a tree: it is written so that XML reads it too, once its scripts are out.</summary>
internal static partial class Page
{
    public static XElement Parse(string html) => XDocument.Parse(Script().Replace(html, "")).Root!;

    /// <summary>The contents of the scripts, in order; data blocks have a type, programs have none.</summary>
    public static IReadOnlyList<(string Type, string Text)> Scripts(string html)
        => [.. Script().Matches(html).Select(m => (m.Groups["type"].Value, m.Groups["text"].Value))];

    public static IEnumerable<XElement> Named(this XElement root, string name) => root.Descendants().Where(e => e.Name.LocalName == name);

    /// <summary>RFC 6901.</summary>
    public static JsonNode? At(JsonNode root, string pointer)
        => pointer.Split('/').Skip(1).Aggregate((JsonNode?)root, (node, name) => node switch
        {
            JsonArray array => array[int.Parse(name, CultureInfo.InvariantCulture)],
            JsonObject members when members.ContainsKey(name) => members[name],
            _ => throw new InvalidOperationException($"{pointer} does not exist: no {name}"),
        });

    /// <summary>Whether a shown number is the value rounded to the decimals that are shown.</summary>
    public static bool Shows(string text, double value)
    {
        var percent = text.EndsWith(" pp", StringComparison.Ordinal) || text.EndsWith(" %", StringComparison.Ordinal);
        var digits = text.Replace(" pp", "", StringComparison.Ordinal).Replace(" %", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).TrimStart('+');
        if (digits[0] is '<' or '>')
        {
            var limit = double.Parse(digits[2..], CultureInfo.InvariantCulture);
            return digits[0] == '<' ? value * (percent ? 100 : 1) < limit : value * (percent ? 100 : 1) > limit;
        }

        var decimals = digits.Contains('.', StringComparison.Ordinal) ? digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var shown = double.Parse(digits, CultureInfo.InvariantCulture);
        return Math.Abs(shown - (value * (percent ? 100 : 1))) <= (0.5 * Math.Pow(10, -decimals)) + (1e-12 * Math.Abs(shown));
    }

    [GeneratedRegex("<script(?: type=\"(?<type>[^\"]*)\")?[^>]*>(?<text>.*?)</script>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Script();
}
