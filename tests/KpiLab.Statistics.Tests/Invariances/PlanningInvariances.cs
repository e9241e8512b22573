using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>What must hold of power by simulation and of group-sequential power whatever the plan.</summary>
public class PlanningInvariances
{
    private static readonly Func<int, Contrast, bool> AtFivePercent = (_, c) => c.Test().PValue <= 0.05;

    private static void Hold<T>(int cases, Gen<T> gen, Action<T> property)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20260917UL, 20260919UL), Prop.ForAll(gen.ToArbitrary(), property));

    [Fact]
    public void Simulated_looks_do_not_depend_on_the_unit_and_one_more_look_finds_no_less() => Hold(
        60,
        from seed in Gen.Choose(0, 1_000_000)
        from effect in Gen.Choose(0, 100)
        from units in Gen.Choose(20, 400)
        select (seed, effect: effect / 200.0, units),
        c =>
        {
            double Power(double scale, double sign, params (long, long)[] looks)
                => SimulatedLooks.Run(new(3 * scale, scale * scale, false), new((3 + (sign * c.effect)) * scale, scale * scale, false), looks, AtFivePercent, c.seed, 200, 1).Value.Power;
            (long, long) half = (c.units / 2, c.units / 2), whole = (c.units, c.units);
            var one = Power(1, 1, whole);
            Assert.Equal(one, Power(8, 1, whole), 12); // a power of two changes no rounding

            // The rule that rejects nothing early decides as a look at the end alone of the same draws.
            SimulatedPowerResult Late(Func<int, Contrast, bool> rule) => SimulatedLooks.Run(new(3, 1, false), new(3 + c.effect, 1, false), [half, whole], rule, c.seed, 200, 1).Value;
            double late = Late((look, contrast) => look == 1 && AtFivePercent(look, contrast)).Power, both = Late((look, contrast) => look == 0 ? contrast.Difference > 0 && AtFivePercent(look, contrast) : AtFivePercent(look, contrast)).Power;
            Assert.True(both >= late);
            Assert.Equal(0, Late((_, _) => false).Power);
            Assert.Equal(Math.Sqrt(both * (1 - both) / 200), Late((look, contrast) => look == 0 ? contrast.Difference > 0 && AtFivePercent(look, contrast) : AtFivePercent(look, contrast)).MonteCarloError, 12);
        });

    [Fact]
    public void Counted_experiments_are_the_share_that_finds() => Hold(
        100,
        from seed in Gen.Choose(0, 1_000_000) from percent in Gen.Choose(0, 100) select (seed, share: percent / 100.0),
        c =>
        {
            var expected = Enumerable.Range(0, 300).Count(run => new SeededRandom(c.seed).Stream((ulong)run).NextDouble() < c.share) / 300.0;
            Assert.Equal(expected, SimulatedLooks.Count(() => 0, (random, _) => random.NextDouble() < c.share, c.seed, 300, 2).Power, 12);
        });

    [Fact]
    public void Samples_of_a_population_have_their_size_only_rows_with_weight_and_the_shares_of_the_weights() => Hold(
        60,
        from seed in Gen.Choose(0, 1_000_000)
        from weights in Gen.ArrayOf(Gen.Choose(0, 9), 6)
        from units in Gen.Elements(0L, 1L, 500L, 2000L, 20_000L)
        where weights.Sum() > 0
        select (seed, weights: Array.ConvertAll(weights, w => (double)w), units),
        c =>
        {
            var counts = new long[6];
            new PopulationSampler(c.weights, c.units).Draw(new SeededRandom(c.seed), counts, static (into, row, times) => into[row] += times);
            double all = c.weights.Sum(), drawn = counts.Sum();
            Assert.True(c.units <= 2000 ? drawn == c.units : Math.Abs(drawn - c.units) < 6 * Math.Sqrt(c.units));
            for (var row = 0; row < 6; row++)
            {
                // Six standard errors of a Poisson count, and some for the smallest.
                var expected = c.units * c.weights[row] / all;
                Assert.True(Math.Abs(counts[row] - expected) <= (6 * Math.Sqrt(expected)) + (c.weights[row] == 0 ? 0 : 6), $"{counts[row]} of {expected}");
            }
        });

    [Fact]
    public void The_drift_gives_its_power_grows_with_it_and_never_needs_less_than_a_fixed_design() => Hold(
        40,
        from looks in Gen.Choose(1, 5)
        from power in Gen.Choose(30, 95)
        from alpha in Gen.Elements(0.01, 0.05, 0.1)
        from spending in Gen.Elements(SpendingFunction.ObrienFleming, SpendingFunction.Pocock, SpendingFunction.Power(2))
        select (looks, power: power / 100.0, alpha, spending),
        c =>
        {
            var design = new GroupSequentialDesign(c.spending, c.alpha);
            var bounds = design.Bounds([.. Enumerable.Range(1, c.looks).Select(k => (double)k / c.looks)]);
            var drift = GroupSequentialPower.Drift(d => design.Crossing(bounds, d), c.power);
            Assert.Equal(c.power, design.Crossing(bounds, drift).EverAbove, 1e-8);
            Assert.True(GroupSequentialPower.Drift(d => design.Crossing(bounds, d), c.power + 0.02) > drift);
            var inflation = GroupSequentialPower.Inflation(drift, c.alpha / 2, c.power);
            Assert.True(c.looks == 1 ? Math.Abs(inflation - 1) < 1e-4 : inflation > 1 - 1e-4, $"{inflation}");

            // Drift and inflation are one quantity: twice the drift is four times the units.
            Assert.Equal(4 * inflation, GroupSequentialPower.Inflation(2 * drift, c.alpha / 2, c.power), 1e-9);
        });
}
