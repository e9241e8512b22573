using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary>A KPI's values by the definitions that were replaced: the same data, the measure of before.</summary>
internal static class FormerValues
{
    /// <summary>By each measure that was replaced between two days, and not after the moment that is looked from, newest first.</summary>
    public static async Task<IReadOnlyList<FormerSeries>> ReadAsync(
        Session session, Registry registry, IStore store, KpiSeries series, DateOnly from, DateOnly to, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var changes = (await ChangesAsync(registry, store, series.Id, cancellation))
            .Where(c => session.Options.AsOf is not { } asOf || c.At <= asOf)
            .Where(c => DayOf(c.At, series) is var day && day >= from && day <= to).Reverse().ToList();
        var found = new List<FormerSeries>();
        foreach (var change in changes)
        {
            found.Add(await ReadAsync(session, registry, series, DayOf(change.At, series), change.Measure, progress, cancellation));
        }

        return found;
    }

    private static DateOnly DayOf(DateTimeOffset at, KpiSeries series) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(series.TimeZone)).DateTime);

    // When a measure was replaced, and what it was; of a KPI that names a metric, the metric's.
    private static async Task<IReadOnlyList<(DateTimeOffset At, JsonObject Measure)>> ChangesAsync(Registry registry, IStore store, string id, CancellationToken cancellation)
    {
        var versions = registry.Stored.Where(s => s.Document.Id == id && s.Document.Kind is DefinitionKind.Kpi or DefinitionKind.Metric).ToList();
        if (registry.Definitions.Kpi(id)?.Metric is { } named)
        {
            versions.AddRange(registry.Stored.Where(s => s.Document.Kind == DefinitionKind.Metric && s.Document.Id == named));
        }

        var changes = new List<(DateTimeOffset At, JsonObject Measure)>();
        foreach (var newest in versions.Where(v => v.Version > 1))
        {
            StoredDefinition? before = null;
            foreach (var version in (await store.HistoryAsync(newest.Document.Kind, newest.Document.Id, cancellation)).Where(v => !v.Removed))
            {
                if (before?.Document.Content["measure"] is JsonObject old && !JsonNode.DeepEquals(old, version.Document.Content["measure"]))
                {
                    changes.Add((version.At, old));
                }

                before = version;
            }
        }

        return [.. changes.OrderBy(c => c.At)];
    }

    private static async Task<FormerSeries> ReadAsync(
        Session session, Registry registry, KpiSeries series, DateOnly day, JsonObject measure, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var sentence = $"measure: {CanonicalJson.Serialize(measure)}";
        FormerSeries None(string reason) => new(day, sentence, [], reason);
        try
        {
            var metric = DefinitionReader.FromDocuments([Document(series.Id, measure)]).Metrics[0];
            if (metric.Measure.Source is not { } named || registry.Definitions.Source(named) is not { } source)
            {
                return None($"its source {metric.Measure.Source} is not defined any more");
            }

            var cadence = metric.Measure.Type == MeasureType.Imported ? (Cadence?)null : series.Calendar.Cadence;
            var defaults = registry.Definitions.Settings.Defaults;
            var needs = new SeriesNeeds([new SeriesNeed(series.Id, series.Name, series.Unit, metric.Measure, source, cadence, series.Calendar.Cadence)], defaults.WeekStarts, defaults.TimeZone, session.Options.Now);
            return new FormerSeries(day, sentence, (await session.SeriesData.SeriesAsync(needs, session.Options.Read(), progress, cancellation))[0].Points, null);
        }
        catch (InvalidInputException gone)
        {
            return None(gone.Problems[0].Message);
        }
    }

    private static DefinitionDocument Document(string id, JsonObject measure)
    {
        var content = new JsonObject { ["kind"] = "metric", ["id"] = id, ["direction"] = "increase", ["measure"] = measure.DeepClone() };
        return new DefinitionDocument(DefinitionKind.Metric, id, content, CanonicalJson.Hash(content), null, 0);
    }
}
