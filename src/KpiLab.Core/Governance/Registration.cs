using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>When an experiment's terms were fixed, relative to its first exposure.</summary>
public enum RegistrationState
{
    /// <summary>Applied before the first exposure.</summary>
    Registered,

    /// <summary>Applied after it.</summary>
    Late,

    /// <summary>Never applied.</summary>
    Unregistered,
}

/// <summary>An experiment's terms as they were applied: KPI, direction, minimum effect, guardrails, look plan and rule under one hash.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Version">1 for the first registration; an amendment is a new version.</param>
/// <param name="TermsHash">Hash of the frozen terms.</param>
/// <param name="DefinitionHash">Content hash of the definition at that time.</param>
/// <param name="At">The store's clock.</param>
/// <param name="Actor">Who applied it.</param>
[TypeFormatterSource]
public sealed record Registration(string ExperimentId, int Version, string TermsHash, string DefinitionHash, DateTimeOffset At, string Actor) : IShowable;

/// <summary>A look at an experiment's data.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Number">1, 2, …; a repeated look on the same data keeps its number.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Actor">Who.</param>
/// <param name="TermsHash">Terms that were analysed.</param>
/// <param name="DataHash">Fingerprint of the data that were seen.</param>
/// <param name="Units">Units analysed.</param>
[TypeFormatterSource]
public sealed record Look(string ExperimentId, int Number, DateTimeOffset At, string Actor, string TermsHash, string DataHash, long Units) : IShowable;
