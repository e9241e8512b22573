using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A rule of the audit.</summary>
/// <param name="Code">Kebab-case and stable.</param>
/// <param name="Severity">How much a finding of it weighs.</param>
/// <param name="Summary">When it fires, in a line.</param>
/// <param name="Find">Subject, sentence and remedy of everything that breaks it.</param>
[TypeFormatterSource]
public sealed record AuditRule(string Code, Severity Severity, string Summary, Func<Portfolio, IEnumerable<AuditHit>> Find)
{
    /// <summary>What breaks this rule.</summary>
    public IEnumerable<Finding> Apply(Portfolio portfolio)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        return Find(portfolio).Select(hit => new Finding(Code, Severity, hit.Sentence, hit.Remedy, hit.Subject));
    }
}

/// <summary>One thing that breaks a rule.</summary>
[TypeFormatterSource]
public readonly record struct AuditHit(string Subject, string Sentence, string Remedy);
