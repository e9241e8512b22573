namespace KpiLab.Statistics;

/// <summary>How effects on several metrics go together over past experiments, with the noise of each experiment taken out. The last column is the outcome.</summary>
/// <param name="Naive">(1/K) Σ d d′: biased towards the correlation of units.</param>
/// <param name="Noise">Mean of unit covariance × 2/n.</param>
/// <param name="Debiased">Naive − noise: Λ, the covariance of true effects.</param>
/// <param name="NaiveSlopes">Of the outcome on all surrogates together.</param>
/// <param name="DebiasedSlopes">Λ_SS⁻¹ Λ_SY.</param>
/// <param name="SingleSlopes">Λ_jY/Λ_jj: of the outcome on each surrogate alone; undefined where Λ_jj is not above 0.</param>
/// <param name="SingleSlopeSets">Their confidence sets.</param>
/// <param name="NaiveSingleSlopes">The same from the naive covariance.</param>
/// <param name="Weights">Optimal proxy for a new experiment, Σ|w| = 1.</param>
/// <param name="RawWeights">(Λ_PP + Ξ_PP)⁻¹ Λ_PN.</param>
/// <param name="Quality">Correlation of the proxy's estimated effect with the true effect on the outcome.</param>
/// <param name="SingleQuality">The same of each surrogate alone.</param>
[TypeFormatterSource]
public sealed record EffectCovarianceResult(
    double[,] Naive,
    double[,] Noise,
    double[,] Debiased,
    Estimable<double[]> NaiveSlopes,
    Estimable<double[]> DebiasedSlopes,
    IReadOnlyList<Estimable<double>> SingleSlopes,
    IReadOnlyList<ConfidenceSet> SingleSlopeSets,
    IReadOnlyList<Estimable<double>> NaiveSingleSlopes,
    Estimable<double[]> Weights,
    Estimable<double[]> RawWeights,
    Estimable<double> Quality,
    IReadOnlyList<Estimable<double>> SingleQuality) : IShowable;

/// <summary>Does moving the lead move the outcome? The effect–effect relation over experiments, without the noise that both share.</summary>
/// <remarks>
/// Bibaut et al. (2024, KDD) for the debiased covariance; Tripuraneni et al. (2024, KDD) for the optimal proxy: w ∝ (Λ_PP + Ξ_PP)⁻¹Λ_PN, Ξ = unit covariance × 2/n of the new experiment. Effects are not centred: which arm is
/// treatment is a convention, so that true effects have mean zero. Confidence sets invert the t test of the mean of (d_S d_Y − noise) − β (d_S² − noise) over experiments (Fieller 1954): they do not fail when the surrogate
/// hardly moves, but become wide, two rays, or everything.
/// </remarks>
public static class EffectCovariance
{
    /// <summary>The covariances, slopes and proxies.</summary>
    /// <param name="effects">K experiments, a row each: treatment − control of every surrogate, then of the outcome.</param>
    /// <param name="unitsPerArm">Units an arm of each experiment.</param>
    /// <param name="unitCovariance">Covariance of one unit's values.</param>
    /// <param name="newUnitsPerArm">Units an arm of the experiment to steer.</param>
    /// <param name="level">Of the confidence sets.</param>
    /// <returns>Undefined below three experiments, with a gap, or where sizes are not above 0.</returns>
    /// <exception cref="ArgumentException">Rows, sizes and covariance do not fit together.</exception>
    public static Estimable<EffectCovarianceResult> Estimate(
        IReadOnlyList<double[]> effects, IReadOnlyList<double> unitsPerArm, double[,] unitCovariance, double newUnitsPerArm, Level level)
    {
        int k = effects.Count, m = unitCovariance.GetLength(0);
        if (m < 2 || unitCovariance.GetLength(1) != m || effects.Any(e => e.Length != m) || unitsPerArm.Count != k)
        {
            throw new ArgumentException("every experiment needs one effect a metric and one size, and the unit covariance a row and a column a metric, of at least two", nameof(effects));
        }

        if (k < 3)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{k} experiments are too few; three are the least, ten to twenty a sensible number"));
        }

        if (effects.Any(e => e.Any(v => !(Math.Abs(v) < 1e70))) || unitsPerArm.Any(n => !(n > 0)) || !(newUnitsPerArm > 0))
        {
            return new Undefined(Undefined.OutsideDomain, "an effect is missing, or an experiment's size is not above 0");
        }

        double[,] naive = new double[m, m], noise = SmallMatrix.Scale(unitCovariance, unitsPerArm.Average(n => 2 / n));
        foreach (var d in effects)
        {
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < m; j++)
                {
                    naive[i, j] += d[i] * d[j] / k;
                }
            }
        }

        var latent = SmallMatrix.Add(naive, noise, -1);
        var estimated = SmallMatrix.Add(latent, SmallMatrix.Scale(unitCovariance, 2 / newUnitsPerArm));
        var surrogates = Enumerable.Range(0, m - 1).ToArray();
        var y = m - 1;
        var raw = Slopes(estimated, latent);
        return new EffectCovarianceResult(
            naive,
            noise,
            latent,
            Slopes(naive, naive),
            Slopes(latent, latent),
            [.. surrogates.Select(j => Ratio(latent[j, y], latent[j, j]))],
            [.. surrogates.Select(j => SlopeSet(effects, unitsPerArm, unitCovariance, j, level))],
            [.. surrogates.Select(j => Ratio(naive[j, y], naive[j, j]))],
            raw.Then(w => w.Sum(Math.Abs) is var total and > 0
                ? (Estimable<double[]>)Array.ConvertAll(w, v => v / total)
                : new Undefined(Undefined.ZeroBaseline, "no surrogate's effects go with the outcome's")),
            raw,
            raw.Then(w => Root(w.Select((v, j) => v * latent[j, y]).Sum(), latent[y, y])),
            [.. surrogates.Select(j => Quality(latent, estimated, j))]);
    }

    private static Estimable<double> Quality(double[,] latent, double[,] estimated, int j)
    {
        var y = latent.GetLength(0) - 1;
        var scale = estimated[j, j] * latent[y, y];
        return scale > 0 ? latent[j, y] / Math.Sqrt(scale) : NoLatent;
    }

    private static Estimable<double> Root(double explained, double variance) => explained >= 0 && variance > 0 ? Math.Sqrt(explained / variance) : NoLatent;

    private static Estimable<double> Ratio(double covariance, double variance)
        => variance > 0 ? covariance / variance : NoLatent;

    private static Estimable<double[]> Slopes(double[,] of, double[,] with)
    {
        var p = of.GetLength(0) - 1;
        var part = new double[p, p];
        var b = new double[p];
        for (var i = 0; i < p; i++)
        {
            b[i] = with[i, p];
            for (var j = 0; j < p; j++)
            {
                part[i, j] = of[i, j];
            }
        }

        return SmallMatrix.Solve(part, b) is { } slopes ? slopes : NoLatent;
    }

    // {β: |mean(a − βb)| ≤ t · se(a − βb)}: a quadratic in β.
    private static ConfidenceSet SlopeSet(IReadOnlyList<double[]> effects, IReadOnlyList<double> units, double[,] unit, int j, Level level)
    {
        int k = effects.Count, y = unit.GetLength(0) - 1;
        double[] a = [.. effects.Select((d, i) => (d[j] * d[y]) - (2 / units[i] * unit[j, y]))], b = [.. effects.Select((d, i) => (d[j] * d[j]) - (2 / units[i] * unit[j, j]))];
        double meanA = a.Average(), meanB = b.Average(), t = StudentT.UpperQuantile(level.Alpha / 2, k - 1), c = t * t / k / (k - 1);
        double vaa = a.Sum(v => (v - meanA) * (v - meanA)), vbb = b.Sum(v => (v - meanB) * (v - meanB)), vab = a.Zip(b, (v, w) => (v - meanA) * (w - meanB)).Sum();
        double square = (meanB * meanB) - (c * vbb), linear = (meanA * meanB) - (c * vab), constant = (meanA * meanA) - (c * vaa);
        var discriminant = (linear * linear) - (square * constant);
        if (square > 0)
        {
            var half = Math.Sqrt(Math.Max(0, discriminant)) / square;
            return ConfidenceSet.Between((linear / square) - half, (linear / square) + half, level);
        }

        if (square == 0 || discriminant <= 0)
        {
            return ConfidenceSet.Everything(level);
        }

        double root = Math.Sqrt(discriminant), one = (linear + root) / square, other = (linear - root) / square;
        return one < other ? ConfidenceSet.TwoRays(one, other, level) : ConfidenceSet.Everything(level);
    }

    private static Undefined NoLatent { get; } = new(Undefined.ZeroVariance, "the effects vary no more than their noise, so that nothing is left of the surrogates' or the outcome's true effects");
}
