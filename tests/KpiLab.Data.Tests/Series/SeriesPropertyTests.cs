using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;

namespace KpiLab.Data.Tests;

/// <summary>What holds for any rows: events of seven weeks with units, whole amounts and the moment each became known.</summary>
public sealed class SeriesPropertyTests : IDisposable
{
    private static readonly DateTime Start = new(2023, 12, 20, 0, 0, 0, DateTimeKind.Utc);
    private readonly TempWorkspace _workspace = new();
    private int _files;

    private sealed record Event(int Unit, int Minute, int Amount, int KnownAfterDays);

    private static Gen<List<Event>> Events
        => (from unit in Gen.Choose(1, 6)
            from minute in Gen.Choose(0, 49 * 1440)
            from amount in Gen.Choose(0, 50)
            from late in Gen.Choose(0, 20)
            select new Event(unit, minute, amount, late)).NonEmptyListOf().Select(l => l.ToList());

    [Fact]
    public void Counts_of_the_periods_add_up_to_the_total()
        => Each(events =>
        {
            foreach (var cadence in Enum.GetValues<Cadence>())
            {
                var series = Read(events, Count, cadence, unit: null);
                if (!IsCut(series))
                {
                    Assert.Equal(events.Count, series.Points.Sum(p => p.Value ?? 0));
                    Assert.Equal(events.Sum(e => e.Amount), Read(events, Total, cadence, unit: null).Points.Sum(p => p.Value ?? 0));
                }
            }
        });

    [Fact]
    public void Weeks_and_months_made_of_days_are_those_made_of_rows()
        => Each(events =>
        {
            var days = Read(events, Total, Cadence.Daily, unit: null);
            days = days with { Unit = MetricUnit.Count, Points = [.. days.Points.Select(p => p with { Value = p.Value ?? 0 })] };
            foreach (var cadence in new[] { Cadence.Weekly, Cadence.Monthly })
            {
                var direct = Read(events, Total, cadence, unit: null);
                var made = SeriesCoarsening.To(days, direct.Calendar).Value;
                Assert.All(made.Points, m => Assert.Equal(m.Value ?? 0, direct.Points.FirstOrDefault(p => p.Start == m.Start, new SeriesPoint(m.Start, IsCut(direct) ? m.Value : null)).Value ?? 0));
            }
        });

    [Fact]
    public void A_zone_whole_hours_away_sees_the_series_of_rows_moved_by_them()
        => Each(events =>
        {
            // Etc/GMT-7 is seven hours ahead of UTC, without summer time.
            var there = Read(events, Total, Cadence.Daily, unit: null, zone: "Etc/GMT-7");
            var moved = Read(events.ConvertAll(e => e with { Minute = e.Minute + 420 }), Total, Cadence.Daily, unit: null);
            Assert.Equal(moved.Points, there.Points);
        });

    [Fact]
    public void Rows_known_later_never_change_an_earlier_view()
        => Each(events =>
        {
            var asOf = Start.AddDays(30);
            var known = events.Where(e => Start.AddMinutes(e.Minute).Date.AddDays(e.KnownAfterDays) <= asOf).ToList();
            if (known.Count == 0)
            {
                return;
            }

            foreach (var measure in new[] { Count, Total, Mean })
            {
                var unit = measure == Mean ? "user" : null;
                Assert.Equal(Read(known, measure, Cadence.Weekly, unit, asOf: asOf, knownAt: "known").Points, Read(events, measure, Cadence.Weekly, unit, asOf: asOf, knownAt: "known").Points);
            }
        });

    [Fact]
    public void The_order_of_the_rows_changes_nothing_beyond_the_last_bits()
        => Each(events =>
        {
            // In the order of time periods are given up on the way; backwards they all are held.
            var forth = Read([.. events.OrderBy(e => e.Minute)], Mean, Cadence.Weekly, "user");
            var back = Read([.. events.OrderByDescending(e => e.Minute)], Mean, Cadence.Weekly, "user");
            Assert.Equal(forth.Points.Select(p => (p.Start, p.Units)), back.Points.Select(p => (p.Start, p.Units)));
            Assert.All(forth.Points.Zip(back.Points).Where(p => p.First.Value is not null), p => Assert.Equal(p.First.Value!.Value, p.Second.Value!.Value, 1e-12));
        });

    [Fact]
    public void The_mean_per_unit_is_that_of_grouped_rows()
        => Each(events =>
        {
            var series = Read(events, Mean, Cadence.Weekly, "user");
            var expected = events.GroupBy(e => series.Calendar.PeriodOf(DateOnly.FromDateTime(Start.AddMinutes(e.Minute))))
                .ToDictionary(g => series.Calendar.FirstDay(g.Key), g => g.GroupBy(e => e.Unit).Average(u => u.Sum(e => e.Amount)));
            Assert.Equal(expected.Count - series.Findings.Count(f => f.Code == "partial-period"), series.Points.Count(p => p.Value is not null));
            Assert.All(series.Points.Where(p => p.Value is not null), p => Assert.Equal(expected[p.Start], p.Value!.Value, 1e-12));
        });

    public void Dispose() => _workspace.Dispose();

    private static Measure Count { get; } = new(MeasureType.Count);

    private static Measure Total { get; } = new(MeasureType.Count, Value: new Formula("amount", new ColumnReference("amount", 0)), Aggregate: Aggregate.Sum);

    private static Measure Mean { get; } = new(MeasureType.Mean, Value: new Formula("amount", new ColumnReference("amount", 0)));

    // A first or last period that the data cut is left out: what that lacks is another test's subject.
    private static bool IsCut(KpiSeries series) => series.Findings.Any(f => f.Code == "partial-period");

    private static void Each(Action<List<Event>> holds)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(10).WithReplay(20261122UL, 20261123UL), Prop.ForAll(Events.ToArbitrary(), holds));

    private KpiSeries Read(List<Event> events, Measure measure, Cadence cadence, string? unit, string zone = "UTC", DateTime? asOf = null, string? knownAt = null)
    {
        var name = FormattableString.Invariant($"rows{++_files}.csv");
        _workspace.Write(name, "user,at,known,amount\n" + string.Concat(events.Select(e => FormattableString.Invariant(
            $"u{e.Unit},{Start.AddMinutes(e.Minute):yyyy-MM-dd HH:mm:ss},{Start.AddMinutes(e.Minute).Date.AddDays(e.KnownAfterDays):yyyy-MM-dd},{e.Amount}\n"))));
        var needs = new SeriesNeeds(
            [new SeriesNeed("k", "K", MetricUnit.Count, measure, new SourceDefinition("rows", new FileLocation(name), unit, "at", new Dictionary<string, string> { ["at"] = "timestamp", ["known"] = "date", ["amount"] = "double" }, knownAt), cadence)],
            DayOfWeek.Monday, zone, asOf ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        try
        {
            return Assert.Single(new DuckSeriesData(_workspace.Root).SeriesAsync(needs, new ReadOptions()).GetAwaiter().GetResult());
        }
        finally
        {
            File.Delete(_workspace.PathOf(name));
        }
    }
}
