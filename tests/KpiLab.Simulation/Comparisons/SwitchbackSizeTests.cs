using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>A switchback with few blocks, whose rows depend on each other and whose blocks differ in size: what the re-drawn assignment keeps, and what errors by block do.</summary>
public sealed class SwitchbackSizeTests
{
    private const int Regions = 2;
    private static readonly Level Level = Level.Of(0.95);

    public static TheoryData<int, bool> Shapes => new() { { 8, false }, { 8, true }, { 12, false }, { 24, true } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_assignment_alone_never_rejects_more_often_than_its_level(int blocks, bool paired) => Keeps(blocks, paired, Simulation.Short, 0);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_assignment_alone_never_rejects_more_often_than_its_level_in_the_long_run(int blocks, bool paired)
    {
        Simulation.SkipUnlessFull();
        Keeps(blocks, paired, Simulation.Full, 0);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Its_interval_holds_a_constant_effect_at_least_as_often_as_promised(int blocks, bool paired) => Keeps(blocks, paired, Simulation.Short, 1.5);

    // Enumerated: the level that so many assignments can keep is met exactly, not only from below.
    [Fact]
    public void With_all_assignments_counted_the_rate_is_the_level_that_they_allow()
    {
        // Two regions of eight blocks have 4,900 assignments, so that two-sided levels are multiples of 1/2,450: 122/2,450 is the largest below 5 %.
        var share = Simulation.Share(Simulation.Short, 5, r => RandomisedBlocks.Of(Draw(r, 8, false, 0)).Value.PValue() <= 0.05);
        Assert.InRange(share, (122.0 / 2450) - (3 * Math.Sqrt(0.05 * 0.95 / Simulation.Short)), (122.0 / 2450) + (3 * Math.Sqrt(0.05 * 0.95 / Simulation.Short)));
    }

    [Fact]
    public void With_three_blocks_an_arm_errors_by_block_stay_near_their_level_and_the_assignment_cannot_reject()
    {
        var by = Simulation.Share(Simulation.Short, 6, r => Errors(r, 3));
        Assert.True(by <= 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Simulation.Short)), $"{by:P2}"); // Welch's degrees of freedom keep it near its level even here
        var random = new SeededRandom(1);
        RandomisedBlock[] six = [.. Enumerable.Range(0, 6).Select(i => new RandomisedBlock(0, i % 2 == 0, random.NextNormal(), 1))];
        Assert.True(RandomisedBlocks.Of(six).Value.LeastPValue > 0.05);
    }

    private static bool Errors(SeededRandom r, int blocks)
        => ClusterDifference.Contrast(Arm(r, blocks), Arm(r, blocks)) is { IsDefined: true, Value: var contrast } && contrast.Test().PValue <= 0.05;

    private static JointMoments Arm(SeededRandom r, int blocks)
    {
        var rows = Simulation.Draw(blocks, () => 20);
        return ClusterDifference.Arm([.. rows.Select(n => n * r.NextNormal())], rows);
    }

    private static void Keeps(int blocks, bool paired, int runs, double effect)
    {
        var missed = Simulation.Share(runs, 7 + blocks, r =>
        {
            var told = RandomisedBlocks.Of(Draw(r, blocks, paired, effect), draws: 999).Value;
            return effect == 0 ? told.PValue() <= 0.05 : !told.Interval(Level).Set.Contains(effect);
        });
        Assert.True(missed <= 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / runs)), $"{missed:P2}");
    }

    // Two regions with shocks of a block each and a trend over the day, 5 to 24 rows a block; half of a region's blocks, or one of each pair, drawn by lot.
    private static RandomisedBlock[] Draw(SeededRandom r, int blocks, bool paired, double effect)
    {
        var all = new List<RandomisedBlock>();
        for (var region = 0; region < Regions; region++)
        {
            var level = 3 * r.NextNormal();
            int[] order = [.. Enumerable.Range(0, blocks)];
            r.Shuffle(order.AsSpan());
            var treated = order.Take(blocks / 2).ToHashSet();
            for (var b = 0; b < blocks; b++)
            {
                if (paired && b % 2 == 0)
                {
                    var first = r.NextBernoulli(0.5);
                    treated.Remove(b);
                    treated.Remove(b + 1);
                    treated.Add(first ? b : b + 1);
                }

                double rows = 5 + r.NextInt(20), mean = level + (0.3 * b) + (2 * r.NextNormal()) + (r.NextExponential() * 2);
                all.Add(new RandomisedBlock(paired ? (region * blocks) + (b / 2) : region, treated.Contains(b), (rows * (mean + (treated.Contains(b) ? effect : 0))) + (Math.Sqrt(rows) * r.NextNormal()), rows));
            }
        }

        return [.. all];
    }
}
