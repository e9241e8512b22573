using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Numbers the calendar days of exposures in order of appearance; where there are too many, longer periods that days add up to.</summary>
internal sealed class DayBook
{
    private const long DayLength = 86_400_000_000;
    private const long Earliest = -62_135_596_800_000_000; // 0001-01-01, in microseconds since 1970
    private const long Latest = 253_402_300_799_999_999;
    private const int Window = 8192; // days around the first one that are looked up in a table
    private const long Changing = long.MinValue;

    private readonly TimeZoneInfo? _zone; // null: UTC
    private readonly int _weekShift;
    private readonly int[] _codes = new int[Window];
    private readonly long[] _offsets = [];
    private readonly Dictionary<int, int> _byPeriod = [];
    private readonly List<int> _periods = [];
    private int _windowStart = -1;
    private int _lastDay;

    public DayBook(DayNeeds needs)
    {
        _zone = needs.TimeZone == "UTC" ? null : Find(needs.TimeZone);
        _offsets = _zone is null ? [] : new long[Window];
        Array.Fill(_offsets, Changing);
        Array.Fill(_codes, -1);
        _weekShift = ((int)needs.WeekStarts - (int)DayOfWeek.Monday + 7) % 7; // day number 0 is a Monday
    }

    /// <summary>Periods so far.</summary>
    public int Count => _periods.Count;

    /// <summary>Days of a period.</summary>
    public int PeriodDays { get; private set; } = 1;

    /// <summary>The codes of the days of some moments; rows whose variant is negative are passed over.</summary>
    /// <param name="times">Microseconds since 1970, UTC.</param>
    /// <param name="variants">Variants by row.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="codes">Takes the codes, by row.</param>
    public void Code(long[] times, int[] variants, int from, int to, int[] codes)
    {
        var known = _codes;
        for (var row = from; row < to; row++)
        {
            if (variants[row] < 0)
            {
                codes[row] = 0;
                continue;
            }

            var day = DayOf(times[row]);
            var slot = (uint)(day - _windowStart);
            var code = slot < Window ? known[slot] : -1;
            codes[row] = code >= 0 ? code : CodeOf(day);
        }
    }

    /// <summary>Makes periods longer until there are at most so many.</summary>
    /// <returns>The new code of each old one.</returns>
    public int[] Widen(int most)
    {
        int[] days = [.. _periods.Select(FirstDay)];
        var map = new int[days.Length];
        do
        {
            PeriodDays = PeriodDays == 1 ? 7 : PeriodDays * 4; // each period lies in one of the next length
            _byPeriod.Clear();
            _periods.Clear();
            for (var i = 0; i < days.Length; i++)
            {
                map[i] = CodeOfPeriod(PeriodOf(days[i]));
            }
        }
        while (Count > most);
        Array.Fill(_codes, -1);
        return map;
    }

    /// <summary>The last day of a period, or of all days met where that is earlier.</summary>
    public DateOnly LastDay(int code) => DateOnly.FromDayNumber(Math.Min(FirstDay(_periods[code]) + PeriodDays - 1, _lastDay));

    /// <summary>The zone of that name.</summary>
    /// <exception cref="InvalidInputException">This machine does not know it.</exception>
    public static TimeZoneInfo Find(string name)
        => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw new InvalidInputException(
            "defaults.time_zone", $"{name} is not a time zone that this machine knows", "write a name such as UTC or Europe/Berlin");

    private int DayOf(long time)
    {
        time = Math.Clamp(time, Earliest, Latest);
        var day = (int)((ulong)(time - Earliest) / DayLength);
        if (_zone is null)
        {
            return day;
        }

        if (_windowStart < 0)
        {
            _windowStart = Math.Max(0, day - (Window / 2));
        }

        var slot = (uint)(day - _windowStart);
        var offset = slot < Window ? _offsets[slot] : Changing;
        if (offset == Changing)
        {
            offset = OffsetOf(time, day);
        }

        return (int)((ulong)(Math.Clamp(time + offset, Earliest, Latest) - Earliest) / DayLength);
    }

    // A day on which clocks do not change has one offset, which is worth remembering.
    private long OffsetOf(long time, int day)
    {
        var start = new DateTime(day * TimeSpan.TicksPerDay, DateTimeKind.Utc);
        var slot = (uint)(day - _windowStart);
        var offset = Microseconds(_zone!.GetUtcOffset(start));
        if (slot < Window && offset == Microseconds(_zone.GetUtcOffset(start.AddTicks(TimeSpan.TicksPerDay - 1))))
        {
            _offsets[slot] = offset;
        }

        return Microseconds(_zone.GetUtcOffset(DateTime.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond)));
    }

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private int CodeOf(int day)
    {
        if (_windowStart < 0)
        {
            _windowStart = Math.Max(0, day - (Window / 2));
        }

        _lastDay = Math.Max(_lastDay, day);
        var code = CodeOfPeriod(PeriodOf(day));
        if ((uint)(day - _windowStart) < Window)
        {
            _codes[day - _windowStart] = code;
        }

        return code;
    }

    private int CodeOfPeriod(int period)
    {
        if (!_byPeriod.TryGetValue(period, out var code))
        {
            code = _periods.Count;
            _periods.Add(period);
            _byPeriod.Add(period, code);
        }

        return code;
    }

    private int PeriodOf(int day) => PeriodDays == 1 ? day : (int)Math.Floor((day - _weekShift) / (double)PeriodDays);

    // The first period may begin before the calendar does.
    private int FirstDay(int period) => PeriodDays == 1 ? period : _weekShift + (period * PeriodDays);
}
