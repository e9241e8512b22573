using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A step in the life of a KPI.</summary>
/// <param name="From">State before.</param>
/// <param name="To">State after.</param>
/// <param name="Reason">Why.</param>
/// <param name="Successor">What takes its place; null for nothing.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Actor">Who.</param>
[TypeFormatterSource]
public sealed record KpiTransition(KpiState From, KpiState To, string Reason, string? Successor, DateTimeOffset At, string Actor) : IShowable;

/// <summary>Where a KPI stands, since when, and why.</summary>
/// <param name="State">Its state.</param>
/// <param name="Reason">Why; null where nobody said.</param>
/// <param name="Successor">What takes its place.</param>
/// <param name="Since">Since when; null where it began there and was never applied.</param>
/// <param name="Revision">Revision of the newest transition; empty when there is none.</param>
[TypeFormatterSource]
public sealed record KpiStanding(KpiState State, string? Reason, string? Successor, DateTimeOffset? Since, string Revision) : IShowable
{
    /// <summary>Where the definition says that its life begins.</summary>
    public static KpiStanding Of(KpiDefinition kpi, DateTimeOffset? applied = null)
    {
        ArgumentNullException.ThrowIfNull(kpi);
        return new KpiStanding(kpi.Status, kpi.StatusReason, kpi.Successor, applied, "");
    }
}

/// <summary>The life of a KPI: candidate → trial → active → paused → retired, in legal steps, each on record.</summary>
/// <remarks>The definition says where it begins; after that only the journal tells (kind <c>kpi-state</c>, subject <c>kpi/ID</c>).</remarks>
public static class KpiLifeCycle
{
    /// <summary>Kind of the journal's entries.</summary>
    public const string Kind = "kpi-state";

    /// <summary>States that may follow a state. Nothing follows retirement: what comes back is a new KPI, so that no series means two things.</summary>
    public static IReadOnlyList<KpiState> After(KpiState state) => state switch
    {
        KpiState.Candidate => [KpiState.Trial, KpiState.Retired],
        KpiState.Trial => [KpiState.Active, KpiState.Paused, KpiState.Retired],
        KpiState.Active => [KpiState.Paused, KpiState.Retired],
        KpiState.Paused => [KpiState.Trial, KpiState.Active, KpiState.Retired],
        _ => [],
    };

    /// <summary>What the journal's entries are about.</summary>
    public static string Subject(string kpi) => $"kpi/{kpi}";

    /// <summary>A transition as the journal keeps it.</summary>
    public static NewJournalEntry Entry(string kpi, KpiStanding from, KpiState to, string reason, string? successor)
    {
        ArgumentNullException.ThrowIfNull(from);
        var content = new JsonObject { ["from"] = Word(from.State), ["to"] = Word(to), ["reason"] = reason };
        if (successor is not null)
        {
            content["successor"] = successor;
        }

        return new NewJournalEntry(Kind, Subject(kpi), content, from.Revision);
    }

    /// <summary>A transition as the journal kept it.</summary>
    public static KpiTransition Read(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new KpiTransition(State(entry.Content["from"]), State(entry.Content["to"]), (string)entry.Content["reason"]!, (string?)entry.Content["successor"], entry.At, entry.Actor);
    }

    /// <summary>Where a KPI stands after its newest transition.</summary>
    public static KpiStanding Standing(JournalEntry newest)
    {
        var last = Read(newest);
        return new KpiStanding(last.To, last.Reason, last.Successor, last.At, newest.Revision);
    }

    /// <summary>A state in words.</summary>
    public static string Word(KpiState state) => state.ToString().ToLowerInvariant();

    private static KpiState State(JsonNode? node) => Enum.Parse<KpiState>((string)node!, ignoreCase: true);
}
