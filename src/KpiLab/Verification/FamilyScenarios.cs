using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Several comparisons at once.</summary>
internal static class FamilyScenarios
{
    public static IReadOnlyList<MethodScenario> All { get; } =
    [
        new("no correction", "4 treatments against one control, no effect", MethodMeasure.FamilyWiseError, MethodPromise.Shown, 0.05, 2, r => MethodTrial.Of(Variants(r).Any(p => p <= 0.05))),
        new("Bonferroni", "4 treatments against one control, no effect", MethodMeasure.FamilyWiseError, MethodPromise.Guaranteed, 0.05, 2, r => MethodTrial.Of(PValueAdjustment.Bonferroni(Variants(r)).Any(p => p <= 0.05))),
        new("Holm", "4 treatments against one control, no effect", MethodMeasure.FamilyWiseError, MethodPromise.Guaranteed, 0.05, 2, r => MethodTrial.Of(PValueAdjustment.Holm(Variants(r)).Any(p => p <= 0.05))),
        new("Benjamini–Hochberg", "20 metrics, 5 of them moved", MethodMeasure.FalseDiscovery, MethodPromise.Guaranteed, 0.05, 1, r => Discovery(PValueAdjustment.BenjaminiHochberg(Metrics(r)))),
        new("Benjamini–Yekutieli", "20 metrics, 5 of them moved", MethodMeasure.FalseDiscovery, MethodPromise.Guaranteed, 0.05, 1, r => Discovery(PValueAdjustment.BenjaminiYekutieli(Metrics(r)))),
    ];

    // One control of 100, four treatments of 100.
    private static double[] Variants(SeededRandom random)
    {
        var control = Moments.Of(MeanScenarios.Draw(100, random.NextNormal));
        return [.. Enumerable.Range(0, 4).Select(_ => WelchTest.Contrast(control, Moments.Of(MeanScenarios.Draw(100, random.NextNormal))).Value.Test().PValue)];
    }

    private static double[] Metrics(SeededRandom random)
        => [.. Enumerable.Range(0, 20).Select(i => 2 * Normal.Survival(Math.Abs(random.NextNormal() + (i < 5 ? 3 : 0))))];

    private static MethodTrial Discovery(double[] adjusted)
    {
        var rejected = adjusted.Count(p => p <= 0.05);
        return new MethodTrial(rejected == 0 ? 0 : (double)adjusted.Skip(5).Count(p => p <= 0.05) / rejected);
    }
}
