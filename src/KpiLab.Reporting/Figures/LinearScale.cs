using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Values to pixels.</summary>
internal readonly record struct LinearScale(double Low, double High, double From, double To)
{
    /// <summary>Where a value is drawn; values beyond the ends are drawn at the ends.</summary>
    public double At(double value) => From + ((Math.Clamp(value, Low, High) - Low) / (High - Low) * (To - From));

    /// <summary>Whether a value lies on the axis.</summary>
    public bool Has(double value) => value >= Low && value <= High;
}

/// <summary>Ticks of an axis at 1, 2 or 5 times a power of ten.</summary>
internal sealed record Ticks(IReadOnlyList<double> Values, int Decimals)
{
    /// <summary>About so many ticks between two values, which must differ.</summary>
    public static Ticks Between(double low, double high, int about)
    {
        var step = Step((high - low) / Math.Max(1, about));
        var exponent = (int)Math.Floor(Math.Log10(step) + 1e-9);
        var first = Math.Ceiling((low / step) - 1e-9);
        var last = Math.Floor((high / step) + 1e-9);
        var values = new List<double>();
        for (var k = first; k <= last; k++)
        {
            values.Add(Round(k * step));
        }

        return new Ticks(values, Math.Clamp(-exponent, 0, 15));
    }

    /// <summary>The range grown to whole steps, with room on both sides; never empty.</summary>
    public static (double Low, double High) Widen(double low, double high, double share = 0.05)
    {
        if (high <= low)
        {
            var around = low == 0 ? 1 : Math.Abs(low) * 0.5;
            return (low - around, low + around);
        }

        var room = (high - low) * share;
        return (low - room, high + room);
    }

    /// <summary>A tick's label in the axis's own unit.</summary>
    public string Label(double value, FigureAxis axis)
        => Decimals == 0 && !axis.Signed && Math.Abs(value) is >= 1000 and < 1e15 ? Rounding.Count((long)value) : Rounding.Number(value, Decimals, axis.Signed && value != 0);

    private static double Step(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var digit = raw / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    // 3 × 0.1 is to be the tick 0.3.
    private static double Round(double value) => Math.Abs(value) is > 1e-12 and < 1e15 ? (double)Math.Round((decimal)value, 14) : value;
}
