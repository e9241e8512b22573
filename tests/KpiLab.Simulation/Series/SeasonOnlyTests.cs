using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Two weekly KPIs of one yearly season, as the sample company has them, through the whole check: gate, season by the calendar, examination, verdict.</summary>
public sealed class SeasonOnlyTests
{
    [Theory]
    [InlineData(160)]
    [InlineData(185)]
    [InlineData(210)]
    public void Kpis_that_share_nothing_but_a_season_are_kept_in_at_most_five_per_cent(int weeks)
    {
        var pairs = Environment.GetEnvironmentVariable("KPILAB_FULL") == "1" ? 2000 : 150;
        var kept = 0;
        Parallel.For(0, pairs, i => Interlocked.Add(ref kept, IsKept(weeks, new SeededRandom(4242).Stream((ulong)weeks).Stream((ulong)i)) ? 1 : 0));
        Assert.InRange((double)kept / pairs, 0, 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / pairs)));
    }

    private static bool IsKept(int weeks, SeededRandom random)
    {
        var first = new DateOnly(2022, 1, 3);
        var calendar = new SeriesCalendar(Cadence.Weekly);
        double?[] Series(double level, double scale, double rises)
        {
            var own = random.NextNormal();
            return [.. Enumerable.Range(0, weeks).Select(t =>
            {
                own = (0.2 * own) + (Math.Sqrt(0.96) * random.NextNormal());
                return (double?)Math.Round(level + (scale * (own + (2.5 * Math.Sin(2 * Math.PI * (t - rises) / 52)) + (0.15 * random.NextNormal()))));
            })];
        }

        double?[] lead = Series(14_000, 900, 10), outcome = Series(95_000, 6_000, 13);
        var link = new LinkDefinition("season", "x", "y", ExpectedSign.Positive, new LagRange(Lag.Weeks(1), Lag.Weeks(6)), null, 0.3, []);
        KpiSeries Kpi(string id, double?[] values) => new(
            id, id, MetricUnit.Count, calendar, "UTC", new DateTimeOffset(first.AddDays(7 * weeks), new TimeOnly(9, 0), TimeSpan.Zero), [.. values.Select((v, t) => new SeriesPoint(first.AddDays(7 * t), v))], [], [], []);
        KpiSeries x = Kpi("x", lead), y = Kpi("y", outcome);
        var report = LinkChecker.Check(
            [new LinkCase(link, "h", y.AsOf, x, y, SeriesAlignment.Align(link, y, x, []), null, ForecastLedger.Empty, CausalGrade.Of("x", "y", ExpectedSign.Positive, []), null, [])], LinkSettings.Default)[0];
        Assert.Equal(52, report.Season.Periods);
        return report.Word == LinkWord.Keep;
    }
}
