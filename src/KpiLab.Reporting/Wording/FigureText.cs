using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Numbers for readers that are no effects: shares, counts, sizes, moments. Effects and intervals follow <see cref="Rounding"/>.</summary>
public static class FigureText
{
    /// <summary>A number with at most so many significant digits and no zeros at the end.</summary>
    public static string Significant(double value, int digits = 6)
    {
        if (!double.IsFinite(value))
        {
            return Rounding.Number(value, 0);
        }

        var text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Abs(value) is 0 or (>= 1e-5 and < 1e15)
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("#,##0.##################", CultureInfo.InvariantCulture)
            : text;
    }

    /// <summary>A number with its sign and at most so many significant digits.</summary>
    public static string Signed(double value, int digits) => (value > 0 ? "+" : "") + Significant(value, digits);

    /// <summary>A share as a percentage with at most two decimals: 0.4235 → 42.35 %.</summary>
    public static string Share(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>A count with its noun: 1 unit, 20,100 units.</summary>
    public static string Counted(long count, string noun) => $"{Rounding.Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A p-value without its name, for a column called p.</summary>
    public static string PValue(double p)
    {
        var text = Rounding.PValue(p);
        return text.StartsWith("p = ", StringComparison.Ordinal) ? text[4..] : text[2..];
    }

    /// <summary>A moment in UTC, to the minute.</summary>
    public static string Time(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A size: 1.23 MB.</summary>
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
}
