namespace KpiLab.Core;

/// <summary>Makes a series without holes of values by period, and says what is missing in it.</summary>
public static class SeriesAssembly
{
    /// <summary>Periods at most: more than a century of days tells a slip in a date.</summary>
    public const int MostPeriods = 40_000;

    /// <summary>A series from the first period with a value to the last complete one with a value.</summary>
    /// <param name="need">What was asked for.</param>
    /// <param name="calendar">Its periods.</param>
    /// <param name="points">Values by period; a period without a value may be left out.</param>
    /// <param name="today">The day, in the workspace's time zone, of the moment that is looked from: only periods that ended before it are complete.</param>
    /// <param name="needs">Time zone and moment.</param>
    /// <exception cref="InvalidInputException">First and last period are further apart than any series may be.</exception>
    public static KpiSeries Of(SeriesNeed need, SeriesCalendar calendar, IReadOnlyDictionary<int, SeriesPoint> points, DateOnly today, SeriesNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(need);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(needs);
        var findings = new List<Finding>();
        var valued = points.Where(p => p.Value.Value is not null).Select(p => p.Key).Order().ToList();
        var over = valued.Where(p => calendar.LastDay(p) < today).ToList();
        if (over.Count < valued.Count)
        {
            findings.Add(new Finding(
                "incomplete-period", Severity.Info,
                Invariant($"The {calendar.Noun} of {calendar.FirstDay(valued[over.Count]):yyyy-MM-dd} is not over on {today:yyyy-MM-dd} and is left out{(valued.Count - over.Count > 1 ? ", as are those after it" : "")}."),
                Invariant($"Look again once {calendar.LastDay(valued[over.Count]):yyyy-MM-dd} is over."), need.Id));
        }

        if (over.Count == 0)
        {
            return Series([]);
        }

        var (first, last) = (over[0], over[^1]);
        if (last - first >= MostPeriods)
        {
            throw new InvalidInputException(
                $"source {need.Source.Id}",
                Invariant($"{need.Id} has values from {calendar.FirstDay(first):yyyy-MM-dd} to {calendar.FirstDay(last):yyyy-MM-dd}, {last - first + 1} {calendar.Noun}s, more than any series holds ({MostPeriods})"),
                "correct the dates, or leave rows with such dates out by `where`");
        }

        if (over.Count < last - first + 1)
        {
            var present = over.ToHashSet();
            var missing = Enumerable.Range(first, last - first + 1).Where(p => !present.Contains(p)).ToList();
            findings.Add(new Finding(
                "series-gap", Severity.Warning,
                Invariant($"{missing.Count} of {last - first + 1} {calendar.Noun}s have no value: {string.Join(", ", missing.Take(5).Select(p => Invariant($"{calendar.FirstDay(p):yyyy-MM-dd}")))}{(missing.Count > 5 ? ", …" : "")}."),
                "Find out whether nothing happened then or the data are lost; a gap is bridged in tests of links only where it is short.", need.Id));
        }

        return Series([.. Enumerable.Range(first, last - first + 1).Select(p => points.TryGetValue(p, out var point) && point.Value is not null ? point with { Start = calendar.FirstDay(p) } : new SeriesPoint(calendar.FirstDay(p), null))]);

        KpiSeries Series(IReadOnlyList<SeriesPoint> all) => new(need.Id, need.Name, need.Unit, calendar, needs.TimeZone, needs.AsOf, all, [], [], findings);
    }
}
