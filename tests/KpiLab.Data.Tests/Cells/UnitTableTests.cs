using KpiLab.Core;
using static KpiLab.Data.Tests.NeedsBuilder;

namespace KpiLab.Data.Tests;

public sealed class UnitTableTests
{
    [Fact]
    public async Task Moments_of_a_unit_table_are_those_of_its_columns()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,y\na,1,2\na,3,5\nb,4,1\nb,6,7\nb,8,1\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x"), Own("y", role: QuantityRole.Covariate)));

        var a = cells.Total(0, 0);
        var b = cells.Total(1, 0);
        Assert.Equal((2, 2.0, 3.5), (a.Count, a.Mean(0), a.Mean(1)));
        Assert.Equal((2.0, 4.5, 3.0), (a.CentredProduct(0, 0), a.CentredProduct(1, 1), a.CentredProduct(0, 1)));
        Assert.Equal((3, 6.0, 3.0), (b.Count, b.Mean(0), b.Mean(1)));
        Assert.Equal((8.0, 24.0, 0.0), (b.CentredProduct(0, 0), b.CentredProduct(1, 1), b.CentredProduct(0, 1)));
        Assert.Equal((5, 2, 3), (cells.RowsRead, cells.Units(0), cells.Units(1)));
        Assert.True(cells.IsJoint);
        Assert.Empty(cells.Missing);
    }

    [Fact]
    public async Task Four_quantities_have_all_their_cross_products()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,n,d,cn,cd\na,1,2,3,4\na,2,4,1,0\na,6,3,2,2\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block(
            "m", Own("n"), Own("d"), Own("cn", role: QuantityRole.CovariateNumerator), Own("cd", role: QuantityRole.CovariateDenominator)));
        var expected = KpiLab.Statistics.JointMoments.Of([1, 2, 6], [2, 4, 3], [3, 1, 2], [4, 0, 2]);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(expected.Mean(i), cells.Total(0, 0).Mean(i), 14);
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(expected.CentredProduct(i, j), cells.Total(0, 0).CentredProduct(i, j), 13);
            }
        }
    }

    [Fact]
    public async Task Segments_break_down_units_and_keep_missing_values_as_a_group()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,country,level,x\na,DE,1,1\na,FR,2,2\na,DE,2,3\nb,,1,4\nb,DE,1,5\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Segments("country", "level").Block("m", Own("x")));
        Assert.Equal([("DE", 3), ("FR", 1), (null, 1)], cells.SegmentValues(0));
        Assert.Equal([("1", 3), ("2", 2)], cells.SegmentValues(1));
        Assert.Equal(2.0, cells.Segment(0, 0, 0, "DE").Mean(0));
        Assert.Equal(4.5, cells.Segment(1, 0, 1, "1").Mean(0));
        Assert.Equal(1, cells.SegmentUnits(1, 0, null));
    }

    [Fact]
    public async Task Units_in_several_variants_are_excluded_and_counted()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "id,variant,x\n1,a,1\n2,b,2\n3,a,3\n1,b,100\n4,b,4\n3,a,300\n3,a,30\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv", unit: "id").Block("m", Own("x")));
        Assert.Equal((1, 2, 7), (cells.MultipleExposureUnits, cells.DuplicateRows, cells.RowsRead));
        Assert.Equal((1, 2), (cells.Units(0), cells.Units(1)));
        Assert.Equal((3.0, 3.0), (cells.Total(0, 0).Mean(0), cells.Total(1, 0).Mean(0)));
    }

    [Fact]
    public async Task The_first_exposure_of_a_unit_counts_by_time_and_else_by_row()
    {
        const string Rows = "id,variant,at,x\n1,a,2026-01-03,1\n1,a,2026-01-01,2\n1,a,2026-01-02,3\n2,b,2026-01-05,4\n2,b,2026-01-05,5\n";
        using var workspace = new TempWorkspace().Write("t.csv", Rows);
        var byTime = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv", unit: "id").ExposedAt("at").Block("m", Own("x")));
        Assert.Equal((2.0, 4.0), (byTime.Total(0, 0).Mean(0), byTime.Total(1, 0).Mean(0)));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), byTime.FirstExposure);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero), byTime.LastExposure);

        var byRow = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv", unit: "id").Block("m", Own("x")));
        Assert.Equal((1.0, 4.0), (byRow.Total(0, 0).Mean(0), byRow.Total(1, 0).Mean(0)));
        Assert.Null(byRow.FirstExposure);
    }

    [Fact]
    public async Task A_late_duplicate_in_a_long_rising_file_is_found()
    {
        using var workspace = new TempWorkspace().WriteQuery(
            "t.parquet", "SELECT * FROM (SELECT i AS id, 'a' AS variant, 1.0 AS x FROM range(200000) r(i) UNION ALL SELECT 7, 'b', 5.0) ORDER BY x, id");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet", unit: "id").Block("m", Own("x")));
        Assert.Equal((1, 199_999, 0), (cells.MultipleExposureUnits, cells.Units(0), cells.Units(1)));
    }

    [Theory]
    [InlineData("hash(i)::VARCHAR")]
    [InlineData("200000 - i")]
    [InlineData("i::DOUBLE / 2")]
    public async Task Unique_keys_in_any_order_leave_nothing_out(string key)
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", $"SELECT {key} AS id, 'a' AS variant, 1.0 AS x FROM range(100000) r(i)");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet", unit: "id").Block("m", Own("x")));
        Assert.Equal((0, 0, 100_000), (cells.MultipleExposureUnits, cells.DuplicateRows, cells.Units(0)));
    }

    [Fact]
    public async Task Unknown_variants_and_rows_without_key_or_variant_are_counted_and_left_out()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "id,variant,x\n1,a,1\n2,c,2\n3,,3\n,b,4\n4,c,5\n5,b,6\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv", unit: "id").Block("m", Own("x")));
        Assert.Equal(2, cells.UnknownVariants["c"]);
        Assert.Single(cells.UnknownVariants);
        Assert.Equal(2, cells.MissingKeyRows);
        Assert.Equal((1, 1), (cells.Units(0), cells.Units(1)));
    }

    [Fact]
    public async Task Rows_after_as_of_are_not_looked_at()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "id,variant,at,x\n1,a,2026-01-01T00:00:00Z,1\n2,a,2026-01-02T00:00:00Z,2\n3,b,2026-01-03T00:00:01Z,3\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv", unit: "id").ExposedAt("at").AsOf("2026-01-02").Block("m", Own("x")));
        Assert.Equal((2, 2, 0), (cells.RowsRead, cells.Units(0), cells.Units(1)));
    }

    [Theory]
    [InlineData(null, 2, 3.0, true)]
    [InlineData(MissingRule.Drop, 2, 3.0, true)]
    [InlineData(MissingRule.Zero, 3, 2.0, false)]
    public async Task A_missing_value_is_left_out_or_counts_as_zero_as_declared(MissingRule? rule, int count, double mean, bool dropped)
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\na,2\na,\na,4\nb,1\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x", missing: rule)));
        Assert.Equal((count, mean), (cells.Total(0, 0).Count, cells.Total(0, 0).Mean(0)));
        Assert.Equal(3, cells.Units(0));
        Assert.Equal(new MissingCount("m", QuantityRole.Value, "m", 0, 1, dropped), Assert.Single(cells.Missing));
    }

    [Fact]
    public async Task A_missing_covariate_counts_as_zero_and_keeps_its_unit()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,before\na,2,4\na,3,\na,4,2\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x"), Own("before", role: QuantityRole.Covariate)));
        Assert.Equal((3, 3.0, 2.0), (cells.Total(0, 0).Count, cells.Total(0, 0).Mean(0), cells.Total(0, 0).Mean(1)));
        Assert.Equal(new MissingCount("m", QuantityRole.Covariate, "m", 0, 1, false), Assert.Single(cells.Missing));
    }

    [Fact]
    public async Task A_unit_missing_in_one_block_counts_in_the_others()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,y\na,2,4\na,,5\na,4,6\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("x", Own("x")).Block("y", Own("y")).Block("ratio", Own("x"), Own("y")));
        Assert.Equal((2, 3, 2), (cells.Total(0, 0).Count, cells.Total(0, 1).Count, cells.Total(0, 2).Count));
        Assert.Equal((3.0, 5.0, 5.0), (cells.Total(0, 0).Mean(0), cells.Total(0, 1).Mean(0), cells.Total(0, 2).Mean(1)));
    }

    [Fact]
    public async Task A_unit_that_a_condition_leaves_out_has_no_value()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,kind\na,2,new\na,3,old\na,4,new\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x", where: "kind = 'new'")).Block("n", Own("kind = 'new'", share: true)));
        Assert.Equal((2, 3.0), (cells.Total(0, 0).Count, cells.Total(0, 0).Mean(0)));
        Assert.Equal(3, cells.Total(0, 1).Count);
        Assert.Equal(2 / 3.0, cells.Total(0, 1).Mean(0), 15);
    }

    [Fact]
    public async Task A_fixed_cap_replaces_larger_values_and_counts_them()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\na,1\na,10\na,7\nb,99\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x", cap: new Cap(7, false))));
        Assert.Equal((5.0, 7.0), (cells.Total(0, 0).Mean(0), cells.Total(1, 0).Mean(0)));
        var cap = Assert.Single(cells.Caps);
        Assert.Equal((7.0, 2L), (cap.Value, cap.UnitsCapped));
    }

    [Theory]
    [InlineData(0.99, 990)]
    [InlineData(0.999, 999)]
    [InlineData(0.5, 500)]
    [InlineData(0.0001, 1)]
    public async Task A_percentile_cap_is_an_observed_value_over_all_units_of_known_variants(double quantile, double expected)
    {
        // 1…1000 in both arms together; the unknown variant's huge values do not matter.
        using var workspace = new TempWorkspace().WriteQuery(
            "t.parquet", "SELECT CASE i % 2 WHEN 0 THEN 'a' ELSE 'b' END AS variant, (i * 7919) % 1000 + 1 AS x FROM range(1000) r(i) UNION ALL SELECT 'other', 1000000 FROM range(500)");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Block("m", Own("x", cap: new Cap(quantile, true))));
        var cap = Assert.Single(cells.Caps);
        Assert.Equal((expected, (long)(1000 - expected)), (cap.Value, cap.UnitsCapped));
        Assert.Equal(Enumerable.Range(1, 1000).Sum(x => Math.Min(x, expected)), (cells.Total(0, 0).Mean(0) * 500) + (cells.Total(1, 0).Mean(0) * 500), 6);
    }

    [Fact]
    public async Task A_percentile_cap_counts_missing_as_zero_where_declared()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\na,\na,\na,\na,8\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x", cap: new Cap(0.75, true), missing: MissingRule.Zero)).Block("n", Own("x", cap: new Cap(0.75, true))));
        Assert.Equal([0.0, 8.0], cells.Caps.Select(c => c.Value));
        Assert.Equal((0.0, 8.0), (cells.Total(0, 0).Mean(0), cells.Total(0, 1).Mean(0)));
    }

    [Fact]
    public async Task NaN_and_infinity_are_refused_with_their_number_and_first_row()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT 'a' AS variant, CASE i WHEN 3 THEN 'inf'::DOUBLE WHEN 7 THEN 'nan'::DOUBLE ELSE i END AS x FROM range(10) r(i)");
        var error = await workspace.Refused(new NeedsBuilder().Source("t", "t.parquet").Block("m", Own("x")));
        var problem = Assert.Single(error.Problems);
        Assert.Contains("`x` of metric `m` is NaN or infinite in 2 rows, first in row 4", problem.Message, StringComparison.Ordinal);
        Assert.Equal("source t", problem.Field);

        var inside = await workspace.Refused(new NeedsBuilder().Source("t", "t.parquet").Block("m", Own("if(x > 5, 1, 0)")));
        Assert.Contains("in 2 rows, first in row 4", inside.Message, StringComparison.Ordinal);

        var dropped = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Block("m", Own("x", missing: MissingRule.Drop)).Block("z", Own("x", missing: MissingRule.Zero)));
        Assert.Equal((8, 35.0 / 8), (dropped.Total(0, 0).Count, dropped.Total(0, 0).Mean(0)));
        Assert.Equal((10, 3.5), (dropped.Total(0, 1).Count, dropped.Total(0, 1).Mean(0)));
    }

    [Fact]
    public async Task NaN_in_rows_that_do_not_count_is_nobodys_trouble()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT CASE i WHEN 3 THEN 'other' ELSE 'a' END AS variant, CASE i WHEN 3 THEN 'inf'::DOUBLE ELSE i END AS x FROM range(5) r(i)");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Block("m", Own("x")));
        Assert.Equal((4, 7.0 / 4), (cells.Total(0, 0).Count, cells.Total(0, 0).Mean(0)));
    }

    [Fact]
    public async Task A_proportion_of_numbers_takes_only_zero_and_one()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,y\na,1,1\na,0,0\nb,2,1\nb,3,0\n");
        var error = await workspace.Refused(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x", share: true)));
        Assert.Contains("`x` of source `t` gives something else in 2 rows, first in row 3 of `t.csv` (2)", error.Message, StringComparison.Ordinal);
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("y", share: true)).Block("n", Own("x > 0", share: true)));
        Assert.Equal((0.5, 0.5), (cells.Total(0, 0).Mean(0), cells.Total(0, 1).Mean(0)));
    }

    [Fact]
    public async Task Text_where_a_number_is_needed_is_said_with_source_column_and_remedy()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x,call\na,1,yes\nb,2,no\n");
        var error = await workspace.Refused(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("call")).Block("n", Own("x + nothing")));
        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("`call` of source `t` is text", error.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("call = 'yes'", error.Problems[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("nothing", error.Problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_too_large_to_be_squared_are_refused()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\na,1e200\na,-1e200\nb,1e200\n");
        var error = await workspace.Refused(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x")));
        Assert.Contains("squares", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_values_have_exactly_no_variance()
    {
        using var workspace = new TempWorkspace().WriteQuery("t.parquet", "SELECT 'a' AS variant, 0.1 AS x FROM range(50000)");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.parquet").Block("m", Own("x")));
        Assert.Equal((0.1, 0.0), (cells.Total(0, 0).Mean(0), cells.Total(0, 0).CentredProduct(0, 0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_one_and_two_units_have_moments(int units)
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,x\n" + string.Concat(Enumerable.Range(0, units).Select(i => $"a,{i + 3}.5\n")) + "b,1.5\n");
        var cells = await workspace.Measure(new NeedsBuilder().Source("t", "t.csv").Block("m", Own("x")));
        Assert.Equal(units, cells.Units(0));
        Assert.Equal(units == 2 ? 0.5 : 0, cells.Total(0, 0).CentredProduct(0, 0));
        Assert.Equal(units, cells.Total(0, 0).Count);
    }

    [Fact]
    public async Task A_segment_value_or_variant_without_units_is_empty_and_no_error()
    {
        using var workspace = new TempWorkspace().Write("t.csv", "variant,s,u,x\na,1,p,5\na,2,q,6\nb,2,p,7\n").Write("h.csv", "variant,s,u,x\n");
        var needs = (string file) => new NeedsBuilder().Source("t", file).Variant("variant", "a", "b", "c").Segments("s", "u").Block("m", Own("x"));
        foreach (var options in new[] { new ReadOptions(), new ReadOptions(CellLimit: 2) })
        {
            var cells = await workspace.Measure(needs("t.csv"), options);
            Assert.Equal(options.CellLimit > 2, cells.IsJoint);
            Assert.Equal((0, 0, 0), (cells.Segment(1, 0, 0, "1").Count, cells.Total(2, 0).Count, cells.Segment(2, 0, 1, "p").Count));
            Assert.Equal((1, 7.0), (cells.Segment(1, 0, 0, "2").Count, cells.Segment(1, 0, 0, "2").Mean(0)));
            Assert.Equal([("1", 1), ("2", 2)], cells.SegmentValues(0));
        }

        Assert.Equal(0, (await workspace.Measure(new NeedsBuilder().Source("t", "h.csv", null, null, ("variant", "text"), ("s", "text"), ("u", "text"), ("x", "double")).Segments("s").Block("m", Own("x")))).Total(1, 0).Count);
    }
}
