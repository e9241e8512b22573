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

    public static ObjectShape Units { get; } = new(
        "units of a link",
        [
            new("source", new IdShape(ReferenceTarget.Source, "a source"), "The source, with one row a unit.", Required: true),
            new("early", Part("the early behaviour", "0d..7d"), "The early behaviour.", Required: true),
            new("outcome", Part("the later outcome", "30d..90d"), "The later outcome: yes or no for a prediction, any number for the slope over units.", Required: true),
            new("entered", Column, "Its column with the moment that a unit entered, for the order of time and drift by month."),
            new("variant", Column, "Its column with the variant, where the units are those of an experiment: for Prentice's criteria and the proportion explained."),
            new("control", new TextShape("write the control's value"), "What that column holds for the control; every other value is treated."),
        ],
        (json, map, place) =>
        {
            if (json.ContainsKey("variant") != json.ContainsKey("control"))
            {
                var missing = json.ContainsKey("variant") ? "control" : "variant";
                place.Field(missing).Problem(map.Line, "is missing: variant and control go together", missing == "control" ? "write what the variant column holds for the control" : "name the column with the variant");
            }

            // What is counted while the outcome is counted holds the outcome itself.
            if (json.Map("early")?.Window("window") is { } early && json.Map("outcome")?.Window("window") is { } outcome && early.To > outcome.From)
            {
                place.Field("early").Field("window").Problem(map.LineOf("early"), $"{early} ends after the outcome's window {outcome} begins, so that the early behaviour may hold the outcome", "end it no later than the outcome's window begins");
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

    public static LinkUnits? ReadUnits(JsonObject? json)
        => json is null ? null : new LinkUnits(
            json.Text("source")!, json.Map("early")!.Formula("value")!, json.Map("early")!.Window("window")!.Value, json.Map("outcome")!.Formula("value")!, json.Map("outcome")!.Window("window")!.Value, json.Text("entered"))
        {
            Variant = json.Text("variant"),
            Control = json.Text("control"),
        };

    private static ObjectShape Part(string noun, string example) => new(
        noun,
        [
            new("value", new FormulaShape(), "Its value, as a formula over the source's columns.", Required: true),
            new("window", new WindowShape(beforeExposure: false), $"When it is counted, since the unit entered, such as {example}: from included, to excluded.", Required: true),
        ]);

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
