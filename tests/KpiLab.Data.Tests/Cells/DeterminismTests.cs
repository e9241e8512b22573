using KpiLab.Core;
using KpiLab.Statistics;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>The same bits over runs, threads and the way an engine cuts its batches; the same numbers over the order of rows and the format of files.</summary>
public sealed class DeterminismTests
{
    // Zero-inflated, heavy-tailed, with missing values; three segments.
    private const string Rows = """
        SELECT i AS id, CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'b' END AS variant,
          'c' || (hash(i, 1) % 7) AS country, hash(i, 2) % 3 AS platform, (hash(i, 3) % 5)::VARCHAR AS cohort,
          TIMESTAMP '2026-01-01' + INTERVAL (hash(i, 4) % 1000000) SECOND AS at,
          CASE WHEN hash(i, 5) % 10 < 8 THEN 0 ELSE exp((hash(i, 6) % 10000) / 1500.0) END AS revenue,
          CASE WHEN hash(i, 7) % 50 = 0 THEN NULL ELSE (hash(i, 8) % 10000) / 97.0 END AS before,
          hash(i, 9) % 10 = 0 AS converted
        FROM range(300000) r(i)
        """;

    private const string EventRows = "SELECT hash(i) % 300000 AS id, TIMESTAMP '2026-01-01' + INTERVAL (hash(i, 1) % 2000000) SECOND AS t, (hash(i, 2) % 100000) / 7.0 AS amount FROM range(400000) r(i)";

    private static NeedsBuilder UnitNeeds(string file, string? unit = "id") => new NeedsBuilder().Source("t", file, unit: unit).ExposedAt("at").Segments("country", "platform", "cohort")
        .Block("revenue", Own("revenue", cap: new Cap(0.999, true)), Own("before", role: QuantityRole.Covariate)).Block("converted", Own("converted", share: true)).Block("before", Own("before"));

    private static NeedsBuilder EventNeeds(string file) => new NeedsBuilder().Source("t", file, unit: "id").Source("e", "e.parquet", unit: "id", time: "t").ExposedAt("at").Segments("country")
        .Block("spend", Event("e", Aggregate.Sum, "amount"), Event("e", Aggregate.Sum, "amount", days: (-7, 0), role: QuantityRole.Covariate));

    [Fact]
    public async Task Runs_and_thread_counts_agree_to_the_last_bit()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows).WriteQuery("t.csv", Rows, "FORMAT csv, HEADER").WriteQuery("e.parquet", EventRows);
        foreach (var needs in new[] { UnitNeeds("t.parquet"), UnitNeeds("t.parquet", unit: null), UnitNeeds("t.csv"), EventNeeds("t.parquet") })
        {
            var expected = Bits(await workspace.Measure(needs, new ReadOptions(Threads: 1)));
            foreach (var threads in new int?[] { 1, 2, 2, null })
            {
                Assert.Equal(expected, Bits(await workspace.Measure(needs, new ReadOptions(Threads: threads))));
            }
        }
    }

    [Fact]
    public async Task Many_files_are_read_in_the_order_of_their_names()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows);
        for (var part = 0; part < 3; part++)
        {
            workspace.WriteQuery($"part{part}.parquet", $"SELECT * FROM ({Rows}) WHERE id >= {part * 100000} AND id < {(part + 1) * 100000} ORDER BY id");
        }

        Assert.Equal(Bits(await workspace.Measure(UnitNeeds("t.parquet"))), Bits(await workspace.Measure(UnitNeeds("part*.parquet"))));
    }

    [Fact]
    public async Task Shuffled_rows_agree_within_1e_12()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows).WriteQuery("shuffled.parquet", $"SELECT * FROM ({Rows}) ORDER BY hash(id, 99)").WriteQuery("e.parquet", EventRows);
        AssertClose(await workspace.Measure(UnitNeeds("t.parquet")), await workspace.Measure(UnitNeeds("shuffled.parquet")), 1e-12);
        AssertClose(await workspace.Measure(EventNeeds("t.parquet")), await workspace.Measure(EventNeeds("shuffled.parquet")), 1e-12);
    }

    [Fact]
    public async Task The_path_by_table_agrees_with_the_path_by_stream()
    {
        // A unit that is in both variants sends the same rows through the table, and is left out of it.
        var doubled = $"SELECT * FROM ({Rows}) UNION ALL BY NAME SELECT -5 AS id, 'a' AS variant, TIMESTAMP '2030-01-01' AS at UNION ALL BY NAME SELECT -5 AS id, 'b' AS variant, TIMESTAMP '2030-01-01' AS at";
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows).WriteQuery("doubled.parquet", doubled);
        var table = await workspace.Measure(UnitNeeds("doubled.parquet"));
        Assert.Equal(1, table.MultipleExposureUnits);
        AssertClose(await workspace.Measure(UnitNeeds("t.parquet")), table, 1e-12);
    }

    [Fact]
    public async Task Variance_at_mean_1e9_and_sd_1_keeps_nine_digits()
    {
        // Sums of eight uniform numbers, scaled to variance 1; the reference is exact arithmetic on the same doubles.
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", """
            SELECT CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS variant,
              1e9 + (hash(i, 1) % 1000 + hash(i, 2) % 1000 + hash(i, 3) % 1000 + hash(i, 4) % 1000 - 1998.0) / 577.35 AS x FROM range(1000000) r(i)
            """);
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Block("m", Own("x")));
        foreach (var (variant, name) in new[] { (0, "a"), (1, "b") })
        {
            using var database = DuckDb.DuckDatabase.Open(new DuckDb.DuckOptions { ExternalAccess = true });
            using var connection = database.Connect();
            List<decimal> values = [.. connection.Query($"SELECT (x - 1e9) FROM '{workspace.PathOf("t.parquet")}' WHERE variant = '{name}'").Select(r => (decimal)(double)r[0]!)];
            var mean = values.Sum() / values.Count;
            var expected = (double)(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
            Assert.InRange(Math.Abs((cells.Total(variant, 0).Variance(0) / expected) - 1), 0, 1e-9);
            Assert.InRange(expected, 0.9, 1.1);
        }
    }

    [Fact]
    public async Task Parquet_CSV_gzip_and_JSON_agree_to_the_last_bit()
    {
        using var workspace = new TempWorkspace();
        var rows = $"SELECT * REPLACE (round(revenue, 2) AS revenue, round(before, 3) AS before) FROM ({Rows}) WHERE id < 30000 ORDER BY id";
        workspace.WriteQuery("t.parquet", rows).WriteQuery("t.csv", rows, "FORMAT csv, HEADER").WriteQuery("t.csv.gz", rows, "FORMAT csv, HEADER, COMPRESSION gzip")
            .WriteQuery("t.ndjson", rows, "FORMAT json").WriteQuery("t.json", rows, "FORMAT json, ARRAY true");
        var expected = Bits(await workspace.Measure(UnitNeeds("t.parquet")));
        foreach (var file in new[] { "t.csv", "t.csv.gz", "t.ndjson", "t.json" })
        {
            Assert.Equal(expected, Bits(await workspace.Measure(UnitNeeds(file))));
        }
    }

    [Fact]
    public async Task Too_many_cells_fall_back_to_one_segment_at_a_time_with_the_same_numbers()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows);
        var joint = await workspace.Measure(UnitNeeds("t.parquet"));
        var marginal = await workspace.Measure(UnitNeeds("t.parquet"), new ReadOptions(CellLimit: 20));
        Assert.True(joint.IsJoint);
        Assert.False(marginal.IsJoint);
        Assert.Equal(4, marginal.Grains.Count);
        AssertClose(joint, marginal, 1e-12);
        Assert.Equal(Bits(marginal), Bits(await workspace.Measure(UnitNeeds("t.parquet"), new ReadOptions(Threads: 2, CellLimit: 20))));
    }

    [Fact]
    public async Task Cells_that_approach_units_fall_back_by_themselves()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT 'a' AS variant, i % 60 AS s, i // 60 % 60 AS u, i AS x FROM range(5000) r(i)");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Segments("s", "u").Block("m", Own("x")));
        Assert.False(cells.IsJoint);
        Assert.Equal((5000, 60), (cells.Units(0), cells.SegmentValues(1).Count));
    }

    [Fact]
    public async Task A_segment_of_nearly_unique_values_is_refused()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT 'a' AS variant, i AS s, i AS x FROM range(5000) r(i)");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Segments("s").Block("m", Own("x")), new ReadOptions(CellLimit: 1000)));
        Assert.Contains("more than 1000 different values", error.Message, StringComparison.Ordinal);
    }

    private static string Bits(ExperimentCells cells) => string.Join('\n', cells.Grains.SelectMany(g => g).Select(c =>
        $"{c.Variant}|{string.Join(',', c.Segments.Select(s => s ?? "∅"))}|{c.Units}|{string.Join(';', c.Blocks.Select(Bits))}"))
        + $"\n{cells.RowsRead} {string.Join(',', cells.Caps)} {string.Join(',', cells.Missing)} {cells.FirstExposure:O} {cells.LastExposure:O}";

    private static string Bits(JointMoments m) => string.Join(',', Enumerable.Range(0, m.Dimension).SelectMany(
        i => Enumerable.Range(0, i + 1).Select(j => BitConverter.DoubleToInt64Bits(m.CentredProduct(i, j))).Prepend(BitConverter.DoubleToInt64Bits(m.Mean(i)))).Prepend(m.Count));

    private static void AssertClose(ExperimentCells expected, ExperimentCells actual, double tolerance)
    {
        for (var v = 0; v < 2; v++)
        {
            Assert.InRange(actual.Units(v) - expected.Units(v), 0, 0);
            for (var b = 0; b < expected.Grains[0][0].Blocks.Count; b++)
            {
                AssertClose(expected.Total(v, b), actual.Total(v, b), tolerance);
                for (var s = 0; s < expected.Segments.Count; s++)
                {
                    foreach (var (value, _) in expected.SegmentValues(s))
                    {
                        AssertClose(expected.Segment(v, b, s, value), actual.Segment(v, b, s, value), tolerance);
                    }
                }
            }
        }
    }

    private static void AssertClose(JointMoments expected, JointMoments actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Dimension; i++)
        {
            Assert.InRange(Math.Abs(actual.Mean(i) - expected.Mean(i)), 0, tolerance * Math.Abs(expected.Mean(i)));
            for (var j = 0; j <= i; j++)
            {
                var scale = Math.Sqrt(expected.CentredProduct(i, i) * expected.CentredProduct(j, j));
                Assert.InRange(Math.Abs(actual.CentredProduct(i, j) - expected.CentredProduct(i, j)), 0, tolerance * scale);
            }
        }
    }
}
