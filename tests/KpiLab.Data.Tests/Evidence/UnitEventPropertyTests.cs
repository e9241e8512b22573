using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;

namespace KpiLab.Data.Tests;

/// <summary>What holds for any log: units of some sixty days with whole amounts, and any two windows that do not overlap.</summary>
public sealed class UnitEventPropertyTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TempWorkspace _workspace = new();
    private int _files;

    private sealed record Event(int Unit, int Minute, int Amount, int KnownAfterDays);

    private sealed record World(List<Event> Events, int EarlyFrom, int EarlyTo, int LateFrom, int LateTo, int AsOfDay);

    private static Gen<World> Worlds
        => from events in (from unit in Gen.Choose(1, 8)
                           from minute in Gen.Choose(0, 60 * 1440)
                           from amount in Gen.Choose(0, 50)
                           from late in Gen.Choose(0, 5)
                           select new Event(unit, minute, amount, late)).NonEmptyListOf()
           from a in Gen.Choose(0, 3)
           from b in Gen.Choose(1, 9)
           from c in Gen.Choose(0, 5)
           from d in Gen.Choose(1, 20)
           from asOf in Gen.Choose(1, 70)
           select new World([.. events], a, a + b, a + b + c, a + b + c + d, asOf);

    [Fact]
    public void Units_are_those_of_rows_grouped_by_hand()
        => Each(world =>
        {
            var seen = world.Events.Where(e => e.Minute <= world.AsOfDay * 1440).ToList();
            var last = seen.Count == 0 ? 0 : seen.Max(e => e.Minute);
            var units = seen.GroupBy(e => e.Unit).Select(g => (Entered: g.Min(e => e.Minute), Rows: g.ToList())).ToList();
            var over = units.Where(u => u.Entered + (world.LateTo * 1440) <= last).ToList();
            var sample = Read(world, world.Events);
            Assert.Equal((units.Count, units.Count - over.Count, 0), (sample.Read, sample.Open, sample.Missing));
            Assert.Equal(
                over.Select(u => (Sum(u.Rows, u.Entered, world.EarlyFrom, world.EarlyTo), Any(u.Rows, u.Entered, world.LateFrom, world.LateTo), Month(u.Entered))).Order(),
                sample.Early.Zip(sample.Outcome, sample.Months).Select(u => (u.First, u.Second, u.Third!.Value)).Order());
            Assert.Equal(sample.Months.Order(), sample.Months);
        });

    [Fact]
    public void The_order_of_the_rows_and_what_comes_later_change_nothing()
        => Each(world =>
        {
            var sample = Read(world, world.Events);
            var rest = world.Events.Where(e => e.Minute <= world.AsOfDay * 1440).OrderByDescending(e => e.Minute).ThenBy(e => e.Unit).ToList();
            if (rest.Count == 0)
            {
                Assert.Equal((0, 0), (sample.Read, sample.Open));
                return;
            }

            var later = Read(world, [.. rest, .. Enumerable.Range(1, 9).Select(u => new Event(u, 71 * 1440, 1000, 0))]);
            Assert.Equal(Units(sample), Units(later));
            Assert.Equal((sample.Read, sample.Open, sample.ObservedUntil), (later.Read, later.Open, later.ObservedUntil));
        });

    [Fact]
    public void Rows_known_later_are_not_seen()
        => Each(world =>
        {
            var known = world.Events.Where(e => Start.AddMinutes(e.Minute).Date.AddDays(e.KnownAfterDays) <= Start.AddDays(world.AsOfDay)).ToList();
            if (known.Count > 0)
            {
                var (all, some) = (Read(world, world.Events, "known"), Read(world, known));
                Assert.Equal(Units(some), Units(all));
                Assert.Equal((some.Read, some.Open), (all.Read, all.Open));
            }
        });

    public void Dispose() => _workspace.Dispose();

    private static IEnumerable<(double, double, DateOnly?)> Units(UnitRowSample sample) => sample.Early.Zip(sample.Outcome, sample.Months).Order();

    private static IEnumerable<Event> In(List<Event> rows, int entered, int from, int to) => rows.Where(e => e.Minute >= entered + (from * 1440) && e.Minute < entered + (to * 1440));

    private static double Sum(List<Event> rows, int entered, int from, int to) => In(rows, entered, from, to).Sum(e => e.Amount);

    private static double Any(List<Event> rows, int entered, int from, int to) => In(rows, entered, from, to).Any(e => e.Amount > 25) ? 1 : 0;

    private static DateOnly Month(int minute) => DateOnly.FromDateTime(Start.AddMinutes(minute)) is var day ? new DateOnly(day.Year, day.Month, 1) : default;

    private static void Each(Action<World> holds)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(12).WithReplay(20261122UL, 20261123UL), Prop.ForAll(Worlds.ToArbitrary(), holds));

    private UnitRowSample Read(World world, List<Event> events, string? knownAt = null)
    {
        var name = FormattableString.Invariant($"rows{++_files}.csv");
        _workspace.Write(name, "user,at,known,amount\n" + string.Concat(events.Select(e => FormattableString.Invariant(
            $"u{e.Unit},{Start.AddMinutes(e.Minute):yyyy-MM-dd HH:mm:ss},{Start.AddMinutes(e.Minute).Date.AddDays(e.KnownAfterDays):yyyy-MM-dd},{e.Amount}\n"))));
        var source = new SourceDefinition("rows", new FileLocation(name), "user", "at", new Dictionary<string, string> { ["at"] = "timestamp", ["known"] = "date", ["amount"] = "double" }, knownAt);
        var units = new LinkUnits("rows", Part("amount", world.EarlyFrom, world.EarlyTo), Part("amount > 25", world.LateFrom, world.LateTo)) { Entry = new UnitEntry(null, null) };
        try
        {
            return new DuckUnitRowData(_workspace.Root).UnitsAsync("l", units, [source], new DateTimeOffset(Start.AddDays(world.AsOfDay)), new ReadOptions()).GetAwaiter().GetResult();
        }
        finally
        {
            File.Delete(_workspace.PathOf(name));
        }
    }

    private static UnitPart Part(string value, int from, int to)
        => new(ExpressionParser.TryParse(value, out var formula, out _) ? formula : null, new ExposureWindow(TimeSpan.FromDays(from), TimeSpan.FromDays(to)));
}
