using System.IO.Compression;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Reads gzip files to their end before their rows count: DuckDB takes one that was cut off for a shorter one.</summary>
internal static class GzipFiles
{
    /// <summary>What a file may unpack to without a second thought.</summary>
    public const long FreeBytes = 256L << 20;

    /// <summary>Rows of people's data shrink to a tenth; a thousandth is the most that gzip can do.</summary>
    public const int MostTimes = 100;

    private const int Block = 1 << 18;

    // .NET too takes a gzip file that was cut off for a shorter one, and ignores what follows a whole one. So every file is read with one more gzip member behind
    // it: only behind a whole file does that come out as itself.
    private static readonly byte[] Marker = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 7 % 61))];
    private static readonly byte[] PackedMarker = Pack(Marker);

    /// <summary>Checks every gzip file's checksums, length and expansion.</summary>
    /// <param name="field">The source, for the message.</param>
    /// <param name="files">The source's files.</param>
    /// <param name="report">Told how much of which file was read; throws to stop.</param>
    /// <exception cref="InvalidInputException">A file is cut off, damaged, or unpacks to too much.</exception>
    public static void Check(string field, IReadOnlyList<SourceFiles.SourceFile> files, Action<string, double> report)
    {
        foreach (var file in files.Where(f => f.Real.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)))
        {
            Check(field, file, report);
        }
    }

    private static void Check(string field, SourceFiles.SourceFile file, Action<string, double> report)
    {
        using var packed = File.OpenRead(file.Real);
        var length = packed.Length;
        long unpacked = 0;
        if (packed.ReadByte() != 0x1F || packed.ReadByte() != 0x8B)
        {
            throw Broken(field, file, "the file is not gzip, whatever its name says", "name it without .gz, or pack it with gzip");
        }

        packed.Position = 0;
        using var marked = new MarkedStream(packed);
        using var stream = new GZipStream(marked, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[Block];
        Span<byte> last = stackalloc byte[Marker.Length];
        try
        {
            for (int read; (read = stream.ReadAtLeast(buffer, Marker.Length, throwOnEndOfStream: false)) > 0;)
            {
                unpacked += read;
                Keep(last, buffer.AsSpan(0, read));
                report($"checking {file.Shown}", (double)packed.Position / Math.Max(1, length));
                if (unpacked > FreeBytes && unpacked / MostTimes > length)
                {
                    throw Broken(
                        field, file, Invariant($"the file has {length:N0} bytes and unpacks to more than {unpacked:N0}, over {MostTimes} times as much: rows of different units do not pack so tightly"),
                        "unpack it yourself if that is what it should hold, or write it as Parquet");
                }
            }
        }
        catch (InvalidDataException)
        {
            throw CutOff(field, file);
        }

        if (!last.SequenceEqual(Marker))
        {
            throw CutOff(field, file);
        }
    }

    private static void Keep(Span<byte> last, ReadOnlySpan<byte> read)
    {
        if (read.Length >= last.Length)
        {
            read[^last.Length..].CopyTo(last);
            return;
        }

        last[read.Length..].CopyTo(last);
        read.CopyTo(last[^read.Length..]);
    }

    private static InvalidInputException CutOff(string field, SourceFiles.SourceFile file)
        => Broken(field, file, "the file is cut off or damaged: its gzip data do not end where they should, or fail their checksum", "copy or download it again, whole");

    private static byte[] Pack(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(data);
        }

        return packed.ToArray();
    }

    private static InvalidInputException Broken(string field, SourceFiles.SourceFile file, string message, string remedy)
        => new([new Problem(file.Shown, 0, field, message, remedy)]);

    /// <summary>A file with the packed marker behind it.</summary>
    private sealed class MarkedStream(Stream file) : Stream
    {
        private readonly MemoryStream _rest = new(PackedMarker, writable: false);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => file.Length + _rest.Length;

        public override long Position
        {
            get => file.Position + _rest.Position;
            set => throw new InvalidOperationException();
        }

        public override int Read(Span<byte> buffer) => file.Read(buffer) is > 0 and var read ? read : _rest.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException();

        public override void SetLength(long value) => throw new InvalidOperationException();

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException();
    }
}
