using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>Whether audit rows, taken one after the other with the rows they recorded, make a whole trail. It asks nobody: rows come from a store or from a file.</summary>
internal sealed class AuditCheck(string workspace, AuditHead? expected)
{
    private long? _broken;
    private string _fault = "";
    private long _rows;
    private long _sequence;
    private string _hash = AuditTrail.Genesis;
    private string? _atExpected;

    /// <summary>False from the first row on that does not fit.</summary>
    public bool IsWhole => _broken is null;

    public long Rows => _rows;

    /// <summary>The next audit row.</summary>
    /// <param name="audit">The row.</param>
    /// <param name="recorded">The rows, not taken yet, that say this audit row or an earlier one recorded them. Not asked for once something is broken.</param>
    public void Next(Row audit, Func<long, IReadOnlyList<Row>> recorded)
    {
        _rows++;
        if (IsWhole)
        {
            CheckRow(audit, _sequence, _hash);
        }

        if (IsWhole)
        {
            CheckRecorded(audit, recorded(audit.Integer("sequence")));
        }

        _sequence = audit.Columns.GetValueOrDefault("sequence") as long? ?? _sequence;
        _hash = audit.Columns.GetValueOrDefault("content_hash") as string ?? "";
        if (expected is not null && _sequence == expected.Sequence)
        {
            _atExpected = _hash;
        }
    }

    /// <summary>After the last row.</summary>
    /// <param name="remaining">Rows that no audit row took.</param>
    public AuditVerification End(Func<IEnumerable<Row>> remaining)
    {
        if (IsWhole)
        {
            CheckEnd(remaining());
        }

        if (IsWhole && expected is not null)
        {
            CheckHead(expected);
        }

        var sentence = !IsWhole ? _fault
            : expected is null ? Invariant($"the audit trail is whole: {_rows} rows, each fitting the one before, and every stored row is as it was recorded")
            : Invariant($"the audit trail is whole and contains the head of row {expected.Sequence}: {_rows} rows, and every stored row is as it was recorded");
        return new AuditVerification(_rows, _broken, sentence, new AuditHead(workspace, _sequence, _hash));
    }

    private void CheckRow(Row row, long before, string hashBefore)
    {
        var next = before + 1;
        if (row.Columns.GetValueOrDefault("sequence") is not long sequence)
        {
            Break(next, Invariant($"audit row {next} was changed: it cannot be read"));
        }
        else if (sequence > next)
        {
            var missing = sequence - 1 == next ? Invariant($"audit row {next} is missing") : Invariant($"audit rows {next} to {sequence - 1} are missing");
            Break(next, missing);
        }
        else if (sequence < next)
        {
            Break(sequence, Invariant($"audit row {sequence} is there more than once, or before the beginning"));
        }
        else if (AuditRow.Fault(row) is { } fault)
        {
            Break(sequence, Invariant($"audit row {sequence} {fault}"));
        }
        else if (row.Text("previous_hash") != hashBefore)
        {
            Break(sequence, Invariant($"audit row {sequence} does not follow the row before it: one of the two was replaced"));
        }
    }

    // What audit row n recorded is what the tables hold under n: no row changed, none gone, none added.
    private void CheckRecorded(Row audit, IReadOnlyList<Row> recorded)
    {
        var sequence = audit.Integer("sequence");
        var payload = audit.Json("payload");
        var named = Text(payload, "table");
        foreach (var table in Content.Tables)
        {
            var found = recorded.Where(r => r.Table == table).ToList();
            if (table != named)
            {
                if (found.Count > 0)
                {
                    Break(sequence, Invariant($"a row of {table} says audit row {sequence} recorded it, which it did not"));
                }
            }
            else if (found.Count == 0)
            {
                Break(sequence, Invariant($"the row of {table} that audit row {sequence} recorded ({audit.Text("subject")}) is gone"));
            }
            else if (found.Count > 1)
            {
                Break(sequence, Invariant($"more than one row of {table} says audit row {sequence} recorded it"));
            }
            else if (Differs(found[0], payload, audit) is { } what)
            {
                Break(sequence, Invariant($"the row of {table} that audit row {sequence} recorded ({audit.Text("subject")}) was changed: {what}"));
            }

            if (!IsWhole)
            {
                return;
            }
        }
    }

    private static string? Differs(Row row, JsonObject payload, Row audit)
    {
        try
        {
            var hash = row.Hash();
            if (hash != Text(payload, "rowHash"))
            {
                return "its hash is not the recorded one";
            }

            if (row.Revision != Row.RevisionOf(hash))
            {
                return "its revision is not the one that belongs to it";
            }

            var content = row.Table == "looks"
                ? Content.OfLook(row.Text("experiment_id"), row.Integer("number"), row.Text("terms_hash"), row.Text("data_hash"), row.Integer("units"))
                : row.Json("content");
            return CanonicalJson.Hash(content) != row.Text("content_hash") || row.Text("content_hash") != Text(payload, "contentHash")
                ? "its content does not fit its content hash"
                : row.Text("at") != audit.Text("at") || row.Text("actor") != audit.Text("actor") ? "its time or actor is not the recorded one" : null;
        }
        catch (EngineException)
        {
            return "it cannot be read";
        }
    }

    private void CheckEnd(IEnumerable<Row> remaining)
    {
        if (_rows == 0)
        {
            Break(1, "the audit trail is gone");
        }
        else if (remaining.MinBy(r => r.Columns.GetValueOrDefault("audit_sequence")) is { } row)
        {
            Break(_sequence + 1, Invariant(
                $"a row of {row.Table} was recorded by audit row {row.Columns.GetValueOrDefault("audit_sequence")}, which is not there: the trail ends at {_sequence} and was cut"));
        }
    }

    private void CheckHead(AuditHead head)
    {
        if (head.WorkspaceId != workspace)
        {
            Break(1, Invariant($"the head is of workspace {head.WorkspaceId}, this is workspace {workspace}: the store was replaced, or the head belongs to another"));
        }
        else if (head.Sequence > _sequence)
        {
            Break(_sequence + 1, Invariant($"the head names audit row {head.Sequence}, the trail ends at {_sequence}: its tail was cut"));
        }
        else if (_atExpected != head.Hash)
        {
            Break(head.Sequence, Invariant($"audit row {head.Sequence} is not the row the head was taken from: the trail was rewritten there or before"));
        }
    }

    private static string? Text(JsonObject payload, string member) => payload[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private void Break(long sequence, string fault)
    {
        _broken = sequence;
        _fault = fault;
    }
}
