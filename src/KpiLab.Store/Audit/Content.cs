using System.Text.Json.Nodes;

namespace KpiLab.Store;

/// <summary>Something to keep: its table, its own columns, and the content its hash is over.</summary>
/// <param name="Table">Where.</param>
/// <param name="Columns">The table's own columns; those every table has are added by <see cref="AuditTrail.Record"/>.</param>
/// <param name="ContentHash">SHA-256 over the canonical JSON of the content.</param>
internal sealed record Content(string Table, IReadOnlyList<(string Name, object Value)> Columns, string ContentHash)
{
    /// <summary>The tables the trail vouches for.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["workspace", "definitions", "registrations", "looks", "analyses", "journal"];

    /// <summary>Columns that hold whole numbers, in whatever table; all others hold text.</summary>
    public static IReadOnlySet<string> NumberColumns { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "audit_sequence", "hash_format", "look_number", "number", "removed", "sequence", "units", "version",
    };

    /// <summary>A look has no document of its own: its content is what was looked at.</summary>
    public static JsonObject OfLook(string experiment, long number, string termsHash, string dataHash, long units) => new()
    {
        ["dataHash"] = dataHash,
        ["experiment"] = experiment,
        ["number"] = number,
        ["termsHash"] = termsHash,
        ["units"] = units,
    };
}
