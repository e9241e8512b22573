using System.Globalization;
using System.Text;

namespace KpiLab.Reporting;

/// <summary>Text from data and files made safe to show: nothing in it can steer a terminal, reorder a line or hide.</summary>
public static class SafeText
{
    /// <summary>
    /// Line breaks and tabs become a space; other control characters, bidirectional controls, invisible separators and lone surrogates
    /// become their number, e.g. <c>\u001b</c>.
    /// </summary>
    public static string Visible(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                safe.Append(c).Append(text[++i]);
            }
            else if (c is '\n' or '\t' || (c == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')))
            {
                safe.Append(' ');
            }
            else if (c == '\r')
            {
                continue;
            }
            else if (IsUnsafe(c))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                safe.Append(c);
            }
        }

        return safe.ToString();
    }

    /// <summary>The same where lines may break: tabs and line breaks stay as they are.</summary>
    public static string VisibleLines(string text)
    {
        if (!text.Any(c => IsUnsafe(c) && c is not ('\t' or '\r' or '\n')))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        var from = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] is '\t' or '\r' or '\n')
            {
                safe.Append(Visible(text[from..i])).Append(text.AsSpan(i, i < text.Length ? 1 : 0));
                from = i + 1;
            }
        }

        return safe.ToString();
    }

    /// <summary>Replaces the same invisible characters, but keeps line breaks and tabs: for JSON, where such characters stand in strings only.</summary>
    internal static string EscapeInvisible(string json)
    {
        if (!json.Any(c => c > '~' && !char.IsSurrogate(c) && IsUnsafe(c)))
        {
            return json;
        }

        var safe = new StringBuilder(json.Length + 8);
        foreach (var c in json)
        {
            _ = c > '~' && !char.IsSurrogate(c) && IsUnsafe(c) ? safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : safe.Append(c);
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(char c)
        => char.IsControl(c)
            || char.IsSurrogate(c)
            || c is '\u061c' or '\u200b' or '\u200e' or '\u200f' or '\u2028' or '\u2029' or '\ufeff'
            || c is >= '\u202a' and <= '\u202e'
            || c is >= '\u2066' and <= '\u2069';
}
