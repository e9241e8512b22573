namespace KpiLab.Statistics;

/// <summary>Do the residuals of a regression drift, as they do after a change?</summary>
/// <remarks>
/// OLS-CUSUM: Ploberger and Krämer (1992), Econometrica 60:271. Rec-CUSUM: Brown, Durbin and Evans (1975), J. Roy. Stat. Soc. B 37:149. OLS-MOSUM: Chu, Hornik and Kuan (1995), Biometrika 82:603. The OLS-CUSUM is
/// blind to a slope that changes while x averages zero: see <see cref="BreakTest"/>.
/// </remarks>
public static class FluctuationTest
{
    private static readonly double[] MosumCritical = [0, 1.1211, 1.2059, 1.2845, 1.3767];
    private static readonly double[] MosumProbability = [1, 0.10, 0.05, 0.025, 0.01];

    /// <summary>max |Σe|/(σ√n), σ² = RSS/(n − k); the law of the largest |Brownian bridge|.</summary>
    public static Estimable<SeriesTest> OlsCusum(StabilityDesign design) => design.Fit().Select(fit => OlsCusum(fit));

    /// <summary>The same of a fit.</summary>
    public static SeriesTest OlsCusum(Ols fit)
    {
        double sum = 0, largest = 0;
        foreach (var e in fit.Residuals)
        {
            sum += e;
            largest = Math.Max(largest, Math.Abs(sum));
        }

        var statistic = largest / Math.Sqrt(fit.Rows * fit.ResidualVariance);
        return new SeriesTest(statistic, double.PositiveInfinity, Kolmogorov.Survival(statistic));
    }

    /// <summary>max |W_j|/(σ√m (1 + 2j/m)) of the m = n − k recursive residuals, σ their standard deviation (divisor m − 1).</summary>
    /// <returns>Undefined where the first rows do not tell the coefficients apart.</returns>
    public static Estimable<SeriesTest> RecursiveCusum(StabilityDesign design)
    {
        int n = design.Rows, k = design.Columns.Length;
        var fit = new GrowingFit(k);
        for (var t = 0; t < k; t++)
        {
            fit.Add(design.Columns, design.Outcome, t);
        }

        if (!fit.IsFull)
        {
            return new Undefined(SeriesReason.Collinear, Invariant($"the first {k} periods do not tell the {k} coefficients apart, so that there are no recursive residuals"));
        }

        var w = new double[n - k];
        for (var t = k; t < n; t++)
        {
            w[t - k] = fit.Add(design.Columns, design.Outcome, t);
        }

        double mean = w.Average(), m = w.Length;
        var sigma = Math.Sqrt(w.Sum(v => (v - mean) * (v - mean)) / (m - 1));
        if (!(sigma > 0))
        {
            return SeriesGate.NoResiduals;
        }

        double sum = 0, statistic = 0;
        for (var j = 1; j <= w.Length; j++)
        {
            sum += w[j - 1];
            statistic = Math.Max(statistic, Math.Abs(sum) / (sigma * Math.Sqrt(m) * (1 + (2 * j / m))));
        }

        return new SeriesTest(statistic, double.PositiveInfinity, RecursivePValue(statistic));
    }

    /// <summary>max |sum of ⌊share·n⌋ successive residuals|/(σ√n); p from the published table for a share of 0.15, cut to [0.01, 1].</summary>
    public static Estimable<SeriesTest> OlsMosum(StabilityDesign design, double share = 0.15) => design.Fit().Then(fit =>
    {
        var window = (int)Math.Floor((share * fit.Rows) + 1e-9);
        if (window < 1)
        {
            return new Undefined(SeriesReason.TooShort, Invariant($"a window of {share:P0} of {fit.Rows} periods is empty"));
        }

        var e = fit.ResidualArray;
        var sum = e.Take(window).Sum();
        var largest = Math.Abs(sum);
        for (var t = window; t < e.Length; t++)
        {
            sum += e[t] - e[t - window];
            largest = Math.Max(largest, Math.Abs(sum));
        }

        var statistic = largest / Math.Sqrt(fit.Rows * fit.ResidualVariance);
        return (Estimable<SeriesTest>)new SeriesTest(statistic, double.PositiveInfinity, Table.Interpolate(statistic, MosumCritical, MosumProbability));
    });

    private static double RecursivePValue(double s)
    {
        if (s < 0.3)
        {
            return 1 - (0.1464 * s);
        }

        // 1 − Φ(3s) + e^(−4s²)(Φ(s) + Φ(5s) − 1) − e^(−16s²)(1 − Φ(s)), from the tails.
        var inner = Normal.Survival(3 * s)
            + (Math.Exp(-4 * s * s) * (Normal.Cdf(s) - Normal.Survival(5 * s)))
            - (Math.Exp(-16 * s * s) * Normal.Survival(s));
        return Math.Clamp(2 * inner, 0, 1);
    }
}
