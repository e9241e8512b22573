namespace KpiLab.Definitions.Tests;

public sealed class BuiltDesignsTests
{
    [Fact]
    public void Every_design_is_either_read_or_refused_with_the_names_of_those_that_are_built()
    {
        foreach (var design in (string[])["fixed", "group_sequential", "always_valid", "bayesian"])
        {
            var problems = DefinitionReader.Read([("prelude.yaml", BadInputTests.Prelude), ("a.yaml", $$"""
                kind: experiment
                id: e
                hypothesis: {kpi: activation}
                exposures: {source: trials, variant: variant}
                variants: [{id: control, control: true, weight: 0.5}, {id: new, weight: 0.5}]
                plan: {design: {{design}}, units: 1000}
                """)]).Problems;
            if (design != "bayesian")
            {
                Assert.Empty(problems);
            }
            else
            {
                Assert.Equal($"a.yaml:6: plan.design: {design} is not built yet; write fixed or group_sequential or always_valid, the designs that are", Assert.Single(problems).ToString());
            }
        }
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("clickhouse")]
    public void An_engine_of_a_later_step_is_refused(string engine)
        => Assert.Equal(
            $"kpilab.yaml:1: connections.w.engine: {engine} is not built yet as an engine; write duckdb, and export the table to Parquet files",
            Assert.Single(DefinitionReader.Read([("kpilab.yaml", $"connections: {{w: {{engine: {engine}}}}}")]).Problems).ToString());
}
