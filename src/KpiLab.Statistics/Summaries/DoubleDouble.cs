namespace KpiLab.Statistics;

/// <summary>A number as the unevaluated sum of two doubles: some 32 decimal digits, for sums whose terms cancel.</summary>
/// <remarks>Dekker (1971), Numerische Mathematik 18:224; Knuth's two-sum; products by fused multiply-add.</remarks>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public DoubleDouble(double value)
        : this(value, 0)
    {
    }

    public double Value => High + Low;

    /// <summary>a × b without rounding.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        var product = a * b;
        return new DoubleDouble(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    /// <summary>a + b without rounding.</summary>
    public static DoubleDouble Sum(double a, double b)
    {
        var sum = a + b;
        var part = sum - a;
        return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
    }

    /// <summary>a − b without rounding.</summary>
    public static DoubleDouble Difference(double a, double b) => Sum(a, -b);

    public static DoubleDouble operator +(in DoubleDouble a, double b)
    {
        var (sum, error) = Sum(a.High, b);
        return Renormalised(sum, error + a.Low);
    }

    public static DoubleDouble operator +(in DoubleDouble a, in DoubleDouble b)
    {
        var (sum, error) = Sum(a.High, b.High);
        return Renormalised(sum, error + a.Low + b.Low);
    }

    public static DoubleDouble operator -(in DoubleDouble a, in DoubleDouble b) => a + new DoubleDouble(-b.High, -b.Low);

    public static DoubleDouble operator *(in DoubleDouble a, in DoubleDouble b)
    {
        var product = Product(a.High, b.High);
        return Renormalised(product.High, product.Low + ((a.High * b.Low) + (a.Low * b.High)));
    }

    public static DoubleDouble operator /(in DoubleDouble a, double b)
    {
        var quotient = a.High / b;
        var rest = a - Product(quotient, b);
        return Renormalised(quotient, rest.Value / b);
    }

    private static DoubleDouble Renormalised(double high, double low)
    {
        var sum = high + low;
        return double.IsFinite(sum) ? new DoubleDouble(sum, low - (sum - high)) : new DoubleDouble(high);
    }
}
