namespace KpiLab.Statistics;

/// <summary>How effects are pooled.</summary>
public enum Pooling
{
    /// <summary>One common effect.</summary>
    Fixed,

    /// <summary>Effects that differ, their variance by DerSimonian and Laird.</summary>
    DerSimonianLaird,

    /// <summary>The same by restricted maximum likelihood.</summary>
    Reml,
}

/// <summary>A pooled effect.</summary>
/// <param name="Estimate">Inverse-variance mean.</param>
/// <param name="StandardError">Its error.</param>
/// <param name="PValue">Of no effect.</param>
/// <param name="Interval">95 %.</param>
/// <param name="Tau2">Variance of the true effects.</param>
/// <param name="I2">Share of variation that is not sampling, in percent.</param>
/// <param name="Q">Cochran's heterogeneity statistic, χ²(k − 1).</param>
/// <param name="Prediction">95 % interval for the effect in a new segment, z √(se² + τ²).</param>
[TypeFormatterSource]
public sealed record PooledEffect(
    double Estimate, double StandardError, double PValue, (double Lower, double Upper) Interval, double Tau2, double I2, SeriesTest Q, (double Lower, double Upper) Prediction) : IShowable;

/// <summary>One effect from those of several segments, cohorts or experiments.</summary>
/// <remarks>
/// DerSimonian and Laird (1986), Controlled Clinical Trials 7:177; REML of Raudenbush (2009) as in metafor: τ² maximises the restricted likelihood, 0 if it falls there; Knapp and Hartung (2003), Statistics in Medicine 22:2693, for
/// the adjusted error with t(k − 1); Higgins, Thompson and Spiegelhalter (2009), J. Roy. Stat. Soc. A 172:137, for the prediction interval.
/// </remarks>
public static class MetaAnalysis
{
    private const double Z95 = 1.959963984540054;

    /// <summary>The pooled effect of independent estimates with known variances.</summary>
    /// <returns>Undefined below two estimates, or where a value is missing or a variance is not above 0.</returns>
    public static Estimable<PooledEffect> Pool(double[] estimates, double[] variances, Pooling pooling, bool knappHartung = false)
    {
        if (estimates.Length != variances.Length)
        {
            throw new ArgumentException(Invariant($"there are {estimates.Length} estimates and {variances.Length} variances; there must be as many"), nameof(variances));
        }

        if (estimates.Length < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{estimates.Length} estimates cannot be pooled; two are the least"));
        }

        if (Array.Exists(estimates, v => !(Math.Abs(v) < 1e70)) || Array.Exists(variances, v => !(v is > 1e-70 and < 1e70)))
        {
            return new Undefined(Undefined.OutsideDomain, "an estimate is missing, or a variance is not above 0");
        }

        double k = estimates.Length;
        var plain = Array.ConvertAll(variances, v => 1 / v);
        double sum = plain.Sum(), squares = plain.Sum(w => w * w);
        var q = Spread(estimates, plain, Mean(estimates, plain));
        var typical = (k - 1) / (sum - (squares / sum));
        var tau2 = pooling switch
        {
            Pooling.Fixed => 0,
            Pooling.DerSimonianLaird => Math.Max(0, (q - (k - 1)) / (sum - (squares / sum))),
            _ => Restricted(estimates, variances),
        };
        var weights = Array.ConvertAll(variances, v => 1 / (v + tau2));
        double mean = Mean(estimates, weights), se = 1 / Math.Sqrt(weights.Sum()), critical = Z95;
        if (knappHartung)
        {
            se *= Math.Sqrt(Spread(estimates, weights, mean) / (k - 1));
            critical = StudentT.UpperQuantile(0.025, k - 1);
            if (!(se > 0))
            {
                return new Undefined(Undefined.ZeroVariance, "all estimates are equal, so that their spread gives no standard error");
            }
        }

        var test = knappHartung ? SeriesTest.T(mean / se, k - 1) : SeriesTest.Z(mean / se);
        var reach = Z95 * Math.Sqrt((se * se) + tau2);
        return new PooledEffect(
            mean,
            se,
            test.PValue,
            (mean - (critical * se), mean + (critical * se)),
            tau2,
            pooling == Pooling.Fixed ? (q > 0 ? 100 * Math.Max(0, (q - k + 1) / q) : 0) : 100 * tau2 / (tau2 + typical),
            SeriesTest.ChiSquared(q, k - 1),
            (mean - reach, mean + reach));
    }

    /// <summary>The larger share of estimates with one sign.</summary>
    public static double SignAgreement(IReadOnlyList<double> estimates)
    {
        var positive = estimates.Count(e => e > 0) / (double)estimates.Count;
        return Math.Max(positive, estimates.Count(e => e < 0) / (double)estimates.Count);
    }

    private static double Mean(double[] estimates, double[] weights) => estimates.Zip(weights, (e, w) => e * w).Sum() / weights.Sum();

    private static double Spread(double[] estimates, double[] weights, double mean) => estimates.Zip(weights, (e, w) => w * (e - mean) * (e - mean)).Sum();

    // The peak of the restricted likelihood: scanned, for it may have two, then closed in on by its score.
    private static double Restricted(double[] estimates, double[] variances)
    {
        var spread = estimates.Max() - estimates.Min();
        var most = (spread * spread) + variances.Max();
        var grid = Enumerable.Range(0, 121).Select(i => most * Math.Pow(10, (i - 120) / 10.0)).Prepend(0).ToArray();
        var best = Array.IndexOf(grid, grid.MaxBy(t => LogLikelihood(estimates, variances, t)));
        double low = grid[Math.Max(0, best - 1)], high = grid[Math.Min(grid.Length - 1, best + 1)];
        if (Score(estimates, variances, low) <= 0)
        {
            return low;
        }

        for (var i = 0; i < 200 && high - low > 1e-15 * most; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Score(estimates, variances, middle) > 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static double LogLikelihood(double[] estimates, double[] variances, double tau2)
    {
        var weights = Array.ConvertAll(variances, v => 1 / (v + tau2));
        return 0.5 * (weights.Sum(Math.Log) - Math.Log(weights.Sum()) - Spread(estimates, weights, Mean(estimates, weights)));
    }

    private static double Score(double[] estimates, double[] variances, double tau2)
    {
        var weights = Array.ConvertAll(variances, v => 1 / (v + tau2));
        double mean = Mean(estimates, weights), sum = weights.Sum();
        return estimates.Zip(weights, (e, w) => (w * w * (e - mean) * (e - mean)) - w + (w * w / sum)).Sum();
    }
}
