using KpiLab.Statistics;

namespace KpiLab.Simulation;

public class PlanningAndPosteriorTests
{
    private static readonly Level Level = Level.Of(0.95);

    private static readonly Dictionary<string, Scenario> All = new()
    {
        ["Interval of a normal posterior holds effects that were drawn from its prior"] = new(0.95, random =>
        {
            var effect = 0.2 * random.NextNormal();
            var contrast = Means(random, 100, effect);
            return EffectPosterior.Absolute(contrast, EffectPrior.Normal(0, 0.2, EffectScale.Absolute)).Value.Interval(Level).Contains(effect);
        }),
        ["With a flat prior a chance to win above 97.5 percent is as rare as a one-sided rejection"] = new(0.025, random =>
            EffectPosterior.Absolute(Means(random, 200, 0), EffectPrior.Flat).Value.ProbabilityAbove() > 0.975),
        ["Quantile difference covers"] = new(0.95, random => QuantileDifference.Contrast(
            Counts(random, 1500, 1), Counts(random, 1500, 1.2), 0.5).Value.Absolute(Level).Set.Contains(0.2 * Math.Log(2))),
        ["Random permutation rejects a true null hypothesis at alpha"] = new(0.05, random => PermutationTest.MonteCarlo(
            Simulation.Draw(20, random.NextExponential), Simulation.Draw(15, random.NextExponential), (long)(random.NextUInt64() >> 1), 199, 1).Value.TwoSidedAbsolute <= 0.05),
        ["Power of Welch is that of the formula"] = new(
            new TwoSamplePower(1, 0.05, Alternative.TwoSided, WithT: true).At(0.4, 60), random => Means(random, 60, 0.4).Test().PValue <= 0.05),
        ["Power of two proportions is that of the formula"] = new(ProportionPower.At(0.2, 0.26, 700, 0.05).Value, random =>
            PooledProportionTest.Contrast(random.Binomial(700, 0.2), random.Binomial(700, 0.26)).Value.Test().PValue <= 0.05),
    };

    // Of medians the percentile bootstrap is conservative at this size: 20,000 runs cover 95.9 %.
    private static readonly Func<SeededRandom, bool> MediansCovered = random => Bootstrap.Quantile(
        Simulation.Draw(150, random.NextNormal), Simulation.Draw(150, random.NextNormal), 0.5, (long)(random.NextUInt64() >> 1), Level, 600, 1).Value.Percentile.Contains(0);

    public static TheoryData<string> Scenarios => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_rate_is_nominal(string scenario) => Simulation.AssertNominal(All[scenario].Nominal, Simulation.Short, 20260917, All[scenario].Happens);

    [Fact]
    public void The_percentile_bootstrap_of_medians_covers_at_least_its_level_and_at_most_two_points_more() => CoversMedians(Simulation.Short, 20260917);

    [Fact]
    [Trait("Category", "Full")]
    public void The_percentile_bootstrap_of_medians_covers_at_least_its_level_over_many_runs()
    {
        Simulation.SkipUnlessFull();
        CoversMedians(Simulation.Full, 20260919);
    }

    private static void CoversMedians(int runs, long seed)
    {
        var error = 3 * Math.Sqrt(0.95 * 0.05 / runs);
        Assert.InRange(Simulation.Share(runs, seed, MediansCovered), 0.95 - error, 0.97 + error);
    }

    [Theory]
    [Trait("Category", "Full")]
    [MemberData(nameof(Scenarios))]
    public void The_rate_is_nominal_over_many_runs(string scenario)
    {
        Simulation.SkipUnlessFull();
        Simulation.AssertNominal(All[scenario].Nominal, Simulation.Full, 20260919, All[scenario].Happens);
    }

    private static Contrast Means(SeededRandom random, int n, double effect) => WelchTest.Contrast(
        Moments.Of(Simulation.Draw(n, random.NextNormal)), Moments.Of(Simulation.Draw(n, () => effect + random.NextNormal()))).Value;

    private static ValueCounts Counts(SeededRandom random, int n, double scale) => ValueCounts.Of(Simulation.Draw(n, () => scale * random.NextExponential()));
}
