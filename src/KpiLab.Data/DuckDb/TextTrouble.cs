using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Looks through text files that DuckDB could not read, for the first place that a person can correct.</summary>
internal static class TextTrouble
{
    /// <summary>The longest line that is read (DuckDB's own limit for CSV).</summary>
    public const int MostLineBytes = 2_000_000;

    /// <summary>The longest JSON object that is read (DuckDB's own limit).</summary>
    public const int MostObjectBytes = 16 << 20;

    private const int Block = 1 << 18;

    /// <summary>The first line that is too long or not UTF-8; null: none.</summary>
    public static Problem? First(string field, IReadOnlyList<SourceFiles.SourceFile> files, int mostLineBytes, CancellationToken cancellation)
        => files.Select(f => First(field, f, mostLineBytes, cancellation)).FirstOrDefault(p => p is not null);

    private static Problem? First(string field, SourceFiles.SourceFile file, int mostLineBytes, CancellationToken cancellation)
    {
        using var raw = File.OpenRead(file.Real);
        using Stream stream = file.Real.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        var line = new byte[Block];
        var (held, number) = (0, 1);
        var buffer = new byte[Block];
        for (int read; (read = stream.ReadAtLeast(buffer, Block, throwOnEndOfStream: false)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, read); rest.Length > 0;)
            {
                var end = rest.IndexOf((byte)'\n');
                var part = end < 0 ? rest : rest[..end];
                if (held + part.Length > mostLineBytes)
                {
                    return new Problem(
                        file.Shown, number, field, Invariant($"the line is longer than {mostLineBytes:N0} bytes"), "check that lines end where rows do, and that quotes are closed");
                }

                if (held + part.Length > line.Length)
                {
                    Array.Resize(ref line, Math.Max(2 * line.Length, held + part.Length));
                }

                part.CopyTo(line.AsSpan(held));
                held += part.Length;
                if (end < 0)
                {
                    break;
                }

                if (NotUtf8(line.AsSpan(0, held)) is { } at)
                {
                    return Encoded(field, file, number, line, at);
                }

                held = 0;
                rest = rest[(end + 1)..];
                number++;
            }
        }

        return NotUtf8(line.AsSpan(0, held)) is { } last ? Encoded(field, file, number, line, last) : null;
    }

    private static Problem Encoded(string field, SourceFiles.SourceFile file, int number, byte[] line, int at) => new(
        file.Shown, number, field, Invariant($"byte {at + 1} of the line (0x{line[at]:X2}) is not UTF-8"), "save the file as UTF-8; a spreadsheet calls it `CSV UTF-8`, and Latin-1 or Windows-1252 is the usual cause");

    private static int? NotUtf8(ReadOnlySpan<byte> line)
    {
        if (Utf8.IsValid(line))
        {
            return null;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(line[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
        {
            at += used;
        }

        return at;
    }
}
