using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Quantiles and ranks.</summary>
internal static class OrderScenarios
{
    private static readonly Level Level = Level.Of(0.95);

    public static IReadOnlyList<MethodScenario> All { get; } =
    [
        new("quantile, order statistics", "p90 of 200 log-normal", MethodMeasure.Coverage, MethodPromise.Guaranteed, 0.95, 2, r =>
        {
            var interval = OrderStatisticInterval.Of(ValueCounts.Of(LogNormal(r, 200, 1)), 0.9, Level).Value;
            var truth = Math.Exp(Normal.Quantile(0.9));
            return MethodTrial.Of(interval.Lower <= truth && truth <= interval.Upper, interval.Upper - interval.Lower);
        }),
        new("difference of quantiles", "p90 of log-normal, 2,000 and 2,000", MethodMeasure.Coverage, MethodPromise.Nominal, 0.95, 20, r =>
        {
            var contrast = QuantileDifference.Contrast(ValueCounts.Of(LogNormal(r, 2000, 1)), ValueCounts.Of(LogNormal(r, 2000, 1.1)), 0.9).Value;
            var effect = contrast.Absolute(Level);
            return MethodTrial.Of(effect.Set.Contains(0.1 * Math.Exp(Normal.Quantile(0.9))), effect.Set.Upper - effect.Set.Lower);
        }),
        new("Mann–Whitney, exact", "log-normal, 8 and 9, no effect", MethodMeasure.FalsePositives, MethodPromise.Guaranteed, 0.05, 2, r =>
            MethodTrial.Of(MannWhitneyTest.Exact(RankedArms.Of(LogNormal(r, 8, 1), LogNormal(r, 9, 1))).Value.PValue <= 0.05)),
        new("Mann–Whitney, asymptotic", "log-normal, 100 and 100, no effect", MethodMeasure.FalsePositives, MethodPromise.Nominal, 0.05, 1, r =>
            MethodTrial.Of(MannWhitneyTest.Asymptotic(RankedArms.Of(LogNormal(r, 100, 1), LogNormal(r, 100, 1)), false).Value.PValue <= 0.05)),
        new("Brunner–Munzel", "normal, sd 1 and 3, 60 and 60, no dominance", MethodMeasure.FalsePositives, MethodPromise.Nominal, 0.05, 1, r =>
            MethodTrial.Of(BrunnerMunzelTest.Test(RankedArms.Of(MeanScenarios.Draw(60, r.NextNormal), MeanScenarios.Draw(60, () => 3 * r.NextNormal()))).Value.PValue <= 0.05)),
        new("Mann–Whitney, asymptotic", "normal, sd 1 and 3, 60 and 20, no dominance", MethodMeasure.FalsePositives, MethodPromise.Shown, 0.05, 1, r =>
            MethodTrial.Of(MannWhitneyTest.Asymptotic(RankedArms.Of(MeanScenarios.Draw(60, r.NextNormal), MeanScenarios.Draw(20, () => 3 * r.NextNormal())), false).Value.PValue <= 0.05)),
        new("Kolmogorov–Smirnov, exact", "log-normal, 20 and 30, no effect", MethodMeasure.FalsePositives, MethodPromise.Guaranteed, 0.05, 2, r =>
            MethodTrial.Of(KolmogorovSmirnovTest.Exact(RankedArms.Of(LogNormal(r, 20, 1), LogNormal(r, 30, 1))).Value.PValue <= 0.05)),
    ];

    private static double[] LogNormal(SeededRandom random, int n, double scale) => MeanScenarios.Draw(n, () => scale * Math.Exp(random.NextNormal()));
}
