namespace KpiLab.Statistics;

/// <summary>The functions that the distributions are made of, each with a relative error of a few units in the last place.</summary>
/// <remarks>Split by concept: elementary functions near their zeros, gamma, error function, regularised gamma, regularised beta.</remarks>
public static partial class SpecialFunctions
{
    /// <summary>ln(1 + x), without loss of digits for small x.</summary>
    /// <remarks>The rounding error of 1 + x enters to first order (Kahan). −1 gives −∞, below it NaN.</remarks>
    public static double Log1P(double x)
    {
        var u = 1 + x;
        if (!double.IsFinite(u) || u <= 0)
        {
            return Math.Log(u);
        }

        return Math.Log(u) + ((x - (u - 1)) / u);
    }

    /// <summary>eˣ − 1, without loss of digits for small x.</summary>
    /// <remarks>Below 1/2 in size by eˣ − 1 = 2t/(1 − t), t = tanh(x/2), with Lambert's continued fraction for t/x.</remarks>
    public static double ExpM1(double x)
    {
        if (Math.Abs(x) >= 0.5)
        {
            return Math.Exp(x) - 1;
        }

        var s = x * x / 4;
        var t = x / 2 / (1 + (s / (3 + (s / (5 + (s / (7 + (s / (9 + (s / (11 + (s / 13))))))))))));
        return 2 * t / (1 - t);
    }

    /// <summary>ln(1 + x) − x, without loss of digits near zero, where it is −x²/2.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">x below −1.</exception>
    public static double Log1PlusMinusX(double x)
    {
        Domain.AtLeast(x, -1);
        return LogRatioExcess(x, 1 + x);
    }

    /// <summary>ln(ratio) − u for ratio = 1 + u, both given so that neither end of the range loses digits.</summary>
    /// <remarks>With r = u/(2 + u): ln(1 + u) = 2 artanh r and 2r − u = −ru, hence ln(1 + u) − u = r (2r²/3 + 2r⁴/5 + … − u).</remarks>
    internal static double LogRatioExcess(double u, double ratio)
    {
        if (u is < -0.7 or > 2)
        {
            return Math.Log(ratio) - u;
        }

        var r = u / (2 + u);
        var s = r * r;
        ReadOnlySpan<double> odd = OddReciprocals;
        var last = s < 1e-3 ? 5 : s < 0.02 ? 9 : s < 0.09 ? 15 : odd.Length - 1;
        var sum = odd[last];
        for (var k = last - 1; k >= 0; k--)
        {
            sum = Math.FusedMultiplyAdd(sum, s, odd[k]);
        }

        return r * (Math.FusedMultiplyAdd(s, sum, -u));
    }

    /// <summary>scale × (ln(1 + u) − u) for u = (difference + rest)/scale and ratio = 1 + u: the deviance of one large number from another.</summary>
    /// <remarks>The rounding error of the quotient u enters to first order, since scale may multiply it by millions.</remarks>
    internal static double Deviance(double scale, double difference, double rest, double ratio)
    {
        var u = difference / scale;
        var excess = scale * LogRatioExcess(u, ratio);
        return u is < -0.7 or > 2 ? excess : excess - (u / ratio * (Math.FusedMultiplyAdd(-u, scale, difference) + rest));
    }

    /// <summary>c₀ + c₁u + c₂u² + …</summary>
    internal static double Polynomial(ReadOnlySpan<double> coefficients, double u)
    {
        var sum = coefficients[^1];
        for (var k = coefficients.Length - 2; k >= 0; k--)
        {
            sum = Math.FusedMultiplyAdd(sum, u, coefficients[k]);
        }

        return sum;
    }

    // 2/3, 2/5, 2/7, …
    private static ReadOnlySpan<double> OddReciprocals =>
    [
        2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23, 2.0 / 25, 2.0 / 27,
        2.0 / 29, 2.0 / 31, 2.0 / 33, 2.0 / 35, 2.0 / 37, 2.0 / 39, 2.0 / 41, 2.0 / 43, 2.0 / 45, 2.0 / 47, 2.0 / 49, 2.0 / 51, 2.0 / 53,
        2.0 / 55, 2.0 / 57, 2.0 / 59, 2.0 / 61,
    ];
}
