using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a rule of the audit is about.</summary>
public enum RuleScope
{
    /// <summary>A KPI.</summary>
    Kpi,

    /// <summary>A goal.</summary>
    Goal,

    /// <summary>A team, or a team on a goal.</summary>
    Team,

    /// <summary>An owner.</summary>
    Owner,

    /// <summary>A link.</summary>
    Link,

    /// <summary>The whole set.</summary>
    Workspace,
}

/// <summary>A rule of the audit of a workspace.</summary>
public sealed class GovernanceRule
{
    internal GovernanceRule(string code, RuleScope scope, Severity severity, AuditProfile from, string requirement, string summary, Func<GovernanceView, IEnumerable<AuditHit>> find, string? setting = null, int? points = null)
    {
        (Code, Scope, Severity, From, Requirement, Summary, Find, Setting) = (code, scope, severity, from, requirement, summary, find, setting);
        Points = points ?? PointsOf(severity);
    }

    /// <summary>Kebab-case and stable.</summary>
    public string Code { get; }

    /// <summary>What it is about.</summary>
    public RuleScope Scope { get; }

    /// <summary>How much a finding of it weighs.</summary>
    public Severity Severity { get; }

    /// <summary>The first profile that asks for it.</summary>
    public AuditProfile From { get; }

    /// <summary>The requirement that it comes from.</summary>
    public string Requirement { get; }

    /// <summary>When it fires, in a line.</summary>
    public string Summary { get; }

    /// <summary>The setting that moves its limit; null where it has none.</summary>
    public string? Setting { get; }

    /// <summary>Points that a finding takes from the score.</summary>
    public int Points { get; }

    internal Func<GovernanceView, IEnumerable<AuditHit>> Find { get; }

    /// <summary>Points of a severity, where a rule has none of its own.</summary>
    public static int PointsOf(Severity severity) => severity switch
    {
        Severity.Critical => 25,
        Severity.Warning => 10,
        _ => 2,
    };
}

/// <summary>A finding of the audit, with its rule and what it takes from the score.</summary>
[TypeFormatterSource]
public sealed record GovernanceFinding(GovernanceRule Rule, Finding Finding, int Points);

/// <summary>A score with its terms: 100 less the points of the findings, a subject.</summary>
/// <param name="Subject">A KPI, a goal, or the workspace.</param>
/// <param name="Scope">Which of these.</param>
/// <param name="Points">Points of its findings, and of those of its KPIs.</param>
/// <param name="Subjects">KPIs and goals that share them.</param>
[TypeFormatterSource]
public sealed record GovernanceScore(string Subject, RuleScope Scope, int Points, int Subjects)
{
    /// <summary>From 0 to 100.</summary>
    public double Value => Math.Max(0, 100 - ((double)Points / Math.Max(1, Subjects)));

    /// <summary>The terms in figures.</summary>
    public string Terms => Subjects <= 1 ? Invariant($"100 − {Points}") : Invariant($"100 − {Points} / {Subjects}");
}
