using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>Reads a store's file from its beginning to its end, and refuses it at the first row that does not fit.</summary>
/// <remarks>A few rows are held at a time, and no line longer than 64 MiB is read: neither a large file nor a bomb costs memory.</remarks>
internal sealed class StoreFileReader(string path, string? keyFingerprint)
{
    private const int LongestLine = 64 * 1024 * 1024;
    private const string Remedy = "use an unaltered file written by `kpilab export`";
    private int _line;

    /// <summary>Checks the whole file: each line, the chain, the rows it vouches for, the head and its signature, the digest.</summary>
    /// <exception cref="InvalidInputException">It is no such file, or does not fit somewhere: the line is named.</exception>
    public ImportReceipt Verify(CancellationToken cancellation)
    {
        AuditCheck? check = null;
        var recorded = new List<Row>();
        long rows = 0;
        var (workspace, end, digest) = Read(
            (id, row) =>
            {
                check ??= new AuditCheck(id, null);
                rows++;
                if (row.Columns.GetValueOrDefault("workspace_id") as string != id)
                {
                    throw Broken("the row is of another workspace than the file");
                }

                if (row.Table != "audit")
                {
                    recorded.Add(row);
                    return;
                }

                check.Next(row, _ => recorded);
                if (!check.IsWhole)
                {
                    throw Broken(check.End(() => []).Sentence);
                }

                recorded = [];
            },
            cancellation);
        var verified = (check ?? new AuditCheck(workspace, null)).End(() => recorded);
        if (verified.FirstBroken is not null)
        {
            throw Broken(verified.Sentence);
        }

        var signed = AuditHeadFile.Parse(end["head"] as JsonObject, path, keyFingerprint, _line);
        return verified.Head != signed.Head
                ? throw Broken(Invariant($"the head is of audit row {signed.Head.Sequence}, and the trail ends at {verified.Head.Sequence} with another: rows were cut or replaced"))
            : StoreFile.Number(end["rows"]) != rows ? throw Broken(Invariant($"the last line tells of other than {rows} rows"))
            : StoreFile.Text(end["sha256"]) != digest ? throw Broken("the file was changed: its digest does not fit")
            : new ImportReceipt(rows, verified.Head, signed.SignedAt, signed.KeyFingerprint, WasThere: false);
    }

    /// <summary>The rows, once more, one after the other.</summary>
    public IEnumerable<Row> Rows(CancellationToken cancellation)
    {
        _line = 0;
        using var lines = Lines(cancellation).GetEnumerator();
        lines.MoveNext();
        while (lines.MoveNext() && StoreFile.Parse(lines.Current) is { } json && !json.ContainsKey("end"))
        {
            yield return StoreFile.ToRow(json) ?? throw Broken("this is no row of a store");
        }
    }

    private (string Workspace, JsonObject End, string Digest) Read(Action<string, Row> take, CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string? workspace = null;
        JsonObject? end = null;
        long rows = 0;
        foreach (var line in Lines(cancellation))
        {
            var json = StoreFile.Parse(line);
            if (_line == 1)
            {
                workspace = Begin(json);
            }
            else if (end is not null)
            {
                throw Broken("something stands behind the end of the file");
            }
            else if (json?["end"] is JsonObject last)
            {
                end = last;
                continue;
            }
            else if (json is null || StoreFile.ToRow(json) is not { } row)
            {
                throw Broken("this is no row of a store");
            }
            else
            {
                rows++;
                take(workspace!, row);
            }

            digest.AppendData(line);
            digest.AppendData("\n"u8);
        }

        if (workspace is null || end is null)
        {
            throw Broken(workspace is null ? "the file is empty" : Invariant($"the file ends after {rows} rows without its last line: it was cut"));
        }

        return (workspace, end, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private string Begin(JsonObject? json)
    {
        var format = StoreFile.Text(json?["format"]);
        return format is null || !format.StartsWith("kpilab-store/", StringComparison.Ordinal) ? throw Broken("this is no file of a store")
            : format != StoreFile.Format || StoreFile.Number(json!["hashFormat"]) != Row.HashFormat
                ? throw Invalid($"the file is of format {SafeName(format)}, and this version reads {StoreFile.Format}", "use the version of KpiLab that wrote it, or a newer one")
            : StoreFile.Text(json["workspaceId"]) ?? throw Broken("the file names no workspace");
    }

    private static string SafeName(string format) => format.Length > 40 ? format[..40] + "…" : format;

    private IEnumerable<byte[]> Lines(CancellationToken cancellation)
    {
        using var file = Open();
        using var stream = Uncompressed(file);
        var buffer = new byte[64 * 1024];
        var line = new MemoryStream();
        while (Fill(stream, buffer) is > 0 and var length)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var start = 0; start < length;)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', start, length - start);
                line.Write(buffer, start, (end < 0 ? length : end) - start);
                if (line.Length > LongestLine)
                {
                    _line++;
                    throw Broken("the line is longer than a row can be");
                }

                if (end < 0)
                {
                    break;
                }

                _line++;
                yield return line.ToArray();
                line.SetLength(0);
                start = end + 1;
            }
        }

        if (line.Length > 0)
        {
            _line++;
            throw Broken("the file ends in the middle of a line: it was cut");
        }
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Invalid("the file cannot be read", "name a file written by `kpilab export`");
        }
    }

    private static Stream Uncompressed(FileStream file)
    {
        var isCompressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private int Fill(Stream stream, byte[] buffer)
    {
        try
        {
            return stream.Read(buffer, 0, buffer.Length);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            _line++;
            throw Broken("the file is damaged: it cannot be unpacked from here on");
        }
    }

    private InvalidInputException Broken(string message) => Invalid(message, Remedy);

    private InvalidInputException Invalid(string message, string remedy) => new([new Problem(path, _line, "", message, remedy)]);
}
