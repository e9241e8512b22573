using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>How every JSON output is written: indented by two, members in the order given, letters of all languages as they are.</summary>
public static class JsonText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a value, without a final line break.</summary>
    /// <remarks>Invisible and bidirectional control characters are written as escapes too: output is read in terminals and diffs.</remarks>
    public static string Of(JsonNode? node) => node is null ? "null" : SafeText.EscapeInvisible(node.ToJsonString(Indented));

    /// <summary>A number with the shortest digits that read back the same; what is not finite is an undefined quantity.</summary>
    public static JsonNode Number(double value)
        => double.IsFinite(value)
            ? JsonValue.Create(value == 0 ? 0.0 : value) // −0 and 0 are one number and must be one text
            : Undefined(new Undefined(Statistics.Undefined.OutsideDomain, Invariant($"The number is not finite ({value}).")));

    /// <summary>A number, or null.</summary>
    public static JsonNode? Number(double? value) => value is { } number ? Number(number) : null;

    /// <summary>A moment in ISO 8601 UTC, or null.</summary>
    public static JsonNode? Time(DateTimeOffset? moment) => moment is { } at ? CellText.Time(at) : null;

    /// <summary>A quantity, or <c>{"undefined": {"code", "sentence"}}</c>.</summary>
    public static JsonNode Estimable<T>(Estimable<T> quantity, Func<T, JsonNode> write)
        where T : notnull
        => quantity.Match(write, Undefined);

    /// <summary><c>{"undefined": {"code", "sentence"}}</c>.</summary>
    public static JsonNode Undefined(Undefined reason) => new JsonObject { ["undefined"] = Reason(reason) };

    internal static JsonObject Reason(Undefined reason) => new() { ["code"] = reason.Code, ["sentence"] = reason.Sentence };
}
