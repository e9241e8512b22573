using KpiLab.Bridges.DataAnalysis;
using KpiLab.Reporting;
using Microsoft.Data.Analysis;

namespace KpiLab.Bridges.Tests;

public sealed class DataFrameTests
{
    [Fact]
    public void A_table_goes_into_a_data_frame_with_its_types_and_its_gaps()
    {
        var moment = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2));
        var frame = new Table("t",
            [new("name", "Name"), new("n", "N", ColumnKind.Integer), new("x", "X", ColumnKind.Number), new("yes", "Yes", ColumnKind.Flag), new("at", "At", ColumnKind.Time)],
            [["a", 1L, 0.5, true, moment], [null, null, null, null, null]]).ToDataFrame();
        Assert.Equal(["name", "n", "x", "yes", "at"], frame.Columns.Select(c => c.Name));
        Assert.Equal([typeof(string), typeof(long), typeof(double), typeof(bool), typeof(DateTime)], frame.Columns.Select(c => c.DataType));
        Assert.Equal(["a", 1L, 0.5, true, new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc)], frame.Columns.Select(c => c[0]));
        Assert.All(frame.Columns, c => Assert.Null(c[1]));
    }

    [Fact]
    public void A_data_frame_goes_into_a_table_with_its_types_and_its_gaps()
    {
        var data = new DataFrame(new StringDataFrameColumn("variant", ["control", "treatment"]), new PrimitiveDataFrameColumn<float>("spend", new float?[] { 1.5f, null })).ToDataTable();
        Assert.Equal([typeof(string), typeof(float)], data.Columns.Cast<System.Data.DataColumn>().Select(c => c.DataType));
        Assert.Equal(new object[] { "control", 1.5f }, data.Rows[0].ItemArray);
        Assert.Equal(new object[] { "treatment", DBNull.Value }, data.Rows[1].ItemArray);
    }

    [Fact]
    public async Task The_rows_of_a_data_frame_are_analysed_as_the_same_rows_elsewhere()
    {
        var spend = Enumerable.Range(0, 200).Select(i => (double)((i * 37) % 101)).ToList();
        var variants = Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? "control" : "treatment").ToList();
        var frame = new DataFrame(new StringDataFrameColumn("variant", variants), new PrimitiveDataFrameColumn<double>("spend", spend.Select(s => (double?)s)));
        var experiment = Experiment.Between("control", "treatment").On("spend");
        var fromFrame = await Lab.InMemory().AnalyzeAsync(frame, experiment);
        var fromRows = await Lab.InMemory().AnalyzeAsync(variants.Zip(spend, (v, s) => new { variant = v, spend = s }), experiment);
        Assert.Equal(fromRows.ToCsv(), fromFrame.ToCsv());
    }
}
