using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class SurvivalTests
{
    // aml of the R package survival: Miller (1997), Survival Analysis; remission of leukaemia in weeks, with and without maintenance.
    private static readonly FollowUp[] Maintained = Units([9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161]);
    private static readonly FollowUp[] NotMaintained = Units([5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45]);

    [Fact]
    public void The_curve_agrees_with_survfit_of_R_and_its_log_log_interval()
    {
        // R 4.2.2, survival: survfit(Surv(time, status) ~ 1, subset(aml, x == "Maintained"), conf.type = "log-log")
        double[] time = [9, 13, 18, 23, 31, 34, 48];
        double[] survival = [0.90909090909090906, 0.81818181818181812, 0.71590909090909083, 0.61363636363636354, 0.49090909090909085, 0.36818181818181817, 0.18409090909090908];
        double[] error = [0.08667841720414475, 0.11629129983033294, 0.13966497055722782, 0.152632331027312, 0.16419326722113581, 0.16266888582709479, 0.15349274578629368];
        double[] lower = [0.50808020576992974, 0.44742861468218142, 0.35019038590793838, 0.26575204000128611, 0.16733090977685081, 0.092829574936985182, 0.011738480123189602];
        double[] upper = [0.98667382266782311, 0.95116222858249166, 0.8990239741910534, 0.83529924325022142, 0.75339979037081128, 0.6570408323981638, 0.52501484272664145];
        var curve = KaplanMeier.Curve(Maintained, Examples.NinetyFive).Value;
        Assert.Equal(time, curve.Select(s => s.Risk.Time));
        for (var i = 0; i < time.Length; i++)
        {
            Examples.Equal(survival[i], curve[i].Survival);
            Examples.Equal(error[i], curve[i].StandardError.Value);
            Examples.Bounds(lower[i], upper[i], curve[i].Interval.Value, 1e-10);
        }
    }

    [Fact]
    public void Log_rank_agrees_with_survdiff_of_R()
    {
        // R 4.2.2, survival: survdiff(Surv(time, status) ~ x, aml); expected events of the second group 7.31
        var result = LogRankTest.Test(Maintained, NotMaintained).Value;
        Examples.Equal(3.3963886989776011, result.Test.Statistic);
        Assert.Equal(11, result.Observed);
        Examples.Equal(7.3106640076992759, result.Expected);
    }

    [Fact]
    public void Without_censoring_the_curve_is_the_share_of_units_left()
    {
        Properties.Hold(Samples, times =>
        {
            var curve = KaplanMeier.Curve([.. times.Select(t => new FollowUp(t, true))], Examples.NinetyFive).Value;
            Assert.All(curve, s =>
            {
                var left = (double)times.Count(t => t > s.Risk.Time) / times.Length;
                Assert.Equal(left, s.Survival, 12);
                if (left > 0)
                {
                    Properties.Close(Math.Sqrt(left * (1 - left) / times.Length), s.StandardError.Value, 1e-10);
                    Assert.InRange(s.Survival, s.Interval.Value.Lower, s.Interval.Value.Upper);
                    Assert.True(s.Interval.Value is { Lower: >= 0, Upper: <= 1 });
                }
                else
                {
                    Assert.False(s.StandardError.IsDefined);
                    Assert.False(s.Interval.IsDefined);
                }
            });
        });
    }

    [Fact]
    public void Swapped_arms_and_another_clock_leave_the_log_rank_test()
    {
        var cases = from a in Samples from b in Samples select (a, b);
        Properties.Hold(cases, c =>
        {
            FollowUp[] a = [.. c.a.Select((t, i) => new FollowUp(t, i % 3 != 0))], b = [.. c.b.Select((t, i) => new FollowUp(t, i % 4 != 1))];
            Estimable<LogRankResult> forth = LogRankTest.Test(a, b), back = LogRankTest.Test(b, a);
            Assert.Equal(forth.IsDefined, back.IsDefined);
            if (forth.IsDefined)
            {
                Properties.Close(forth.Value.Test.Statistic, back.Value.Test.Statistic, 1e-8, 1e-8);
                static FollowUp Squared(FollowUp f) => f with { Time = f.Time * f.Time };
                Properties.Close(forth.Value.Test.Statistic, LogRankTest.Test([.. a.Select(Squared)], [.. b.Select(Squared)]).Value.Test.Statistic, 1e-12);
            }
        });
    }

    [Fact]
    public void Without_units_or_events_there_is_a_reason()
    {
        Assert.Equal(Undefined.TooFewUnits, KaplanMeier.Curve([], Examples.NinetyFive).Reason.Code);
        Assert.Empty(KaplanMeier.Curve([new(3, false)], Examples.NinetyFive).Value);
        Assert.Equal(Undefined.TooFewUnits, LogRankTest.Test([], Maintained).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, LogRankTest.Test([new(3, false)], [new(4, true)]).Reason.Code);
        Assert.Throws<ArgumentException>(() => KaplanMeier.Curve([new(-1, true)], Examples.NinetyFive));
    }

    private static FsCheck.Gen<double[]> Samples
        => from count in Gen.Choose(1, 30)
           from times in Gen.ArrayOf(Gen.Choose(1, 20), count)
           select Array.ConvertAll(times, t => (double)t);

    // Negative: censored.
    private static FollowUp[] Units(double[] times) => Array.ConvertAll(times, t => new FollowUp(Math.Abs(t), t > 0));
}
