using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KpiLab.Data;

/// <summary>The inner loops of a grain: Σx and Σx_i·x_j of one block without missing values, row after row, each product where the row's cell keeps it.</summary>
/// <remarks>Written out for the block sizes that occur most, without bounds checks in the loops: the arrays' lengths are checked before. Every sum takes its terms one by one, so that no way of adding changes a bit.</remarks>
internal static class BlockSums
{
    /// <summary>The largest block that is written out.</summary>
    public const int Largest = 3;

    /// <summary>Adds the rows of a block.</summary>
    /// <param name="sums">The sums of all cells.</param>
    /// <param name="cells">Where the block's sums of a row's cell begin is <paramref name="stride"/> times this, and <paramref name="offset"/>; negative: the row is passed over.</param>
    /// <param name="stride">Sums a cell.</param>
    /// <param name="offset">Sums before the block's.</param>
    /// <param name="columns">The block's columns.</param>
    /// <param name="deviations">Values by column and row.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    public static void Add(double[] sums, int[] cells, int stride, int offset, ReadOnlySpan<int> columns, double[][] deviations, int from, int to)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(sums), offset);
        var rows = cells.AsSpan(from, to - from);
        var x = deviations[columns[0]].AsSpan(from, rows.Length);
        switch (columns.Length)
        {
            case 1:
                One(ref first, rows, stride, x);
                break;
            case 2:
                Two(ref first, rows, stride, x, deviations[columns[1]].AsSpan(from, rows.Length));
                break;
            default:
                Three(ref first, rows, stride, x, deviations[columns[1]].AsSpan(from, rows.Length), deviations[columns[2]].AsSpan(from, rows.Length));
                break;
        }
    }

    private static void One(ref double first, ReadOnlySpan<int> cells, int stride, ReadOnlySpan<double> x)
    {
        for (var row = 0; row < cells.Length && row < x.Length; row++)
        {
            if (cells[row] >= 0)
            {
                ref var sums = ref Unsafe.Add(ref first, cells[row] * stride);
                var a = x[row];
                sums += a;
                Unsafe.Add(ref sums, 1) += a * a;
            }
        }
    }

    private static void Two(ref double first, ReadOnlySpan<int> cells, int stride, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        for (var row = 0; row < cells.Length && row < x.Length && row < y.Length; row++)
        {
            if (cells[row] >= 0)
            {
                ref var sums = ref Unsafe.Add(ref first, cells[row] * stride);
                var (a, b) = (x[row], y[row]);
                sums += a;
                Unsafe.Add(ref sums, 1) += b;
                Unsafe.Add(ref sums, 2) += a * a;
                Unsafe.Add(ref sums, 3) += b * a;
                Unsafe.Add(ref sums, 4) += b * b;
            }
        }
    }

    private static void Three(ref double first, ReadOnlySpan<int> cells, int stride, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z)
    {
        for (var row = 0; row < cells.Length && row < x.Length && row < y.Length && row < z.Length; row++)
        {
            if (cells[row] >= 0)
            {
                ref var sums = ref Unsafe.Add(ref first, cells[row] * stride);
                var (a, b, c) = (x[row], y[row], z[row]);
                sums += a;
                Unsafe.Add(ref sums, 1) += b;
                Unsafe.Add(ref sums, 2) += c;
                Unsafe.Add(ref sums, 3) += a * a;
                Unsafe.Add(ref sums, 4) += b * a;
                Unsafe.Add(ref sums, 5) += b * b;
                Unsafe.Add(ref sums, 6) += c * a;
                Unsafe.Add(ref sums, 7) += c * b;
                Unsafe.Add(ref sums, 8) += c * c;
            }
        }
    }
}
