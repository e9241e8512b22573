using System.Globalization;
using System.Runtime.CompilerServices;
using KpiLab.Core;

namespace KpiLab;

/// <summary>What the store knows of series: changes of their definitions, and remarks.</summary>
internal static class SeriesHistory
{
    // Read once for each reading of the registry: a review asks for series several times.
    private static readonly ConditionalWeakTable<Registry, Task<ILookup<string, Remark>>> Remarks = [];

    public static async Task<IReadOnlyList<KpiSeries>> AddAsync(
        Session session, Registry registry, IReadOnlyList<SeriesNeed> needs, IReadOnlyList<KpiSeries> series, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        using var store = await session.ExistingStoreAsync(definitions.Settings, cancellation);
        if (store is null)
        {
            return series;
        }

        // A definition of one version has no change to tell of; asking the store for each of a thousand would take longer than reading their values.
        var newest = registry.Stored.ToDictionary(d => (d.Document.Kind, d.Document.Id));
        var remarks = await RemarksAsync(session, registry, cancellation);
        async Task<IReadOnlyList<StoredDefinition>> HistoryAsync(DefinitionKind kind, string id)
            => !newest.TryGetValue((kind, id), out var last) ? [] : last.Version == 1 ? [last] : await store.HistoryAsync(kind, id, cancellation);
        var metrics = definitions.Kpis.Where(k => k.Metric is not null).ToDictionary(k => k.Id, k => k.Metric!, StringComparer.Ordinal);
        var sources = new Dictionary<string, IReadOnlyList<StoredDefinition>>(StringComparer.Ordinal);
        var result = new List<KpiSeries>();
        for (var i = 0; i < series.Count; i++)
        {
            var need = needs[i];
            if (!sources.TryGetValue(need.Source.Id, out var ofSource))
            {
                sources.Add(need.Source.Id, ofSource = await HistoryAsync(DefinitionKind.Source, need.Source.Id));
            }

            var kpi = await HistoryAsync(DefinitionKind.Kpi, need.Id);
            var metricId = metrics.GetValueOrDefault(need.Id, need.Id);
            var metric = await HistoryAsync(DefinitionKind.Metric, metricId);
            var changes = Changes(kpi, ["measure", "metric", "unit"], "its measure was changed")
                .Concat(Changes(metric, ["measure", "unit"], $"the measure of {metricId} was changed"))
                .Concat(Changes(ofSource, ["from", "unit", "time", "columns", "known_at"], $"source {need.Source.Id} was changed"))
                .OrderBy(c => c.At).ToList();

            // Remarks made after the moment that is looked from were not there yet.
            bool IsKnown(DateTimeOffset at) => session.Options.AsOf is not { } asOf || at <= asOf;
            var subject = AnnotateKpi.Subject(need.Id);
            var (broken, waiting) = Broken(Add(series[i], changes, isImported: need.Measure.Type == MeasureType.Imported), registry.Noted[subject].Where(n => IsKnown(n.At)));
            result.Add(Noted(broken, remarks[subject].Where(r => IsKnown(r.Made)).Concat(waiting.Select(n => Remark.Of(n) with { Text = $"New definition: {(string)n.Content["text"]!}" }))));
        }

        return result;
    }

    /// <summary>Begins to read what people remarked, or goes on waiting for it: the store and the engine can work side by side.</summary>
    public static Task<ILookup<string, Remark>> RemarksAsync(Session session, Registry registry, CancellationToken cancellation)
        => Remarks.GetValue(registry, _ => ReadAsync(session, registry, cancellation));

    private static async Task<ILookup<string, Remark>> ReadAsync(Session session, Registry registry, CancellationToken cancellation)
    {
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        var remarks = store is null ? [] : await store.JournalAsync(AnnotateKpi.Kind, null, Remark.Of, cancellation);
        return remarks.ToLookup(r => r.Subject, StringComparer.Ordinal);
    }

    private static IEnumerable<(DateTimeOffset At, string Sentence, string Hash)> Changes(IReadOnlyList<StoredDefinition> history, string[] fields, string sentence)
    {
        StoredDefinition? before = null;
        foreach (var version in history.Where(v => !v.Removed))
        {
            if (before is not null && Array.Exists(fields, f => before.Document.Content[f]?.ToJsonString() != version.Document.Content[f]?.ToJsonString()))
            {
                yield return (version.At, sentence, version.Document.ContentHash);
            }

            before = version;
        }
    }

    // Values computed here are computed anew for every period by the definition of today; imported ones follow a new one from the day on which it came.
    private static KpiSeries Add(KpiSeries series, List<(DateTimeOffset At, string Sentence, string Hash)> changes, bool isImported)
    {
        if (series.Points.Count == 0)
        {
            return series;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(series.TimeZone);
        var end = series.Calendar.LastDay(series.Calendar.PeriodOf(series.Points[^1].Start));
        var inside = changes.Select(c => (Change: c, Day: DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(c.At, zone).DateTime))).Where(c => c.Day > series.Points[0].Start && c.Day <= end).ToList();
        if (isImported)
        {
            return series with { Changes = [.. inside.Select(c => new SeriesChange(FirstWhole(series.Calendar, c.Day), c.Change.Sentence, c.Change.Hash)).Where(c => c.At <= end)] };
        }

        return inside.Count == 0 ? series : series with
        {
            Findings =
            [
                .. series.Findings,
                new Finding(
                    "recomputed", Severity.Info,
                    Invariant($"The definition changed on {string.Join(", ", inside.Select(c => Invariant($"{c.Day:yyyy-MM-dd}")).Distinct())}; every period here is computed by that of today."),
                    "Compare with reports from before that day only by recomputing them.", series.Id),
            ],
        };
    }

    // What a person knows of the data and the registry cannot: tracking that was replaced, a ledger that counts otherwise. Where the series has no period under the new definition yet, or none under the old one, it is a remark.
    private static (KpiSeries Series, IReadOnlyList<JournalEntry> Remarks) Broken(KpiSeries series, IEnumerable<JournalEntry> notes)
    {
        if (series.Points.Count == 0)
        {
            return (series, [.. notes]);
        }

        var (first, end) = (series.Points[0].Start, series.Calendar.LastDay(series.Calendar.PeriodOf(series.Points[^1].Start)));
        var byBreak = notes.ToLookup(n => FirstWhole(series.Calendar, Day(n)) is var at && at > first && at <= end);
        var noted = byBreak[true].Select(n => new SeriesChange(FirstWhole(series.Calendar, Day(n)), $"{(string)n.Content["text"]!}, says {n.Actor}", n.ContentHash)).ToList();
        return (noted.Count == 0 ? series : series with { Changes = [.. series.Changes.Concat(noted).OrderBy(c => c.At)] }, [.. byBreak[false]]);
    }

    private static DateOnly Day(JournalEntry note) => DateOnly.ParseExact((string)note.Content["at"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static KpiSeries Noted(KpiSeries series, IEnumerable<Remark> remarks) => series with
    {
        Notes = [.. remarks.Select(r => new SeriesNote(series.Calendar.FirstDay(series.Calendar.PeriodOf(r.Day)), r.Text, r.Actor)).OrderBy(n => n.At)],
    };

    private static DateOnly FirstWhole(SeriesCalendar calendar, DateOnly day)
    {
        var period = calendar.PeriodOf(day);
        return calendar.FirstDay(period) == day ? day : calendar.LastDay(period).AddDays(1);
    }

    /// <summary>What an entry of the journal says: there are tens of thousands, and each is understood once.</summary>
    internal sealed record Remark(string Subject, DateTimeOffset Made, DateOnly Day, string Text, string Actor)
    {
        public static Remark Of(JournalEntry entry) => new(entry.Subject, entry.At, SeriesHistory.Day(entry), (string)entry.Content["text"]!, entry.Actor);
    }
}
