using System.Globalization;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>The governance of KPIs: audit of a portfolio, deviations and the actions on them, metrics retired against added.</summary>
internal static class GovernanceCalculators
{
    private const string Page = "docs/governance.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "portfolio_audit", "Is the set of KPIs small, owned, tied to goals, validated and acted upon?", Page,
            """
            {"portfolio": {"as_of": "2026-06-15", "goals": [{"id": "g1"}], "kpis": [{"id": "revenue", "goal": "g1", "team": "t1", "tier": "primary", "role": "lagging",
              "owner": "somebody", "formula": "a / b", "source": "warehouse", "cadence": "monthly", "hypothesis": "h", "target": {"value": 1, "due": "2026-12-31"},
              "action_on_deviation": "audit", "public": true, "last_review": "2026-05-20"}]}}
            """,
            i => Portfolio(i.Object("portfolio")),
            i => Audit(i), static () => CalcJson.Default.PortfolioAuditOutput),
        Calculator.Define(
            "deviation_trigger", "Periods that cross a threshold, and the share that was acted on", Page,
            """{"series": {"y": [100, 95, 76, null, 80]}, "params": {"rule": {"type": "relative_drop", "threshold": 0.2}, "executed_at": [2]}}""",
            i => (Series: Gappy(i.Object("series")), Rule: Rule(i.Object("params").Object("rule")), Executed: i.Object("params").Has("executed_at") ? i.Object("params").Counts("executed_at") : []),
            i => Deviations(i.Series, i.Rule, i.Executed), static () => CalcJson.Default.DeviationOutput),
        Calculator.Define(
            "dashboard_noise", "Metrics retired against added over a span of days", Page,
            """{"events": [{"date": "2026-01-01", "kpi": "a", "event": "added"}, {"date": "2026-02-10", "kpi": "a", "event": "retired"}], "params": {"from": "2026-01-01", "to": "2026-03-31"}}""",
            i => (Events: i.Objects("events").SelectMany(Event).ToList(), From: Date(i.Object("params"), "from"), To: To(i.Object("params"))),
            i => Noise(DashboardNoise.Between(i.Events, i.From, i.To)), static () => CalcJson.Default.DashboardNoiseOutput),
    ];

    private static Estimable<PortfolioAuditOutput> Audit(Portfolio portfolio)
    {
        AuditFindingOutput[] findings = [.. PortfolioAudit.Run(portfolio)
            .Select(f => new AuditFindingOutput(f.Code, f.Subject!))
            .OrderBy(f => f.Rule, StringComparer.Ordinal).ThenBy(f => f.Subject, StringComparer.Ordinal)];
        return new PortfolioAuditOutput(findings, findings.Length);
    }

    private static Estimable<DeviationOutput> Deviations(double?[] series, DeviationRule rule, long[] executed)
    {
        int[] triggered = [.. rule.Triggered(series)];
        var acted = triggered.Count(t => executed.Contains(t));
        return new DeviationOutput(triggered, acted, triggered.Length == 0 ? null : (double)acted / triggered.Length);
    }

    private static Estimable<DashboardNoiseOutput> Noise(DashboardNoise n)
        => new DashboardNoiseOutput(n.ActiveAtStart, n.Added, n.Retired, n.NetChange, n.ActiveAtEnd, n.RetiredPerAdded);

    private static Portfolio Portfolio(CalcInput i)
    {
        var limits = i.Has("config") ? Limits(i.Object("config")) : new AuditLimits();
        var goals = i.Has("goals") ? i.Objects("goals").Select(g => new PortfolioGoal(g.Text("id"), Optional(g, "name"))).ToList() : [];
        return new Portfolio(Date(i, "as_of"), limits, goals, [.. i.Objects("kpis").Select(Kpi)]);
    }

    private static AuditLimits Limits(CalcInput i)
    {
        var d = new AuditLimits();
        var range = i.Has("secondary_range") ? i.Counts("secondary_range") : [d.FewestSecondary, d.MostSecondary];
        return range.Length == 2 && range[0] <= range[1]
            ? new AuditLimits(
                i.Small("max_primary_per_goal_per_team", d.MaxPrimary),
                i.Small("max_public_per_goal", d.MaxPublic),
                i.Small("validation_max_age_days", d.ValidationMaxAgeDays),
                i.Small("review_max_age_days", d.ReviewMaxAgeDays),
                (int)Math.Min(range[0], int.MaxValue),
                (int)Math.Min(range[1], int.MaxValue),
                i.Number("min_execution_rate", d.MinExecutionRate))
            : throw i.Refuse("secondary_range", "is not a range; write the least and the most, such as [3, 5]");
    }

    private static PortfolioKpi Kpi(CalcInput k)
    {
        var target = k.Has("target") ? k.Object("target") : (CalcInput?)null;
        return new PortfolioKpi(
            k.Text("id"),
            Optional(k, "goal"),
            Optional(k, "team"),
            Word(k, "tier", ("primary", Tier.Primary), ("secondary", Tier.Secondary), ("health", Tier.Health), ("supporting", Tier.Supporting)),
            Word(k, "role", ("leading", KpiRole.Leading), ("lagging", KpiRole.Lagging), ("coincident", KpiRole.Coincident)),
            Word(k, "status", ("candidate", KpiState.Candidate), ("trial", KpiState.Trial), ("active", KpiState.Active), ("paused", KpiState.Paused), ("retired", KpiState.Retired)) ?? KpiState.Active,
            Optional(k, "owner"),
            Optional(k, "formula"),
            Optional(k, "source"),
            Optional(k, "cadence"),
            Optional(k, "hypothesis"),
            target is { } t && t.Has("value") ? t.Number("value") : null,
            target is { } u && Optional(u, "due") is not null ? Date(u, "due") : null,
            Optional(k, "action_on_deviation"),
            k.Flag("public", absent: false),
            Optional(k, "last_review") is null ? null : Date(k, "last_review"),
            k.Has("feeds") ? k.Texts("feeds") : [],
            Validation(k),
            k.Has("deviations") ? Actions(k.Object("deviations")) : null,
            k.Flag("vanity", absent: false),
            Optional(k, "paired_with"));
    }

    private static LeadValidation? Validation(CalcInput k)
    {
        if (!k.Has("validation"))
        {
            return null;
        }

        var v = k.Object("validation");
        return Optional(v, "date") is null
            ? null
            : new LeadValidation(Date(v, "date"), Word(
                v, "verdict", ("Keep", LinkWord.Keep), ("Revalidate", LinkWord.Revalidate), ("Replace", LinkWord.Replace), ("InsufficientEvidence", LinkWord.InsufficientEvidence)) ?? LinkWord.InsufficientEvidence);
    }

    private static ActionCount Actions(CalcInput i)
    {
        var (triggered, executed) = (i.Small("triggered", 0), i.Small("executed", 0));
        return executed <= triggered ? new ActionCount(triggered, executed) : throw i.Refuse("executed", Invariant($"is {executed}, more than the {triggered} that were triggered"));
    }

    private static DeviationRule Rule(CalcInput i)
    {
        var type = i.Choice("type", ("relative_drop", 0), ("relative_rise", 1), ("below", 2), ("above", 3), ("outside", 4));
        switch (type)
        {
            case 0 or 1:
                return new DeviationRule.RelativeChange(i.NotNegative("threshold"), Up: type == 1);
            case 2 or 3:
                return new DeviationRule.Beyond(i.Number(i.Has("value") ? "value" : "threshold"), Above: type == 3);
            default:
                var (low, high) = (i.Number("low"), i.Number("high"));
                return low <= high ? new DeviationRule.Outside(low, high) : throw i.Refuse("low", Invariant($"is {low}, above high {high}"));
        }
    }

    private static IEnumerable<DashboardEvent> Event(CalcInput e)
    {
        // Only what came and went counts: a pause or a note is neither.
        var word = e.Text("event");
        return word is "added" or "retired" ? [new DashboardEvent(Date(e, "date"), e.Text("kpi"), word == "added")] : [];
    }

    private static DateOnly To(CalcInput i)
    {
        var (from, to) = (Date(i, "from"), Date(i, "to"));
        return to >= from ? to : throw i.Refuse("to", Invariant($"is {to:yyyy-MM-dd}, before from {from:yyyy-MM-dd}"));
    }

    private static double?[] Gappy(CalcInput series) => [.. series.Series("y").Select(v => double.IsNaN(v) ? (double?)null : v)];

    private static string? Optional(CalcInput i, string name) => i.Has(name) && i.Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    private static T? Word<T>(CalcInput i, string name, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
        => Optional(i, name) is null ? null : i.Choice(name, words);

    private static DateOnly Date(CalcInput i, string name)
    {
        var text = i.Text(name);
        return DateOnly.TryParseExact(text.Length > 10 ? text[..10] : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw i.Refuse(name, Invariant($"is \"{text}\"; write a date such as 2026-06-15"));
    }
}

/// <summary>Findings of an audit.</summary>
internal sealed record PortfolioAuditOutput(AuditFindingOutput[] Findings, int Count);

/// <summary>A finding.</summary>
internal sealed record AuditFindingOutput(string Rule, string Subject);

/// <summary>Deviations.</summary>
internal sealed record DeviationOutput(
    int[] TriggeredAt, int Executed, double? ExecutionRate);

/// <summary>Retired against added.</summary>
internal sealed record DashboardNoiseOutput(
    int ActiveAtStart,
    int Added,
    int Retired,
    int NetChange,
    int ActiveAtEnd,
    double? RetiredPerAdded);
