using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>The result stands, but reads differently because of it.</summary>
    Warning,

    /// <summary>The result must not be acted on.</summary>
    Critical,
}

/// <summary>Something that an analyst must know about a result; it travels with the result.</summary>
/// <param name="Code">Kebab-case and stable, e.g. <c>sample-ratio-mismatch</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Sentence">What was found, with its numbers.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Subject">What it is about: a KPI, variant, segment or source id; null for the whole.</param>
[TypeFormatterSource]
public sealed record Finding(string Code, Severity Severity, string Sentence, string Remedy, string? Subject = null) : IShowable;
