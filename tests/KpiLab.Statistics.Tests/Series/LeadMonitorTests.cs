namespace KpiLab.Statistics.Tests;

public sealed class LeadMonitorTests
{
    private const int Frozen = 104;
    private const int Looks = 24;

    [Fact]
    public void A_head_start_is_added_at_the_freeze_and_only_ever_shrinks()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var (y, x) = Pair(0.6, seed);
            var without = Scores(y, x, 0);
            var with = Scores(y, x, 1);
            var difference = 1.0;
            for (var t = 0; t < without.Count; t++)
            {
                // S and S + d move by the same amounts; where S is cut at 0, d loses what was cut.
                var next = with[t] - without[t];
                Assert.InRange(next, -1e-12, difference + 1e-12);
                Assert.True(without[t] > 0 || next == with[t]);
                difference = next;
            }
        }
    }

    [Fact]
    public void Without_a_period_since_the_freeze_there_is_no_score()
    {
        var (y, x) = Pair(0.6, 3);
        var monitor = Freeze(y, x, 1);
        Assert.Equal(1, monitor.HeadStart);
        Assert.Empty(monitor.Follow(y[..Frozen], x[..Frozen], []));
        Assert.Equal(MonitorState.Quiet, monitor.State(monitor.HeadStart));
    }

    [Fact]
    public void A_line_that_is_drawn_anew_knows_nothing_of_what_comes_after()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var (y, x) = Pair(0.6, seed);
            for (var t = 0; t < y.Length; t++)
            {
                (y[t], x[t]) = (y[t] + (0.2 * t), x[t] + (0.1 * t));
            }

            var monitor = Freeze(y, x, 1);
            var whole = monitor.Follow(y, x, []);
            Assert.Equal(Looks, whole.Count);
            for (var known = Frozen + 1; known < y.Length; known += 5)
            {
                // What follows may be anything: here it turns round.
                double[] laterY = [.. y.Select((v, t) => t < known ? v : -v)], laterX = [.. x.Select((v, t) => t < known ? v : -v)];
                var until = monitor.Follow(y[..known], x[..known], []);
                Assert.Equal(whole.Take(known - Frozen), until);
                Assert.Equal(until, monitor.Follow(laterY, laterX, []).Take(known - Frozen));
            }
        }
    }

    private static List<double> Scores(double[] y, double[] x, double headStart) => [.. Freeze(y, x, headStart).Follow(y, x, []).Select(s => s.Score)];

    private static LeadMonitor Freeze(double[] y, double[] x, double headStart)
        => LeadMonitor.Freeze(
            y[..Frozen], x[..Frozen], [], new LeadWindow(1, 6), 1, 2, Looks, 1, new SeededRandom(9), new LeadSettings { MonitorHeadStart = headStart, MonitorPaths = 200 });

    private static (double[] Outcome, double[] Lead) Pair(double effect, int seed)
    {
        var random = new SeededRandom(seed);
        double[] y = new double[Frozen + Looks], x = new double[Frozen + Looks];
        for (var t = 0; t < y.Length; t++)
        {
            x[t] = (t > 0 ? 0.6 * x[t - 1] : 0) + (0.8 * random.NextNormal());
            y[t] = (t > 0 ? 0.4 * y[t - 1] : 0) + (t > 1 ? effect * x[t - 2] : 0) + random.NextNormal();
        }

        return (y, x);
    }
}
