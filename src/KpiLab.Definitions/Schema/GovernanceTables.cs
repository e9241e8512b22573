using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>The fields of <c>governance</c> in <c>kpilab.yaml</c>.</summary>
internal static class GovernanceTables
{
    private static readonly GovernanceSettings Standard = GovernanceSettings.Default;
    private static readonly TruthShape Truth = new();

    public static ObjectShape Settings { get; } = new(
        "the governance",
        [
            new("profile", WordShape.Of<AuditProfile>(), "How much the audit asks for: start, align or strict.", Default: "\"align\""),
            new("vocabulary", WordShape.Of<KpiVocabulary>(), "When a metric may be called a KPI: with a goal, a target or a benchmark (lenient), or with all three (strict); by the profile when left out."),
            new("consensus_gate", Truth, "True: a KPI becomes active only when its goal has a consensus.", Default: "false"),
            new("readiness_gate", Truth, "True: a KPI becomes active only when its readiness is ready.", Default: "false"),
            Whole("max_public", 1, 100, Standard.MaxPublic, "Public KPIs of a goal."),
            Whole("lead_check_days", 1, 3660, Standard.LeadCheckDays, "Days after which a check of a lead is stale."),
            Whole("review_days", 1, 3660, Standard.ReviewDays, "Days after which a review is overdue."),
            new("secondary", new ObjectShape(
                "a range",
                [
                    Whole("from", 0, 100, Standard.FewestSecondary, "At least."),
                    Whole("to", 1, 100, Standard.MostSecondary, "At most."),
                ],
                (json, map, place) =>
                {
                    if ((json.Integer("from") ?? Standard.FewestSecondary) > (json.Integer("to") ?? Standard.MostSecondary))
                    {
                        place.Field("to").Problem(map.LineOf("to"), "is below from", "write the smaller number as from");
                    }
                }), "How many secondary KPIs a goal has that has any."),
            new("execution_rate", new NumberShape("80%", percent: true, atLeast: 0, atMost: 1), "Share of deviations that somebody must have acted on.", Default: "0.8"),
            Whole("kpis_per_owner", 1, 1000, Standard.KpisPerOwner, "Active KPIs that one person can answer for."),
            Whole("alerts_per_owner", 1, 1000, Standard.AlertsPerOwner, "Changes and deviations of the last 31 days that one person can take in."),
            Whole("undecided_days", 1, 3660, Standard.UndecidedDays, "Days after which a candidate, a trial or a pause is to be decided."),
            Whole("answer_days", 1, 3660, Standard.AnswerDays, "Days for which a person's answer to a point of the checklist holds (`kpilab kpi answer`)."),
            new("rules", new MapShape(new WordShape([.. GovernanceAudit.Rules.Select(r => r.Code)]), new WordShape(["off", "info", "warning", "critical"]), "{no-benchmark: off}"), "Rules of the audit with another severity than their own, or off."),
            new("target_probability", new NumberShape("10%", percent: true, atLeast: 0, atMost: 1), "A target that is met with less probability counts as unrealistic.", Default: "0.1"),
        ]);

    public static GovernanceSettings Read(JsonObject? json)
    {
        if (json is null)
        {
            return Standard;
        }

        var secondary = json.Map("secondary") ?? [];
        return new GovernanceSettings(
            json.Word<AuditProfile>("profile") ?? Standard.Profile,
            json.Word<KpiVocabulary>("vocabulary"),
            json.Truth("consensus_gate"),
            json.Truth("readiness_gate"),
            (int)(json.Integer("max_public") ?? Standard.MaxPublic),
            (int)(json.Integer("lead_check_days") ?? Standard.LeadCheckDays),
            (int)(json.Integer("review_days") ?? Standard.ReviewDays),
            (int)(secondary.Integer("from") ?? Standard.FewestSecondary),
            (int)(secondary.Integer("to") ?? Standard.MostSecondary),
            json.Number("execution_rate") ?? Standard.ExecutionRate,
            (int)(json.Integer("kpis_per_owner") ?? Standard.KpisPerOwner),
            (int)(json.Integer("alerts_per_owner") ?? Standard.AlertsPerOwner),
            (int)(json.Integer("undecided_days") ?? Standard.UndecidedDays),
            json.Number("target_probability") ?? Standard.TargetProbability)
        {
            AnswerDays = (int)(json.Integer("answer_days") ?? Standard.AnswerDays),
            Rules = (json.Map("rules") ?? []).ToDictionary(r => r.Key, r => Notation.Member<Severity>(r.Value!.GetValue<string>()), StringComparer.Ordinal),
        };
    }

    private static Field Whole(string name, long atLeast, long atMost, int standard, string what)
        => new(name, new IntegerShape(atLeast, atMost, Invariant($"{standard}")), what, Default: Invariant($"{standard}"));
}
