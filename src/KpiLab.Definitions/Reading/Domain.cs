using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Definitions;

/// <summary>Normalised content as the domain's records.</summary>
internal static class Domain
{
    public static SourceDefinition Source(JsonObject json) => new(
        json.Text("id")!,
        json["from"] is JsonObject table ? new TableLocation(table.Text("connection")!, table.Text("table")!) : new FileLocation(json.Text("from")!),
        json.Text("unit"),
        json.Text("time"),
        json.Map("columns") is { } columns ? Dictionary(columns, v => v.GetValue<string>()) : null,
        json.Text("known_at"));

    public static GoalDefinition Goal(JsonObject json) => new(
        json.Text("id")!, Name(json), json.Word<GoalLevel>("level")!.Value, json.Text("parent"), json.Word<OutcomeCategory>("outcome"), json.Date("due"))
    {
        Type = json.Word<GoalType>("type"),
        Priority = (int?)json.Integer("priority"),
        Horizon = json.Word<GoalHorizon>("horizon"),
        Milestones = List(json, "milestones", m => new Milestone(m.Text("name")!, m.Date("due")!.Value, m.Text("kpi"), m.Number("value"))),
        Okr = json.Map("okr") is { } okr ? new OkrLink(okr.Text("objective")!, List(okr, "key_results", r => new KeyResult(r.Text("id")!, Name(r), r.Number("from"), r.Number("to")))) : null,
        Consensus = json.Map("consensus") is { } consensus ? new Consensus(consensus.Texts("who"), consensus.Date("on")!.Value) : null,
    };

    public static MetricDefinition Metric(JsonObject json) => new(
        json.Text("id")!, Name(json), json.Word<MetricUnit>("unit") ?? MetricUnit.Score, json.Word<Direction>("direction")!.Value, Measure(json.Map("measure")!));

    public static KpiDefinition Kpi(JsonObject json) => new(
        json.Text("id")!,
        Name(json),
        json.Word<MetricUnit>("unit") ?? MetricUnit.Score,
        json.Word<Direction>("direction") ?? Direction.Increase,
        json.Map("measure") is { } measure ? Measure(measure) : null,
        json.Text("metric"),
        json.Text("goal"),
        json.Text("team"),
        json.Text("function"),
        json.Word<Tier>("tier"),
        json.Word<Purpose>("purpose"),
        json.Truth("public"),
        json.Map("narrative") is { Count: > 0 } story ? new Narrative(story.Text("problem"), story.Text("outcome"), story.Text("method")) : null,
        json.Text("hypothesis"),
        json.Text("owner"),
        json.Word<Cadence>("cadence"),
        json.Map("target") is { } target
            ? new Target(target.Number("value")!.Value, target.Date("due")) { Previous = target.Number("previous"), Parts = List(target, "parts", p => new TargetPart(p.Text("name")!, p.Number("value")!.Value)) }
            : null,
        json.Map("benchmark") is { } benchmark ? Dictionary(benchmark, v => v.GetValue<double>()) : new Dictionary<string, double>(),
        [.. json.Maps("thresholds").Select(Threshold)])
    {
        Status = json.Word<KpiState>("status") ?? KpiState.Active,
        StatusReason = json.Text("status_reason"),
        Successor = json.Text("successor"),
        Contributors = json.Texts("contributors"),
        DecisionRights = json.Text("decision_rights"),
        Resources = json.Text("resources"),
        Provenance = json.Text("provenance"),
        Band = json.Map("band") is { } band ? new AcceptableBand(band.Number("low"), band.Number("high")) : null,
        CounterMetrics = List(json, "counter_metrics", c => new CounterMetric(c.Text("kpi")!, c.Effect("tolerance") ?? new EffectSize(0, IsRelative: true))),
        Readiness = json.Map("readiness") is { } ready ? new Readiness(ready.Word<ReadinessState>("state")!.Value, ready.Text("change"), ready.Word<ReadinessPriority>("priority")) : null,
        Scored = json.Map("scored") is { } scored ? new Scoring(scored.Text("rubric")!, scored.Map("scale")!.Number("from")!.Value, scored.Map("scale")!.Number("to")!.Value) : null,
        PairedWith = json.Text("paired_with"),
        Vanity = json["vanity"]?.GetValue<bool>(),
        Appraisal = json.Truth("appraisal"),
        KeyResult = json.Text("key_result"),
    };

    public static LinkDefinition Link(JsonObject json)
    {
        Notation.TryLag(json.Text("lag")!, out var lag);
        return new LinkDefinition(
            json.Text("id")!,
            json.Text("from")!,
            json.Text("to")!,
            json.Word<ExpectedSign>("expect")!.Value,
            lag,
            json.Text("because"),
            json.Number("smallest_effect") ?? 0.3,
            json.Texts("controls"))
        {
            Season = (int?)json.Integer("season"),
            Units = UnitTables.Read(json.Map("units")),
        };
    }

    public static ExperimentDefinition Experiment(JsonObject json)
    {
        var hypothesis = json.Map("hypothesis")!;
        var exposures = json.Map("exposures")!;
        return new ExperimentDefinition(
            json.Text("id")!,
            json.Text("name"),
            new Hypothesis(
                hypothesis.Text("statement"), hypothesis.Text("kpi")!, hypothesis.Word<Direction>("direction") ?? Direction.Increase, hypothesis.Effect("minimum_effect")),
            json.Text("owner"),
            new ExposureBinding(exposures.Text("source")!, exposures.Text("variant")!, exposures.Text("exposed_at"), exposures.Text("cluster")),
            Variants([.. json.Maps("variants")]),
            json.Texts("secondary"),
            [.. json.Maps("guardrails").Select(g => new Guardrail(g.Text("kpi")!, g.Effect("margin") ?? new EffectSize(0, IsRelative: true)))],
            json.Map("bind") is { } bind ? Dictionary(bind, v => v.GetValue<string>()) : new Dictionary<string, string>(),
            Plan(json.Map("plan") ?? []));
    }

    public static WorkspaceSettings Settings(JsonObject json)
    {
        var standard = WorkspaceSettings.Default;
        var defaults = json.Map("defaults") ?? [];
        return new WorkspaceSettings(
            json.Text("store") ?? standard.Store,
            [.. (json.Map("connections") ?? []).Select(c => new ConnectionSettings(c.Key, ((JsonObject)c.Value!).Text("engine") ?? "duckdb", ((JsonObject)c.Value!).Text("url")))],
            new WorkspaceDefaults(
                defaults.Number("alpha") ?? standard.Defaults.Alpha,
                defaults.Number("level") ?? 1 - (defaults.Number("alpha") ?? standard.Defaults.Alpha),
                defaults.Text("time_zone") ?? standard.Defaults.TimeZone,
                defaults.Word<DayOfWeek>("week_starts") ?? standard.Defaults.WeekStarts,
                defaults.Map("max_primary") is { } limit ? new MaxPrimary((int)limit.Integer("limit")!.Value, limit.Text("scope") ?? "per_team_per_goal") : null)
            {
                Links = defaults.Map("links") is { } links ? LinkTables.Read(links) : LinkSettings.Default,
            },
            json["rules"] is null
                ? null
                : [.. json.Maps("rules").Select(r => new RecommendationRule(r.Text("name")!, r.Word<ExperimentAdvice>("advice")!.Value, r.Texts("when")))])
        {
            PastExperiments = EvidenceTables.ReadPastExperiments(json.Map("past_experiments")),
            KpiRules = EvidenceTables.ReadKpiRules(json),
            Governance = GovernanceTables.Read(json.Map("governance")),
        };
    }

    /// <summary>What a value of that measure is called where nobody said.</summary>
    public static MetricUnit UnitOf(string measureType) => measureType switch
    {
        "proportion" or "retention" => MetricUnit.Fraction,
        "ratio" => MetricUnit.Ratio,
        "count" => MetricUnit.Count,
        _ => MetricUnit.Score,
    };

    private static string Name(JsonObject json) => json.Text("name") ?? Notation.Humanise(json.Text("id")!);

    private static Measure Measure(JsonObject json) => new(
        json.Word<MeasureType>("type")!.Value,
        json.Text("source"),
        json.Formula("value"),
        json.Formula("numerator"),
        json.Formula("denominator"),
        json.Formula("where"),
        json.Word<Aggregate>("aggregate"),
        json.Window("window"),
        json.Cap("cap"),
        json.Word<MissingRule>("missing"),
        json.Text("cluster"),
        json.Number("q"),
        (int?)json.Integer("day"),
        json.Text("period"),
        json.Text("standard_error"));

    private static Threshold Threshold(JsonObject json) => new(
        json.Text("when")!, json.Word<Severity>("severity") ?? Severity.Warning, json.Text("action")!, json.Duration("within"), json.Text("escalate_to"));

    // Rounded shares such as 0.333 three times are what a person writes for thirds; the planned shares add up to 1.
    private static VariantDefinition[] Variants(JsonObject[] variants)
    {
        var sum = variants.Sum(v => v.Number("weight") ?? 0);
        var scale = sum > 0 && Math.Abs(sum - 1) > 1e-9 ? sum : 1;
        return [.. variants.Select(v => new VariantDefinition(v.Text("id")!, v.Text("value") ?? v.Text("id")!, v.Number("weight") / scale, v.Truth("control")))];
    }

    internal static AnalysisPlan Plan(JsonObject json) => new(
        json.Word<Design>("design") ?? Design.Fixed,
        json.Number("alpha") ?? WorkspaceSettings.Default.Defaults.Alpha,
        json.Number("power"),
        json.Integer("units"),
        json.Map("looks") is { } looks ? new LookPlan((int)looks.Integer("count")!.Value, looks.Text("spending") ?? "obrien_fleming", looks.Text("futility")) : null,
        [.. json.Maps("covariates").Select(c => new CovariateDefinition(c.Text("kpi")!, c.Window("window")))],
        json.Word<FamilyCorrection>("correction") ?? FamilyCorrection.Holm,
        json.Texts("segments"),
        json.Word<ComparePairs>("compare") ?? ComparePairs.WithControl,
        json.Word<LiftMethod>("lift") ?? LiftMethod.Fieller,
        json.Moment("starts"),
        json.Moment("ends"))
    {
        Prior = json.Map("prior") is { } prior
            ? EffectPrior.Normal(prior.Number("mean") ?? 0, prior.Number("sd")!.Value, prior.Word<EffectScale>("scale") ?? EffectScale.Relative)
            : EffectPrior.Flat,
        Estimator = json.Word<PlanEstimator>("estimator") ?? PlanEstimator.Difference,
        Strata = json.Texts("strata"),
        Errors = json.Word<CovarianceEstimator>("errors") ?? CovarianceEstimator.Hc2,
        Methods = json.Map("methods") is { } methods ? methods.ToDictionary(m => m.Key, m => methods.Word<KpiMethod>(m.Key)!.Value, StringComparer.Ordinal) : new Dictionary<string, KpiMethod>(),
        Period = json.Map("period") is { } period ? new PeriodPlan(period.Text("column")!, period.Text("before")!, period.Text("after")!, period.Truth("randomised")) : null,
        Switchback = json.Map("switchback") is { } blocks ? new SwitchbackPlan(blocks.Duration("block")!.Value, blocks.Text("region"), blocks.Duration("burn_in") ?? TimeSpan.Zero, blocks.Word<BlockAssignment>("assignment") ?? BlockAssignment.ByLot) : null,
        OutcomeModel = json.Map("outcome_model") is { } model ? new OutcomeModelPlan(model.Word<OutcomeModelType>("type")!.Value, (int)(model.Integer("folds") ?? 5)) : null,
    };

    // Nothing is the one empty list, so that records without any are equal.
    private static IReadOnlyList<T> List<T>(JsonObject json, string name, Func<JsonObject, T> item)
        => json[name] is JsonArray { Count: > 0 } ? [.. json.Maps(name).Select(item)] : [];

    private static Dictionary<string, T> Dictionary<T>(JsonObject json, Func<JsonNode, T> value)
        => json.ToDictionary(m => m.Key, m => value(m.Value!), StringComparer.Ordinal);
}
