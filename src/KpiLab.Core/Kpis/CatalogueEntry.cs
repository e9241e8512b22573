using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Why a predefined KPI needs care.</summary>
public enum CatalogueCaution
{
    /// <summary>None.</summary>
    None,

    /// <summary>It grows without anything getting better.</summary>
    Vanity,

    /// <summary>It counts what is done, not what comes of it.</summary>
    Activity,

    /// <summary>It shows a state, and is no measure of success.</summary>
    Health,
}

/// <summary>A predefined KPI: a template to adopt.</summary>
/// <param name="Id">Its id, kept when it is adopted.</param>
/// <param name="Name">Its name.</param>
/// <param name="Functions">Who uses it; it is listed under the first.</param>
/// <param name="Formula">How it is computed, in words.</param>
/// <param name="Unit">Unit of its value.</param>
/// <param name="Direction">Which way is better.</param>
/// <param name="Role">What it usually is; a link says what it is to another KPI.</param>
/// <param name="Tier">The tier that it is adopted with.</param>
/// <param name="Cadence">The cadence that it is adopted with.</param>
/// <param name="Caution">Why it needs care.</param>
/// <param name="Awareness">Fit for a goal of awareness, where reach is what is wanted.</param>
/// <param name="Instead">What to measure instead.</param>
/// <param name="Guardrail">What to watch while it is moved.</param>
/// <param name="Segment">What it is broken down by.</param>
/// <param name="Target">A target that the field uses.</param>
/// <param name="Measure">Its measure as written in a definition, without the source; null where it comes ready by period.</param>
/// <param name="Leads">What it usually leads.</param>
[TypeFormatterSource]
public sealed record CatalogueEntry(
    string Id,
    string Name,
    IReadOnlyList<string> Functions,
    string Formula,
    MetricUnit Unit,
    Direction Direction,
    KpiRole Role,
    Tier Tier,
    Cadence Cadence,
    CatalogueCaution Caution,
    bool Awareness,
    IReadOnlyList<string> Instead,
    string? Guardrail,
    string? Segment,
    double? Target,
    string? Measure,
    IReadOnlyList<CatalogueEdge> Leads) : IShowable;

/// <summary>What a predefined KPI usually leads.</summary>
/// <param name="From">The leading KPI.</param>
/// <param name="To">The lagging one.</param>
/// <param name="Expect">Which way the outcome follows.</param>
/// <param name="Lag">Lags to begin with, as written in a definition.</param>
[TypeFormatterSource]
public sealed record CatalogueEdge(string From, string To, ExpectedSign Expect, string Lag);
