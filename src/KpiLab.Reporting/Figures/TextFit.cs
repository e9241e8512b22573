namespace KpiLab.Reporting;

/// <summary>
/// How wide a text is at most. There are no font metrics on a server; the widths are those of DejaVu Sans, the widest of the usual system
/// fonts, so that what fits by this measure fits everywhere.
/// </summary>
internal static class TextFit
{
    /// <summary>Width in pixels at a font size.</summary>
    public static double Width(string text, double size)
    {
        var em = 0.0;
        foreach (var c in text)
        {
            em += Em(c);
        }

        return em * size;
    }

    /// <summary>The text in at most so many lines of at most that width; what does not fit ends in an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, int lines)
    {
        var visible = SafeText.Visible(text).Trim();
        var result = new List<string>();
        var rest = visible;
        while (result.Count < lines - 1 && Width(rest, size) > width)
        {
            var cut = BreakAt(rest, size, width);
            result.Add(rest[..cut].TrimEnd());
            rest = rest[cut..].TrimStart();
        }

        result.Add(Cut(rest, size, width));
        return result;
    }

    /// <summary>The text in one line of at most that width.</summary>
    public static string Cut(string text, double size, double width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        var length = text.Length;
        while (length > 0 && Width(text[..length], size) + Width("…", size) > width)
        {
            length--;
        }

        if (length > 0 && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        return text[..length].TrimEnd() + "…";
    }

    // The last space or hyphen or underscore that still fits, else the last character that does.
    private static int BreakAt(string text, double size, double width)
    {
        var fits = 1;
        while (fits < text.Length && Width(text[..(fits + 1)], size) <= width)
        {
            fits++;
        }

        for (var i = fits; i > 0; i--)
        {
            if ((i < text.Length && text[i] == ' ') || (i < fits + 1 && text[i - 1] is '-' or '_' or '/'))
            {
                return i;
            }
        }

        return fits < text.Length && fits > 1 && char.IsHighSurrogate(text[fits - 1]) ? fits - 1 : fits;
    }

    private static double Em(char c) => c switch
    {
        'i' or 'j' or 'l' or '\'' => 0.29,
        ' ' or '.' or ',' or ':' or ';' or '|' => 0.33,
        'I' or '(' or ')' or '[' or ']' or '/' or '-' or 'f' or 't' or 'r' => 0.41,
        'm' => 0.98,
        'w' => 0.82,
        'M' or 'W' or '%' => 0.96,
        '+' or '<' or '>' or '=' or '±' => 0.84,
        >= '0' and <= '9' => 0.64,
        >= 'A' and <= 'Z' => 0.72,
        >= ' ' and <= '~' => 0.62,
        >= '\u2e80' => 1.05,
        _ => 0.75,
    };
}
