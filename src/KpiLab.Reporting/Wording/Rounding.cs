using System.Globalization;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>
/// How numbers are rounded for readers, everywhere the same: an effect, its interval and its standard error show as many decimals as give the
/// standard error three significant digits. Programs get full precision and never see this.
/// </summary>
public static class Rounding
{
    private const int Digits = 3;
    private const int MostDecimals = 12;

    /// <summary>Decimals that show <paramref name="scale"/> with three significant digits; negative: rounded to tens, hundreds, …</summary>
    public static int Decimals(double scale)
    {
        if (!double.IsFinite(scale) || scale == 0)
        {
            return Digits;
        }

        // The exponent after rounding: 0.09996 shows as 0.100, not as 0.1000.
        var text = Math.Abs(scale).ToString("E2", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return Math.Min(Digits - 1 - exponent, MostDecimals);
    }

    /// <summary>The decimals for an effect: by its standard error, else by the width of its set (half of it is about two standard errors), else by its value.</summary>
    public static int Decimals(double value, double? standardError, ConfidenceSet? set, double factor = 1)
    {
        var scale = standardError is > 0 ? standardError.Value
            : set is { Shape: ConfidenceShape.Bounded or ConfidenceShape.TwoRays } && set.Upper > set.Lower ? (set.Upper - set.Lower) / 4
            : set is { Shape: ConfidenceShape.HalfLine } && HalfWidth(value, set) is > 0 and var half ? half / 2
            : value;
        return Decimals(scale * factor);
    }

    /// <summary>A number with so many decimals, its thousands grouped; a true minus sign.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
        }

        var magnitude = Math.Abs(value);
        string text;
        if (decimals >= 0)
        {
            text = magnitude.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }
        else
        {
            var unit = Math.Pow(10, -decimals);
            text = (Math.Round(magnitude / unit, MidpointRounding.AwayFromZero) * unit).ToString("N0", CultureInfo.InvariantCulture);
        }

        var isZero = text.AsSpan().IndexOfAnyInRange('1', '9') < 0;
        return value < 0 && !isZero ? "−" + text : text;
    }

    /// <summary>As <see cref="Fixed"/>, with a plus sign before what is above zero.</summary>
    public static string Signed(double value, int decimals)
    {
        var text = Fixed(value, decimals);
        return value > 0 && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? "+" + text : text;
    }

    /// <summary>A number with at most so many significant digits and no zeros at the end.</summary>
    public static string Significant(double value, int digits)
    {
        if (!double.IsFinite(value))
        {
            return Fixed(value, 0);
        }

        var text = Math.Abs(value) is 0 or (>= 1e-5 and < 1e15)
            ? decimal.Parse(value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)
                .ToString("#,##0.##################", CultureInfo.InvariantCulture)
            : value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    /// <summary>A count with its thousands grouped.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>A count with its noun: 1 unit, 20,100 units.</summary>
    public static string Counted(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A share as a percentage with at most so many decimals: 0.4235 → 42.35%.</summary>
    public static string Share(double share, int decimals = 2)
        => (share * 100).ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture).Replace('-', '−') + "%";

    /// <summary>A p-value: three decimals, below 0.1 three significant digits, below one in ten thousand only that.</summary>
    public static string PValue(double p) => PValueCell(p) is var text && text[0] is '<' or '>' ? "p " + text : "p = " + text;

    /// <summary>The same without its name, for a column called p.</summary>
    public static string PValueCell(double p) => p switch
    {
        < 0.0001 => "< 0.0001",
        > 0.999 => "> 0.999",
        < 0.1 => Fixed(p, Decimals(p)),
        _ => Fixed(p, 3),
    };

    /// <summary>A moment in UTC, to the minute.</summary>
    public static string Time(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A size in bytes: 1.2 MB.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        double value = bytes;
        var unit = 0;
        while (value >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return (unit == 0 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.##", CultureInfo.InvariantCulture)) + " " + units[unit];
    }

    private static double HalfWidth(double value, ConfidenceSet set)
        => Math.Abs(value - (double.IsFinite(set.Lower) ? set.Lower : set.Upper));
}
