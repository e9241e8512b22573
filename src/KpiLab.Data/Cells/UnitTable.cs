using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Every unit once, at its first exposure: what is needed where units come several times, or their values from other tables.</summary>
internal sealed class UnitTable
{
    private readonly MeasurePlan _plan;
    private readonly int[] _segmentsOf;
    private int[] _variant = new int[1024];
    private long[] _exposed = [];
    private bool[] _inSeveral = new bool[1024];
    private int[] _furtherRows = new int[1024];

    private UnitTable(MeasurePlan plan, int segments)
    {
        _plan = plan;
        _segmentsOf = [.. Enumerable.Range(0, segments)];
        Keys = new KeyTable(plan.Keys);
        Segments = [.. _segmentsOf.Select(_ => new int[1024])];
        Raw = [.. plan.Raws.Select(r => new double[1024])];
        _exposed = new long[1024];
    }

    /// <summary>Keys of the units, in order of appearance.</summary>
    public KeyTable Keys { get; }

    /// <summary>Codes of the segments by unit.</summary>
    public int[][] Segments { get; }

    /// <summary>Raw values by unit; NaN where it has none.</summary>
    public double[][] Raw { get; }

    /// <summary>Units, those seen in several variants included.</summary>
    public int Count => Keys.Count;

    /// <summary>Variant of a unit; negative: it was seen in several.</summary>
    public int Variant(int unit) => _variant[unit];

    /// <summary>First exposure of a unit in microseconds.</summary>
    public long Exposed(int unit) => _exposed[unit];

    /// <summary>Units seen in several variants.</summary>
    public long InSeveral { get; private set; }

    /// <summary>Further rows of units that were seen in one variant.</summary>
    public long FurtherRows { get; private set; }

    /// <summary>Reads the exposures source.</summary>
    public static UnitTable Read(MeasurePlan plan, ExposureReader reader)
    {
        var table = new UnitTable(plan, reader.Segments.Length);
        while (reader.Read())
        {
            table.Add(reader);
        }

        for (var unit = 0; unit < table.Count; unit++)
        {
            if (table._inSeveral[unit])
            {
                table.InSeveral++;
                table._variant[unit] = VariantBook.Unknown;
            }
            else
            {
                table.FurtherRows += table._furtherRows[unit];
            }
        }

        return table;
    }

    private void Add(ExposureReader reader)
    {
        for (var row = 0; row < reader.Count; row++)
        {
            if (reader.Variant[row] < 0)
            {
                continue;
            }

            var before = Count;
            var unit = Keys.Add(reader.Keys, row);
            if (unit == before)
            {
                Reserve();
                Set(unit, reader, row);
                continue;
            }

            if (_variant[unit] != reader.Variant[row])
            {
                _inSeveral[unit] = true;
            }

            _furtherRows[unit]++;
            if (_plan.ExposedAt is not null && reader.Exposed[row] < _exposed[unit])
            {
                Set(unit, reader, row);
            }
        }
    }

    private void Set(int unit, ExposureReader reader, int row)
    {
        _variant[unit] = reader.Variant[row];
        _exposed[unit] = reader.Exposed[row];
        foreach (var s in _segmentsOf)
        {
            Segments[s][unit] = reader.Segments[s][row];
        }

        for (var r = 0; r < reader.Raw.Length; r++)
        {
            Raw[_plan.OwnRaws[r]][unit] = reader.Raw[r][row];
        }
    }

    private void Reserve()
    {
        if (Count <= _variant.Length)
        {
            return;
        }

        var size = _variant.Length * 2;
        Array.Resize(ref _variant, size);
        Array.Resize(ref _exposed, size);
        Array.Resize(ref _inSeveral, size);
        Array.Resize(ref _furtherRows, size);
        for (var s = 0; s < Segments.Length; s++)
        {
            Array.Resize(ref Segments[s], size);
        }

        for (var r = 0; r < Raw.Length; r++)
        {
            Array.Resize(ref Raw[r], size);
        }
    }
}
