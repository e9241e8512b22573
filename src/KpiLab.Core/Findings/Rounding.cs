using System.Globalization;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How numbers are rounded for people: an effect and its interval to three significant digits of the standard error. JSON keeps every digit.</summary>
public static class Rounding
{
    /// <summary>Decimals that show three significant digits of the standard error.</summary>
    /// <param name="standardError">In the unit that is shown; absent or zero: three significant digits of the value itself are shown instead.</param>
    /// <param name="value">The value shown.</param>
    public static int Decimals(double? standardError, double value)
    {
        var scale = standardError is > 0 and var se && double.IsFinite(se) ? se : Math.Abs(value);
        return scale == 0 || !double.IsFinite(scale) ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(scale)), 0, 15);
    }

    /// <summary>A number with a fixed count of decimals; a real minus sign is not used, so that tables can be copied into other tools.</summary>
    public static string Number(double value, int decimals, bool signed = false)
    {
        if (!double.IsFinite(value))
        {
            return value > 0 ? "∞" : "−∞";
        }

        var text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (text.StartsWith('-') && text.All(c => c is '-' or '0' or '.'))
        {
            text = text[1..];
        }

        return signed && !text.StartsWith('-') ? "+" + text : text;
    }

    /// <summary>A value of a metric in its unit: fractions as percentages.</summary>
    public static string Value(double value, double? standardError, MetricUnit unit)
        => unit == MetricUnit.Fraction
            ? Number(value * 100, Decimals(standardError * 100, value * 100)) + " %"
            : Number(value, Decimals(standardError, value));

    /// <summary>A value of a KPI in its unit, to two significant digits of its standard error but never finer than the unit: a total is whole, money has two decimals (below one unit of it three significant digits).</summary>
    /// <param name="value">The value, or something beside it: a bound of its range, a forecast.</param>
    /// <param name="standardError">Of the value; absent or zero: three significant digits of the value itself are shown.</param>
    /// <param name="unit">The KPI's unit.</param>
    /// <param name="beside">The KPI's own value where <paramref name="value"/> only stands beside it: it says whether the KPI is a total.</param>
    /// <remarks>A count is taken for a total where its value is whole. What stands beside it is whole too, unless the standard error is below one half, as that of a mean which happens to be whole.</remarks>
    public static string KpiValue(double value, double? standardError, MetricUnit unit, double? beside = null)
    {
        var (own, factor) = (beside ?? value, unit == MetricUnit.Fraction ? 100 : 1);
        var known = standardError is > 0;
        var decimals = known ? Math.Max(0, Decimals(standardError * factor, value * factor) - 1) : Decimals(null, own * factor);
        decimals = unit switch
        {
            MetricUnit.Count when double.IsInteger(own) => beside is null || standardError is not (> 0 and < 0.5) ? 0 : decimals - 1,
            MetricUnit.Currency => Math.Min(decimals, Math.Max(2, Decimals(null, own))),
            _ => decimals,
        };
        var shown = value * factor;
        var text = Math.Abs(shown) is >= 1000 and < 1e15 ? shown.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : Number(shown, decimals);
        return factor == 100 ? text + " %" : text;
    }

    /// <summary>An absolute effect in the metric's unit, signed; fractions in percentage points.</summary>
    public static string Absolute(Effect effect, MetricUnit unit)
    {
        var factor = unit == MetricUnit.Fraction ? 100 : 1;
        return Number(effect.Value * factor, Decimals(effect.StandardError * factor, effect.Value * factor), signed: true) + (factor == 100 ? " pp" : "");
    }

    /// <summary>A relative effect in percent, signed.</summary>
    public static string Relative(Effect effect) => Number(effect.Value * 100, RelativeDecimals(effect), signed: true) + " %";

    /// <summary>An absolute effect's confidence set in the metric's unit.</summary>
    public static string AbsoluteSet(Effect effect, MetricUnit unit)
    {
        var factor = unit == MetricUnit.Fraction ? 100 : 1;
        return Set(effect.Set, factor, Decimals(effect.StandardError * factor, effect.Value * factor), factor == 100 ? " pp" : "");
    }

    /// <summary>A relative effect's confidence set in percent.</summary>
    public static string RelativeSet(Effect effect) => Set(effect.Set, 100, RelativeDecimals(effect), " %");

    /// <summary>A p-value for people.</summary>
    public static string PValue(double p) => p < 0.0001 ? "p < 0.0001" : "p = " + p.ToString(p < 0.001 ? "0.00000" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>A probability in percent that never claims certainty: 97 %, 99.4 %, > 99.9 %.</summary>
    public static string Chance(double probability) => (probability * 100) switch
    {
        > 99.9 => "> 99.9 %",
        < 0.1 => "< 0.1 %",
        var percent => percent.ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>A loss to be expected, in the metric's unit, to three significant digits; what is too small to matter is not spelt out.</summary>
    public static string Loss(double loss, MetricUnit unit)
    {
        const double Least = 0.0001;
        var shown = unit == MetricUnit.Fraction ? loss * 100 : loss;
        return (shown is > 0 and < Least ? "< 0.0001" : Number(shown, Decimals(null, shown))) + (unit == MetricUnit.Fraction ? " pp" : "");
    }

    /// <summary>A count with thin groups of digits.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A confidence set in words: an interval, or what its shape means.</summary>
    public static string Set(ConfidenceSet set, double factor, int decimals, string unit)
    {
        var lower = Number(set.Lower * factor, decimals, signed: true) + unit;
        var upper = Number(set.Upper * factor, decimals, signed: true) + unit;
        return set.Shape switch
        {
            ConfidenceShape.Bounded => $"{lower} to {upper}",
            ConfidenceShape.HalfLine when double.IsPositiveInfinity(set.Upper) => $"at least {lower}",
            ConfidenceShape.HalfLine => $"at most {upper}",
            ConfidenceShape.TwoRays => $"anything but {lower} to {upper}",
            _ => "no value can be excluded",
        };
    }

    private static int RelativeDecimals(Effect effect)
    {
        // A Fieller set has no standard error; a quarter of a bounded set's width stands for it.
        var error = effect.StandardError ?? (effect.Set.Shape == ConfidenceShape.Bounded ? (effect.Set.Upper - effect.Set.Lower) / 4 : null);
        return Decimals(error * 100, effect.Value * 100);
    }
}
