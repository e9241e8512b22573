using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>The end of the trail within one writing transaction: what is recorded here is recorded with its audit row or not at all.</summary>
/// <remarks>
/// A transaction has one moment, later than every moment before it. When the clock stands behind the trail (it was set back, or was ahead
/// once), the moment is a microsecond after the last one, and the audit rows quote what the clock said.
/// </remarks>
internal sealed class AuditTrail
{
    /// <summary>What the first row names as the hash before it.</summary>
    public static readonly string Genesis = new('0', 64);

    private readonly StoreSession _session;
    private readonly string _workspace;
    private readonly DateTimeOffset _clock;
    private readonly bool _behind;
    private long _sequence;
    private string _hash;

    /// <summary>The trail of a workspace, from its last row on.</summary>
    /// <exception cref="EngineException">The last row is not what was stored: nothing is added to a broken trail.</exception>
    public AuditTrail(StoreSession session, string workspace, DateTimeOffset now)
    {
        _session = session;
        _workspace = workspace;
        _clock = ToMicroseconds(now);
        At = _clock;
        _hash = Genesis;
        if (session.First("audit", "SELECT * FROM audit WHERE workspace_id = @w ORDER BY sequence DESC LIMIT 1", ("@w", workspace)) is not { } last)
        {
            return;
        }

        if (AuditRow.Fault(last) is { } fault)
        {
            throw new EngineException(Invariant(
                $"the audit trail's last row, {last.Integer("sequence")}, {fault}, so nothing was stored; run `kpilab audit verify`, and restore the store from a backup"));
        }

        _sequence = last.Integer("sequence");
        _hash = last.Text("content_hash");
        var before = last.Time("at");
        if (At <= before)
        {
            _behind = At < before;
            At = before.AddMicroseconds(1);
        }
    }

    /// <summary>The transaction's moment.</summary>
    public DateTimeOffset At { get; }

    /// <summary>A new id, ordered by time.</summary>
    public string NewId() => Guid.CreateVersion7(At).ToString();

    /// <summary>Stores a row together with the audit row that vouches for it.</summary>
    public Row Record(Content content, string actor, string @event, string subject, params (string Name, JsonNode? Value)[] details)
    {
        var columns = new Dictionary<string, object?>(StringComparer.Ordinal) { ["workspace_id"] = _workspace, ["id"] = NewId() };
        foreach (var (name, value) in content.Columns)
        {
            columns.Add(name, value);
        }

        columns.Add("content_hash", content.ContentHash);
        columns.Add("hash_format", (long)Row.HashFormat);
        columns.Add("at", Row.TimeText(At));
        columns.Add("actor", actor);
        columns.Add("audit_sequence", _sequence + 1);
        var row = new Row(content.Table, columns);
        var hash = row.Hash();
        columns.Add("revision", Row.RevisionOf(hash));
        _session.Insert(row);
        Append(actor, @event, subject, [
            ("table", content.Table), ("row", row.Text("id")), ("rowHash", hash), ("contentHash", content.ContentHash), .. details]);
        return row;
    }

    /// <summary>Adds an audit row.</summary>
    public void Append(string actor, string @event, string subject, params (string Name, JsonNode? Value)[] details)
    {
        var payload = new JsonObject();
        foreach (var (name, value) in details)
        {
            payload.Add(name, value);
        }

        if (_behind)
        {
            payload.Add("clockSaid", Row.TimeText(_clock));
        }

        var columns = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["workspace_id"] = _workspace,
            ["id"] = NewId(),
            ["sequence"] = ++_sequence,
            ["at"] = Row.TimeText(At),
            ["actor"] = actor,
            ["event"] = @event,
            ["subject"] = subject,
            ["payload"] = CanonicalJson.Serialize(payload),
            ["previous_hash"] = _hash,
            ["hash_format"] = (long)Row.HashFormat,
        };
        var row = new Row("audit", columns);
        _hash = AuditRow.Hash(row);
        columns.Add("content_hash", _hash);
        columns.Add("revision", Row.RevisionOf(_hash));
        _session.Insert(row);
    }

    private static DateTimeOffset ToMicroseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
