using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>A lead and an outcome by month: y[t] = .4 y[t−1] + b x[t−2] + e, x an AR(1) of .6 with unit variance; b is 0 from a month on where that is given.</summary>
internal static class LinkHistoryWorld
{
    public static readonly DateOnly First = new(2010, 1, 1);

    public static readonly LinkDefinition Link = new("x_leads_y", "x", "y", ExpectedSign.Positive, new LagRange(Lag.Months(1), Lag.Months(6)), null, 0.3, []);

    public static (double[] Lead, double[] Outcome) Values(long seed, int months, double b, int? dies = null)
    {
        const int burn = 50;
        var random = new SeededRandom(seed);
        double[] x = new double[months + burn], y = new double[months + burn];
        for (var t = 2; t < x.Length; t++)
        {
            x[t] = (0.6 * x[t - 1]) + (0.8 * random.NextNormal());
            y[t] = (0.4 * y[t - 1]) + ((t - burn >= dies ? 0 : b) * x[t - 2]) + random.NextNormal();
        }

        return (x[burn..], y[burn..]);
    }

    public static KpiSeries Series(string id, IEnumerable<double?> values, int months) => new(
        id, id, MetricUnit.Score, new SeriesCalendar(Cadence.Monthly), "UTC", At(months), [.. values.Take(months).Select((v, t) => new SeriesPoint(First.AddMonths(t), v))], [], [], []);

    public static DateTimeOffset At(int months) => new(First.AddMonths(months), new TimeOnly(9, 0), TimeSpan.Zero);

    /// <summary>The case as it is after so many months.</summary>
    public static LinkCase Case(
        (double[] Lead, double[] Outcome) world, int months, LinkMemory? memory = null, LinkDefinition? link = null, ForecastLedger? ledger = null, LinkMemory? before = null, string hash = "h")
    {
        var (lead, outcome) = (Series("x", world.Lead.Select(v => (double?)v), months), Series("y", world.Outcome.Select(v => (double?)v), months));
        var declared = link ?? Link;
        return new LinkCase(
            declared, hash, At(months), lead, outcome, SeriesAlignment.Align(declared, outcome, lead, []), memory, ledger ?? ForecastLedger.Empty,
            CausalGrade.Of("x", "y", declared.Expect, []), null, [])
        {
            Before = before,
        };
    }

    /// <summary>One look a month, each with the memory of the one before.</summary>
    public static List<LinkReport> Replay((double[] Lead, double[] Outcome) world, int from, int to, LinkSettings? settings = null)
    {
        var reports = new List<LinkReport>();
        for (var months = from; months <= to; months++)
        {
            var last = reports.LastOrDefault();
            reports.Add(LinkChecker.Check([Case(world, months, last?.Memory, ledger: last?.Ledger)], settings ?? LinkSettings.Default)[0]);
        }

        return reports;
    }
}
