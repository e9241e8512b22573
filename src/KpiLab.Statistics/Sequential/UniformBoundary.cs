namespace KpiLab.Statistics;

/// <summary>Curves that a sum of centred observations crosses at any time with probability at most alpha, by its intrinsic time v (a sum of variances).</summary>
/// <remarks>
/// Howard, Ramdas, McAuliffe and Sekhon (2021), Annals of Statistics 49:1055: normal mixture (Robbins 1970), one-sided normal mixture, gamma-exponential
/// mixture (for sub-exponential sums with scale c), polynomial stitching with s = 1.4, η = 2, m = 1. ρ is chosen so that the curve is tightest about v = <see cref="BestAt"/>.
/// </remarks>
public sealed record UniformBoundary
{
    private const double Zeta = 3.1055472779775810; // ζ(1.4)

    private readonly double _two;
    private readonly double _one;

    private UniformBoundary(double bestAt, double alpha)
    {
        BestAt = bestAt;
        Alpha = alpha;
        _two = Rho(bestAt, alpha);
        _one = Rho(bestAt, 2 * alpha);
    }

    /// <summary>Intrinsic time at which the curve is tightest.</summary>
    public double BestAt { get; }

    /// <summary>The alpha for which it is tightest there.</summary>
    public double Alpha { get; }

    /// <summary>A boundary.</summary>
    /// <param name="bestAt">Intrinsic time, positive.</param>
    /// <param name="alpha">In (0, 0.5).</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static UniformBoundary Of(double bestAt, double alpha)
    {
        Domain.Positive(bestAt);
        Looks.CheckAlpha(alpha, Alternative.Greater);
        return new UniformBoundary(bestAt, alpha);
    }

    /// <summary>Two-sided normal mixture: |S| stays below it at all v.</summary>
    public double NormalMixtureTwoSided(double v, double alpha)
    {
        Check(v, alpha);
        return Math.Sqrt((v + _two) * (Math.Log((v + _two) / _two) - (2 * Math.Log(alpha))));
    }

    /// <summary>One-sided normal mixture: S stays below it at all v.</summary>
    public double NormalMixtureOneSided(double v, double alpha)
    {
        Check(v, alpha);
        return Root(s => LogNormalMixtureOneSided(s, v), alpha, Math.Sqrt(v + _one));
    }

    /// <summary>Logarithm of the two-sided mixture's martingale at sum s.</summary>
    public double LogNormalMixtureTwoSided(double s, double v) => (0.5 * Math.Log(_two / (v + _two))) + (s * s / (2 * (v + _two)));

    /// <summary>Logarithm of the one-sided mixture's martingale at sum s.</summary>
    public double LogNormalMixtureOneSided(double s, double v)
        => (0.5 * Math.Log(4 * _one / (v + _one))) + (s * s / (2 * (v + _one))) + LogCdf(s / Math.Sqrt(v + _one));

    /// <summary>Gamma-exponential mixture for sub-exponential sums of scale c.</summary>
    public double GammaExponential(double v, double alpha, double c)
    {
        Check(v, alpha);
        Domain.Positive(c);
        return Root(s => LogGammaExponential(s, v, c), alpha, Math.Sqrt(v + _one));
    }

    /// <summary>Polynomial stitching; v below 1 counts as 1.</summary>
    public static double PolynomialStitching(double v, double alpha)
    {
        Check(v, alpha);
        v = Math.Max(1, v);
        var l = (1.4 * Math.Log(Math.Log(2 * v))) + Math.Log(Zeta / (alpha * Math.Pow(Math.Log(2), 1.4)));
        var k = (Math.Pow(2, 0.25) + Math.Pow(2, -0.25)) / Math.Sqrt(2);
        return k * Math.Sqrt(v * l);
    }

    private double LogGammaExponential(double s, double v, double c)
    {
        double c2 = c * c, r = _one / c2, w = (v + _one) / c2, x = ((c * s) + v + _one) / c2;
        return (r * Math.Log(r)) - SpecialFunctions.LogGamma(r) - SpecialFunctions.LogRegularisedGammaLower(r, r)
            + SpecialFunctions.LogGamma(w) + SpecialFunctions.LogRegularisedGammaLower(w, x) - (w * Math.Log(x)) + (((c * s) + v) / c2);
    }

    private static double Rho(double v, double alpha)
    {
        var log = -2 * Math.Log(alpha);
        return v / (log + Math.Log(1 + log));
    }

    // ln Φ, from the survival function where Φ is small.
    private static double LogCdf(double x) => x < 0 ? Math.Log(Normal.Survival(-x)) : SpecialFunctions.Log1P(-Normal.Survival(x));

    private static double Root(Func<double, double> logMartingale, double alpha, double scale)
    {
        var target = -Math.Log(alpha);
        var high = scale;
        while (logMartingale(high) < target)
        {
            high *= 2;
        }

        return BracketedRoot.Of(s => logMartingale(s) - target, 0, high);
    }

    private static void Check(double v, double alpha)
    {
        Domain.Positive(v);
        Looks.CheckAlpha(alpha, Alternative.Greater);
    }
}
