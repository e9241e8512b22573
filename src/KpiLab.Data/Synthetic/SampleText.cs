using System.Globalization;
using System.Text;

namespace KpiLab.Data;

/// <summary>A CSV file in the making: invariant numbers, minutes in ISO 8601, LF.</summary>
internal sealed class SampleText(string header)
{
    private readonly StringBuilder _text = new(header + "\n");

    public SampleText Row(params ReadOnlySpan<string> cells)
    {
        _text.AppendJoin(',', cells).Append('\n');
        return this;
    }

    public SampleFile ToFile(string path) => new(path, _text.ToString());

    public static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value, int decimals)
    {
        var text = value.ToString("F" + Whole(decimals), CultureInfo.InvariantCulture);
        return text.StartsWith('-') && text.AsSpan(1).IndexOfAnyExcept('0', '.') < 0 ? text[1..] : text;
    }

    public static string Flag(bool value) => value ? "1" : "0";

    public static string Minute(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A key such as <c>t00042</c>.</summary>
    public static string Key(char letter, int number) => letter + number.ToString("D5", CultureInfo.InvariantCulture);
}
