using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

public sealed class BlockSumsTests
{
    private const string Rows = """
        SELECT CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'b' END AS variant, 's' || hash(i, 1) % 3 AS s,
          exp((hash(i, 2) % 1000) / 200.0) AS x, (hash(i, 3) % 1000) / 7.0 AS y, ln(1 + hash(i, 4) % 1000) AS z FROM range(2000) r(i)
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Written_out_sums_have_the_bits_of_the_general_loop(int columns)
    {
        // A last row without values sends its whole batch, all rows here, through the loop that looks for missing values.
        using var workspace = new TempWorkspace().WriteQuery("full.parquet", Rows)
            .WriteQuery("gap.parquet", $"SELECT * FROM ({Rows}) UNION ALL SELECT 'a', 's0', NULL, NULL, NULL");
        string[] names = ["x", "y", "z"];
        foreach (var segments in new string[][] { [], ["s"] })
        {
            NeedsBuilder Needs(string file) => new NeedsBuilder().Source("t", file).Segments(segments).Block("m", [.. names.Take(columns).Select(n => Own(n))]);
            var full = (await workspace.Measure(Needs("full.parquet"))).Grains[0];
            var gap = (await workspace.Measure(Needs("gap.parquet"))).Grains[0];
            Assert.Equal(full.Count, gap.Count);
            for (var cell = 0; cell < full.Count; cell++)
            {
                Assert.True(full[cell].Blocks[0].Count > 100);
                for (var i = 0; i < columns; i++)
                {
                    Assert.Equal(BitConverter.DoubleToInt64Bits(full[cell].Blocks[0].Mean(i)), BitConverter.DoubleToInt64Bits(gap[cell].Blocks[0].Mean(i)));
                    for (var j = 0; j <= i; j++)
                    {
                        Assert.Equal(BitConverter.DoubleToInt64Bits(full[cell].Blocks[0].CentredProduct(i, j)), BitConverter.DoubleToInt64Bits(gap[cell].Blocks[0].CentredProduct(i, j)));
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Labels_long_and_short_empty_and_missing_are_told_apart()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", """
            SELECT 'a' AS variant, [NULL, '', 'twelve_bytes', 'twelve_bytes!', 'twelve_bytes?', 'twelve_byte', 'x'][1 + i % 7] AS s, i AS x FROM range(7000) r(i)
            """);
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Segments("s").Block("m", Own("x")));
        var units = cells.Grains[0].Where(c => c.Variant == 0).ToDictionary(c => c.Segments[0] ?? "(missing)", c => c.Units);
        Assert.Equal(["", "(missing)", "twelve_byte", "twelve_bytes", "twelve_bytes!", "twelve_bytes?", "x"], units.Keys.Order(StringComparer.Ordinal));
        Assert.All(units.Values, n => Assert.Equal(1000, n));
    }

    [Fact]
    public async Task Thousands_of_labels_are_told_apart()
    {
        // More than the notes of short texts hold, each in two rows far apart.
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT 'a' AS variant, 'v' || i % 20000 AS s, i // 20000 AS x FROM range(40000) r(i)");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Segments("s").Block("m", Own("x")));
        var found = cells.Grains[0].Where(c => c.Variant == 0).ToList();
        Assert.Equal(20_000, found.Count);
        Assert.All(found, c => Assert.Equal((2, 0.5), (c.Units, c.Blocks[0].Mean(0))));
    }
}
