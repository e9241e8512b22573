using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Puts the series of a link on one calendar.</summary>
/// <remarks>
/// The common calendar is the coarsest of the cadences. A finer series is best read again from its source at that cadence, which is the caller's
/// to do; one that is still finer here, because its values were imported, is made coarser by <see cref="SeriesCoarsening"/>. The periods are
/// those that all series have; after a change of a definition only the periods since the last one are used. Lags become periods by
/// <see cref="LagPeriods"/>. What cannot be put together is undefined with a code of <see cref="SeriesRefusal"/>, never guessed.
/// </remarks>
public static class SeriesAlignment
{
    /// <summary>The cadence that series of these cadences are compared at: the coarsest.</summary>
    public static Cadence CommonCadence(IEnumerable<Cadence> cadences) => cadences.Max();

    /// <summary>The series of a link over their common periods, or why there are none.</summary>
    /// <param name="link">The link; its lags are converted to periods.</param>
    /// <param name="outcome">The lagging series.</param>
    /// <param name="lead">The leading series.</param>
    /// <param name="controls">Declared common causes, in the order of the link.</param>
    public static Estimable<AlignedSeries> Align(LinkDefinition link, KpiSeries outcome, KpiSeries lead, IReadOnlyList<KpiSeries> controls)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(lead);
        ArgumentNullException.ThrowIfNull(controls);
        IReadOnlyList<KpiSeries> all = [outcome, lead, .. controls];
        if (all.Select(Unfit).FirstOrDefault(u => u is not null) is { } unfit)
        {
            return unfit;
        }

        var cadence = CommonCadence(all.Select(s => s.Calendar.Cadence));
        var weekly = all.Where(s => s.Calendar.Cadence == Cadence.Weekly).ToList();
        var calendar = new SeriesCalendar(cadence, (weekly.Count > 0 ? weekly[0] : outcome).Calendar.WeekStarts);
        if (cadence == Cadence.Weekly && weekly.Find(s => s.Calendar.WeekStarts != calendar.WeekStarts) is { } other)
        {
            return new Undefined(
                SeriesRefusal.DifferentWeekStarts,
                $"the weeks of {weekly[0].Id} begin on {calendar.WeekStarts}s and those of {other.Id} on {other.Calendar.WeekStarts}s; give both by the same weeks, or by day");
        }

        var lags = LagPeriods.Of(link.Lag, cadence);
        if (!lags.IsDefined)
        {
            return lags.Reason;
        }

        var same = new List<KpiSeries>();
        foreach (var series in all)
        {
            var coarse = SeriesCoarsening.To(series, calendar);
            if (!coarse.IsDefined)
            {
                return coarse.Reason;
            }

            if (coarse.Value.Points.Count == 0)
            {
                return new Undefined(SeriesRefusal.NoValues, $"{series.Id} covers no whole {calendar.Noun}");
            }

            same.Add(coarse.Value);
        }

        return Overlap(link, calendar, all, same, lags.Value);
    }

    private static Estimable<AlignedSeries> Overlap(
        LinkDefinition link, SeriesCalendar calendar, IReadOnlyList<KpiSeries> asRead, List<KpiSeries> all, (int First, int Last) lags)
    {
        var first = all.Max(s => calendar.PeriodOf(s.Points[0].Start));
        var last = all.Min(s => calendar.PeriodOf(s.Points[^1].Start));
        if (last < first)
        {
            var late = all.First(s => calendar.PeriodOf(s.Points[0].Start) == first);
            var early = all.First(s => calendar.PeriodOf(s.Points[^1].Start) == last);
            return new Undefined(SeriesRefusal.NoOverlap, Invariant($"{early.Id} ends with the {calendar.Noun} of {calendar.FirstDay(last):yyyy-MM-dd}, before {late.Id} begins on {calendar.FirstDay(first):yyyy-MM-dd}"));
        }

        var findings = all.SelectMany(s => s.Findings.Where(f => f.Code == "cadence-made-coarser")).Distinct().ToList();
        var (from, to) = (calendar.FirstDay(first), calendar.LastDay(last));
        var changes = asRead.SelectMany(s => s.Changes.Where(c => c.At > from && c.At <= to).Select(c => (Series: s, Change: c))).OrderBy(c => c.Change.At).ToList();
        if (changes.Count > 0)
        {
            var (series, change) = changes[^1];
            var since = calendar.PeriodOf(change.At);
            if (calendar.FirstDay(since) < change.At)
            {
                since++;
            }

            if (since > last)
            {
                return new Undefined(SeriesRefusal.DefinitionChange, Invariant($"the definition of {series.Id} changed on {change.At:yyyy-MM-dd} ({change.Sentence}), and there is no whole {calendar.Noun} since"));
            }

            findings.Add(new Finding(
                "definition-change", Severity.Warning,
                Invariant($"The definition of {series.Id} changed on {change.At:yyyy-MM-dd} ({change.Sentence}): the {since - first} {calendar.Noun}s before are left out."),
                "Give the values of the earlier periods by the new definition, so that they can be used.", series.Id));
            first = since;
        }

        IReadOnlyList<double?> Values(KpiSeries s)
        {
            var skip = first - calendar.PeriodOf(s.Points[0].Start);
            return [.. s.Points.Skip(skip).Take(last - first + 1).Select(p => p.Value)];
        }

        return new AlignedSeries(
            calendar, [.. Enumerable.Range(first, last - first + 1).Select(calendar.FirstDay)], Values(all[0]), Values(all[1]), [.. all.Skip(2).Select(Values)], lags.First, lags.Last,
            [.. findings, .. LagFindings(link, calendar, lags)]);
    }

    private static IEnumerable<Finding> LagFindings(LinkDefinition link, SeriesCalendar calendar, (int First, int Last) lags)
    {
        var exact = (calendar.Cadence, link.Lag.From.Unit) is (Cadence.Daily, PeriodUnit.Day) or (Cadence.Weekly, PeriodUnit.Week) or (Cadence.Monthly, PeriodUnit.Month)
            or (Cadence.Quarterly, PeriodUnit.Quarter) or (Cadence.Yearly, PeriodUnit.Year) or (Cadence.Daily, PeriodUnit.Week);
        if (!exact)
        {
            yield return new Finding(
                "lags-in-other-periods", Severity.Info, Invariant($"The declared lags {link.Lag} are {lags.First} to {lags.Last} {calendar.Noun}s here, to the nearest whole one."),
                Invariant($"Declare the lags in {calendar.Noun}s to choose yourself."), link.Id);
        }
    }

    private static Undefined? Unfit(KpiSeries series)
    {
        if (series.Points.All(p => p.Value is null))
        {
            return new Undefined(SeriesRefusal.NoValues, $"{series.Id} has no value");
        }

        var first = series.Calendar.PeriodOf(series.Points[0].Start);
        for (var i = 0; i < series.Points.Count; i++)
        {
            if (series.Points[i].Start != series.Calendar.FirstDay(first + i))
            {
                return new Undefined(
                    SeriesRefusal.UnequalSpacing,
                    Invariant($"{series.Id} has a point at {series.Points[i].Start:yyyy-MM-dd} where the {series.Calendar.Noun} of {series.Calendar.FirstDay(first + i):yyyy-MM-dd} is due: its periods are not one after the other"));
            }
        }

        return null;
    }
}
