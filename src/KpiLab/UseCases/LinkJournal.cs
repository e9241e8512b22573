using KpiLab.Core;

namespace KpiLab;

/// <summary>What the journal knows of links: checks, forecasts, scores.</summary>
internal sealed class LinkJournal
{
    private readonly ILookup<string, JournalEntry> _checks;
    private readonly ILookup<string, JournalEntry> _forecasts;
    private readonly ILookup<string, JournalEntry> _scores;

    private LinkJournal(IReadOnlyList<JournalEntry> checks, IReadOnlyList<JournalEntry> forecasts, IReadOnlyList<JournalEntry> scores)
    {
        _checks = checks.ToLookup(e => e.Subject, StringComparer.Ordinal);
        _forecasts = forecasts.ToLookup(e => e.Subject, StringComparer.Ordinal);
        _scores = scores.ToLookup(e => e.Subject, StringComparer.Ordinal);
    }

    public static LinkJournal Empty { get; } = new([], [], []);

    public static string Subject(string link) => $"link/{link}";

    public static async Task<LinkJournal> ReadAsync(IStore store, CancellationToken cancellation) => new(
        await store.JournalAsync(CheckLinks.Kind, cancellation: cancellation),
        await store.JournalAsync(LedgerKeeper.ForecastKind, cancellation: cancellation),
        await store.JournalAsync(LedgerKeeper.ScoreKind, cancellation: cancellation));

    /// <summary>Checks of a link, oldest first.</summary>
    public IReadOnlyList<JournalEntry> Checks(string link) => [.. _checks[Subject(link)]];

    /// <summary>The memory of the newest check.</summary>
    public LinkMemory? Newest(string link) => Remembered(link) is [.., var last] ? last : null;

    /// <summary>The revision of the newest check; empty when there is none.</summary>
    public string Revision(string link) => Checks(link) is [.., var last] ? last.Revision : "";

    /// <summary>The memory of the newest check that looked from no later than a moment, and of the one before it.</summary>
    public (LinkMemory? Last, LinkMemory? Before) Memories(string link, DateTimeOffset asOf)
    {
        var until = Remembered(link).FindAll(m => m.AsOf <= asOf);
        return (until is [.., var last] ? last : null, until is [.., var before, _] ? before : null);
    }

    /// <summary>Forecasts of a link so far.</summary>
    public ForecastLedger Ledger(string link, string outcomeHash) => LedgerKeeper.Read(_forecasts[Subject(link)], _scores[Subject(link)], outcomeHash);

    // An early version kept looks from days to come, which would stand before every look until then.
    private List<LinkMemory> Remembered(string link)
        => [.. Checks(link).Select(e => (Memory: Memory(e), e.At)).Where(c => c.Memory.AsOf <= c.At).Select(c => c.Memory)];

    private static LinkMemory Memory(JournalEntry entry) => LinkMemory.Of(entry.Content["memory"]!.AsObject());
}
