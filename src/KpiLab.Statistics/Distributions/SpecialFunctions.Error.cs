namespace KpiLab.Statistics;

public static partial class SpecialFunctions
{
    private const double SqrtTwoOverPi = 0.79788456080286535588;
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    private const double Sqrt2 = 1.41421356237309504880;

    /// <summary>The error function 2/√π ∫₀ˣ exp(−s²) ds.</summary>
    /// <remarks>Below 0.7 in size the positive series of Abramowitz and Stegun (1964), 7.1.6; beyond it 1 − erfc.</remarks>
    /// <exception cref="ArgumentException">NaN.</exception>
    public static double Erf(double x)
    {
        Domain.Number(x);
        if (Math.Abs(x) > 0.7)
        {
            return x > 0 ? 1 - Erfc(x) : Erfc(-x) - 1;
        }

        return 2 * NormalCentralArea(x * Sqrt2);
    }

    /// <summary>1 − erf(x), without loss of digits in the upper tail.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    public static double Erfc(double x)
    {
        Domain.Number(x);
        if (x < 0)
        {
            return 2 - Erfc(-x);
        }

        return x > 28 ? 0 : ExpOfMinusSquare(x, 1) * ErfcScaled(x);
    }

    /// <summary>exp(x²) erfc(x), which neither underflows nor loses digits for positive x.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    public static double ErfcScaled(double x)
    {
        Domain.Number(x);
        return x >= 0 ? SqrtTwoOverPi * MillsRatio(x * Sqrt2) : (2 / ExpOfMinusSquare(x, 1)) - ErfcScaled(-x);
    }

    /// <summary>The upper tail of the standard normal divided by its density, for x ≥ 0.</summary>
    /// <remarks>
    /// Mills (1926), Biometrika 18:395. A Chebyshev interpolant of (1 + x) M(x) in (x − 4)/(x + 4) over the half-line, the device of
    /// Shepherd and Laframboise (1981), Math. Comp. 36:249. Coefficients: make_coefficients.py beside the tests.
    /// </remarks>
    internal static double MillsRatio(double x)
        => x > 1e17 ? 1 / x : Polynomial(MillsCoefficients, (x - 4) / (x + 4)) / (1 + x);

    /// <summary>exp(−x² scale), where the rounding error of x² is carried along; scale is a power of two.</summary>
    internal static double ExpOfMinusSquare(double x, double scale)
    {
        var square = x * x;
        var rest = Math.FusedMultiplyAdd(x, x, -square);
        return double.IsFinite(square) ? Math.Exp(-square * scale) * (1 - (rest * scale)) : 0;
    }

    /// <summary>The standard normal's probability of [0, x], for |x| ≤ 1.</summary>
    /// <remarks>φ(x) (x + x³/3 + x⁵/(3·5) + …), all of one sign: Abramowitz and Stegun (1964), 26.2.11.</remarks>
    internal static double NormalCentralArea(double x)
    {
        var s = x * x;
        var term = x;
        var sum = x;
        for (var k = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); k += 2)
        {
            term *= s / k;
            sum += term;
        }

        return 0.5 * SqrtTwoOverPi * Math.Exp(-0.5 * s) * sum;
    }

    // (1 + x) M(x) in powers of (x − 4)/(x + 4)
    private static ReadOnlySpan<double> MillsCoefficients =>
    [
        1.1832619145678034, -0.2423996705218074, 0.035091880234748005, 0.07169048120136096, -0.0807080096790523, 0.04495912907942534,
        -0.01253910362039814, -0.0007159509389343426, 0.001741848773732585, -0.0002367014896228787, -0.0002202155756957516,
        5.326563960096377e-5, 3.415881433183821e-5, -8.60188663234564e-6, -6.5533544552582505e-6, 1.010149243524485e-6,
        1.390762707984928e-6, 1.0633980470022923e-8, -2.869299965207942e-7, -5.844326186367925e-8, 5.077844122332048e-8,
        2.2205063936815332e-8, -6.5624402369464745e-9, -4.779664948926488e-9, 4.480233382099169e-10, 4.934984427261487e-10,
    ];
}
