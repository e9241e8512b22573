namespace KpiLab.Statistics;

/// <summary>Which of several variants is best.</summary>
/// <param name="ProbabilityBest">For each, the probability of having the largest value; they sum to 1.</param>
/// <param name="ExpectedMaximum">Mean of the largest value.</param>
/// <param name="ExpectedLoss">For each, the mean shortfall from the largest.</param>
[TypeFormatterSource]
public sealed record RankingResult(IReadOnlyList<double> ProbabilityBest, double ExpectedMaximum, IReadOnlyList<double> ExpectedLoss) : IShowable;

/// <summary>Ranks independent normal posteriors: probability best and expected loss.</summary>
/// <remarks>
/// P(best = j) = ∫ f_j Π F_i; loss_j = ∫ F_j (1 − Π F_i), i ≠ j, whose integrand is never negative, so that a small loss is not the difference of large means. Panels of
/// Gauss–Legendre nodes placed by the standard deviations of every posterior.
/// </remarks>
public static class NormalRanking
{
    /// <summary>Of at least two posteriors, the largest being best.</summary>
    /// <returns>Undefined below two posteriors, and where one is so much narrower than its distance from the others that double precision cannot place it.</returns>
    public static Estimable<RankingResult> Of(IReadOnlyList<NormalPosterior> posteriors)
    {
        if (posteriors.Count < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"a ranking needs at least two variants, not {posteriors.Count}"));
        }

        var points = new List<double>();
        foreach (var p in posteriors)
        {
            foreach (var z in PanelQuadrature.BellPoints)
            {
                points.Add(p.Mean + (z * p.StandardDeviation));
            }

            if (!(p.Mean + p.StandardDeviation > p.Mean) || !double.IsFinite(p.Mean + (1000 * p.StandardDeviation)) || !double.IsFinite(1 / p.StandardDeviation))
            {
                return new Undefined(Undefined.OutsideDomain, Invariant($"N({p.Mean}, {p.StandardDeviation}²) is beyond double precision"));
            }
        }

        // Where every law but the narrow ones is flat, panels may be long; where one ends, another may begin.
        points = [.. points.Order()];
        var best = new double[posteriors.Count];
        var loss = new double[posteriors.Count];
        for (var j = 0; j < best.Length; j++)
        {
            var own = posteriors[j];
            best[j] = Math.Min(1, PanelQuadrature.Integrate(
                x => Normal.Density((x - own.Mean) / own.StandardDeviation) / own.StandardDeviation * Others(posteriors, j, x).Below, points));
            loss[j] = PanelQuadrature.Integrate(x => own.ProbabilityBelow(x) * Others(posteriors, j, x).NotBelow, points);
        }

        var top = Enumerable.Range(0, best.Length).MaxBy(j => posteriors[j].Mean);
        return new RankingResult(best, posteriors[top].Mean + loss[top], loss);
    }

    // P(all others ≤ x) and its complement, the latter without cancellation.
    private static (double Below, double NotBelow) Others(IReadOnlyList<NormalPosterior> posteriors, int own, double x)
    {
        double below = 1, above = 0;
        for (var i = 0; i < posteriors.Count; i++)
        {
            if (i != own)
            {
                above += below * posteriors[i].ProbabilityAbove(x);
                below *= posteriors[i].ProbabilityBelow(x);
            }
        }

        return (below, above);
    }
}
