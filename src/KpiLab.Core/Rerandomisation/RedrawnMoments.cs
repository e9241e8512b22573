using System.Runtime.Intrinsics;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Joint moments of the variants of one block under assignments that are drawn anew: the product's cells, made again and again from the same units.</summary>
/// <remarks>Sums about the mean of all units. The last variant has what the others leave of the total, so that k variants cost as much as k − 1. Four sums side by side on every machine, so that the bits do not depend on its width.</remarks>
internal sealed class RedrawnMoments
{
    private const int Chunk = 1024;

    private readonly double[] _shifts;
    private readonly double[][] _deviations;
    private readonly double[]? _complete; // 1 where every quantity has a value; null: all have
    private readonly double[] _total;
    private readonly int _variants;

    /// <summary>A block.</summary>
    public RedrawnMoments(IReadOnlyList<double[]> values, int variants)
    {
        _variants = variants;
        var units = values[0].Length;
        var complete = new double[units];
        for (var unit = 0; unit < units; unit++)
        {
            complete[unit] = values.All(v => !double.IsNaN(v[unit])) ? 1 : 0;
        }

        _complete = complete.Contains(0) ? complete : null;
        _shifts = [.. values.Select(v => Shift(v, complete))];
        _deviations = [.. values.Select((v, q) => (double[])[.. v.Select((x, unit) => complete[unit] > 0 ? x - _shifts[q] : 0)])];
        _total = new double[Length];
        var all = new byte[Chunk];
        var scratch = new Scratch();
        for (var from = 0; from < units; from += Chunk)
        {
            Add(all.AsSpan(0, Math.Min(Chunk, units - from)), from, 0, scratch, _total);
        }
    }

    // Count, then Σx, then Σxy by lower triangle.
    private int Length => 1 + _shifts.Length + (_shifts.Length * (_shifts.Length + 1) / 2);

    /// <summary>The moments of every variant.</summary>
    public JointMoments[] Of(byte[] assigned, Scratch scratch)
    {
        var sums = new double[_variants][];
        var last = (double[])_total.Clone();
        for (var v = 0; v < _variants - 1; v++)
        {
            sums[v] = new double[Length];
            for (var from = 0; from < assigned.Length; from += Chunk)
            {
                Add(assigned.AsSpan(from, Math.Min(Chunk, assigned.Length - from)), from, v, scratch, sums[v]);
            }

            for (var i = 0; i < last.Length; i++)
            {
                last[i] -= sums[v][i];
            }
        }

        sums[^1] = last;
        var k = _shifts.Length;
        return [.. sums.Select(s => JointMoments.FromShiftedSums((long)Math.Round(s[0]), _shifts, s.AsSpan(1, k), s.AsSpan(1 + k)))];
    }

    private void Add(ReadOnlySpan<byte> assigned, int from, int variant, Scratch scratch, double[] sums)
    {
        var weights = scratch.Weights.AsSpan(0, assigned.Length);
        for (var i = 0; i < assigned.Length; i++)
        {
            weights[i] = assigned[i] == variant ? 1 : 0;
        }

        if (_complete is not null)
        {
            Multiply(weights, _complete.AsSpan(from, assigned.Length), weights);
        }

        sums[0] += Sum(weights);
        var at = 1 + _shifts.Length;
        for (var i = 0; i < _shifts.Length; i++)
        {
            var weighted = scratch.Weighted.AsSpan(0, assigned.Length);
            Multiply(weights, _deviations[i].AsSpan(from, assigned.Length), weighted);
            sums[1 + i] += Sum(weighted);
            for (var j = 0; j <= i; j++)
            {
                sums[at++] += Dot(weighted, _deviations[j].AsSpan(from, assigned.Length));
            }
        }
    }

    private static double Shift(double[] values, double[] complete)
    {
        double sum = 0, count = 0;
        for (var unit = 0; unit < values.Length; unit++)
        {
            if (complete[unit] > 0)
            {
                count++;
                sum += (values[unit] - sum) / count;
            }
        }

        return sum;
    }

    private static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> into)
    {
        var i = 0;
        for (; i <= a.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            (Vector256.Create<double>(a[i..]) * Vector256.Create<double>(b[i..])).CopyTo(into[i..]);
        }

        for (; i < a.Length; i++)
        {
            into[i] = a[i] * b[i];
        }
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = Vector256<double>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            sum += Vector256.Create<double>(values[i..]);
        }

        var rest = (sum[0] + sum[1]) + (sum[2] + sum[3]);
        for (; i < values.Length; i++)
        {
            rest += values[i];
        }

        return rest;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = Vector256<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            sum += Vector256.Create<double>(a[i..]) * Vector256.Create<double>(b[i..]);
        }

        var rest = (sum[0] + sum[1]) + (sum[2] + sum[3]);
        for (; i < a.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return rest;
    }

    /// <summary>What one thread writes into.</summary>
    internal sealed class Scratch
    {
        public double[] Weights { get; } = new double[Chunk];

        public double[] Weighted { get; } = new double[Chunk];
    }
}
