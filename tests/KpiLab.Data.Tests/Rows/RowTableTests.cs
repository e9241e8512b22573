using System.Data;
using KpiLab.Core;
using KpiLab.Statistics;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>Rows in memory give what files give.</summary>
public sealed class RowTableTests
{
    public enum Platform
    {
        Web,
        Phone,
    }

    public sealed record Unit(long Id, string Variant, Platform Platform, double? Spend, int Visits, bool Converted, DateTime At, decimal Before);

    public sealed record Order(long UserId, DateTimeOffset When, double Amount);

    private static readonly Unit[] Units = [.. Enumerable.Range(0, 3000).Select(i => new Unit(
        i * 7919 % 100_003, i % 2 == 0 ? "a" : "b", (Platform)(i / 2 % 2), i % 11 == 0 ? null : (i * 37 % 1000) / 8.0, i % 5, i % 7 == 0,
        new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(i * 13 % 20000), (i * 31 % 500) / 4m))];

    private static readonly Order[] Orders = [.. Enumerable.Range(0, 8000).Select(i => new Order(
        i * 7919L % 3000 * 7919 % 100_003, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i * 17 % 40000), (i * 13 % 100) / 3.0))];

    private static NeedsBuilder Needs() => new NeedsBuilder().Source("units", "units.csv", unit: "Id").Source("orders", "orders.csv", unit: "UserId", time: "When")
        .Variant("Variant", "a", "b").ExposedAt("At").Segments("Platform", "Visits")
        .Block("spend", Own("Spend", cap: new Cap(0.95, true)), Own("Before", role: QuantityRole.Covariate))
        .Block("converted", Own("Converted", share: true))
        .Block("formula", Own("if(Spend > 50 and Platform = 'Web', ln(Spend), Visits)", where: "Visits > 0"))
        .Block("orders", Event("orders", Aggregate.Sum, "Amount", days: (0, 14)), Event("orders", Aggregate.Count, null, "Amount > 10", days: (-7, 0), role: QuantityRole.Covariate));

    [Fact]
    public async Task Objects_readers_and_tables_give_the_bits_that_CSV_gives()
    {
        using var workspace = new TempWorkspace()
            .Write("units.csv", "Id,Variant,Platform,Spend,Visits,Converted,At,Before\n" + string.Concat(Units.Select(u => FormattableString.Invariant($"{u.Id},{u.Variant},{u.Platform},{u.Spend},{u.Visits},{u.Converted},{u.At:O},{u.Before}\n"))))
            .Write("orders.csv", "UserId,When,Amount\n" + string.Concat(Orders.Select(o => FormattableString.Invariant($"{o.UserId},{o.When:O},{o.Amount:R}\n"))));
        var expected = await workspace.Measure(Needs());
        Assert.Equal(2, expected.SegmentValues(0).Count);

        var orders = RowTable.From(Orders);
        using var table = ToDataTable(Units);
        using var reader = table.CreateDataReader();
        foreach (var units in new[] { RowTable.From(Units), RowTable.From(table), RowTable.From(reader) })
        {
            var data = new RowExperimentData(new Dictionary<string, RowTable> { ["units"] = units, ["orders"] = orders });
            AssertSame(expected, await data.MeasureAsync(Needs().Build(), new ReadOptions(), null, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task NaN_in_rows_is_refused_with_its_row()
    {
        var data = new RowExperimentData("t", RowTable.From(new[] { new { variant = "a", x = 1.0 }, new { variant = "a", x = double.NaN } }));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => data.MeasureAsync(new NeedsBuilder().Source("t", "").Block("m", Own("x")).Build(), new ReadOptions()));
        Assert.Contains("in 1 row, first in row 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_share_of_rows_takes_only_zero_and_one()
    {
        var data = new RowExperimentData("t", RowTable.From(new[] { new { variant = "a", x = 1 }, new { variant = "a", x = 3 } }));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => data.MeasureAsync(new NeedsBuilder().Source("t", "").Block("m", Own("x", share: true)).Build(), new ReadOptions()));
        Assert.Contains("in 1 row, first in row 2 (3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_lists_what_formulas_can_use()
    {
        var data = new RowExperimentData("t", RowTable.From(Units));
        var schema = await data.DescribeAsync(new SourceDefinition("t", new FileLocation("")), TestContext.Current.CancellationToken);
        Assert.Equal(
            [("Id", ExpressionType.Number), ("Variant", ExpressionType.Text), ("Platform", ExpressionType.Text), ("Spend", ExpressionType.Number), ("Visits", ExpressionType.Number),
                ("Converted", ExpressionType.Boolean), ("At", ExpressionType.Timestamp), ("Before", ExpressionType.Number)],
            schema.Columns.Select(c => (c.Name, c.Type)));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => data.DescribeAsync(new SourceDefinition("other", new FileLocation(""))));
        Assert.Contains("there are no rows for this source", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_without_usable_properties_are_refused()
        => Assert.Throws<ArgumentException>(() => RowTable.From(new[] { 1, 2 }));

    private static DataTable ToDataTable(IEnumerable<Unit> units)
    {
        var table = new DataTable();
        foreach (var (name, type) in new[] { ("Id", typeof(long)), ("Variant", typeof(string)), ("Platform", typeof(string)), ("Spend", typeof(double)), ("Visits", typeof(int)), ("Converted", typeof(bool)), ("At", typeof(DateTime)), ("Before", typeof(decimal)) })
        {
            table.Columns.Add(name, type);
        }

        foreach (var u in units)
        {
            table.Rows.Add(u.Id, u.Variant, u.Platform.ToString(), u.Spend is { } spend ? spend : DBNull.Value, u.Visits, u.Converted, u.At, u.Before);
        }

        return table;
    }

    private static void AssertSame(ExperimentCells expected, ExperimentCells actual)
    {
        Assert.Equal(expected.Grains[0].Count, actual.Grains[0].Count);
        Assert.Equal(expected.Missing, actual.Missing);
        Assert.Equal(expected.Caps, actual.Caps);
        Assert.Equal((expected.RowsRead, expected.FirstExposure, expected.LastExposure), (actual.RowsRead, actual.FirstExposure, actual.LastExposure));
        foreach (var (e, a) in expected.Grains[0].Zip(actual.Grains[0]))
        {
            Assert.Equal((e.Variant, e.Units, string.Join('|', e.Segments)), (a.Variant, a.Units, string.Join('|', a.Segments)));
            foreach (var (m, n) in e.Blocks.Zip(a.Blocks))
            {
                AssertSame(m, n);
            }
        }
    }

    // Logarithms may differ in their last bit between the engines.
    private static void AssertSame(JointMoments expected, JointMoments actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Dimension; i++)
        {
            Assert.Equal(expected.Mean(i), actual.Mean(i), 1e-13 * Math.Max(1, Math.Abs(expected.Mean(i))));
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(expected.CentredProduct(i, j), actual.CentredProduct(i, j), 1e-12 * Math.Max(1, Math.Abs(expected.CentredProduct(i, j))));
            }
        }
    }
}
