namespace KpiLab.Core;

/// <summary>Rules of a KPI's record: what must be said of it, and what it must not be.</summary>
internal static class AuditKpiRules
{
    private static readonly string[] QualitativeWords = ["sentiment", "satisfaction", "mood", "feedback", "csat", "nps", "effort", "happiness", "perception"];

    public static IReadOnlyList<GovernanceRule> All { get; } =
    [
        AuditSetRules.Reference("not-linked-to-goal", RuleScope.Kpi, AuditProfile.Start, "R4, R28", points: 50, severity: Severity.Critical),
        AuditSetRules.Reference("no-owner", RuleScope.Kpi, AuditProfile.Start, "R11, R31"),
        AuditSetRules.Reference("no-formula", RuleScope.Kpi, AuditProfile.Start, "R10, R32", points: 50),
        AuditSetRules.Reference("no-data-source", RuleScope.Kpi, AuditProfile.Start, "R13"),
        AuditSetRules.Reference("no-cadence", RuleScope.Kpi, AuditProfile.Align, "R12"),
        AuditSetRules.Reference("no-hypothesis", RuleScope.Kpi, AuditProfile.Align, "R15", points: 12),
        AuditSetRules.Reference("no-deviation-action", RuleScope.Kpi, AuditProfile.Align, "R21, R31", points: 22),
        Kpi("no-purpose", Severity.Warning, AuditProfile.Align, "R16", "it does not say whether it is to improve, to predict or to signal a risk", (_, k) => k.Definition.Purpose is null,
            "It does not say what it is for.", "Write purpose: improve, predict or signal_risk."),
        Kpi("no-tier", Severity.Warning, AuditProfile.Align, "R17", "it does not say how much it counts", (_, k) => k.Definition.Tier is null, "It does not say how much it counts.", "Write tier: primary, secondary, health or supporting.", points: 12),
        Kpi("metric-called-kpi", Severity.Warning, AuditProfile.Align, "R3", "it lacks goal, target and benchmark (lenient), or one of them (strict)", IsPlainMetric,
            "What makes a metric a KPI is missing: goal, target, benchmark.", "Write what is missing, or define it with kind: metric.", "governance.vocabulary"),
        Kpi("no-benchmark", Severity.Warning, AuditProfile.Align, "R19", "there is nothing to compare it with", (_, k) => k.Definition.Benchmark.Count == 0,
            "There is nothing to compare it with.", "Write benchmark: {own_past: …, competitors: …, industry: …, elsewhere: …}, what you have of these.", points: 22),
        Kpi("qualitative-unscored", Severity.Warning, AuditProfile.Align, "R8", "something qualitative without a rubric", (_, k) => k.Definition.Scored is null && IsQualitative(k),
            "What it measures is qualitative, and no rubric says what earns which number.", "Write scored: {rubric: …, scale: {from: 1, to: 5}}."),
        AuditSetRules.Reference("vanity-unpaired", RuleScope.Kpi, AuditProfile.Align, "R29, R30", remedy: (v, f) => Replace(v, f.Subject!, "Pair it (paired_with:) with a KPI of engagement or conversion, or retire it")),
        new("activity-phrased", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R23, R30", "its name counts what is done, not what comes of it", v => v.Active
            .Where(v.IsActivityPhrased)
            .Select(k => new AuditHit(k.Id, $"“{k.Definition.Name}” counts what is done, not what comes of it.", Replace(v, k.Id, "Name and measure the outcome, pair it (paired_with:), or write vanity: false where it is an outcome")))),
        new("no-counter-metric", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R51", "the catalogue names what to watch while it is moved, and nothing is watched", v => v.Active
            .Where(k => k.Template?.Guardrail is not null && k.Definition.CounterMetrics.Count == 0)
            .Select(k => new AuditHit(k.Id, $"Nothing is watched while it is moved; {k.Template!.Guardrail} usually suffers.", $"Write counter_metrics: [{{kpi: {k.Template!.Guardrail}, tolerance: 3%}}].")), points: 20),
        new("counter-metric-not-in-use", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R51", "what is to be watched is not in use itself", v => v.Active
            .Where(k => k.Definition.CounterMetrics.Any(c => v.ById.ContainsKey(c.Kpi) && !v.IsActive(c.Kpi)))
            .Select(k => new AuditHit(k.Id, "A counter metric of it is not active, so nobody would see it suffer.", "Activate the counter metric, or name another."))),
        new("counter-metric-suffers", RuleScope.Kpi, Severity.Warning, AuditProfile.Align, "R51", "what is watched while it is moved got worse by more than its tolerance (reviews, and kpi audit --targets)", v => v.Active
            .Where(k => k.Counters.Any(c => c.IsBeyond))
            .Select(k => new AuditHit(k.Id, string.Join(" ", k.Counters.Where(c => c.IsBeyond).Select(Suffers)), "Weigh the one against the other; move it less, or find what hurts the counter metric."))),
        Kpi("maintain-without-band", Severity.Warning, AuditProfile.Align, "R20", "it is to stay where it is, and no band says where that is",
            (_, k) => k.Definition.Direction == Direction.Maintain && k.Definition.Band is null, "It is to stay where it is, and nothing says where that is.", "Write band: {low: …, high: …}."),
        Kpi("critical-without-escalation", Severity.Warning, AuditProfile.Align, "R20", "a critical threshold without a time or a role that hears of it",
            (_, k) => k.Definition.Thresholds.Any(t => t.Severity == Severity.Critical && (t.Within is null || t.EscalateTo is null)), "A critical threshold of it says not by when, or who hears of it when nothing is done.", "Write within: and escalate_to: in the threshold."),
        Kpi("action-without-time", Severity.Info, AuditProfile.Strict, "R21", "a threshold's action has no time", (_, k) => k.Definition.Thresholds.Any(t => t.Within is null), "An action has no time by which it is done.", "Write within: in the threshold."),
        Kpi("not-ready", Severity.Warning, AuditProfile.Align, "R35", "active, although it cannot be collected yet", (_, k) => k.Definition.Readiness is { State: not ReadinessState.Ready },
            "It is active, and cannot be collected in full yet.", "Make the change, or pause it: `kpilab kpi pause`.", "governance.readiness_gate"),
        Kpi("readiness-without-plan", Severity.Info, AuditProfile.Align, "R35", "it says not what must change, or how urgent that is", (_, k) => k.Definition.Readiness is { State: not ReadinessState.Ready } r && (r.Change is null || r.Priority is null),
            "It says not what must change before it can be collected, or how urgent that is.", "Write change: and priority: in its readiness."),
        Kpi("no-narrative", Severity.Info, AuditProfile.Strict, "R14", "problem, outcome or method are not told", (_, k) => k.Definition.Narrative is not { Problem: not null, Outcome: not null, Method: not null },
            "Problem, wanted outcome or method are not told.", "Write narrative: {problem: …, outcome: …, method: …}."),
        Kpi("no-decision-rights", Severity.Info, AuditProfile.Strict, "R11", "nobody knows what its owner may decide", (_, k) => k.Definition.DecisionRights is null, "Nobody knows what its owner may decide.", "Write decision_rights:."),
        Kpi("no-contributors", Severity.Info, AuditProfile.Strict, "R22", "nobody besides the owner is named", (_, k) => k.Definition.Contributors.Count == 0, "Nobody besides its owner is named as moving it.", "Write contributors:."),
        Kpi("no-provenance", Severity.Info, AuditProfile.Strict, "R13, R59", "nobody vouches for its data", (_, k) => k.Definition.Provenance is null, "It does not say where its data come from and who vouches for them.", "Write provenance:."),
        Kpi("no-key-result", Severity.Info, AuditProfile.Strict, "R6", "its goal has key results, and it is primary (or of no tier) and names none",
            (v, k) => k.Definition is { Tier: Tier.Primary or null, KeyResult: null } && v.GoalOf(k)?.Okr is { KeyResults.Count: > 0 }, "Its goal has key results, and it names none.", "Write key_result:."),
        Kpi("appraisal-without-counter-metric", Severity.Critical, AuditProfile.Start, "R64", "people are appraised by it, and nothing is watched that could suffer", (_, k) => k.Definition is { Appraisal: true, CounterMetrics.Count: 0 },
            "People are appraised by it, and nothing that could suffer is watched: it will be gamed (Goodhart).", "Write counter_metrics:, or do not appraise by it."),
    ];

    internal static GovernanceRule Kpi(
        string code, Severity severity, AuditProfile from, string requirement, string summary, Func<GovernanceView, KpiRecord, bool> breaks, string sentence, string remedy, string? setting = null, int? points = null)
        => new(code, RuleScope.Kpi, severity, from, requirement, summary, v => v.Active.Where(k => breaks(v, k)).Select(k => new AuditHit(k.Id, sentence, remedy)), setting, points);

    private static bool IsPlainMetric(GovernanceView v, KpiRecord k)
    {
        bool[] has = [v.GoalOf(k) is not null, k.Definition.Target is not null, k.Definition.Benchmark.Count > 0];
        var isStrict = (v.Settings.Vocabulary ?? (v.Settings.Profile == AuditProfile.Strict ? KpiVocabulary.Strict : KpiVocabulary.Lenient)) == KpiVocabulary.Strict;
        return isStrict ? has.Contains(false) : !has.Contains(true);
    }

    private static bool IsQualitative(KpiRecord k)
        => k.Metric?.Measure.Type is not (MeasureType.Proportion or MeasureType.Ratio) && Array.Exists(QualitativeWords, w => k.Id.Split('_').Contains(w) || k.Definition.Name.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static string Suffers(CounterReading c)
    {
        static string Size(double value, bool isRelative) => isRelative ? Invariant($"{value:0.#%}") : Invariant($"{value:0.####}");
        return $"{c.Counter} changed by {(c.Change > 0 ? "+" : "−")}{Size(Math.Abs(c.Change), c.IsRelative)} against the quarter before, where {Size(c.Tolerance, c.IsRelative)} is tolerated{(c.IsInsideNoise ? " (inside noise)" : "")}.";
    }

    private static string Replace(GovernanceView v, string id, string remedy)
        => v.Instead(v.ById[id]) is { Count: > 0 } instead ? $"{remedy}; the catalogue has instead: {string.Join(", ", instead)}." : remedy + ".";
}
