using KpiLab.Core;
using KpiLab.DuckDb;
using KpiLab.Statistics;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>A block by calendar day of first exposure, of the same scan as everything else.</summary>
public sealed class DayTests
{
    // Nine days, not in order; a value is missing now and then.
    private const string Rows = """
        SELECT i AS id, CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'b' END AS variant, 'c' || (hash(i, 1) % 3) AS country,
          TIMESTAMP '2026-03-01' + INTERVAL (hash(i, 2) % 777600) SECOND AS at,
          CASE WHEN hash(i, 3) % 40 = 0 THEN NULL ELSE exp((hash(i, 4) % 10000) / 2500.0) END AS revenue, (hash(i, 5) % 10000) / 97.0 AS before
        FROM range(120000) r(i)
        """;

    private static NeedsBuilder UnitNeeds(string file, string? unit = "id") => new NeedsBuilder().Source("t", file, unit: unit).ExposedAt("at").Segments("country")
        .Block("before", Own("before")).Block("revenue", Own("revenue"), Own("before", role: QuantityRole.Covariate)).Days(block: 1);

    [Theory]
    [InlineData("UTC", "2026-03-01T00:00:00Z", "2026-03-01")]
    [InlineData("UTC", "2026-02-28T23:59:59.999999Z", "2026-02-28")]
    [InlineData("UTC", "1969-12-31T23:59:59.999999Z", "1969-12-31")]
    [InlineData("Europe/Berlin", "2026-01-31T22:59:59.999999Z", "2026-01-31")]
    [InlineData("Europe/Berlin", "2026-01-31T23:00:00Z", "2026-02-01")]
    [InlineData("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28")]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30")]
    [InlineData("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26")]
    [InlineData("America/New_York", "2026-07-04T03:59:59Z", "2026-07-03")]
    [InlineData("America/New_York", "2026-07-04T04:00:00Z", "2026-07-04")]
    [InlineData("Asia/Kolkata", "2026-07-03T18:29:59Z", "2026-07-03")]
    [InlineData("Asia/Kolkata", "2026-07-03T18:30:00Z", "2026-07-04")]
    public async Task A_day_is_a_calendar_day_of_the_time_zone(string zone, string moment, string day)
    {
        // A unit long before makes the day one that is not the first to be looked up.
        using var workspace = new TempWorkspace().Write("t.csv", $"variant,at,x\na,2026-01-15T12:00:00Z,1\nb,{moment},2\nb,{moment},3\n");
        var days = (await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").ExposedAt("at").Block("m", Own("x")).Days(zone: zone))).Days!;
        var cell = Assert.Single(days.Cells, c => c.Variant == 1);
        Assert.Equal((DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), 2, 2.5), (cell.Day, cell.Units, cell.Moments.Mean(0)));
        Assert.Equal(1, days.PeriodDays);
    }

    [Fact]
    public async Task Moments_of_a_day_are_those_of_its_units()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows);
        var days = (await workspace.Measure(UnitNeeds("t.parquet"))).Days!;
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        var expected = connection.Query($"""
            SELECT strftime("at", '%Y-%m-%d') AS day, variant, count(*), count(revenue), avg(revenue), avg(before) FILTER (WHERE revenue IS NOT NULL),
              var_pop(revenue) * count(revenue), covar_pop(revenue, before) * count(revenue)
            FROM '{workspace.PathOf("t.parquet")}' GROUP BY ALL ORDER BY ALL
            """).ToList();
        Assert.Equal(18, expected.Count);
        Assert.Equal(expected.Count, days.Cells.Count);
        foreach (var (row, cell) in expected.Zip(days.Cells))
        {
            Assert.Equal(((string)row[0]!, (string)row[1]!), (cell.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), cell.Variant == 0 ? "a" : "b"));
            Assert.Equal(((long)row[2]!, (long)row[3]!), (cell.Units, cell.Moments.Count));
            var (mean, before, square, product) = ((double)row[4]!, (double)row[5]!, (double)row[6]!, (double)row[7]!);
            Assert.InRange(Math.Abs((cell.Moments.Mean(0) / mean) - 1), 0, 1e-12);
            Assert.InRange(Math.Abs((cell.Moments.Mean(1) / before) - 1), 0, 1e-12);
            Assert.InRange(Math.Abs((cell.Moments.CentredProduct(0, 0) / square) - 1), 0, 1e-9);
            Assert.InRange(Math.Abs(cell.Moments.CentredProduct(0, 1) - product), 0, 1e-9 * Math.Sqrt(square * cell.Moments.CentredProduct(1, 1)));
        }
    }

    [Fact]
    public async Task Event_tables_and_rows_in_memory_tell_the_same_days()
    {
        const string Units = "id,variant,at\n1,a,2026-03-01T10:00:00Z\n2,b,2026-03-01T11:00:00Z\n3,a,2026-03-02T10:00:00Z\n4,b,2026-03-04T10:00:00Z\n1,a,2026-03-04T10:00:00Z\n5,a,2026-03-02T01:00:00Z\n5,b,2026-03-02T01:00:00Z\n";
        using var workspace = new TempWorkspace().Write("t.csv", Units).Write("e.csv", "id,t,amount\n1,2026-03-01T12:00:00Z,5\n3,2026-03-03T00:00:00Z,7\n4,2026-03-05T00:00:00Z,2\n4,2026-03-06T00:00:00Z,3\n");
        var needs = new NeedsBuilder().Source("t", "t.csv", unit: "id").Source("e", "e.csv", unit: "id", time: "t").ExposedAt("at").Block("m", Event("e", Aggregate.Sum, "amount")).Days();
        (string, int, long, double)[] expected = [("2026-03-01", 0, 1, 5), ("2026-03-01", 1, 1, 0), ("2026-03-02", 0, 1, 7), ("2026-03-04", 1, 1, 5)];
        Assert.Equal(expected, Plain((await workspace.Measure(needs)).Days!)); // unit 5 was in both variants, and unit 1 counts on its first day

        var rows = new RowExperimentData(new Dictionary<string, RowTable>
        {
            ["t"] = RowTable.From(Units.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')).Select(f => new { id = int.Parse(f[0], System.Globalization.CultureInfo.InvariantCulture), variant = f[1], at = Moment(f[2]) })),
            ["e"] = RowTable.From(new[] { (1, "2026-03-01T12:00:00Z", 5.0), (3, "2026-03-03T00:00:00Z", 7), (4, "2026-03-05T00:00:00Z", 2), (4, "2026-03-06T00:00:00Z", 3) }.Select(e => new { id = e.Item1, t = Moment(e.Item2), amount = e.Item3 })),
        });
        Assert.Equal(expected, Plain((await rows.MeasureAsync(needs.Build(), new ReadOptions(), null, TestContext.Current.CancellationToken)).Days!));
    }

    [Fact]
    public async Task Runs_and_threads_agree_to_the_last_bit_and_shuffled_rows_within_1e_12()
    {
        var doubled = $"SELECT * FROM ({Rows}) UNION ALL BY NAME SELECT -5 AS id, 'a' AS variant, TIMESTAMP '2026-03-01' AS at UNION ALL BY NAME SELECT -5 AS id, 'b' AS variant, TIMESTAMP '2026-03-01' AS at";
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows).WriteQuery("shuffled.parquet", $"SELECT * FROM ({Rows}) ORDER BY hash(id, 99)").WriteQuery("doubled.parquet", doubled);
        var once = (await workspace.Measure(UnitNeeds("t.parquet"), new ReadOptions(Threads: 1))).Days!;
        foreach (var threads in new int?[] { 1, 2, null })
        {
            Assert.Equal(Bits(once), Bits((await workspace.Measure(UnitNeeds("t.parquet"), new ReadOptions(Threads: threads))).Days!));
        }

        AssertClose(once, (await workspace.Measure(UnitNeeds("shuffled.parquet"))).Days!);
        AssertClose(once, (await workspace.Measure(UnitNeeds("t.parquet", unit: null))).Days!);
        AssertClose(once, (await workspace.Measure(UnitNeeds("doubled.parquet"))).Days!); // by the table of units instead of by the stream
    }

    [Fact]
    public async Task Days_add_up_to_the_whole()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows);
        var cells = await workspace.Measure(UnitNeeds("t.parquet"));
        for (var v = 0; v < 2; v++)
        {
            var own = cells.Days!.Cells.Where(c => c.Variant == v).ToList();
            Assert.Equal(cells.Units(v), own.Sum(c => c.Units));
            AssertClose(cells.Total(v, 1), own.Select(c => c.Moments).Aggregate((a, b) => a + b));
        }
    }

    [Theory]
    [InlineData(400, DayOfWeek.Monday, 1, "2026-01-05", 400)]
    [InlineData(401, DayOfWeek.Monday, 7, "2026-01-11", 58)]
    [InlineData(401, DayOfWeek.Sunday, 7, "2026-01-10", 58)]
    [InlineData(2800, DayOfWeek.Monday, 7, "2026-01-11", 400)]
    [InlineData(2801, DayOfWeek.Monday, 28, null, 101)]
    public async Task More_than_400_days_become_weeks_and_more(int length, DayOfWeek weekStarts, int period, string? first, int periods)
    {
        // 2026-01-05 is a Monday; every day has ten units of either variant, in an order that jumps about.
        var rows = $"SELECT CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS variant, TIMESTAMP '2026-01-05' + INTERVAL (i // 20) DAY AS at, i % 20 AS x FROM range({length * 20}) r(i)";
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", rows).WriteQuery("jumping.parquet", $"SELECT * FROM ({rows}) ORDER BY hash(\"at\"), x");
        var needs = new[] { "t.parquet", "jumping.parquet" }.Select(f => new NeedsBuilder().Source("t", f).ExposedAt("at").Block("m", Own("x")).Days(weekStarts: weekStarts));
        foreach (var need in needs)
        {
            var days = (await workspace.Measure(need)).Days!;
            Assert.Equal((period, periods), (days.PeriodDays, days.Cells.DistinctBy(c => c.Day).Count()));
            Assert.Equal(length * 20L, days.Cells.Sum(c => c.Units));
            Assert.Equal(new DateOnly(2026, 1, 5).AddDays(length - 1), days.Cells[^1].Day);
            Assert.True(first is null || days.Cells[0].Day == DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture));
            var whole = days.Cells.Where(c => c.Variant == 1).Select(c => c.Moments).Aggregate((a, b) => a + b);
            Assert.Equal((length * 10L, 10.0), (whole.Count, whole.Mean(0))); // the odd numbers below 20
        }
    }

    [Fact]
    public async Task Whatever_the_times_are_there_are_few_periods()
    {
        const string Rows = "SELECT 'a' AS variant, make_timestamp(-62135596800000000 + i * 631139040000000) AS at, i AS x FROM range(500) r(i) UNION ALL SELECT 'b', TIMESTAMP 'infinity', 1 UNION ALL SELECT 'b', TIMESTAMP '-infinity', 1";
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows);
        var days = (await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").ExposedAt("at").Block("m", Own("x")).Days(zone: "Asia/Tokyo"))).Days!;
        Assert.InRange(days.Cells.DistinctBy(c => c.Day).Count(), 100, DayCells.MostPeriods);
        Assert.Equal(502, days.Cells.Sum(c => c.Units));
    }

    [Fact]
    public async Task Without_times_or_units_there_are_no_days()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,at,x\na,2026-01-15,1\n").Write("none.csv", "variant,at,x\n");
        Assert.Null((await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x")).Days())).Days);
        Assert.Null((await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").ExposedAt("at").Block("m", Own("x")))).Days);
        Assert.Empty((await workspace.Measure(new NeedsBuilder().Source("t", "none.csv", columns: [("x", "double"), ("at", "timestamp"), ("variant", "text")]).ExposedAt("at").Block("m", Own("x")).Days())).Days!.Cells);
    }

    [Fact]
    public async Task A_time_zone_that_is_none_is_refused_by_name()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,at,x\na,2026-01-15,1\n");
        var error = await workspace.Refused(new NeedsBuilder().Source("t", "t.csv").ExposedAt("at").Block("m", Own("x")).Days(zone: "Mars/Base"));
        Assert.Contains("Mars/Base is not a time zone", error.Message, StringComparison.Ordinal);
    }

    private static DateTime Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    private static (string, int, long, double)[] Plain(DayCells days)
        => [.. days.Cells.Select(c => (c.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), c.Variant, c.Units, c.Moments.Mean(0)))];

    private static string Bits(DayCells days) => string.Join('\n', days.Cells.Select(c =>
        $"{c.Day:O} {c.Variant} {c.Units} {c.Moments.Count} {string.Join(' ', Numbers(c.Moments).Select(BitConverter.DoubleToInt64Bits))}"));

    private static IEnumerable<double> Numbers(JointMoments m)
        => Enumerable.Range(0, m.Dimension).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => m.CentredProduct(i, j)).Prepend(m.Mean(i)));

    private static void AssertClose(DayCells expected, DayCells actual)
    {
        Assert.Equal(expected.Cells.Select(c => (c.Day, c.Variant, c.Units)), actual.Cells.Select(c => (c.Day, c.Variant, c.Units)));
        foreach (var (e, a) in expected.Cells.Zip(actual.Cells))
        {
            AssertClose(e.Moments, a.Moments);
        }
    }

    private static void AssertClose(JointMoments expected, JointMoments actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Dimension; i++)
        {
            Assert.InRange(Math.Abs(actual.Mean(i) - expected.Mean(i)), 0, 1e-12 * Math.Abs(expected.Mean(i)));
            for (var j = 0; j <= i; j++)
            {
                Assert.InRange(Math.Abs(actual.CentredProduct(i, j) - expected.CentredProduct(i, j)), 0, 1e-12 * Math.Sqrt(expected.CentredProduct(i, i) * expected.CentredProduct(j, j)));
            }
        }
    }
}
