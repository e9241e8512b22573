using System.Buffers.Binary;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Looks for a Parquet file that is not whole: its beginning, its end and the length that it states.</summary>
internal static class ParquetTrouble
{
    private const int Smallest = 12;

    /// <summary>The first file that is not whole; null: all look so.</summary>
    public static Problem? First(string field, IReadOnlyList<SourceFiles.SourceFile> files)
        => files.Where(f => !IsWhole(f.Real)).Select(f => new Problem(
            f.Shown, 0, field, "the file is cut off, or no Parquet file: its marks at beginning and end do not fit", "write, copy or download it again, whole")).FirstOrDefault();

    private static bool IsWhole(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length < Smallest)
        {
            return false;
        }

        Span<byte> mark = stackalloc byte[8];
        stream.ReadExactly(mark[..4]);
        var begins = mark[..4].SequenceEqual("PAR1"u8);
        stream.Seek(-mark.Length, SeekOrigin.End);
        stream.ReadExactly(mark);
        return begins && mark[4..].SequenceEqual("PAR1"u8) && BinaryPrimitives.ReadUInt32LittleEndian(mark) <= stream.Length - Smallest;
    }
}
