using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>An audit row's own hash: SHA-256 over the hash before it, followed by the row's canonical JSON, as UTF-8.</summary>
internal static class AuditRow
{
    public static string Hash(Row row) => CanonicalJson.Hash(row.Text("previous_hash") + CanonicalJson.Serialize(new JsonObject
    {
        ["actor"] = row.Text("actor"),
        ["at"] = row.Text("at"),
        ["event"] = row.Text("event"),
        ["format"] = row.Integer("hash_format"),
        ["id"] = row.Text("id"),
        ["payload"] = row.Json("payload"),
        ["sequence"] = row.Integer("sequence"),
        ["subject"] = row.Text("subject"),
        ["workspace"] = row.Text("workspace_id"),
    }));

    /// <summary>What is wrong with a row by itself, to follow "row 7 …"; null when it is whole.</summary>
    public static string? Fault(Row row)
    {
        try
        {
            if (row.Integer("hash_format") != Row.HashFormat)
            {
                return Invariant($"says hash format {row.Integer("hash_format")}, which this version does not know");
            }

            if (Row.TryTime(row.Text("at")) is null || CanonicalJson.Serialize(row.Json("payload")) != row.Text("payload"))
            {
                return "was changed: it is not as the store writes rows";
            }

            var hash = Hash(row);
            return hash == row.Text("content_hash") && row.Revision == Row.RevisionOf(hash) ? null : "was changed: its hash does not fit its content";
        }
        catch (EngineException)
        {
            return "was changed: it cannot be read";
        }
    }

    public static AuditEntry Entry(Row row) => new(
        row.Integer("sequence"), row.Time("at"), row.Text("actor"), row.Text("event"), row.Text("subject"), row.Json("payload"),
        row.Text("previous_hash"), row.Text("content_hash"));
}
