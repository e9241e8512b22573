namespace KpiLab.DuckDb;

/// <summary>A span of calendar time as DuckDB keeps it.</summary>
public readonly record struct DuckInterval(int Months, int Days, long Microseconds);

/// <summary>DuckDB's dates and times in .NET's. Both are proleptic Gregorian; .NET ends at the years 1 and 9999, DuckDB does not.</summary>
internal static class DuckTime
{
    private static readonly int EpochDayNumber = new DateOnly(1970, 1, 1).DayNumber;

    internal static int Days(DateOnly date) => date.DayNumber - EpochDayNumber;

    /// <summary>Microseconds since 1970, rounded down; a local time counts as UTC.</summary>
    internal static long Microseconds(DateTime time) =>
        FloorDivide((time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond);

    internal static DateOnly Date(int days)
    {
        var number = (long)days + EpochDayNumber;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number)
            : throw OutOfRange(Invariant($"the date {days} days after 1970-01-01"));
    }

    /// <summary>A timestamp of so many ticks of 100 ns per unit (or, for nanoseconds, units per tick).</summary>
    internal static DateTime Timestamp(long value, DuckTypeId type)
    {
        var ticks = type switch
        {
            DuckTypeId.TimestampSeconds => (Int128)value * TimeSpan.TicksPerSecond,
            DuckTypeId.TimestampMilliseconds => (Int128)value * TimeSpan.TicksPerMillisecond,
            DuckTypeId.TimestampNanoseconds => FloorDivide(value, TimeSpan.NanosecondsPerTick),
            _ => (Int128)value * TimeSpan.TicksPerMicrosecond,
        } + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, type == DuckTypeId.TimestampTz ? DateTimeKind.Utc : DateTimeKind.Unspecified)
            : throw OutOfRange(Invariant($"the {type} {value}"));
    }

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);

    private static DuckException OutOfRange(string what) =>
        new(Invariant($"Out of Range Error: {what} (or infinity) lies outside the years 1 to 9999 that .NET's dates cover."), DuckErrorType.OutOfRange);
}
