using System.Buffers.Binary;
using System.Security.Cryptography;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>What files were when they were read.</summary>
internal static class Fingerprints
{
    private const int ParquetTail = 8; // length of the footer, then "PAR1"

    /// <summary>Of one file.</summary>
    public static FileFingerprint Of(SourceFiles.SourceFile file, FileFormat format, bool sha256, CancellationToken cancellation)
    {
        var info = new FileInfo(file.Real);
        return new FileFingerprint(
            file.Shown, info.Length, new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero),
            sha256 ? Sha256(file.Real, cancellation) : null, format == FileFormat.Parquet ? Footer(file.Real) : null);
    }

    private static string Sha256(string path, CancellationToken cancellation)
    {
        using var stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The footer holds sizes, statistics and places of every column part: another file has another footer.
    private static string? Footer(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length < ParquetTail)
        {
            return null;
        }

        Span<byte> tail = stackalloc byte[ParquetTail];
        stream.Seek(-ParquetTail, SeekOrigin.End);
        stream.ReadExactly(tail);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || length > stream.Length - ParquetTail || length > 1 << 28)
        {
            return null;
        }

        var footer = new byte[length];
        stream.Seek(-ParquetTail - length, SeekOrigin.End);
        stream.ReadExactly(footer);
        return Convert.ToHexStringLower(SHA256.HashData(footer));
    }
}
