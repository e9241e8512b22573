using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Adds up one block by variant and day of first exposure, beside the cells and with the same shifts.</summary>
/// <param name="needs">Whose days.</param>
/// <param name="block">Columns of the block.</param>
/// <param name="variants">Number of variants.</param>
/// <remarks>
/// How long periods are depends on how many days occur, never on the order of the rows: every length contains the shorter ones, and they only get
/// longer. It is reconsidered where a run of rows ends, so that memory stays bounded whatever the times are.
/// </remarks>
internal sealed class DayAccumulator(DayNeeds needs, int[] block, int variants)
{
    private readonly DayBook _book = new(needs);
    private Grain _grain = new([0, Grain.Day], [block]);

    /// <summary>Sums kept.</summary>
    public int Size => _grain.Size;

    /// <summary>Adds units.</summary>
    /// <param name="batch">The units, with their times of exposure.</param>
    /// <param name="deviations">x − c, one array a column.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    public void Add(UnitBatch batch, double[][] deviations, int from, int to)
    {
        batch.ReserveDays();
        _book.Code(batch.Exposed, batch.Variant, from, to, batch.Days);
        _grain.GrowTo([Math.Max(0, variants - 1), Math.Max(0, _book.Count - 1)]);
        _grain.Add(batch, deviations, from, to);
    }

    /// <summary>Ends a run of rows.</summary>
    public void EndRun()
    {
        _grain.Flush();
        if (_book.Count <= DayCells.MostPeriods)
        {
            return;
        }

        var map = _book.Widen(DayCells.MostPeriods);
        var finer = _grain;
        _grain = new Grain([0, Grain.Day], [block]);
        _grain.GrowTo([Math.Max(0, variants - 1), Math.Max(0, _book.Count - 1)]);
        _grain.AddFrom(finer, (from, to) => (to[0], to[1]) = (from[0], map[from[1]]));
    }

    /// <summary>The cells, by day and variant.</summary>
    public DayCells Finish(double[] shifts) => new(
        needs,
        _book.PeriodDays,
        [.. _grain.Read(shifts).Select(c => new DayCell(_book.LastDay(c.Codes[1]), c.Codes[0], c.Units, c.Blocks[0])).OrderBy(c => c.Day).ThenBy(c => c.Variant)]);
}
