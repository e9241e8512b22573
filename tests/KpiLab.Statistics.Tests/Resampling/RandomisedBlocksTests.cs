using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class RandomisedBlocksTests
{
    private static readonly double[] Sums = [52, 61, 48, 70, 33, 45, 58, 41, 66, 37], Rows = [10, 12, 9, 13, 7, 9, 11, 9, 12, 8];
    private static readonly bool[] Treated = [false, true, false, true, false, true, true, false, true, false];
    private static readonly int[] Regions = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1];

    private static RandomisedBlock[] Example => [.. Sums.Select((s, i) => new RandomisedBlock(Regions[i], Treated[i], s, Rows[i]))];

    // Python: itertools over the 20 × 6 assignments; p of an effect τ from the sums less τ × rows of the treated blocks, ends by bisection of that p.
    [Fact]
    public void All_assignments_give_the_p_values_and_interval_of_brute_force()
    {
        var blocks = RandomisedBlocks.Of(Example).Value;
        Assert.True(blocks.IsExact);
        Assert.Equal(120, blocks.Assignments);
        Properties.Close(0.35618115055079613, blocks.Difference, 1e-12);
        Properties.Close(0.13333333333333333, blocks.PValue(), 1e-12);
        Properties.Close(0.4166666666666667, blocks.PValue(0.5), 1e-12);
        Properties.Close(0.08333333333333333, blocks.PValue(-0.2), 1e-12);
        var set = blocks.Interval(Level.Of(0.95)).Set;
        Properties.Close(-0.2063086170728467, set.Lower, 1e-9);
        Properties.Close(0.7957815707675912, set.Upper, 1e-9);
        var narrower = blocks.Interval(Level.Of(0.9)).Set;
        Properties.Close(-0.02095260658611527, narrower.Lower, 1e-9);
        Properties.Close(0.740322567223799, narrower.Upper, 1e-9);
    }

    [Fact]
    public void Blocks_of_one_row_and_region_are_the_permutation_test_of_two_samples()
        => Properties.Hold(
            from a in Properties.Sample(2, 6)
            from b in Properties.Sample(2, 6)
            select (a, b),
            c =>
            {
                var blocks = RandomisedBlocks.Of([.. c.a.Select(v => new RandomisedBlock(0, false, v, 1)), .. c.b.Select(v => new RandomisedBlock(0, true, v, 1))]).Value;
                Properties.Close(PermutationTest.Exact(c.a, c.b).Value.TwoSidedDoubled, blocks.PValue(), 1e-12);
            });

    [Fact]
    public void The_interval_holds_exactly_the_effects_that_are_not_rejected()
        => Properties.Hold(Random, c =>
        {
            var blocks = RandomisedBlocks.Of(c, seed: 3, draws: 199);
            if (!blocks.IsDefined)
            {
                return;
            }

            var (value, level) = (blocks.Value, Level.Of(0.8));
            var set = value.Interval(level).Set;
            Assert.Equal(set.Contains(0), value.PValue() > level.Alpha);
            Assert.True(value.PValue() >= value.LeastPValue);
            if (set.Shape == ConfidenceShape.Bounded)
            {
                Assert.True(value.PValue(set.Lower) > level.Alpha && value.PValue(set.Upper) > level.Alpha);
                var step = 1e-6 * Math.Max(1, set.Upper - set.Lower);
                Assert.True(value.PValue(set.Lower - step) <= level.Alpha && value.PValue(set.Upper + step) <= level.Alpha);
            }
        });

    [Fact]
    public void An_effect_added_to_all_treated_rows_moves_the_interval_by_it()
        => Properties.Hold(Random, c =>
        {
            var before = RandomisedBlocks.Of(c, seed: 3, draws: 199);
            var after = RandomisedBlocks.Of([.. c.Select(b => b.IsTreated ? b with { Sum = b.Sum + (2.5 * b.Weight) } : b)], seed: 3, draws: 199);
            Assert.Equal(before.IsDefined, after.IsDefined);
            if (before.IsDefined && before.Value.Interval(Level.Of(0.8)).Set is { Shape: ConfidenceShape.Bounded } set)
            {
                var scale = c.Max(b => Math.Abs(b.Sum / b.Weight)) + 2.5;
                Properties.Close(set.Lower + 2.5, after.Value.Interval(Level.Of(0.8)).Set.Lower, 1e-9, scale);
                Properties.Close(set.Upper + 2.5, after.Value.Interval(Level.Of(0.8)).Set.Upper, 1e-9, scale);
            }
        });

    [Fact]
    public void Pairs_are_strata_of_two_whose_arms_change_places()
    {
        // Differences within pairs 3, 1, 2: of the 2³ assignments only one adds up to as much, so p is 2/8.
        RandomisedBlock[] pairs = [new(0, false, 10, 1), new(0, true, 13, 1), new(1, true, 21, 1), new(1, false, 20, 1), new(2, false, 5, 1), new(2, true, 7, 1)];
        var blocks = RandomisedBlocks.Of(pairs).Value;
        Assert.Equal(8, blocks.Assignments);
        Assert.Equal(0.25, blocks.PValue());
        Assert.Equal(ConfidenceShape.Everything, blocks.Interval(Level.Of(0.95)).Set.Shape);
    }

    [Fact]
    public void Many_blocks_are_drawn_by_the_seed_and_come_close_to_the_enumeration()
    {
        var random = new SeededRandom(5);
        RandomisedBlock[] few = [.. Enumerable.Range(0, 16).Select(i => new RandomisedBlock(0, i % 2 == 0, 10 + (i % 2 == 0 ? 0.5 : 0) + random.NextNormal(), 1))];
        var exact = RandomisedBlocks.Of(few).Value;
        Assert.True(exact.IsExact); // 12,870
        RandomisedBlock[] many = [.. Enumerable.Range(0, 40).Select(i => new RandomisedBlock(i % 4, i % 3 == 0, 10 + random.NextNormal(), 1 + (i % 5)))];
        var drawn = RandomisedBlocks.Of(many, seed: 1).Value;
        Assert.False(drawn.IsExact);
        Assert.Equal(10_000, drawn.Assignments);
        Assert.Equal(drawn.PValue(), RandomisedBlocks.Of(many, seed: 1).Value.PValue());
        var other = RandomisedBlocks.Of(many, seed: 2).Value;
        Assert.InRange(other.PValue() - drawn.PValue(), -4 * Math.Sqrt(0.5 / 9_999), 4 * Math.Sqrt(0.5 / 9_999)); // p is twice a share, each with its Monte Carlo error
    }

    [Fact]
    public void Without_another_assignment_there_is_nothing_to_infer_from()
    {
        Assert.False(RandomisedBlocks.Of([new(0, true, 1, 1), new(1, false, 2, 1)]).IsDefined);
        Assert.False(RandomisedBlocks.Of([new(0, true, 1, 1), new(0, true, 2, 1)]).IsDefined);
        Assert.Throws<ArgumentException>(() => RandomisedBlocks.Of([new(0, true, 1, 0), new(0, false, 2, 1)]));
    }

    private static FsCheck.Gen<RandomisedBlock[]> Random
        => from n in Gen.Choose(4, 14)
           from sums in Gen.ArrayOf(Gen.Choose(-50, 50), n)
           from weights in Gen.ArrayOf(Gen.Choose(1, 9), n)
           from treated in Gen.ArrayOf(Gen.Elements(true, false), n)
           from strata in Gen.ArrayOf(Gen.Choose(0, 1), n)
           where treated.Any(t => t) && treated.Any(t => !t)
           select Enumerable.Range(0, n).Select(i => new RandomisedBlock(strata[i], treated[i], sums[i], weights[i])).ToArray();
}
