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
            var accumulator = new ValueAccumulator(0, 0, 1, [], most);
            foreach (var chunk in order.Chunk(777))
            {
                var batch = new UnitBatch(0, 1, times: false) { Count = chunk.Length, Variant = new int[chunk.Length] };
                batch.Values[0] = chunk;
                accumulator.Add(batch);
            }

            return accumulator.Finish();
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
}
