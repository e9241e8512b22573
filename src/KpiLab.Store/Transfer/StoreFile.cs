using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>A store as a file: JSON lines, compressed where the file's name ends in <c>.gz</c>.</summary>
/// <remarks>
/// The first line says what the file is; then come all rows in the order of the audit trail, each recorded row before the audit row that vouches
/// for it; the last line holds the number of rows, the signed head of the trail, and SHA-256 over all bytes before it.
/// </remarks>
internal static class StoreFile
{
    public const string Format = "kpilab-store/1";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes everything of a workspace, whose trail was found whole.</summary>
    public static ExportReceipt Write(StoreSession session, Stream file, AuditHead head, AuditKey key, DateTimeOffset now)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Line(JsonObject json, bool isLast = false)
        {
            var bytes = StrictUtf8.GetBytes(Row.JsonText(json) + "\n");
            if (!isLast)
            {
                digest.AppendData(bytes);
            }

            file.Write(bytes);
        }

        Line(new JsonObject { ["format"] = Format, ["workspaceId"] = head.WorkspaceId, ["exportedAt"] = Row.TimeText(now), ["hashFormat"] = Row.HashFormat });
        long rows = 0;
        var recorded = Content.Tables.Select(t => new RecordedRows(session, t, head.WorkspaceId)).ToList();
        try
        {
            foreach (var audit in session.Stream("audit", "SELECT * FROM audit WHERE workspace_id = @w ORDER BY sequence", ("@w", head.WorkspaceId)))
            {
                foreach (var row in recorded.SelectMany(t => t.UpTo(audit.Integer("sequence"))).Append(audit))
                {
                    rows++;
                    Line(OfRow(row));
                }
            }
        }
        finally
        {
            recorded.ForEach(r => r.Dispose());
        }

        Line(
            new JsonObject
            {
                ["end"] = new JsonObject
                {
                    ["rows"] = rows,
                    ["head"] = AuditHeadFile.Sign(head, key, now),
                    ["sha256"] = Convert.ToHexStringLower(digest.GetHashAndReset()),
                },
            },
            isLast: true);
        return new ExportReceipt(rows, head, key.Fingerprint);
    }

    /// <summary>What packs the bytes of a file of this name; null where they are written as they are.</summary>
    public static GZipStream? Packed(Stream file, string path)
        => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;

    /// <summary>The JSON of a line; null when it is none.</summary>
    public static JsonObject? Parse(byte[] line)
    {
        try
        {
            return Row.TryJson(StrictUtf8.GetString(line));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The row of a line; null when a store could not have written it.</summary>
    /// <remarks>Names of tables and columns end up in statements, so only such as a store has are taken.</remarks>
    public static Row? ToRow(JsonObject line)
    {
        if (line.Count != 2 || Text(line["table"]) is not { } table || (table != "audit" && !Content.Tables.Contains(table)) || line["row"] is not JsonObject row)
        {
            return null;
        }

        var columns = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in row)
        {
            var isNumber = Content.NumberColumns.Contains(name);
            object? read = isNumber ? Number(value) : Text(value);
            if (read is null || name.Length > 63 || !name.All(c => c is (>= 'a' and <= 'z') or '_'))
            {
                return null;
            }

            columns.Add(name, read);
        }

        return new Row(table, columns);
    }

    private static JsonObject OfRow(Row row)
    {
        var columns = new JsonObject();
        foreach (var (name, value) in row.Columns)
        {
            // A column that is null is in no hash, and in no file.
            if (value is not null)
            {
                columns.Add(name, value is long number ? number : (string)value);
            }
        }

        return new JsonObject { ["table"] = row.Table, ["row"] = columns };
    }

    public static long? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    public static string? Text(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // "\ud800": valid JSON, not valid text
        }
    }
}
