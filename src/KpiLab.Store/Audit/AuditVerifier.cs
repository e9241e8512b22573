using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>Reads a whole trail, and the rows it vouches for beside it, and names the first audit row that does not fit.</summary>
internal sealed class AuditVerifier
{
    private readonly StoreSession _session;
    private readonly string _workspace;
    private long? _broken;
    private string _fault = "";

    private AuditVerifier(StoreSession session, string workspace)
    {
        _session = session;
        _workspace = workspace;
    }

    public static AuditVerification Verify(StoreSession session, string workspace, AuditHead? expected) => new AuditVerifier(session, workspace).Verify(expected);

    private AuditVerification Verify(AuditHead? expected)
    {
        var recorded = Content.Tables.Select(t => new RecordedRows(_session, t, _workspace)).ToList();
        try
        {
            long rows = 0, sequence = 0;
            var hash = AuditTrail.Genesis;
            string? atExpected = null;
            foreach (var row in _session.Stream("audit", "SELECT * FROM audit WHERE workspace_id = @w ORDER BY sequence, id", ("@w", _workspace)))
            {
                rows++;
                if (_broken is null)
                {
                    CheckRow(row, sequence, hash);
                }

                if (_broken is null)
                {
                    CheckRecorded(row, recorded);
                }

                sequence = row.Columns.GetValueOrDefault("sequence") as long? ?? sequence;
                hash = row.Columns.GetValueOrDefault("content_hash") as string ?? "";
                if (expected is not null && sequence == expected.Sequence)
                {
                    atExpected = hash;
                }
            }

            if (_broken is null)
            {
                CheckEnd(rows, sequence, recorded);
            }

            if (_broken is null && expected is not null)
            {
                CheckHead(expected, sequence, atExpected);
            }

            var head = new AuditHead(_workspace, sequence, hash);
            var sentence = _broken is not null ? _fault
                : expected is null ? Invariant($"the audit trail is whole: {rows} rows, each fitting the one before, and every stored row is as it was recorded")
                : Invariant($"the audit trail is whole and contains the head of row {expected.Sequence}: {rows} rows, and every stored row is as it was recorded");
            return new AuditVerification(rows, _broken, sentence, head);
        }
        finally
        {
            recorded.ForEach(r => r.Dispose());
        }
    }

    private void CheckRow(Row row, long before, string hashBefore)
    {
        var expected = before + 1;
        if (row.Columns.GetValueOrDefault("sequence") is not long sequence)
        {
            Break(expected, Invariant($"audit row {expected} was changed: it cannot be read"));
        }
        else if (sequence > expected)
        {
            var missing = sequence - 1 == expected ? Invariant($"audit row {expected} is missing") : Invariant($"audit rows {expected} to {sequence - 1} are missing");
            Break(expected, missing);
        }
        else if (sequence < expected)
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
    private void CheckRecorded(Row audit, List<RecordedRows> recorded)
    {
        var sequence = audit.Integer("sequence");
        var payload = audit.Json("payload");
        var named = Text(payload, "table");
        foreach (var table in recorded)
        {
            var found = table.UpTo(sequence);
            if (table.Name != named)
            {
                if (found.Count > 0)
                {
                    Break(sequence, Invariant($"a row of {table.Name} says audit row {sequence} recorded it, which it did not"));
                }
            }
            else if (found.Count == 0)
            {
                Break(sequence, Invariant($"the row of {table.Name} that audit row {sequence} recorded ({audit.Text("subject")}) is gone"));
            }
            else if (found.Count > 1)
            {
                Break(sequence, Invariant($"more than one row of {table.Name} says audit row {sequence} recorded it"));
            }
            else if (Differs(found[0], payload, audit) is { } what)
            {
                Break(sequence, Invariant($"the row of {table.Name} that audit row {sequence} recorded ({audit.Text("subject")}) was changed: {what}"));
            }

            if (_broken is not null)
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

    private void CheckEnd(long rows, long sequence, List<RecordedRows> recorded)
    {
        if (rows == 0)
        {
            Break(1, "the audit trail is gone");
        }
        else if (recorded.SelectMany(t => t.UpTo(long.MaxValue)).MinBy(r => r.Columns.GetValueOrDefault("audit_sequence")) is { } row)
        {
            Break(sequence + 1, Invariant(
                $"a row of {row.Table} was recorded by audit row {row.Columns.GetValueOrDefault("audit_sequence")}, which is not there: the trail ends at {sequence} and was cut"));
        }
    }

    private void CheckHead(AuditHead expected, long last, string? hash)
    {
        if (expected.WorkspaceId != _workspace)
        {
            Break(1, Invariant($"the head is of workspace {expected.WorkspaceId}, this is workspace {_workspace}: the store was replaced, or the head belongs to another"));
        }
        else if (expected.Sequence > last)
        {
            Break(last + 1, Invariant($"the head names audit row {expected.Sequence}, the trail ends at {last}: its tail was cut"));
        }
        else if (hash != expected.Hash)
        {
            Break(expected.Sequence, Invariant($"audit row {expected.Sequence} is not the row the head was taken from: the trail was rewritten there or before"));
        }
    }

    private static string? Text(JsonObject payload, string member) => payload[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private void Break(long sequence, string fault)
    {
        _broken = sequence;
        _fault = fault;
    }
}
