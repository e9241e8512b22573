using System.Numerics;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Turns units, in their order, into cells: shifted sums at the finest grain, or at one grain a segment column where that has too many cells.</summary>
/// <remarks>
/// The shift of a column is its median over the first thousand units: a constant close enough to the mean that no digit is lost, exactly the
/// value of a column that never varies, and a whole number where the data are, whose sums then are exact. Sums run in the order of the rows.
/// After every run of rows, the longer the more cells there are, the running sums move to compensated totals, which keeps the rounding errors of
/// long files small (blocked summation; Higham 1993, SIAM J. Sci. Comput. 14:783), and only there is the grain reconsidered. All of it depends on
/// the number of a row, never on how an engine cuts its batches, so that every run gives the same bits.
/// </remarks>
internal sealed class CellAccumulator(int variants, int[][] blocks, int columns, IReadOnlyList<CodeBook> segments, int cellLimit, DayAccumulator? days = null)
{
    private const int ShortestRun = 128;
    private const int LongestRun = 32_768;
    private const int SampleUnits = 1000;
    private const int SampleRows = 131_072;
    private const int FreeCells = 1024;
    private const int UnitsPerCell = 8;

    private readonly double[][] _deviations = [.. Enumerable.Range(0, columns).Select(_ => Array.Empty<double>())];
    private readonly int[] _largest = [Math.Max(0, variants - 1), .. new int[segments.Count]];
    private readonly List<Grain> _grains = [new Grain([.. Enumerable.Range(0, segments.Count + 1)], blocks)];
    private UnitBatch? _sample = new(segments.Count, columns, days is not null);
    private double[] _shifts = new double[columns];
    private int _left = ShortestRun;
    private long _units;

    /// <summary>Whether the finest grain is kept.</summary>
    public bool IsJoint { get; private set; } = true;

    /// <summary>Adds units, or rows that are passed over.</summary>
    public void Add(UnitBatch batch)
    {
        if (_sample is null)
        {
            Accumulate(batch);
            return;
        }

        _sample.Append(batch);
        if (_sample.Count >= SampleRows || _sample.Units >= SampleUnits)
        {
            Start();
        }
    }

    /// <summary>Ends, and gives the cells, one list a grain.</summary>
    public IReadOnlyList<IReadOnlyList<Cell>> Finish()
    {
        if (_sample is not null)
        {
            Start();
        }

        EndRun();
        return [.. _grains.Select(g => g.ToCells(_shifts, segments))];
    }

    /// <summary>The block by day of first exposure, after <see cref="Finish"/>; null where it was not asked for.</summary>
    public DayCells? FinishDays() => days?.Finish(_shifts);

    /// <summary>The median of the values that are there, as one of them: at most one standard deviation from their mean, unmoved by outliers, a whole number where all are.</summary>
    internal static double Shift(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
        return sorted.Length == 0 ? 0 : sorted[(sorted.Length - 1) / 2];
    }

    private void Start()
    {
        var sample = _sample!;
        _sample = null;
        var rows = Enumerable.Range(0, Math.Min(sample.Count, SampleRows)).Where(r => sample.Variant[r] >= 0).Take(SampleUnits).ToArray();
        _shifts = [.. sample.Values.Select(v => Shift(rows.Select(r => v[r])))];
        Accumulate(sample);
    }

    private void Accumulate(UnitBatch batch)
    {
        for (var c = 0; c < columns; c++)
        {
            Subtract(batch.Values[c].AsSpan(0, batch.Count), _shifts[c], ref _deviations[c]);
        }

        for (var s = 0; s < segments.Count; s++)
        {
            _largest[s + 1] = Math.Max(0, segments[s].Texts.Count - 1);
        }

        for (var from = 0; from < batch.Count;)
        {
            var to = Math.Min(batch.Count, from + _left);
            foreach (var grain in _grains)
            {
                grain.Grow(_largest);
                grain.Add(batch, _deviations, from, to);
            }

            days?.Add(batch, _deviations, from, to);

            _left -= to - from;
            for (var row = from; row < to; row++)
            {
                _units += batch.Variant[row] >= 0 ? 1 : 0;
            }

            from = to;
            if (_left == 0)
            {
                EndRun();
            }
        }
    }

    private void EndRun()
    {
        _grains.ForEach(g => g.Flush());
        days?.EndRun();
        if (IsJoint && segments.Count > 1 && _grains[0].Count > Math.Min(cellLimit, Math.Max(FreeCells, _units / UnitsPerCell)))
        {
            Split();
        }

        _left = Math.Clamp((_grains.Sum(g => g.Size) + (days?.Size ?? 0)) * 2, ShortestRun, LongestRun);
    }

    private void Split()
    {
        var finest = _grains[0];
        _grains.Clear();
        _grains.Add(new Grain([0], blocks));
        _grains.AddRange(Enumerable.Range(1, segments.Count).Select(s => new Grain([0, s], blocks)));
        foreach (var grain in _grains)
        {
            grain.Grow(_largest);
            grain.AddFrom(finest);
        }

        IsJoint = false;
    }

    private static void Subtract(ReadOnlySpan<double> values, double shift, ref double[] into)
    {
        if (into.Length < values.Length)
        {
            into = new double[values.Length];
        }

        var row = 0;
        var constant = new Vector<double>(shift);
        for (; row <= values.Length - Vector<double>.Count; row += Vector<double>.Count)
        {
            (new Vector<double>(values[row..]) - constant).CopyTo(into, row);
        }

        for (; row < values.Length; row++)
        {
            into[row] = values[row] - shift;
        }
    }
}
