namespace KpiLab.Statistics;

/// <summary>The mix of early metrics whose effect tells most of the effect on an outcome.</summary>
/// <param name="Weights">One a lead: the outcome's predicted effect is Σ w × the lead's estimated effect.</param>
/// <param name="Quality">Correlation of that prediction with the true effect on the outcome by moments, which with few experiments may exceed 1; <see cref="Bounded"/> cannot.</param>
/// <param name="QualityError">Its standard error by leaving out one experiment at a time; undefined where one of these has no quality.</param>
/// <param name="SingleQuality">The same correlation of each lead alone.</param>
[TypeFormatterSource]
public sealed record OptimalProxyResult(IReadOnlyList<double> Weights, double Quality, Estimable<double> QualityError, IReadOnlyList<Estimable<double>> SingleQuality) : IShowable
{
    /// <summary>The quality as a correlation can be: at most 1.</summary>
    public double Bounded => Math.Min(1, Quality);

    /// <summary>The quality of each lead alone, within −1 and 1.</summary>
    public IReadOnlyList<Estimable<double>> BoundedSingle => [.. SingleQuality.Select(q => q.Select(v => Math.Clamp(v, -1, 1)))];

    /// <summary>Whether a quality by moments lies outside −1 to 1: what is left of the effects once their noise is taken out is no covariance, as there are too few experiments for so much noise.</summary>
    public bool IsImproper => Quality > 1 || SingleQuality.Any(q => q.IsDefined && Math.Abs(q.Value) > 1);
}

/// <summary>Optimal proxy weights where every experiment tells the errors of its own effects.</summary>
/// <remarks>
/// Tripuraneni et al. (2024, KDD): w = (Λ_PP + Ξ_PP)⁻¹Λ_PN, with Λ the covariance of true effects and Ξ that of the errors of the experiment to be steered. Λ = mean of d d′ − Ξ_k over experiments; as in
/// <see cref="EffectCovariance"/>, which needs one unit covariance for all, effects are not centred. The authors fit a hierarchical normal model, whose Λ is a covariance; a difference of moments need
/// not be one, and a correlation of it may pass 1 as any corrected for attenuation (Spearman 1904). It is kept as it is, since cutting Λ would move the weights too, and cut at 1 where it is shown.
/// </remarks>
public static class OptimalProxy
{
    /// <summary>The weights.</summary>
    /// <param name="effects">K experiments, a row each: the effect on every lead, then on the outcome.</param>
    /// <param name="errors">Covariance of each row's errors.</param>
    /// <param name="next">Covariance of the errors of the experiment to be steered, at least over the leads.</param>
    /// <returns>Undefined below three experiments, or where the effects vary no more than their errors.</returns>
    /// <exception cref="ArgumentException">Rows and covariances do not fit together.</exception>
    public static Estimable<OptimalProxyResult> Estimate(IReadOnlyList<double[]> effects, IReadOnlyList<double[,]> errors, double[,] next)
    {
        var m = next.GetLength(0);
        if (m < 2 || errors.Count != effects.Count || effects.Any(e => e.Length != m) || errors.Any(e => e.GetLength(0) != m || e.GetLength(1) != m))
        {
            throw new ArgumentException("every experiment needs an effect on each lead and the outcome, and the covariance of their errors", nameof(effects));
        }

        if (effects.Count < 3)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{effects.Count} experiments are too few; three are the least, ten to twenty a sensible number"));
        }

        double[,] product = new double[m, m], noise = new double[m, m];
        for (var k = 0; k < effects.Count; k++)
        {
            Add(product, effects[k], noise, errors[k], 1);
        }

        return Of(product, noise, effects.Count, next).Select(all =>
        {
            var without = new List<double>();
            for (var k = 0; k < effects.Count; k++)
            {
                Add(product, effects[k], noise, errors[k], -1);
                if (Of(product, noise, effects.Count - 1, next) is { IsDefined: true } one)
                {
                    without.Add(one.Value.Quality);
                }

                Add(product, effects[k], noise, errors[k], 1);
            }

            var n = effects.Count;
            var mean = without.Count > 0 ? without.Average() : 0;
            return all with
            {
                QualityError = without.Count == n
                    ? Math.Sqrt((n - 1.0) / n * without.Sum(q => (q - mean) * (q - mean)))
                    : new Undefined(Undefined.ZeroVariance, "without one of the experiments nothing is left of the true effects"),
            };
        });
    }

    private static void Add(double[,] product, double[] d, double[,] noise, double[,] error, double factor)
    {
        for (var i = 0; i < d.Length; i++)
        {
            for (var j = 0; j < d.Length; j++)
            {
                product[i, j] += factor * d[i] * d[j];
                noise[i, j] += factor * error[i, j];
            }
        }
    }

    private static Estimable<OptimalProxyResult> Of(double[,] product, double[,] noise, int experiments, double[,] next)
    {
        var latent = SmallMatrix.Scale(SmallMatrix.Add(product, noise, -1), 1.0 / experiments);
        var p = latent.GetLength(0) - 1;
        double[,] estimated = new double[p, p];
        var with = new double[p];
        for (var i = 0; i < p; i++)
        {
            with[i] = latent[i, p];
            for (var j = 0; j < p; j++)
            {
                estimated[i, j] = latent[i, j] + next[i, j];
            }
        }

        var variance = latent[p, p];
        if (!(variance > 0) || SmallMatrix.Solve(estimated, with) is not { } weights || weights.Zip(with, (w, c) => w * c).Sum() is not (>= 0 and var explained))
        {
            return Nothing;
        }

        return new OptimalProxyResult(
            weights, Math.Sqrt(explained / variance), Nothing,
            [.. with.Select((c, j) => estimated[j, j] > 0 ? c / Math.Sqrt(estimated[j, j] * variance) : (Estimable<double>)Nothing)]);
    }

    private static Undefined Nothing { get; } = new(Undefined.ZeroVariance, "the effects vary no more than their errors, so that nothing is left of true effects");
}
