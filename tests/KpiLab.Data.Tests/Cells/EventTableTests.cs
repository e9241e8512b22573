using KpiLab.Core;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

/// <summary>Exposures and event tables, worked out by hand.</summary>
public sealed class EventTableTests
{
    private const string Exposures = """
        id,variant,at,own
        1,a,2026-01-10T00:00:00Z,1
        2,a,2026-01-10T12:00:00Z,2
        3,b,2026-01-11T00:00:00Z,3
        4,b,2026-01-12T00:00:00Z,4
        1,a,2026-01-20T00:00:00Z,9
        5,a,2026-01-10T00:00:00Z,5
        5,b,2026-01-11T00:00:00Z,5
        """;

    // Unit 1 is exposed on the 10th: one row before, one at exposure, one just inside 14 days, one at the end, one without time.
    private const string Events = """
        user,when,amount,kind
        1,2026-01-09T23:59:59Z,100,buy
        1,2026-01-10T00:00:00Z,1,buy
        1,2026-01-23T23:59:59Z,2,return
        1,2026-01-24T00:00:00Z,4,buy
        1,,1000,buy
        2,2026-01-11T00:00:00Z,8,buy
        2,2026-01-10T11:00:00Z,16,buy
        2,2026-01-12T00:00:00Z,,buy
        3,2026-01-01T00:00:00Z,32,return
        5,2026-01-12T00:00:00Z,64,buy
        99,2026-01-12T00:00:00Z,128,buy
        ,2026-01-12T00:00:00Z,256,buy
        """;

    private static TempWorkspace Workspace() => new TempWorkspace().Write("x.csv", Exposures).Write("e.csv", Events);

    private static NeedsBuilder Needs() => new NeedsBuilder().Source("x", "x.csv", unit: "id").Source("e", "e.csv", unit: "user", time: "when").ExposedAt("at");

    [Theory]
    [InlineData(Aggregate.Sum, "amount", null, 7, 8, 0, 0)] // all rows from exposure on
    [InlineData(Aggregate.Sum, "amount", "kind = 'buy'", 5, 8, 0, 0)]
    [InlineData(Aggregate.Count, null, null, 3, 2, 0, 0)]
    [InlineData(Aggregate.Count, "amount", null, 3, 1, 0, 0)] // rows with a value
    [InlineData(Aggregate.Count, "kind = 'buy'", null, 2, 2, 0, 0)] // rows for which it holds
    [InlineData(Aggregate.Any, "kind = 'return'", null, 1, 0, 0, 0)]
    [InlineData(Aggregate.Any, "amount > 3", null, 1, 1, 0, 0)]
    [InlineData(Aggregate.Max, "amount", null, 4, 8, 0, 0)]
    [InlineData(Aggregate.First, "amount", null, 1, 8, 0, 0)]
    [InlineData(Aggregate.Last, "amount", null, 4, 8, 0, 0)]
    [InlineData(Aggregate.Max, "-amount", null, -1, -8, 0, 0)]
    public async Task Rows_from_the_first_exposure_on_become_one_number_a_unit(Aggregate aggregate, string? value, string? where, double u1, double u2, double u3, double u4)
    {
        using var workspace = Workspace();
        var cells = await workspace.Measure(Needs().Block("m", Event("e", aggregate, value, where)));
        AssertUnits(cells, 0, u1, u2);
        AssertUnits(cells, 1, u3, u4);
        Assert.Equal((1, 1), (cells.MultipleExposureUnits, cells.DuplicateRows));
        Assert.Empty(cells.Missing);
    }

    [Fact]
    public async Task A_window_includes_its_start_and_excludes_its_end()
    {
        using var workspace = Workspace();
        var cells = await workspace.Measure(Needs().Block("m", Event("e", Aggregate.Sum, "amount", days: (0, 14))));
        AssertUnits(cells, 0, 3, 8);
    }

    [Fact]
    public async Task Covariates_look_before_exposure_and_share_the_pass()
    {
        using var workspace = Workspace();
        var cells = await workspace.Measure(Needs().Block(
            "m", Event("e", Aggregate.Sum, "amount"), Event("e", Aggregate.Sum, "amount", days: (-14, 0), role: QuantityRole.Covariate), Own("own", role: QuantityRole.Covariate)));
        var a = cells.Total(0, 0);
        Assert.Equal((2, 7.5, 58.0, 1.5), (a.Count, a.Mean(0), a.Mean(1), a.Mean(2)));
        Assert.Equal((7 - 8) * (100 - 16) / 2.0, a.CentredProduct(0, 1), 12);
        Assert.Equal(16.0, cells.Total(1, 0).Mean(1));
        Assert.Equal(2, cells.Queries.Count);
    }

    [Fact]
    public async Task Units_without_rows_are_dropped_where_declared()
    {
        using var workspace = Workspace();
        var cells = await workspace.Measure(Needs().Block("m", Event("e", Aggregate.Sum, "amount", missing: MissingRule.Drop)).Block("n", Event("e", Aggregate.Max, "amount")));
        Assert.Equal((2, 2), (cells.Total(0, 0).Count, cells.Total(0, 1).Count));
        Assert.Equal((0, 2), (cells.Total(1, 0).Count, cells.Total(1, 1).Count));
        Assert.Equal(new MissingCount("m", QuantityRole.Value, "m", 1, 2, true), Assert.Single(cells.Missing));
    }

    [Fact]
    public async Task As_of_hides_later_exposures_and_later_rows()
    {
        using var workspace = Workspace();
        var cells = await workspace.Measure(Needs().AsOf("2026-01-11").Block("m", Event("e", Aggregate.Sum, "amount")));
        Assert.Equal((2, 1), (cells.Units(0), cells.Units(1)));
        AssertUnits(cells, 0, 1, 8);
        Assert.Equal(1, cells.MultipleExposureUnits); // unit 5 was in a on the 10th and in b at midnight of the 11th
    }

    [Fact]
    public async Task Caps_apply_to_the_units_sum()
    {
        using var workspace = Workspace();
        var cells = await workspace.Measure(Needs()
            .Block("fixed", Event("e", Aggregate.Sum, "amount", cap: new Cap(7.5, false)))
            .Block("share", Event("e", Aggregate.Sum, "amount", cap: new Cap(0.75, true))));
        AssertUnits(cells, 0, 7, 7.5);
        Assert.Equal((7.5, 1L), (cells.Caps[0].Value, cells.Caps[0].UnitsCapped));
        Assert.Equal((7.0, 1L), (cells.Caps[1].Value, cells.Caps[1].UnitsCapped)); // 0, 0, 7, 8
    }

    [Fact]
    public async Task Without_times_of_exposure_all_rows_count_and_a_window_is_refused()
    {
        using var workspace = Workspace();
        var needs = () => new NeedsBuilder().Source("x", "x.csv", unit: "id").Source("e", "e.csv", unit: "user", time: "when");
        var cells = await workspace.Measure(needs().Block("m", Event("e", Aggregate.Sum, "amount")));
        AssertUnits(cells, 0, 1107, 24);
        var error = await workspace.Refused(needs().Block("m", Event("e", Aggregate.Sum, "amount", days: (0, 14))));
        Assert.Contains("exposures.exposed_at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_join_lacks_is_said_all_at_once()
    {
        using var workspace = Workspace();
        var error = await workspace.Refused(new NeedsBuilder().Source("x", "x.csv").Source("e", "e.csv").ExposedAt("at")
            .Block("m", Event("e", Aggregate.Last, "amount")).Block("n", Event("e", Aggregate.Sum, "amount", days: (0, 7))).Block("o", Event("nowhere", Aggregate.Sum, "amount")));
        Assert.Equal(
            ["m.measure.aggregate", "n.measure.window", "o.measure.source", "source e.unit", "source x.unit"],
            error.Problems.Select(p => p.Field).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_covariate_after_exposure_is_refused()
    {
        using var workspace = Workspace();
        foreach (var days in new (double, double)?[] { null, (-7, 1) })
        {
            var error = await workspace.Refused(Needs().Block("m", Own("own"), Event("e", Aggregate.Sum, "amount", days: days, role: QuantityRole.Covariate)));
            Assert.Contains("before exposure", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keys_join_by_value_over_text_and_numbers()
    {
        using var workspace = new TempWorkspace().Write("x.csv", "id,variant\n1,a\n2,b\n")
            .WriteQuery("text.parquet", "SELECT '1' AS user, 5 AS amount UNION ALL SELECT '2', 7 UNION ALL SELECT '02', 9")
            .WriteQuery("double.parquet", "SELECT 1.0::DOUBLE AS user, 5 AS amount UNION ALL SELECT 2.0, 7");
        foreach (var file in new[] { "text.parquet", "double.parquet" })
        {
            var cells = await workspace.Measure(new NeedsBuilder().Source("x", "x.csv", unit: "id").Source("e", file, unit: "user").Block("m", Event("e", Aggregate.Sum, "amount")));
            Assert.Equal((5.0, 7.0), (cells.Total(0, 0).Mean(0), cells.Total(1, 0).Mean(0)));
        }
    }

    [Fact]
    public async Task Whole_numbers_beyond_the_reach_of_doubles_stay_different_keys()
    {
        using var workspace = new TempWorkspace().Write("x.csv", "id,variant\n9007199254740993,a\n9007199254740992,b\n").Write("e.csv", "id,v\n9007199254740993,1\n9007199254740992,2\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("x", "x.csv", unit: "id").Source("e", "e.csv", unit: "id").Block("m", Event("e", Aggregate.Sum, "v")));
        Assert.Equal((1.0, 2.0), (cells.Total(0, 0).Mean(0), cells.Total(1, 0).Mean(0)));
    }

    [Fact]
    public async Task NaN_in_events_of_units_is_refused_with_its_row()
    {
        using var workspace = Workspace().WriteQuery("n.parquet", "SELECT i % 3 + 1 AS user, CASE WHEN i = 4 THEN 'nan'::DOUBLE ELSE i END AS v, TIMESTAMP '2026-02-01' AS t FROM range(9) r(i)");
        var needs = () => new NeedsBuilder().Source("x", "x.csv", unit: "id").Source("n", "n.parquet", unit: "user", time: "t").ExposedAt("at");
        var error = await workspace.Refused(needs().Block("m", Event("n", Aggregate.Sum, "v")));
        Assert.Contains("`v` of metric `m` is NaN or infinite in 1 row, first in row 5", error.Message, StringComparison.Ordinal);
        var cells = await workspace.Measure(needs().Block("m", Event("n", Aggregate.Sum, "v", missing: MissingRule.Zero)));
        AssertUnits(cells, 0, 0 + 3 + 6, 1 + 7);
    }

    [Fact]
    public async Task A_share_over_events_is_any_row_and_takes_only_zero_and_one()
    {
        using var workspace = Workspace().Write("s.csv", "user,flag,level\n1,0,0\n1,1,2\n2,0,1\n");
        var needs = () => new NeedsBuilder().Source("x", "x.csv", unit: "id").Source("s", "s.csv", unit: "user");
        var cells = await workspace.Measure(needs().Block("m", Event("s", Aggregate.Any, "flag", share: true)).Block("max", Event("s", Aggregate.Max, "flag", share: true)));
        AssertUnits(cells, 0, 1, 0);
        Assert.Equal(0.5, cells.Total(0, 1).Mean(0));
        Assert.Contains("first in row 2 of `s.csv` (2)", (await workspace.Refused(needs().Block("m", Event("s", Aggregate.Any, "level", share: true)))).Message, StringComparison.Ordinal);
        Assert.Contains("1 unit, for example 2", (await workspace.Refused(needs().Block("m", Event("s", Aggregate.Max, "level", share: true)))).Message, StringComparison.Ordinal);
    }

    // Two units have these values: mean and centred sum of squares tell.
    private static void AssertUnits(ExperimentCells cells, int variant, double first, double second)
    {
        var moments = cells.Total(variant, 0);
        Assert.Equal((2, (first + second) / 2, (first - second) * (first - second) / 2), (moments.Count, moments.Mean(0), moments.CentredProduct(0, 0)));
    }
}
