using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What the store knows of a link.</summary>
/// <param name="Definition">The link as declared.</param>
/// <param name="Checks">Its checks, oldest first; each with its <c>memory</c> and the <c>check</c> as it was reported.</param>
/// <param name="Ledger">Its forecasts.</param>
[TypeFormatterSource]
public sealed record LinkRecord(LinkDefinition Definition, IReadOnlyList<JournalEntry> Checks, ForecastLedger Ledger) : IShowable
{
    /// <summary>Unit of the outcome; null where it is defined no more.</summary>
    public MetricUnit? Unit { get; init; }
}

/// <summary><c>link show</c></summary>
internal static class ShowLink
{
    public static async Task<LinkRecord> RunAsync(Session session, string id, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var link = CheckLinks.Wanted(registry.Definitions, [id])[0];
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        var journal = store is null ? LinkJournal.Empty : await LinkJournal.ReadAsync(store, cancellation);
        return new LinkRecord(link, journal.Checks(id), journal.Ledger(id, CheckLinks.MeasureHash(link.To, registry.Definitions)))
        {
            Unit = registry.Definitions.Kpis.FirstOrDefault(k => k.Id == link.To)?.Unit,
        };
    }
}
