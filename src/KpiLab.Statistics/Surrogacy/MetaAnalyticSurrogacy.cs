namespace KpiLab.Statistics;

/// <summary>One trial's regression of surrogate and outcome on treatment.</summary>
/// <param name="Trial">Its label.</param>
/// <param name="Count">Units.</param>
/// <param name="InterceptS">Of the surrogate.</param>
/// <param name="EffectS">Treatment effect on the surrogate.</param>
/// <param name="EffectT">Treatment effect on the outcome.</param>
[TypeFormatterSource]
public sealed record TrialEffects(double Trial, int Count, double InterceptS, double EffectS, double EffectT) : IShowable;

/// <summary>A second stage: effects on the outcome by effects on the surrogate.</summary>
/// <param name="RSquared">R²_trial, not adjusted.</param>
/// <param name="StandardError">√(4R²(1 − R²)²/(N − 3)).</param>
/// <param name="Interval">95 %, within [0, 1].</param>
/// <param name="Correlation">√R².</param>
/// <param name="CorrelationInterval">By Fisher's z.</param>
/// <param name="Individual">R²_indiv: squared correlation of the first stage's residuals.</param>
[TypeFormatterSource]
public sealed record SurrogacyModel(
    double RSquared, double StandardError, (double Lower, double Upper) Interval, double Correlation, (double Lower, double Upper) CorrelationInterval, double Individual) : IShowable;

/// <summary>The four models.</summary>
/// <param name="Units">Used.</param>
/// <param name="Trials">The full first stage.</param>
/// <param name="FullWeighted">Trial intercepts; second stage with the surrogate's intercept too, weighted by units.</param>
/// <param name="FullUnweighted">The same, each trial alike.</param>
/// <param name="ReducedWeighted">One common intercept.</param>
/// <param name="ReducedUnweighted">The same, each trial alike.</param>
[TypeFormatterSource]
public sealed record MetaAnalyticResult(
    int Units, IReadOnlyList<TrialEffects> Trials, SurrogacyModel FullWeighted, SurrogacyModel FullUnweighted, SurrogacyModel ReducedWeighted, SurrogacyModel ReducedUnweighted) : IShowable;

/// <summary>Surrogacy from the units of several trials, in two stages.</summary>
/// <remarks>Buyse, Molenberghs, Burzykowski, Renard and Geys (2000), Biostatistics 1:49: the univariate fixed-effects approach.</remarks>
public static class MetaAnalyticSurrogacy
{
    /// <summary>Both stages, over trials with at least <paramref name="leastUnits"/> units and treatment that varies within.</summary>
    /// <returns>Undefined for gaps, constant endpoints, or fewer than five such trials.</returns>
    public static Estimable<MetaAnalyticResult> Estimate(double[] surrogate, double[] outcome, double[] treatment, double[] trial, int leastUnits = 2)
    {
        if (SeriesGate.Refuse(6, surrogate, outcome, treatment, trial) is { } reason)
        {
            return reason;
        }

        int[][] groups =
        [
            .. Enumerable.Range(0, trial.Length).GroupBy(i => trial[i]).OrderBy(g => g.Key).Select(g => g.ToArray())
                .Where(g => g.Length >= leastUnits && g.Any(i => treatment[i] != treatment[g[0]])),
        ];
        if (groups.Length < 5)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{groups.Length} trials have both arms; five are the least"));
        }

        Part[] parts = [.. groups.Select(g => new Part(Pick(surrogate, g), Pick(outcome, g), Pick(treatment, g)))];
        double[] weights = [.. groups.Select(g => (double)g.Length)];
        Line[] s = [.. parts.Select(p => Line.Through(p.Z, p.S))], t = [.. parts.Select(p => Line.Through(p.Z, p.T))];
        double commonS = CommonIntercept(parts, p => p.S), commonT = CommonIntercept(parts, p => p.T);
        double[] throughS = [.. parts.Select(p => Slope(p.Z, p.S, commonS))], throughT = [.. parts.Select(p => Slope(p.Z, p.T, commonT))];
        var individualFull = Individual(parts, i => (s[i].Intercept, s[i].Slope, t[i].Intercept, t[i].Slope));
        var individualReduced = Individual(parts, i => (commonS, throughS[i], commonT, throughT[i]));
        double[] slopesS = [.. s.Select(l => l.Slope)], slopesT = [.. t.Select(l => l.Slope)], interceptsS = [.. s.Select(l => l.Intercept)];
        var ones = SeriesGate.Ones(groups.Length);
        return Second(slopesT, weights, individualFull, interceptsS, slopesS)
            .Then(fullWeighted => Second(slopesT, ones, individualFull, interceptsS, slopesS)
            .Then(fullUnweighted => Second(throughT, weights, individualReduced, throughS)
            .Then(reducedWeighted => Second(throughT, ones, individualReduced, throughS).Select(reducedUnweighted => new MetaAnalyticResult(
                groups.Sum(g => g.Length),
                [.. groups.Select((g, i) => new TrialEffects(trial[g[0]], g.Length, s[i].Intercept, s[i].Slope, t[i].Slope))],
                fullWeighted,
                fullUnweighted,
                reducedWeighted,
                reducedUnweighted)))));
    }

    private static Estimable<SurrogacyModel> Second(double[] outcome, double[] weights, double individual, params double[][] regressors)
        => SeriesGate.Refuse(5, [outcome, .. regressors]) is { } reason
            ? reason
            : TrialLevelSurrogacy.WeightedFit(outcome, weights, regressors).Then(fit =>
            {
                if (fit.IsExact)
                {
                    return SeriesGate.NoResiduals;
                }

                var r2 = TrialLevelSurrogacy.RSquared(fit, outcome, weights);
                var (se, interval, correlation) = TrialLevelSurrogacy.Intervals(r2, Math.Sqrt(r2), outcome.Length);
                return (Estimable<SurrogacyModel>)new SurrogacyModel(r2, se, interval, Math.Sqrt(r2), correlation, individual);
            });

    // Treatment is projected out of each trial; what is left of the ones carries the common intercept.
    private static double CommonIntercept(Part[] parts, Func<Part, double[]> endpoint)
    {
        double above = 0, below = 0;
        foreach (var part in parts)
        {
            var (z, y) = (part.Z, endpoint(part));
            double zz = z.Sum(v => v * v), share = z.Sum() / zz;
            for (var i = 0; i < z.Length; i++)
            {
                var left = 1 - (z[i] * share);
                above += left * y[i];
                below += left * left;
            }
        }

        return below > 1e-12 ? above / below : 0;
    }

    private static double Slope(double[] z, double[] y, double intercept) => z.Zip(y, (a, b) => a * (b - intercept)).Sum() / z.Sum(v => v * v);

    private static double Individual(Part[] parts, Func<int, (double S0, double S1, double T0, double T1)> at)
    {
        double ss = 0, tt = 0, st = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (s0, s1, t0, t1) = at(i);
            for (var u = 0; u < parts[i].Z.Length; u++)
            {
                double s = parts[i].S[u] - s0 - (s1 * parts[i].Z[u]), t = parts[i].T[u] - t0 - (t1 * parts[i].Z[u]);
                ss += s * s;
                tt += t * t;
                st += s * t;
            }
        }

        return ss > 0 && tt > 0 ? st * st / ss / tt : 0;
    }

    private static double[] Pick(double[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);

    private sealed record Part(double[] S, double[] T, double[] Z);

    private readonly record struct Line(double Intercept, double Slope)
    {
        public static Line Through(double[] z, double[] y)
        {
            double mz = SeriesGate.Mean(z), my = SeriesGate.Mean(y);
            var slope = z.Zip(y, (a, b) => (a - mz) * (b - my)).Sum() / z.Sum(a => (a - mz) * (a - mz));
            return new Line(my - (slope * mz), slope);
        }
    }
}
