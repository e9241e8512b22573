using System.Data;
using KpiLab.Core;

namespace KpiLab.Tests;

/// <summary>Rows at hand, without a workspace.</summary>
public sealed class RowsTests
{
    private static readonly Experiment Sentence = Experiment.Between("old", "new").On("spend").On("converted", type: MeasureType.Proportion);

    [Fact]
    public async Task Objects_a_table_a_reader_and_a_file_give_the_same_numbers()
    {
        using var workspace = new SmallWorkspace();
        var table = new DataTable();
        table.Columns.Add("variant", typeof(string));
        table.Columns.Add("spend", typeof(double));
        table.Columns.Add("converted", typeof(int));
        var objects = File.ReadLines(Path.Combine(workspace.Folder, "units.csv")).Skip(1).Select(l => l.Split(',')).Select(c => new Row(c[1], double.Parse(c[4]), c[3] == "1")).ToList();
        objects.ForEach(o => table.Rows.Add(o.Variant, o.Spend, o.Converted ? 1 : 0));
        var lab = Lab.InMemory();
        using var reader = table.CreateDataReader();
        Analysis[] analyses =
        [
            await lab.AnalyzeAsync(objects.Select(o => new { variant = o.Variant, spend = o.Spend, converted = o.Converted }), Sentence),
            await lab.AnalyzeAsync(table, Sentence),
            await lab.AnalyzeAsync(reader, Sentence),
            await lab.AnalyzeAsync(Path.Combine(workspace.Folder, "units.csv"), Sentence),
        ];
        foreach (var analysis in analyses)
        {
            Assert.Equal(400, analysis.Units);
            Assert.Equal(
                analyses[0].Comparisons.Select(c => (c.Kpi, c.Result.Value.Absolute.Value, c.Result.Value.Test.PValue)),
                analysis.Comparisons.Select(c => (c.Kpi, c.Result.Value.Absolute.Value, c.Result.Value.Test.PValue)));
        }

        // Treatment converts 3 of 4, control 2 of 4.
        Assert.Equal(0.25, analyses[0].Comparisons.Single(c => c.Kpi == "converted").Result.Value.Absolute.Value, 12);
    }

    [Fact]
    public async Task A_covariate_reduces_variance_and_a_segment_breaks_down()
    {
        var random = new Statistics.SeededRandom(7);
        var rows = Enumerable.Range(0, 2000).Select(i =>
        {
            var before = 100 * random.NextDouble();
            return new { variant = i % 2 == 0 ? "old" : "new", before, spend = before + (10 * random.NextDouble()) + (i % 2), country = i % 3 == 0 ? "DE" : "FR" };
        }).ToList();
        var analysis = await Lab.InMemory().AnalyzeAsync(rows, Experiment.Between("old", "new").On("spend", covariate: "before").BrokenDownBy("country"));
        var comparison = analysis.Comparisons[0];
        Assert.True(comparison.Adjustment!.VarianceReduction > 0.95, $"reduction {comparison.Adjustment.VarianceReduction}");
        Assert.Equal(1, comparison.Adjustment.Coefficients[0], 0.01);
        Assert.Equal(["DE", "FR"], analysis.Comparisons.Where(c => c.Segment is not null).Select(c => c.Segment!.Value));
    }

    [Fact]
    public async Task An_experiment_without_a_metric_is_refused()
        => await Assert.ThrowsAsync<InvalidInputException>(() => Lab.InMemory().AnalyzeAsync(new DataTable(), Experiment.Between("a", "b")));

    private sealed record Row(string Variant, double Spend, bool Converted);
}
