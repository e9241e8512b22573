using KpiLab.Core;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>Sums per cluster, of the same scan as the cells.</summary>
public sealed class ClusterTests
{
    private const string Rows = """
        SELECT i AS id, CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'b' END AS variant, 'c' || (hash(i, 1) % 3) AS country,
          CASE WHEN hash(i, 3) % 40 = 0 THEN NULL ELSE (hash(i, 4) % 3000) / 8.0 - 20 END AS x, CASE WHEN hash(i, 5) % 700 = 0 THEN NULL ELSE 'village ' || (hash(i, 6) % 500) END AS village
        FROM range(50000) r(i)
        """;

    private static ExperimentNeeds Needs(string? unit)
    {
        var needs = new NeedsBuilder().Source("t", "t.parquet", unit: unit).Segments("country").Block("m", Own("x", missing: MissingRule.Drop)).Build();
        return needs with { Blocks = [needs.Blocks[0] with { Cluster = "village" }] };
    }

    [Theory]
    [InlineData(null)]
    [InlineData("id")]
    public async Task Sums_are_those_of_a_database(string? unit)
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", Rows);
        var clusters = Assert.Single((await workspace.Data.MeasureAsync(Needs(unit), new ReadOptions(), null, TestContext.Current.CancellationToken)).Clusters);
        using var database = DuckDb.DuckDatabase.Open(new DuckDb.DuckOptions { ExternalAccess = true });
        using var connection = database.Connect();
        foreach (var (filter, arm) in new[] { ("variant = 'a'", clusters.Of(0)), ("variant = 'b'", clusters.Of(1)), ("variant = 'b' AND country = 'c2'", clusters.Of(1, 0, "c2")) })
        {
            var rows = connection.Query($"SELECT count(x), sum(x) FROM '{workspace.PathOf("t.parquet")}' WHERE {filter} AND village IS NOT NULL GROUP BY village HAVING count(x) > 0 ORDER BY ALL").ToList();
            var sums = arm.Units.Zip(arm.Sums[0]).OrderBy(c => c.First).ThenBy(c => c.Second).ToList();
            Assert.Equal(rows.Count, sums.Count);
            foreach (var (row, sum) in rows.Zip(sums))
            {
                Assert.Equal(Convert.ToInt64(row[0], null), sum.First);
                Assert.Equal(Convert.ToDouble(row[1], null), sum.Second, 1e-6);
            }
        }

        Assert.Equal(Convert.ToInt64(connection.Query($"SELECT count(x) FROM '{workspace.PathOf("t.parquet")}' WHERE village IS NULL").Single()[0], null), clusters.MissingUnits);
        Assert.True(clusters.IsCrossed);
    }

    [Fact]
    public async Task More_clusters_than_are_kept_are_refused_with_what_to_do()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT i AS id, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS variant, 'c' AS country, i AS x, i AS village FROM range(1000002) r(i)");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => workspace.Data.MeasureAsync(Needs(null), new ReadOptions(), null, TestContext.Current.CancellationToken));
        Assert.Contains("cluster `village` of source `t` has more than 1000000 different values", error.Message, StringComparison.Ordinal);
    }
}
