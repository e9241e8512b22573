using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A link with everything that its check reads.</summary>
/// <param name="Link">The link as declared.</param>
/// <param name="DefinitionHash">Hash of the link and of its KPIs' measures.</param>
/// <param name="AsOf">The moment that is looked from.</param>
/// <param name="Lead">The leading series.</param>
/// <param name="Outcome">The lagging series.</param>
/// <param name="Series">All series on one calendar, or why they cannot be.</param>
/// <param name="Memory">What the check before left; null at a first one.</param>
/// <param name="Ledger">Forecasts so far.</param>
/// <param name="Causal">Grade C.</param>
/// <param name="Target">Whether the outcome's target is realistic.</param>
/// <param name="Findings">What is known before the check: mechanical relation, late data.</param>
public sealed record LinkCase(
    LinkDefinition Link,
    string DefinitionHash,
    DateTimeOffset AsOf,
    KpiSeries Lead,
    KpiSeries Outcome,
    Estimable<AlignedSeries> Series,
    LinkMemory? Memory,
    ForecastLedger Ledger,
    CausalEvidence Causal,
    TargetRealism? Target,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>The memory of the check before the last one, for an input that repeats the last one.</summary>
    public LinkMemory? Before { get; init; }

    /// <summary>Whether it makes forecasts while it is kept: not once an end of it is retired. Those that are open are scored all the same.</summary>
    public bool MayForecast { get; init; } = true;

    /// <summary>1 for a positive link, −1 for a negative one.</summary>
    public int Sign => SignOf(Link);

    internal static int SignOf(LinkDefinition link) => link.Expect == ExpectedSign.Positive ? 1 : -1;
}
