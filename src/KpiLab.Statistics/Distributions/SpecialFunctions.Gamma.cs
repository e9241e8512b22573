namespace KpiLab.Statistics;

public static partial class SpecialFunctions
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln Γ(x) for x &gt; 0, with full relative accuracy also at its zeros 1 and 2.</summary>
    /// <remarks>
    /// From 10 upwards Stirling's series (Abramowitz and Stegun 1964, 6.1.41); on [1, 3] a Chebyshev interpolant of
    /// ln Γ(1 + e) / (e (e − 1)); between them and below 1 the recurrence Γ(x + 1) = x Γ(x). Coefficients: make_coefficients.py beside the tests.
    /// </remarks>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">x not positive or not finite.</exception>
    public static double LogGamma(double x)
    {
        Domain.Positive(x);
        if (x >= 10)
        {
            return ((x - 0.5) * (Math.Log(x) - 1)) + (HalfLogTwoPi - 0.5) + StirlingError(x);
        }

        if (x < 1)
        {
            return LogGamma1P(x) - Math.Log(x);
        }

        var product = 1.0;
        while (x > 3)
        {
            x -= 1;
            product *= x;
        }

        return LogGamma1P(x - 1) + Math.Log(product);
    }

    /// <summary>ln Γ(1 + e) for e in [−1/2, 2], with full relative accuracy at its zeros 0 and 1.</summary>
    internal static double LogGamma1P(double e)
        => e < 0 ? LogGamma1P(e + 1) - Log1P(e) : e * (e - 1) * Polynomial(LogGammaCoefficients, e - 1);

    /// <summary>Stirling's error Δ(x) = ln Γ(x) − (x − ½) ln x + x − ½ ln 2π, for x &gt; 0: what his formula leaves out.</summary>
    /// <remarks>
    /// From 10 upwards his series (Abramowitz and Stegun 1964, 6.1.42); on [1, 10] a Chebyshev interpolant of x Δ(x) in 1/x; below 1
    /// Δ(x) = Δ(x + 1) + (x + ½) ln(1 + 1/x) − 1. Loader (2000), section 2, on why it belongs apart from the rest.
    /// </remarks>
    internal static double StirlingError(double x)
    {
        if (x >= 10)
        {
            var w = 1 / x;
            return w * Polynomial(StirlingSeries, w * w);
        }

        if (x >= 1)
        {
            var w = 1 / x;
            return w * Polynomial(StirlingCoefficients, (w - 0.55) / 0.45);
        }

        return StirlingError(x + 1) + ((x + 0.5) * Math.Log((1 + x) / x)) - 1;
    }

    // B(2k) / (2k (2k − 1))
    private static ReadOnlySpan<double> StirlingSeries =>
    [
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400,
    ];

    // x Δ(x) in powers of (1/x − 0.55) / 0.45
    private static ReadOnlySpan<double> StirlingCoefficients =>
    [
        0.08255364044099309, -0.0011916143950102653, -0.0003685580514942317, 7.266119813401069e-5, -2.688506412901723e-6,
        -2.9349985482082503e-6, 1.1825121647829985e-6, -2.3007349703224895e-7, -1.0581903381539758e-8, 3.044543712122214e-8,
        -1.5023068781052975e-8, 4.549253466190678e-9, -5.953253530462683e-10, -3.2924116886803175e-10, 3.1869632860012077e-10,
        -1.5305231219247807e-10, 5.1365331503397505e-11, -2.1641280230491805e-11, 6.037829680248504e-12, 8.562212664813042e-12,
        -7.1853264582605035e-12, 4.5272922026456637e-13, 6.106051086506599e-13,
    ];

    // ln Γ(1 + e) / (e (e − 1)) in powers of e − 1
    private static ReadOnlySpan<double> LogGammaCoefficients =>
    [
        0.42278433509846713, -0.1003173016743539, 0.03296500062115574, -0.012384192193374355, 0.004998641164703877,
        -0.0021081308338291313, 0.0009153769220606788, -0.0004057073999387517, 0.0001825526419770573, -8.30950999467849e-5,
        3.816886281372433e-5, -1.76618554743359e-5, 8.22234752455359e-6, -3.846514242663473e-6, 1.8074596187759183e-6,
        -8.554816957122729e-7, 4.055632887824375e-7, -1.861315818147291e-7, 8.745972665553556e-8, -5.2038665332275675e-8,
        2.6247261052647615e-8, -7.860744687083056e-10, -7.603161817337265e-10, -8.952022836709702e-9, 4.927878685807231e-9,
        2.4694237633377504e-9, -1.38994451662441e-9, -8.190037783551156e-10, 4.2453673576593125e-10,
    ];
}
