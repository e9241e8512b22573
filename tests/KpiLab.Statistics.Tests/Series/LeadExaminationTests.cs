using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public sealed class LeadExaminationTests
{
    private static readonly LeadWindow Window = new(1, 6);

    [Fact]
    public void Scale_and_origin_of_either_series_change_nothing_but_rounding()
        => Properties.Hold(
            from seed in Gen.Choose(1, 100_000)
            from scale in Properties.Signed(Properties.Magnitude(-6, 6))
            from shift in Properties.Signed(Properties.Magnitude(-3, 3))
            select (seed, scale: Math.Abs(scale), shift),
            c =>
            {
                var (y, x) = Pair(80, 0.5, c.seed);
                var plain = LeadExamination.Examine(y, x, [], Window, 1, 1).Value;
                var moved = LeadExamination.Examine([.. y.Select(v => (v + c.shift) * c.scale)], [.. x.Select(v => (v - c.shift) / c.scale)], [], Window, 1, 1).Value;
                Properties.Close(plain.Best.T, moved.Best.T, 1e-6);
                Properties.Close(plain.PValue, moved.PValue, 1e-5);
                Properties.Close(plain.Backtest.Value.Skill, moved.Backtest.Value.Skill, 1e-5, 1);
                Assert.Equal(plain.Lag, moved.Lag);
            });

    [Fact]
    public void A_lead_turned_upside_down_is_judged_alike_in_the_other_sign()
    {
        var (y, x) = Pair(120, 0.5, 4);
        var upright = LeadExamination.Examine(y, x, [], Window, 1, 1).Value;
        var turned = LeadExamination.Examine(y, [.. x.Select(v => -v)], [], Window, 1, -1).Value;
        Assert.Equal(upright.PValue, turned.PValue, 1e-9);
        Assert.Equal(upright.RecentZ, turned.RecentZ, 1e-9);
        Assert.Equal(upright.Backtest.Value.ClarkWest, turned.Backtest.Value.ClarkWest, 1e-9);
        Assert.Equal(-1, turned.Sign);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(12, 2)]
    [InlineData(52, 3)]
    public void Nothing_after_an_origin_changes_the_forecasts_up_to_it(int season, int seed)
    {
        var (y, x) = Pair(200, 0.4, seed);
        var before = LeadExamination.Examine(y, x, [], Window, season, 1).Value.Backtest.Value.Forecasts;
        const int Known = 150;
        var random = new SeededRandom(seed);
        random.Shuffle(y.AsSpan(Known));
        random.Shuffle(x.AsSpan(Known));
        for (var t = Known; t < y.Length; t++)
        {
            // Not only in another order: on another scale, too.
            (y[t], x[t]) = ((50 * y[t]) + 1000, 3 * x[t]);
        }

        var after = LeadExamination.Examine(y, x, [], Window, season, 1).Value.Backtest.Value.Forecasts;
        var unchanged = before.TakeWhile(f => f.Row < Known).ToList();
        Assert.True(unchanged.Count >= 40, $"{unchanged.Count} forecasts before the origin");
        Assert.Equal(unchanged, after.Take(unchanged.Count));
        Assert.NotEqual(before[unchanged.Count].Outcome, after[unchanged.Count].Outcome);
    }

    [Fact]
    public void The_window_test_of_one_lag_is_the_t_test()
    {
        // R: set y, x as below; summary(lm(y[2:n] ~ y[1:(n-1)] + x[1:(n-1)])) would keep its own number of own lags: here the pair is white, BIC keeps none.
        var (y, x) = Pair(100, 0.3, 9, memory: 0, lag: 1);
        var evidence = LeadExamination.Examine(y, x, [], new LeadWindow(1, 1), 1, 1, new LeadSettings { Clip = double.PositiveInfinity }).Value;
        Assert.Equal(0, evidence.OwnLags);
        var fit = LeastSquares.Fit(y[4..], [Enumerable.Repeat(1.0, 96).ToArray(), x[3..^1]]).Value;
        var t = fit.Test(1, CovarianceEstimator.Classical, Alternative.Greater).Value;
        Assert.Equal(t.Statistic, evidence.Best.T, 1e-8);
        Assert.Equal(t.PValue, evidence.PValue, 1e-4);
    }

    [Fact]
    public void A_copy_of_the_lead_is_found_at_its_lag_without_dividing_by_zero()
    {
        var (_, x) = Pair(100, 0, 3);
        double[] y = [.. x.Select((_, t) => t < 4 ? 0.1 * t : x[t - 4])];
        var evidence = LeadExamination.Examine(y, x, [], Window, 1, 1, new LeadSettings { Clip = double.PositiveInfinity }).Value;
        Assert.Equal(4, evidence.Lag);
        Assert.True(double.IsFinite(evidence.Best.T) && evidence.Best.T > 1000);
        Assert.InRange(evidence.Backtest.Value.Skill, 0.99, 1);
    }

    [Fact]
    public void A_series_that_does_not_vary_and_one_that_is_too_short_are_refused_with_the_reason()
    {
        var (y, x) = Pair(60, 0.5, 1);
        Assert.Equal(Undefined.ZeroVariance, LeadExamination.Examine(y, new double[60], [], Window, 1, 1).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, LeadExamination.Examine(y[..20], x[..20], [], Window, 1, 1).Reason.Code);
        Assert.Throws<ArgumentException>(() => LeadExamination.Examine(y, x[..50], [], Window, 1, 1));
        Assert.Throws<ArgumentException>(() => LeadExamination.Examine(y, [.. x[..59], double.NaN], [], Window, 1, 1));
    }

    [Fact]
    public void A_trend_is_taken_out_as_a_line_and_a_jump_as_a_step()
    {
        int steps = 0, lines = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            var (y, x) = Pair(156, 0, seed);
            var trend = LeadExamination.Examine([.. y.Select((v, t) => v + (0.045 * t))], [.. x.Select((v, t) => v + (0.05 * t))], [], Window, 1, 1).Value;
            Assert.NotEqual(SeriesTransform.StepRemoved, trend.Preparation.Transform);
            Assert.NotEqual(SeriesTransform.StepRemoved, trend.LeadPreparation.Transform);
            lines += trend.Preparation.Transform == SeriesTransform.Detrended ? 1 : 0;
            var jump = LeadExamination.Examine([.. y.Select((v, t) => v + (t < 78 ? 0 : 4))], x, [], Window, 1, 1).Value;
            steps += jump.Preparation.Transform == SeriesTransform.StepRemoved && Math.Abs(jump.Preparation.StepAfter - 78) <= 3 ? 1 : 0;
        }

        Assert.InRange(lines, 32, 40);
        Assert.InRange(steps, 36, 40);
    }

    [Fact]
    public void No_evidence_is_ever_not_a_number()
        => Properties.Hold(
            from seed in Gen.Choose(1, 100_000)
            from n in Gen.Choose(40, 90)
            from steps in Gen.Choose(1, 4)
            select (seed, n, steps),
            c =>
            {
                // Coarse series, with ties, constants over long stretches and exact dependencies.
                var (y, x) = Pair(c.n, 1, c.seed);
                double[] coarse = [.. x.Select(v => Math.Round(v * c.steps / 2))];
                var evidence = LeadExamination.Examine([.. y.Select(v => Math.Round(v))], coarse, [], Window, 1, 1);
                if (evidence.IsDefined)
                {
                    var e = evidence.Value;
                    Assert.All(
                        new[] { e.PValue, e.WrongSignPValue, e.Best.T, e.LargestPossible, e.SupremumF, e.RecentZ, e.WinsorisedT, e.WithoutMostInfluentialT },
                        v => Assert.False(double.IsNaN(v)));
                    Assert.InRange(e.PValue, 0, 1);
                }
            });

    private static (double[] Outcome, double[] Lead) Pair(int n, double effect, int seed, double memory = 0.4, int lag = 2)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[n], y = new double[n];
        for (var t = 0; t < n; t++)
        {
            x[t] = (t > 0 && memory > 0 ? 0.6 * x[t - 1] : 0) + random.NextNormal();
            y[t] = (t > 0 ? memory * y[t - 1] : 0) + (t >= lag ? effect * x[t - lag] : 0) + random.NextNormal();
        }

        return (y, x);
    }
}
