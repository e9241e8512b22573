namespace KpiLab.Statistics;

public static partial class SpecialFunctions
{
    /// <summary>P(a, x) = γ(a, x)/Γ(a), the regularised lower incomplete gamma function, for shape a &gt; 0 and x ≥ 0.</summary>
    /// <inheritdoc cref="RegularisedGammaTails" path="/remarks"/>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">a not positive and finite, or x negative.</exception>
    public static double RegularisedGammaLower(double a, double x) => CheckedGammaTails(a, x).Lower;

    /// <summary>Q(a, x) = 1 − P(a, x), computed as such where it is the smaller.</summary>
    /// <inheritdoc cref="RegularisedGammaTails" path="/remarks"/>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">a not positive and finite, or x negative.</exception>
    public static double RegularisedGammaUpper(double a, double x) => CheckedGammaTails(a, x).Upper;

    /// <summary>ln P(a, x), also where P itself underflows.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">a not positive and finite, or x negative.</exception>
    public static double LogRegularisedGammaLower(double a, double x) => CheckedGammaTails(a, x).LogLower;

    /// <summary>ln Q(a, x), also where Q itself underflows.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">a not positive and finite, or x negative.</exception>
    public static double LogRegularisedGammaUpper(double a, double x) => CheckedGammaTails(a, x).LogUpper;

    /// <summary>Both tails of the gamma distribution of shape a and unit rate at x + rest, where rest is the rounding error of x.</summary>
    /// <remarks>
    /// Near the mean of a large shape: Temme's uniform expansion (1979, SIAM J. Math. Anal. 10:757) in the form of moments of a truncated
    /// normal. Below the mean the series, above it the continued fraction of Abramowitz and Stegun (1964), 6.5.29 and 6.5.31. Small shapes above their
    /// median: one minus the leading power, as in DiDonato and Morris (1986), ACM TOMS 12:377. The common factor xᵃ e⁻ˣ/Γ(a) is taken
    /// from the deviance a ln(x/a) + a − x and Stirling's error, Loader (2000).
    /// </remarks>
    internal static TailPair RegularisedGammaTails(double a, double x, double rest = 0)
    {
        if (x <= 0)
        {
            return TailPair.AllAbove;
        }

        if (double.IsPositiveInfinity(x))
        {
            return TailPair.AllBelow;
        }

        var deviance = GammaDeviance(a, x, rest);
        var logScale = deviance - StirlingError(a);
        if (a >= 20 && -2 * deviance < 0.8 * a)
        {
            return GammaNearMean(a, Math.Sqrt(-2 * deviance), x >= a, logScale);
        }

        var root = InverseSqrtTwoPi * Math.Sqrt(a);
        if (a < 1 && x < 1.5)
        {
            var log = (a * Math.Log(x)) - LogGamma1P(a);
            if (log > -0.7)
            {
                return new TailPair(0, -ExpM1(log) - (Math.Exp(log) * SmallShapeSeries(a, x)), IsLower: false);
            }
        }

        return x < a + 1 ? new TailPair(logScale, root / a * GammaSeries(a, x), IsLower: true)
            : new TailPair(logScale, root * GammaFraction(a, x), IsLower: false);
    }

    /// <summary>ln(xᵃ e⁻ˣ/Γ(a)): the density of the logarithm of a gamma variable.</summary>
    internal static double LogGammaKernel(double a, double x, double rest = 0)
        => GammaDeviance(a, x, rest) - StirlingError(a) + (0.5 * Math.Log(a)) - HalfLogTwoPi;

    // a ln(x/a) + a − x
    private static double GammaDeviance(double a, double x, double rest)
    {
        var difference = x - a;
        var opposite = difference - x;
        return Deviance(a, difference, (x - (difference - opposite)) - (a + opposite) + rest, x / a);
    }

    private static TailPair CheckedGammaTails(double a, double x)
    {
        Domain.Positive(a);
        Domain.AtLeast(x, 0);
        return RegularisedGammaTails(a, x);
    }

    // 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …
    private static double GammaSeries(double a, double x)
    {
        var sum = 1.0;
        var term = 1.0;
        for (var k = 1; term > 1e-17 * sum; k++)
        {
            term *= x / (a + k);
            sum += term;
        }

        return sum;
    }

    // a Σ (−x)ⁿ/(n! (a + n)), n ≥ 1
    private static double SmallShapeSeries(double a, double x)
    {
        var sum = 0.0;
        var power = 1.0;
        for (var n = 1; n < 60; n++)
        {
            power *= -x / n;
            var term = power / (a + n);
            sum += term;
            if (Math.Abs(term) < 1e-17 * Math.Abs(sum))
            {
                break;
            }
        }

        return a * sum;
    }

    // 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …))) by Lentz's method as modified by Thompson and Barnett (1986).
    private static double GammaFraction(double a, double x)
    {
        var b = x + 1 - a;
        var d = 1 / b;
        var c = double.MaxValue;
        var value = d;
        for (var k = 1; k < 100_000; k++)
        {
            var numerator = k * (a - k);
            b += 2;
            d = 1 / Math.FusedMultiplyAdd(numerator, d, b);
            c = b + (numerator / c);
            var delta = c * d;
            value *= delta;
            if (Math.Abs(delta - 1) < 2e-16)
            {
                break;
            }
        }

        return value;
    }

    private static TailPair GammaNearMean(double a, double z, bool upper, double logScale)
    {
        // e^(z²/2) times the integral over [z, ∞) of s^k exp(−s²/2) is m(k) = z^(k−1) + (k − 1) m(k − 2).
        ReadOnlySpan<double> jacobian = GammaJacobian;
        var step = (upper ? 1 : -1) / Math.Sqrt(a);
        var scale = step;
        double even = MillsRatio(z), odd = 1, power = z;
        var sum = even + (jacobian[1] * scale * odd);
        for (var k = 2; k + 1 < jacobian.Length; k += 2)
        {
            even = power + ((k - 1) * even);
            power *= z;
            odd = power + (k * odd);
            power *= z;
            scale *= step;
            var first = jacobian[k] * scale * even;
            scale *= step;
            var second = jacobian[k + 1] * scale * odd;
            sum += first + second;
            if (Math.Abs(first) + Math.Abs(second) < 2e-17 * sum)
            {
                break;
            }
        }

        return new TailPair(logScale, InverseSqrtTwoPi * sum, IsLower: !upper);
    }

    // η/(λ − 1) in powers of η, where η²/2 = λ − 1 − ln λ
    private static ReadOnlySpan<double> GammaJacobian =>
    [
        1.0, -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073, 0.0003527336860670194,
        -0.0001787551440329218, 3.919263178522438e-5, -2.185448510679992e-6, -1.85406221071516e-6, 8.296711340953087e-7,
        -1.7665952736826078e-7, 6.707853543401498e-9, 1.0261809784240309e-8, -4.382036018453353e-9, 9.14769958223679e-10,
        -2.5514193994946248e-11, -5.830772132550426e-11, 2.4361948020667415e-11, -5.0276692801141755e-12, 1.1004392031956135e-13,
        3.371763262400985e-13, -1.392388722418162e-13, 2.8534893807047445e-14, -5.139111834242572e-16, -1.9752288294349442e-15,
        8.099521156704561e-16, -1.6522531216398162e-16, 2.5305430097478883e-18, 1.1686939738559576e-17, -4.770037049820485e-18,
        9.699126059056237e-19, -1.2932565538038175e-20, -6.969230253185693e-20, 2.835145432176937e-20, -5.7509821590070474e-21,
        6.792953783488915e-23, 4.182125426111336e-22, -1.6971539620047604e-22, 3.43621593839432e-23, -3.643995779628021e-25,
        -2.522535663578434e-24, 1.0217275578876767e-24, -2.0656189282895155e-25, 1.987728212387035e-27, 1.5280113092999194e-26,
    ];
}
