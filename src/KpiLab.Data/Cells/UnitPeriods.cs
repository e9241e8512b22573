using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Values of units by period, kept only where a unit has rows: an open hash of (unit, period).</summary>
internal sealed class UnitPeriods
{
    /// <summary>Entries at most.</summary>
    public const int Limit = 1 << 24;

    /// <summary>Periods are below this.</summary>
    public const int MostPeriods = 1 << PeriodBits;

    private const int PeriodBits = 20;
    private const long Empty = -1;
    private long[] _keys = NewKeys(1 << 10);
    private double[] _values = new double[1 << 10];

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a further entry would have passed the limit; what is in here is then not all.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Adds to a unit's value of a period.</summary>
    public void Add(int unit, int period, double value)
    {
        if (Slot(unit, period) is >= 0 and var slot)
        {
            _values[slot] += value;
        }
    }

    /// <summary>Raises a unit's value of a period to at least this.</summary>
    public void Raise(int unit, int period, double value)
    {
        if (Slot(unit, period) is >= 0 and var slot)
        {
            _values[slot] = Math.Max(_values[slot], value);
        }
    }

    /// <summary>The entries by unit, then by period; empties the table.</summary>
    public (long[] Keys, double[] Values) Drain()
    {
        var keys = new long[Count];
        var values = new double[Count];
        var next = 0;
        for (var i = 0; i < _keys.Length; i++)
        {
            if (_keys[i] != Empty)
            {
                (keys[next], values[next]) = (_keys[i], _values[i]);
                next++;
            }
        }

        (_keys, _values, Count) = (NewKeys(1 << 10), new double[1 << 10], 0);
        Array.Sort(keys, values);
        return (keys, values);
    }

    /// <summary>The unit of an entry.</summary>
    public static int Unit(long key) => (int)(key >> PeriodBits);

    /// <summary>The period of an entry.</summary>
    public static int Period(long key) => (int)(key & (MostPeriods - 1));

    private static long[] NewKeys(int size)
    {
        var keys = new long[size];
        Array.Fill(keys, Empty);
        return keys;
    }

    private int Slot(int unit, int period)
    {
        var key = ((long)unit << PeriodBits) | (uint)period;
        var slot = Find(key);
        if (_keys[slot] == key)
        {
            return slot;
        }

        if (Count >= Limit)
        {
            IsFull = true;
            return -1;
        }

        if (2 * (Count + 1) > _keys.Length)
        {
            Grow();
            slot = Find(key);
        }

        _keys[slot] = key;
        Count++;
        return slot;
    }

    private int Find(long key)
    {
        var mask = _keys.Length - 1;
        var slot = (int)(((ulong)key * 0x9E3779B97F4A7C15UL) >> 32) & mask;
        while (_keys[slot] != key && _keys[slot] != Empty)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var (keys, values) = (_keys, _values);
        _keys = NewKeys(keys.Length * 2);
        _values = new double[_keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] != Empty)
            {
                var slot = Find(keys[i]);
                (_keys[slot], _values[slot]) = (keys[i], values[i]);
            }
        }
    }
}
