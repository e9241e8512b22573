namespace KpiLab.Data;

/// <summary>Calendar days of moments in a time zone.</summary>
internal sealed class LocalDays(string timeZone)
{
    private const long Hour = 3_600_000_000;

    private readonly TimeZoneInfo? _zone = timeZone == "UTC" ? null : DayBook.Find(timeZone);
    private readonly Dictionary<long, DateOnly> _byQuarter = [];

    /// <summary>The day of a moment in UTC.</summary>
    public static DateOnly Utc(long time) => DateOnly.FromDateTime(Moment(time));

    /// <summary>The day of a moment in microseconds since 1970; clocks change on quarters of an hour.</summary>
    public DateOnly Of(long time)
    {
        var quarter = Math.DivRem(time, Hour / 4, out var rest) - (rest < 0 ? 1 : 0);
        if (!_byQuarter.TryGetValue(quarter, out var day))
        {
            var moment = Moment(quarter * (Hour / 4));
            day = DateOnly.FromDateTime(_zone is null ? moment : TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(moment, DateTimeKind.Utc), _zone));
            _byQuarter.Add(quarter, day);
        }

        return day;
    }

    private static DateTime Moment(long time)
        => DateTime.UnixEpoch.AddTicks(Math.Clamp(time, -62_135_596_800_000_000, 253_402_300_799_000_000) * TimeSpan.TicksPerMicrosecond);
}
