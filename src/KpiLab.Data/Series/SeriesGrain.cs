using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Rows of a source by period of one cadence, and by unit where units have several rows.</summary>
internal sealed class SeriesGrain(SeriesCalendar calendar)
{
    private readonly Dictionary<int, int> _slots = [];
    private readonly List<int> _periods = [];
    private DateOnly _lastDay = DateOnly.MaxValue;
    private int _lastSlot = -1;
    private long[] _keys = NewKeys(1 << 12);
    private int[] _entries = new int[1 << 12];
    private int[] _slotOfEntry = new int[1 << 11];

    /// <summary>The periods.</summary>
    public SeriesCalendar Calendar => calendar;

    /// <summary>Numbers of the periods met, in order of appearance.</summary>
    public IReadOnlyList<int> Periods => _periods;

    /// <summary>Units in periods so far.</summary>
    public int Entries { get; private set; }

    /// <summary>The slot of a day's period.</summary>
    public int Slot(DateOnly day)
    {
        if (day == _lastDay && _lastSlot >= 0)
        {
            return _lastSlot;
        }

        var period = calendar.PeriodOf(day);
        if (!_slots.TryGetValue(period, out var slot))
        {
            slot = _periods.Count;
            _slots.Add(period, slot);
            _periods.Add(period);
        }

        (_lastDay, _lastSlot) = (day, slot);
        return slot;
    }

    /// <summary>The slot of an entry.</summary>
    public int SlotOf(int entry) => _slotOfEntry[entry];

    /// <summary>The entry of a unit in a period, new or known.</summary>
    public int Entry(int unit, int slot)
    {
        var key = ((long)unit << 32) | (uint)slot;
        var at = Find(key);
        if (_keys[at] == key)
        {
            return _entries[at];
        }

        if (2 * (Entries + 1) > _keys.Length)
        {
            Grow();
            at = Find(key);
        }

        if (Entries == _slotOfEntry.Length)
        {
            Array.Resize(ref _slotOfEntry, 2 * Entries);
        }

        (_keys[at], _entries[at], _slotOfEntry[Entries]) = (key, Entries, slot);
        return Entries++;
    }

    private static long[] NewKeys(int size)
    {
        var keys = new long[size];
        Array.Fill(keys, -1);
        return keys;
    }

    private int Find(long key)
    {
        var mask = _keys.Length - 1;
        var at = (int)(Hashing.Of((ulong)key) >> 32) & mask;
        while (_keys[at] != key && _keys[at] >= 0)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        var (keys, entries) = (_keys, _entries);
        _keys = NewKeys(keys.Length * 2);
        _entries = new int[_keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] >= 0)
            {
                var at = Find(keys[i]);
                (_keys[at], _entries[at]) = (keys[i], entries[i]);
            }
        }
    }
}
