using KpiLab.Core;
using KpiLab.Statistics;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>Distinct values by variant and segment, of the same scan as the cells.</summary>
public sealed class ValueCountTests
{
    private const string Rows = """
        SELECT i AS id, CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'b' END AS variant, CASE WHEN hash(i, 1) % 5 = 0 THEN NULL ELSE 'c' || (hash(i, 1) % 3) END AS country,
          CASE WHEN hash(i, 3) % 40 = 0 THEN NULL ELSE (hash(i, 4) % 3000) / 8.0 - 20 END AS latency
        FROM range(50000) r(i)
        """;

    private static ExperimentNeeds Needs(string? unit)
    {
        var needs = new NeedsBuilder().Source("t", "t.parquet", unit: unit).Segments("country").Block("p90", Own("latency", missing: MissingRule.Drop)).Build();
        return needs with { Blocks = [needs.Blocks[0] with { Quantile = 0.9 }] };
    }

    [Theory]
    [InlineData(null)]
    [InlineData("id")]
    public async Task Counts_are_those_of_a_database(string? unit)
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows);
        var cells = await workspace.Data.MeasureAsync(Needs(unit), new ReadOptions(), null, TestContext.Current.CancellationToken);
        var values = Assert.Single(cells.Values);
        Assert.Equal((0, 0.0), (values.Block, values.RelativeWidth));
        using var database = DuckDb.DuckDatabase.Open(new DuckDb.DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        foreach (var (filter, of) in new (string, Func<ValueCounts>)[]
        {
            ("variant = 'a'", () => values.Of(0)), ("variant = 'b'", () => values.Of(1)), ("variant = 'b' AND country = 'c2'", () => values.Of(1, 0, "c2")), ("variant = 'a' AND country IS NULL", () => values.Of(0, 0, null)),
        })
        {
            var row = connection.Query($"SELECT count(latency), count(DISTINCT latency), quantile_cont(latency, 0.9), min(latency) FROM '{workspace.PathOf("t.parquet")}' WHERE {filter}").Single();
            var counts = of();
            Assert.Equal(Convert.ToInt64(row[0], null), counts.Count);
            Assert.Equal(Convert.ToInt64(row[1], null), counts.Values.Length);
            Assert.Equal(Convert.ToDouble(row[2], null), SampleQuantile.Of(counts, 0.9).Value, 1e-9);
            Assert.Equal(Convert.ToDouble(row[3], null), counts.Values[0]);
        }
    }

    [Theory]
    [InlineData(200_000, 0)]
    [InlineData(70_000, 1.0 / 65536)]
    [InlineData(20_000, 1.0 / 8192)]
    [InlineData(3_000, 1.0 / 1024)]
    [InlineData(10, 1.0 / 1024)]
    public void Beyond_the_most_values_they_share_bins_of_the_stated_width_whatever_the_order(int most, double width)
    {
        double[] values = [0, -0.0, -7.3, .. Enumerable.Range(1, 100_000).Select(i => 1 + (i * 7919L % 100_003 / 100_003.0))];
        ValueCells Count(IEnumerable<double> order)
        {
            var accumulator = new ValueAccumulator([0], 0, 1, [], most);
            foreach (var chunk in order.Chunk(777))
            {
                var batch = new UnitBatch(0, 1, times: false) { Count = chunk.Length, Variant = new int[chunk.Length] };
                batch.Values[0] = chunk;
                accumulator.Add(batch);
            }

            return accumulator.Finish().Single();
        }

        ValueCells one = Count(values), other = Count(values.Reverse());
        Assert.True(one.RelativeWidth <= 1e-3);
        Assert.Equal(width, one.RelativeWidth);
        Assert.Equal(one.RelativeWidth, other.RelativeWidth);
        var (counts, again) = (one.Of(0), other.Of(0));
        Assert.Equal(counts.Values, again.Values);
        Assert.Equal(counts.Counts, again.Counts);
        Assert.Equal(values.Length, counts.Count);
        double[] sorted = [.. values.Order()];
        for (var rank = 1; rank <= sorted.Length; rank += 37)
        {
            Assert.True(Math.Abs(counts.OrderStatistic(rank) - sorted[rank - 1]) <= one.RelativeWidth * Math.Abs(sorted[rank - 1]) / 2);
        }
    }

    [Theory]
    [InlineData(1_000_000, 10)]
    [InlineData(1_500, 10)]
    [InlineData(1_500, 1)]
    [InlineData(300, 10)]
    public void Segments_add_up_to_the_whole_in_arrays_and_in_tables(int most, int perUnit)
    {
        var book = new CodeBook(ExpressionType.Number, 100);
        var accumulator = new ValueAccumulator([4, 7], 0, 3, [book], most);
        var expected = new Dictionary<(string Segment, int Variant, double Value), long>();
        var random = new SeededRandom(most);
        for (var b = 0; b < 40; b++)
        {
            const int Rows = 500;
            var batch = new UnitBatch(1, 1, times: false) { Count = Rows, Variant = new int[Rows] };
            (batch.Values[0], batch.Segments[0]) = (new double[Rows], new int[Rows]);
            for (var row = 0; row < Rows; row++)
            {
                var segment = random.NextInt(b < 20 ? 2 : 9); // further segments come late
                batch.Variant[row] = random.NextInt(4) - 1;
                batch.Segments[0][row] = book.Code((long)segment);
                batch.Values[0][row] = random.NextBernoulli(0.1) ? double.NaN : random.NextBernoulli(0.02) ? -random.NextInt(50) / 7.0 : random.NextInt(400 * perUnit) / (double)perUnit;
                if (batch.Variant[row] >= 0 && !double.IsNaN(batch.Values[0][row]))
                {
                    var key = (segment.ToString(System.Globalization.CultureInfo.InvariantCulture), batch.Variant[row], batch.Values[0][row] + 0.0);
                    expected[key] = expected.GetValueOrDefault(key) + 1;
                }
            }

            accumulator.Add(batch);
        }

        var all = accumulator.Finish().ToList();
        Assert.Equal([4, 7], all.Select(v => v.Block));
        foreach (var cell in all[0].Cells.Where(c => c.Segment is not null))
        {
            var own = expected.Where(e => e.Key.Segment == cell.Value && e.Key.Variant == cell.Variant)
                .GroupBy(e => accumulator.Counted(e.Key.Value)).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(e => e.Value))).ToList();
            Assert.Equal(own.Select(o => o.Key), cell.Counts.Values.ToArray());
            Assert.Equal(own.Select(o => o.Item2), cell.Counts.Counts.ToArray());
        }

        Assert.Equal(expected.Values.Sum(), all[0].Cells.Where(c => c.Segment is null).Sum(c => c.Counts.Count));
        Assert.Equal(expected.Values.Sum(), all[1].Cells.Where(c => c.Segment is not null).Sum(c => c.Counts.Count));
    }
}
