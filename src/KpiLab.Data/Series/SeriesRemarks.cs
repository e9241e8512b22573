using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>What a reader of a computed series must know of it.</summary>
internal static class SeriesRemarks
{
    public static IEnumerable<Finding> Of(SeriesNeed need, SeriesCalendar calendar, KpiSeries series, ComputedReading reading, (int? First, int? Last) cut, DateOnly today)
    {
        if (reading.UnusedRows > 0)
        {
            yield return new Finding(
                "unused-rows", Severity.Warning, Invariant($"{Rounding.Count(reading.UnusedRows)} rows of source {need.Source.Id} have no time{(reading.Units is null ? "" : " or no unit")} and are left out."),
                "Find out why the log lost them.", need.Id);
        }

        foreach (var (period, end, edge) in new[] { (cut.First, "first", "begin"), (cut.Last, "last", "end") })
        {
            if (period is { } p && (end == "first" || calendar.LastDay(p) < today))
            {
                yield return new Finding(
                    "partial-period", Severity.Info,
                    Invariant($"The data {edge} inside the {end} {calendar.Noun}, that of {calendar.FirstDay(p):yyyy-MM-dd} (with a row on {(end == "first" ? reading.Coverage.Span!.Value.First : reading.Coverage.Span!.Value.Last):yyyy-MM-dd}), which is left out."),
                    "Nothing to do where the data are whole; else add the missing days.", need.Id);
            }
        }

        if (need.Measure.Window is { } window)
        {
            yield return new Finding(
                "window-not-used", Severity.Warning, $"The window {window} of {need.Id} counts from an exposure, which a calendar period does not have: every row of the period counts.",
                "Read the series as the measure without its window, or define a metric of its own for it.", need.Id);
        }

        if (need.Measure.Type == MeasureType.Retention)
        {
            yield return new Finding(
                "entry-by-first-row", Severity.Info, $"A unit belongs to the {calendar.Noun} of its first row of {need.Source.Id} in these data: units that were there before the data begin count as new.",
                "Read the first periods with care, or give the data from their beginning.", need.Id);
        }

        if (reading.Late?.Of(series, today) is { } late)
        {
            yield return late;
        }
    }
}
