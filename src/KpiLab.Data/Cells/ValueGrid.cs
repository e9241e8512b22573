namespace KpiLab.Data;

/// <summary>Units by number of a value, code of a segment and variant: an array while that is small enough, else a table of what occurs.</summary>
internal sealed class ValueGrid(int variants, int most)
{
    private int[] _counts = [];
    private long _units;
    private int _codes; // room, a power of two
    private ValueTable? _table;

    /// <summary>Entries of the table; 0 while there is an array.</summary>
    public int Count => _table?.Count ?? 0;

    /// <summary>Adds units of numbered values; a negative number is passed over.</summary>
    public void Add(ReadOnlySpan<int> numbers, ReadOnlySpan<int> codes, ReadOnlySpan<int> variant, int values, int allCodes, ValueIndex index)
    {
        _units += numbers.Length;
        if (_table is null && (_units > int.MaxValue || !Fits(values, allCodes, index)))
        {
            _table = ToTable(index);
        }

        if (_table is not null)
        {
            for (var row = 0; row < numbers.Length; row++)
            {
                if (numbers[row] >= 0)
                {
                    _table.Add(index.Bits(numbers[row]), codes[row], variant[row], 1);
                }
            }

            return;
        }

        var (counts, room) = (_counts, _codes);
        if (variants == 2)
        {
            for (var row = 0; row < numbers.Length && row < codes.Length && row < variant.Length; row++)
            {
                if (numbers[row] >= 0)
                {
                    counts[(((numbers[row] * room) + codes[row]) << 1) + variant[row]]++;
                }
            }

            return;
        }

        for (var row = 0; row < numbers.Length; row++)
        {
            if (numbers[row] >= 0)
            {
                counts[(((numbers[row] * room) + codes[row]) * variants) + variant[row]]++;
            }
        }
    }

    /// <summary>Whether there is an array; else there is a table.</summary>
    public bool IsArray => _table is null;

    /// <summary>The table's units, value by value; none where there is an array.</summary>
    public IEnumerable<(long Bits, int Code, int Variant, long Units)> Entries() => _table?.Entries() ?? [];

    /// <summary>The array's units of numbered values.</summary>
    public void Read(int[] numbers, int code, int variant, long[] units)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var at = ((((long)numbers[i] * _codes) + code) * variants) + variant;
            units[i] = code < _codes && at < _counts.Length ? _counts[at] : 0;
        }
    }

    /// <summary>The same with values that share bins.</summary>
    public ValueGrid Widened(Func<long, long> bin, ValueIndex index, ValueIndex wider)
    {
        var grid = new ValueGrid(variants, most);
        if (_table is not null)
        {
            grid._table = new ValueTable(variants);
            foreach (var (bits, code, variant, units) in _table.Entries())
            {
                grid._table.Add(bin(bits), code, variant, units);
            }

            return grid;
        }

        (grid._codes, grid._units) = (_codes, _units);
        grid._counts = new int[wider.Count * _codes * variants];
        foreach (var (bits, code, variant, units) in InArray(index))
        {
            grid._counts[(((wider.Of(bin(bits)) * _codes) + code) * variants) + variant] += (int)units;
        }

        return grid;
    }

    private IEnumerable<(long Bits, int Code, int Variant, long Units)> InArray(ValueIndex index)
    {
        for (var at = 0; at < _counts.Length; at++)
        {
            if (_counts[at] > 0)
            {
                var cell = at / variants;
                yield return (index.Bits(cell / _codes), cell % _codes, at % variants, _counts[at]);
            }
        }
    }

    private bool Fits(int values, int codes, ValueIndex index)
    {
        if ((long)values * codes > most)
        {
            return false;
        }

        if (codes > _codes)
        {
            var old = InArray(index).ToList();
            _codes = Math.Max(1, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)codes));
            _counts = new int[Room(values)];
            foreach (var (bits, code, variant, units) in old)
            {
                _counts[(((index.Of(bits) * _codes) + code) * variants) + variant] = (int)units;
            }
        }

        if (values * _codes * variants > _counts.Length)
        {
            Array.Resize(ref _counts, Room(values));
        }

        return true;
    }

    private int Room(int values) => (int)Math.Min(Array.MaxLength, Math.Max(64, values * 3L / 2) * _codes * variants);

    private ValueTable ToTable(ValueIndex index)
    {
        var table = new ValueTable(variants);
        foreach (var (bits, code, variant, units) in InArray(index))
        {
            table.Add(bits, code, variant, units);
        }

        (_counts, _codes) = ([], 0);
        return table;
    }
}
