namespace KpiLab.Statistics;

public static partial class SpecialFunctions
{
    private const int ExpansionTerms = 48;

    /// <summary>Iₓ(a, b), the regularised incomplete beta function, for shapes a, b &gt; 0 and x in [0, 1].</summary>
    /// <inheritdoc cref="RegularisedBetaTails(double, double, double, double, double)" path="/remarks"/>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A shape not positive and finite, or x outside [0, 1].</exception>
    public static double RegularisedBetaLower(double x, double a, double b) => CheckedBetaTails(x, a, b).Lower;

    /// <summary>1 − Iₓ(a, b), computed as such where it is the smaller.</summary>
    /// <inheritdoc cref="RegularisedBetaTails(double, double, double, double, double)" path="/remarks"/>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A shape not positive and finite, or x outside [0, 1].</exception>
    public static double RegularisedBetaUpper(double x, double a, double b) => CheckedBetaTails(x, a, b).Upper;

    /// <summary>ln Iₓ(a, b), also where I itself underflows.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A shape not positive and finite, or x outside [0, 1].</exception>
    public static double LogRegularisedBetaLower(double x, double a, double b) => CheckedBetaTails(x, a, b).LogLower;

    /// <summary>ln(1 − Iₓ(a, b)), also where that underflows.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A shape not positive and finite, or x outside [0, 1].</exception>
    public static double LogRegularisedBetaUpper(double x, double a, double b) => CheckedBetaTails(x, a, b).LogUpper;

    /// <summary>Both tails of the beta distribution at x, its complement and its distance from the mean being worked out here.</summary>
    internal static TailPair RegularisedBetaTails(double x, double a, double b)
        => RegularisedBetaTails(x, 1 - x, a, b, DistanceFromMean(x, a, b));

    /// <summary>a − (a + b) x, rounded once or twice although it may vanish.</summary>
    internal static double DistanceFromMean(double x, double a, double b)
    {
        var n = a + b;
        var added = n - a;
        var nRest = (a - (n - added)) + (b - added);
        var product = n * x;
        var productRest = Math.FusedMultiplyAdd(n, x, -product);
        return (a - product) - (productRest + (nRest * x));
    }

    /// <summary>Both tails of the beta distribution with shapes a and b.</summary>
    /// <param name="x">The point.</param>
    /// <param name="y">1 − x, with a small relative error of its own.</param>
    /// <param name="a">First shape.</param>
    /// <param name="b">Second shape.</param>
    /// <param name="distance">ay − bx = a − (a + b)x, with a small relative error of its own: it alone enters the exponent near the mean.</param>
    /// <remarks>
    /// The plan is that of DiDonato and Morris (1992), ACM TOMS 18:360: the tail on the side of x away from the mean, by their continued
    /// fraction (equation 9), by a power series where a shape is small, or, near the mean of two large shapes, by an expansion in moments of a
    /// truncated normal. The common factor xᵃyᵇ/B(a, b) is taken from the two deviances and Stirling's errors, Loader (2000).
    /// </remarks>
    internal static TailPair RegularisedBetaTails(double x, double y, double a, double b, double distance)
    {
        if (x <= 0)
        {
            return TailPair.AllAbove;
        }

        if (y <= 0)
        {
            return TailPair.AllBelow;
        }

        if (distance < 0)
        {
            return RegularisedBetaTails(y, x, b, a, -distance).Swapped;
        }

        var n = a + b;
        var deviance = Deviance(a, -distance, 0, x / a * n) + Deviance(b, distance, 0, y / b * n);
        var logScale = deviance + StirlingError(n) - StirlingError(a) - StirlingError(b);
        var small = Math.Min(a, b);
        if (small >= 20 && -2 * deviance < 0.8 * small)
        {
            return new TailPair(logScale, InverseSqrtTwoPi * BetaNearMean(a, b, Math.Sqrt(-2 * deviance)), IsLower: true);
        }

        var root = InverseSqrtTwoPi * Math.Sqrt(a / n * b);
        if (n * y < b + 2.5 && y <= 0.5 && b < 20)
        {
            if (b < 1 && SmallShapeComplement(b, a, y) is { } complement)
            {
                return new TailPair(0, complement, IsLower: true);
            }

            return new TailPair(logScale, root / b * BetaSeries(b, n, y), IsLower: false);
        }

        if (small < 1 && x <= 0.7 && n * x <= 0.7 * (a + 1))
        {
            if (a < 1 && SmallShapeComplement(a, b, x) is { } complement)
            {
                return new TailPair(0, complement, IsLower: false);
            }

            return new TailPair(logScale, root / a * BetaSeries(a, n, x), IsLower: true);
        }

        return new TailPair(logScale, root * BetaFraction(a, b, x, y, distance), IsLower: true);
    }

    /// <summary>ln(xᵃyᵇ/B(a, b)): the density of the log-odds of a beta variable.</summary>
    internal static double LogBetaKernel(double x, double y, double a, double b, double distance)
    {
        var n = a + b;
        return Deviance(a, -distance, 0, x / a * n) + Deviance(b, distance, 0, y / b * n)
            + StirlingError(n) - StirlingError(a) - StirlingError(b) + (0.5 * Math.Log(a / n * b)) - HalfLogTwoPi;
    }

    private static TailPair CheckedBetaTails(double x, double a, double b)
    {
        Domain.Positive(a);
        Domain.Positive(b);
        Domain.Probability(x);
        return RegularisedBetaTails(x, a, b);
    }

    // 1 + n/(a + 1) x + n(n + 1)/((a + 1)(a + 2)) x² + …: Abramowitz and Stegun (1964), 26.5.4.
    private static double BetaSeries(double a, double n, double x)
    {
        var sum = 1.0;
        var term = 1.0;
        for (var k = 0; term > 1e-17 * sum; k++)
        {
            term *= (n + k) * x / (a + 1 + k);
            sum += term;
        }

        return sum;
    }

    // 1 − I(a, b) at x for a < 1 where I exceeds one half, else nothing: I = eˡ (1 + J), l = a ln x − ln(a B(a, b)), J = a Σ (1 − b)ₖ xᵏ/(k! (a + k)).
    private static double? SmallShapeComplement(double a, double b, double x)
    {
        var l = b < 10 ? (a * Math.Log(x)) + LogGamma(a + b) - LogGamma(b) - LogGamma1P(a)
            : (a * (Math.Log((a + b) * x) - 1)) + ((b - 0.5) * Log1P(a / b)) + StirlingError(a + b) - StirlingError(b) - LogGamma1P(a);
        if (l < -0.7)
        {
            return null;
        }

        var term = 1.0;
        var sum = 0.0;
        for (var k = 1; k < 200; k++)
        {
            term *= (k - b) * x / k;
            var part = term / (a + k);
            sum += part;
            if (Math.Abs(part) < 1e-17 * Math.Abs(sum))
            {
                break;
            }
        }

        return -ExpM1(l) - (Math.Exp(l) * a * sum);
    }

    private static double BetaFraction(double a, double b, double x, double y, double distance)
    {
        var partial = a / (a + 1) * (distance + 1);
        var d = 1 / partial;
        var c = double.MaxValue;
        var value = d;
        for (var k = 1; k < 100_000; k++)
        {
            var m = a + (2 * k);
            var t = k / (m - 1) * (b - k) * x;
            var numerator = (a + k - 1) / (m - 1) * (a + b + (k - 1)) * t * x;
            partial = k + t + ((a + k) / (m + 1) * (distance + 1 + (k * (1 + y))));
            d = 1 / Math.FusedMultiplyAdd(numerator, d, partial);
            c = partial + (numerator / c);
            var delta = c * d;
            value *= delta;
            if (Math.Abs(delta - 1) < 2e-16)
            {
                break;
            }
        }

        return value;
    }

    /// <summary>
    /// The lower tail at z standard deviations (in the scale of the signed root of the deviance) below the mean, divided by the normal density there.
    /// </summary>
    /// <remarks>
    /// Let θ be the log-odds and z²/2 its deviance from the mean's log-odds; the integrand becomes exp(−z²/2) g(z), g = dθ/dz. With
    /// e = s − a/n = e₁ z h(z), n e g = z and n e e′ = z (a/n + e)(b/n − e), which gives h and then g = 1/h by recurrence. Temme (1982), SIAM J.
    /// Math. Anal. 13:239, is the same transformation.
    /// </remarks>
    private static double BetaNearMean(double a, double b, double z)
    {
        Span<double> h = stackalloc double[ExpansionTerms];
        Span<double> square = stackalloc double[ExpansionTerms];
        Span<double> g = stackalloc double[ExpansionTerms];
        var n = a + b;
        var skew = -(b - a) / n / Math.Sqrt(a / n * b);   // for the lower tail z runs the other way, hence the sign
        var width = 1 / n;
        h[0] = square[0] = g[0] = 1;
        double previous = MillsRatio(z), moment = 1, power = z;
        var sum = previous;
        var small = 0;
        for (var k = 1; k < ExpansionTerms; k++)
        {
            square[k] = 2.0 / (k + 2) * ((skew * h[k - 1]) - (k >= 2 ? width * square[k - 2] : 0));
            var inner = square[k];
            for (var i = 1; i < k; i++)
            {
                inner -= h[i] * h[k - i];
            }

            h[k] = inner / 2;
            var next = h[k];
            for (var i = 1; i < k; i++)
            {
                next += h[i] * g[k - i];
            }

            g[k] = -next;
            var term = g[k] * moment;
            sum += term;
            small = Math.Abs(term) < 1e-17 * sum ? small + 1 : 0;
            if (small == 3)
            {
                break;
            }

            (previous, moment) = (moment, power + (k * previous));
            power *= z;
        }

        return sum;
    }
}
