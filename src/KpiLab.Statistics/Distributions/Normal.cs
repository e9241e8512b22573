namespace KpiLab.Statistics;

/// <summary>The standard normal distribution.</summary>
/// <remarks>
/// Tails by the density times Mills' ratio; quantiles by Chebyshev interpolants in the regions of Wichura (1988), Appl. Stat. 37:477.
/// Both tails keep full relative accuracy down to the smallest normal number.
/// </remarks>
public static class Normal
{
    private const double InverseSqrtTwoPi = 0.39894228040143267794;

    /// <summary>exp(−x²/2) / √(2π).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    public static double Density(double x)
    {
        Domain.Number(x);
        return InverseSqrtTwoPi * SpecialFunctions.ExpOfMinusSquare(x, 0.5);
    }

    /// <summary>P(X ≤ x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    public static double Cdf(double x) => Survival(-x);

    /// <summary>P(X &gt; x).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    public static double Survival(double x)
    {
        Domain.Number(x);
        if (double.IsInfinity(x))
        {
            return x > 0 ? 0 : 1;
        }

        return x >= 0 ? UpperTail(x) : 1 - UpperTail(-x);
    }

    /// <summary>The x with P(X ≤ x) = <paramref name="p"/>; −∞ and ∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1].</exception>
    public static double Quantile(double p)
    {
        Domain.Probability(p);
        return p <= 0.5 ? -UpperQuantileOfSmall(p) : UpperQuantileOfSmall(1 - p);
    }

    /// <summary>The x with P(X &gt; x) = <paramref name="q"/>; ∞ and −∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1].</exception>
    public static double UpperQuantile(double q)
    {
        Domain.Probability(q);
        return q <= 0.5 ? UpperQuantileOfSmall(q) : -UpperQuantileOfSmall(1 - q);
    }

    private static double UpperTail(double x)
        => InverseSqrtTwoPi * SpecialFunctions.ExpOfMinusSquare(x, 0.5) * SpecialFunctions.MillsRatio(x);

    private static double UpperQuantileOfSmall(double q)
    {
        var c = 0.5 - q;
        if (c <= 0.425)
        {
            const double half = 0.425 * 0.425 / 2;
            return c * SpecialFunctions.Polynomial(CentreCoefficients, ((c * c) - half) / half);
        }

        if (q == 0)
        {
            return double.PositiveInfinity;
        }

        var r = Math.Sqrt(-2 * Math.Log(q));
        return r - r switch
        {
            < 4 => SpecialFunctions.Polynomial(TailTo4, (r - 3.1) / 0.9),
            < 8 => SpecialFunctions.Polynomial(TailTo8, (r - 6) / 2),
            < 17 => SpecialFunctions.Polynomial(TailTo17, (r - 12.5) / 4.5),
            _ => SpecialFunctions.Polynomial(TailTo39, (r - 27.9) / 10.9),
        };
    }

    // x / (½ − q) in powers of ((½ − q)² − h)/h, h = 0.425²/2
    private static ReadOnlySpan<double> CentreCoefficients =>
    [
        2.8067362499056405, 0.3853904235201059, 0.11648711641770224, 0.04407212080216123, 0.01855237574398891, 0.00831126154464213,
        0.003878080167834284, 0.0018621867567386711, 0.0009134254900928586, 0.00045546131012853944, 0.00023008801671480514,
        0.0001174743866769755, 6.050414754831389e-5, 3.139404173454639e-5, 1.641115094625646e-5, 8.623256441641143e-6,
        4.4896610765625e-6, 2.361107706360075e-6, 1.4053527868778977e-6, 7.840906856108618e-7, 1.4362452929889728e-7,
        2.8072250277982878e-8, 3.878251312015312e-7, 2.5941902739562214e-7, -2.2448798740588678e-7, -1.577448149016001e-7,
        1.6578931565451518e-7, 1.0737566101405861e-7, -5.728976604828177e-8, -3.615528771850107e-8, 1.2198129135151888e-8,
        7.2988254924601275e-9,
    ];

    // r − x with r = √(−2 ln q), r scaled from [2.2, 4], [4, 8], [8, 17] and [17, 38.8] to [−1, 1]
    private static ReadOnlySpan<double> TailTo4 =>
    [
        0.6996053011360089, -0.12114799959371116, 0.024772628927242583, -0.00542603535857906, 0.0012382538669175208,
        -0.0002911295101548933, 7.012329761093306e-5, -1.7241676893778526e-5, 4.3153290926658705e-6, -1.0967064579818993e-6,
        2.823856187930535e-7, -7.352332336753792e-8, 1.9323917116225445e-8, -5.117029792016462e-9, 1.3648080764455911e-9,
        -3.696618307548692e-10, 9.990101967918298e-11, -2.4351560062640217e-11, 6.534324427495242e-12, -2.991449558405709e-12,
        8.373600104084101e-13,
    ];

    private static ReadOnlySpan<double> TailTo8 =>
    [
        0.4612278333919276, -0.1019042925151065, 0.02595607392872026, -0.006996174159380506, 0.001945777972150733,
        -0.0005523032883273135, 0.00015909858847433574, -4.6364144962400176e-5, 1.3642770633207303e-5, -4.048610836927063e-6,
        1.210694639723881e-6, -3.646040816166547e-7, 1.1053346890921643e-7, -3.371016605195582e-8, 1.0312792781663293e-8,
        -3.1766062993667712e-9, 1.0138960601989955e-9, -3.1718896702922734e-10, 7.661982048976271e-11, -2.3193105811469695e-11,
        1.6731211393219305e-11, -5.430144227080526e-12,
    ];

    private static ReadOnlySpan<double> TailTo17 =>
    [
        0.27738260037395956, -0.071917143205204, 0.021044479316250902, -0.006456976652712345, 0.0020335952057553373,
        -0.0006513144224958889, 0.00021107399716782625, -6.900591243065427e-5, 2.2713992272070887e-5, -7.51750391281818e-6,
        2.4992792961869764e-6, -8.340979584275092e-7, 2.792839169646277e-7, -9.379012215483859e-8, 3.1601697422211864e-8,
        -1.0669319553149994e-8, 3.576715785874974e-9, -1.2098029738448969e-9, 4.452448671630894e-10, -1.5352306064558948e-10,
        2.9638418703197436e-11, -9.3325955546006e-12, 1.1845818995276857e-11, -4.199154741871229e-12,
    ];

    private static ReadOnlySpan<double> TailTo39 =>
    [
        0.15250925168073987, -0.045729993716196335, 0.015199580944540943, -0.005255225005371495, 0.0018564868968257884,
        -0.0006649314548275515, 0.00024047441552313607, -8.75995858208893e-5, 3.2090871481175086e-5, -1.1809351325320613e-5,
        4.362016124583884e-6, -1.616245226771065e-6, 6.004536808489603e-7, -2.2354447929952755e-7, 8.339874757862475e-8,
        -3.1260923567311424e-8, 1.1713247702384264e-8, -4.258946480869158e-9, 1.5871055851151671e-9, -7.259965121948803e-10,
        2.8066565865844563e-10, -2.4196651004678036e-11, 6.227882614778014e-12, -3.197555149650755e-11, 1.2550374146868946e-11,
    ];
}
