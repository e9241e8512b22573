using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What is asked of a KPI over time.</summary>
/// <param name="Kpi">KPI or metric id.</param>
/// <param name="Cadence">Length of the periods; null: the KPI's own.</param>
/// <param name="From">Periods that end before this day are left out.</param>
/// <param name="To">Periods that begin after this day are left out.</param>
public sealed record SeriesQuestion(string Kpi, Cadence? Cadence = null, DateOnly? From = null, DateOnly? To = null);

/// <summary>A series to read.</summary>
/// <param name="Id">KPI or metric id.</param>
/// <param name="Cadence">Length of the periods; null: its own.</param>
internal sealed record SeriesRequest(string Id, Cadence? Cadence = null);

/// <summary>The series of a link, each as read, and put together.</summary>
internal sealed record LinkReading(LinkDefinition Link, KpiSeries Outcome, KpiSeries Lead, IReadOnlyList<KpiSeries> Controls, Estimable<AlignedSeries> Aligned);

/// <summary><c>kpi series</c>: definitions → values by period → changes from the store. Stores nothing.</summary>
internal static class ReadSeries
{
    public static async Task<KpiSeries> RunAsync(Session session, SeriesQuestion question, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        if (question.From > question.To)
        {
            throw new InvalidInputException("--from", Invariant($"{question.From:yyyy-MM-dd} is after {question.To:yyyy-MM-dd}"), "write the earlier day first");
        }

        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var series = (await ManyAsync(session, registry, [new SeriesRequest(question.Kpi, question.Cadence)], progress, cancellation))[0];
        var (from, to) = (question.From ?? DateOnly.MinValue, question.To ?? DateOnly.MaxValue);
        using (var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation))
        {
            if (store is not null && series.Points.Count > 0)
            {
                var former = await FormerValues.ReadAsync(session, registry, store, series, series.Points[0].Start > from ? series.Points[0].Start : from, to, progress, cancellation);
                series = series with { Former = former };
            }
        }

        bool IsIn(DateOnly start) => start <= to && series.Calendar.LastDay(series.Calendar.PeriodOf(start)) >= from;
        return series with
        {
            Points = [.. series.Points.Where(p => IsIn(p.Start))],
            Changes = [.. series.Changes.Where(c => IsIn(c.At))],
            Notes = [.. series.Notes.Where(n => IsIn(n.At))],
            Former = [.. series.Former.Select(f => f with { Points = [.. f.Points.Where(p => IsIn(p.Start))] })],
        };
    }

    /// <summary>Several series; those of one source are read in one pass.</summary>
    public static async Task<IReadOnlyList<KpiSeries>> ManyAsync(
        Session session, Registry registry, IReadOnlyList<SeriesRequest> requests, IProgress<ScanProgress>? progress, CancellationToken cancellation)
        => (await ManyAsync([session], registry, requests, progress, cancellation))[0];

    /// <summary>The same as seen from several moments, from one reading of the data.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<KpiSeries>>> ManyAsync(
        IReadOnlyList<Session> moments, Registry registry, IReadOnlyList<SeriesRequest> requests, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        if (requests.Count == 0)
        {
            return [.. moments.Select(_ => Array.Empty<KpiSeries>())];
        }

        var session = moments[0];

        var definitions = registry.Definitions;
        var problems = new List<Problem>();
        var wanted = requests.Select(r => Need(definitions, r, problems)).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidInputException([.. problems.Distinct()]);
        }

        var defaults = definitions.Settings.Defaults;
        var needs = new SeriesNeeds([.. wanted.Select(n => n!)], defaults.WeekStarts, defaults.TimeZone, session.Options.Now);
        var reading = session.SeriesData.SeriesAsync(needs, [.. moments.Select(m => m.Options.Now)], session.Options.Read(), progress, cancellation);
        await Task.WhenAll(reading, SeriesHistory.RemarksAsync(session, registry, cancellation));
        var seen = await reading;
        var scales = definitions.Kpis.Where(k => k.Scored is not null).ToDictionary(k => k.Id, k => k.Scored!, StringComparer.Ordinal);
        IReadOnlyList<KpiSeries> Held(IReadOnlyList<KpiSeries> series)
            => [.. series.Zip(needs.Series, (read, need) => scales.TryGetValue(need.Id, out var scale) && ScoreScale.Applies(need.Measure.Type) ? ScoreScale.Hold(read, scale) : read)];
        return await Task.WhenAll(moments.Select((m, i) => SeriesHistory.AddAsync(m, registry, needs.Series, Held(seen[i]), cancellation)));
    }

    /// <summary>The series of links, each KPI read once with its own cadence, and again where a link compares it at a coarser one.</summary>
    public static async Task<IReadOnlyList<LinkReading>> LinksAsync(
        Session session, Registry registry, IReadOnlyList<LinkDefinition> links, IProgress<ScanProgress>? progress, CancellationToken cancellation, SeriesShelf? shelf = null)
    {
        static IEnumerable<string> Ids(LinkDefinition link) => [link.To, link.From, .. link.Controls];
        var own = await ReadAsync(links.SelectMany(Ids).Distinct(StringComparer.Ordinal).Select(id => new SeriesRequest(id)));
        Cadence Common(LinkDefinition link) => SeriesAlignment.CommonCadence(Ids(link).Select(id => own[new SeriesRequest(id)].Calendar.Cadence));
        bool IsAgain(string id, Cadence cadence)
            => own[new SeriesRequest(id)].Calendar.Cadence != cadence && registry.Definitions.Metric(id)!.Measure.Type != MeasureType.Imported;
        var again = await ReadAsync(links.SelectMany(l => Ids(l).Where(id => IsAgain(id, Common(l))).Select(id => new SeriesRequest(id, Common(l)))).Distinct());
        return [.. links.Select(link =>
        {
            var cadence = Common(link);
            KpiSeries Of(string id) => again.GetValueOrDefault(new SeriesRequest(id, cadence)) ?? own[new SeriesRequest(id)];
            IReadOnlyList<KpiSeries> controls = [.. link.Controls.Select(Of)];
            return new LinkReading(link, Of(link.To), Of(link.From), controls, SeriesAlignment.Align(link, Of(link.To), Of(link.From), controls));
        })];

        async Task<Dictionary<SeriesRequest, KpiSeries>> ReadAsync(IEnumerable<SeriesRequest> which)
        {
            var found = new Dictionary<SeriesRequest, KpiSeries>();
            var missing = new List<SeriesRequest>();
            foreach (var request in which)
            {
                if (shelf?.Find(request) is { } known)
                {
                    found[request] = known;
                }
                else
                {
                    missing.Add(request);
                }
            }

            foreach (var (request, one) in missing.Zip(await ManyAsync(session, registry, missing, progress, cancellation)))
            {
                found[request] = one;
            }

            return found;
        }
    }

    private static SeriesNeed? Need(DefinitionSet definitions, SeriesRequest request, List<Problem> problems)
    {
        var id = request.Id;
        if (definitions.Metric(id) is not { } metric)
        {
            var known = definitions.Kpis.Select(k => k.Id).Concat(definitions.Metrics.Select(m => m.Id)).Where(k => definitions.Metric(k) is not null).ToList();
            problems.Add(definitions.Kpis.Any(k => k.Id == id)
                ? new Problem(null, 0, $"{id}.measure", $"{id} has no measure, so that nothing tells its values", "write `measure:`, or `metric:` with the id of a metric")
                : new Problem(null, 0, "kpi", $"there is no KPI or metric {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet" : "there are " + Suggestion.List(known))));
            return null;
        }

        if (metric.Measure.Source is not { } named || definitions.Source(named) is not { } source)
        {
            problems.Add(new Problem(null, 0, $"{id}.measure.source", $"{id} names no source of its own: it is measured in the exposures of an experiment, and has no values over time", "write `source:` with the id of a source that has `time`"));
            return null;
        }

        var declared = definitions.Kpis.FirstOrDefault(k => k.Id == id)?.Cadence;
        var cadence = request.Cadence ?? (metric.Measure.Type == MeasureType.Imported ? null : declared ?? Cadence.Weekly);
        return new SeriesNeed(id, metric.Name, metric.Unit, metric.Measure, source, cadence, declared);
    }
}
