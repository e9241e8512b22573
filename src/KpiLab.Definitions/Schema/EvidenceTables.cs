using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>The fields of <c>past_experiments</c> and <c>kpi_rules</c> in <c>kpilab.yaml</c>.</summary>
internal static class EvidenceTables
{
    private static readonly TextShape Column = new("write a column's name");
    private static readonly IdShape MetricOrKpiId = new(ReferenceTarget.MetricOrKpi, "a kpi or metric");

    public static ObjectShape PastExperiments { get; } = new(
        "where past experiments are",
        [
            new("source", new IdShape(ReferenceTarget.Source, "a source"), "The source with one row an experiment (and variant) and KPI.", Required: true),
            new("columns", new ObjectShape(
                "columns of past effects",
                [
                    new("experiment", Column, "Column with the experiment's name.", Default: "\"experiment\""),
                    new("kpi", Column, "Column with the KPI or metric.", Default: "\"kpi\""),
                    new("effect", Column, "Column with treatment − control, in the KPI's own unit.", Default: "\"effect\""),
                    new("standard_error", Column, "Column with the effect's standard error.", Default: "\"standard_error\""),
                    new("variant", Column, "Column with the treatment, where experiments have several; `variant` where there is one."),
                    new("units", Column, "Column with the units analysed; `units` where there is one."),
                    new("ended", Column, "Column with the day that it ended; `ended` where there is one."),
                    new("outcome", Column, "Column that says win, loss or flat where that is known; `outcome` where there is one."),
                ]), "Its columns, where they have other names."),
            new("kpis", new MapShape(null, MetricOrKpiId, "{activated_14d: trial_activation_rate}"), "KPIs by the names that the data use, where these are not ids."),
            new("error_correlations", new ListShape(new ObjectShape(
                "a correlation of two KPIs over units",
                [
                    new("kpis", new ListShape(MetricOrKpiId, atLeast: 2, distinct: true), "The two.", Required: true),
                    new("value", new NumberShape("0.3", above: -1, below: 1), "Their correlation over units: that of the errors of an experiment's two effects.", Required: true),
                ])), "How the errors of effects on two KPIs are correlated, where that is known."),
            new("fewest", new IntegerShape(3, 10_000, "10"), "Experiments that grade C of a link needs.", Default: "10"),
        ],
        (json, map, place) =>
        {
            foreach (var (each, i) in json.Maps("error_correlations").Select((each, i) => (each, i)))
            {
                if (each.Texts("kpis").Count > 2)
                {
                    place.Field("error_correlations").Item(i).Field("kpis").Problem(map.LineOf("error_correlations"), "names more than two KPIs", "write one item a pair");
                }
            }
        });

    public static ListShape KpiRules { get; } = new(
        new ObjectShape(
            "a rule",
            [
                new("name", new TextShape(), "Its name, quoted in the output.", Required: true),
                new("advice", WordShape.Of<KpiAdvice>(), "The word that it gives.", Required: true),
                new("when", new ListShape(new WordShape(KpiConditions.All), atLeast: 1, distinct: true), "Conditions that must all hold.", Required: true),
            ]),
        atLeast: 1);

    public static PastExperimentSettings? ReadPastExperiments(JsonObject? json)
    {
        if (json is null)
        {
            return null;
        }

        var columns = json.Map("columns") ?? [];
        return new PastExperimentSettings(
            json.Text("source")!,
            new PastEffectColumns(
                columns.Text("experiment"), columns.Text("kpi"), columns.Text("effect"), columns.Text("standard_error"), columns.Text("variant"), columns.Text("units"), columns.Text("ended"), columns.Text("outcome")),
            (json.Map("kpis") ?? []).ToDictionary(k => k.Key, k => k.Value!.GetValue<string>(), StringComparer.Ordinal),
            [.. json.Maps("error_correlations").Select(c => new ErrorCorrelation(c.Texts("kpis")[0], c.Texts("kpis")[1], c.Number("value")!.Value))],
            new CausalSettings((int)(json.Integer("fewest") ?? CausalSettings.Default.FewestExperiments)));
    }

    public static IReadOnlyList<KpiRule>? ReadKpiRules(JsonObject json)
        => json["kpi_rules"] is null ? null : [.. json.Maps("kpi_rules").Select(r => new KpiRule(r.Text("name")!, r.Word<KpiAdvice>("advice")!.Value, r.Texts("when")))];
}
