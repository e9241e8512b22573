using KpiLab.Statistics;

namespace KpiLab.Definitions.Tests;

public sealed class BuiltDesignsTests
{
    [Fact]
    public void Every_design_is_read()
    {
        foreach (var design in Enum.GetValues<Design>().Select(Notation.Spelling))
        {
            Assert.Empty( DefinitionReader.Read([("prelude.yaml", BadInputTests.Prelude), ("a.yaml", $$"""
                kind: experiment
                id: e
                hypothesis: {kpi: activation}
                exposures: {source: trials, variant: variant}
                variants: [{id: control, control: true, weight: 0.5}, {id: new, weight: 0.5}]
                plan: {design: {{design}}, units: 1000}
                """)]).Problems);
        }
    }

    [Theory]
    [InlineData("{sd: 5%}", 0, 0.05, EffectScale.Relative)]
    [InlineData("{mean: -1%, sd: 0.03}", -0.01, 0.03, EffectScale.Relative)]
    [InlineData("{mean: 2, sd: 1.5, scale: absolute}", 2, 1.5, EffectScale.Absolute)]
    public void A_prior_is_read_as_it_is_written(string prior, double mean, double deviation, EffectScale scale)
    {
        var reading = DefinitionReader.Read([("prelude.yaml", BadInputTests.Prelude), ("a.yaml", $$"""
            kind: experiment
            id: e
            hypothesis: {kpi: activation}
            exposures: {source: trials, variant: variant}
            variants: [{id: control, control: true, weight: 0.5}, {id: new, weight: 0.5}]
            plan: {design: bayesian, prior: {{prior}}}
            """)]);
        Assert.Empty(reading.Problems);
        Assert.Equal(EffectPrior.Normal(mean, deviation, scale), reading.Set.Experiment("e")!.Plan.Prior);
    }

    [Theory]
    [InlineData("fraction", MeasureType.Proportion)]
    [InlineData("count", MeasureType.Mean)]
    public void A_kpi_that_is_imported_by_the_week_decides_an_experiment_once_it_is_bound_to_a_column(string unit, MeasureType perUnit)
    {
        string Text(string bind) => $$"""
            kind: source
            id: weekly
            from: weekly.csv
            ---
            kind: kpi
            id: paid
            unit: {{unit}}
            direction: increase
            measure: {type: imported, source: weekly, period: week, value: paid}
            ---
            kind: experiment
            id: e
            hypothesis: {kpi: paid}
            exposures: {source: trials, variant: variant}
            variants: [{id: control, control: true, weight: 0.5}, {id: new, weight: 0.5}]
            {{bind}}
            """;
        var reading = DefinitionReader.Read([("prelude.yaml", BadInputTests.Prelude), ("a.yaml", Text("bind: {paid: activated}"))]);
        Assert.Empty(reading.Problems);
        var metric = ResolvedExperiment.Resolve(reading.Set.Experiment("e")!, reading.Set).Primary.Metric;
        Assert.Equal((perUnit, null), (metric.Measure.Type, metric.Measure.Source));

        var refused = Assert.Single(DefinitionReader.Read([("prelude.yaml", BadInputTests.Prelude), ("a.yaml", Text(""))]).Problems);
        Assert.Contains("imported", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("bind it to a column of the exposures source", refused.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("clickhouse")]
    public void An_engine_of_a_later_step_is_refused(string engine)
        => Assert.Equal(
            $"kpilab.yaml:1: connections.w.engine: {engine} is not built yet as an engine; write duckdb, and export the table to Parquet files",
            Assert.Single(DefinitionReader.Read([("kpilab.yaml", $"connections: {{w: {{engine: {engine}}}}}")]).Problems).ToString());
}
