using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What is screened.</summary>
/// <param name="Outcome">KPI or metric whose leads are sought.</param>
/// <param name="Lags">Lags to try; null: 1 to 6 periods of the outcome.</param>
public sealed record ScreenQuestion(string Outcome, LagRange? Lags = null);

/// <summary><c>link screen</c>: every other KPI or metric with values over time, tested as a lead of one outcome as one family. Stores nothing.</summary>
internal static class ScreenLinks
{
    private const int LastLag = 6;

    public static async Task<LinkScreen> RunAsync(Session session, ScreenQuestion question, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var past = await ReadPastExperiments.RunAsync(session, registry, progress, cancellation);
        return await RunAsync(session, registry, past, question, new SeriesShelf(session, registry, progress), cancellation);
    }

    public static async Task<LinkScreen> RunAsync(
        Session session, Registry registry, PastExperiments past, ScreenQuestion question, SeriesShelf shelf, CancellationToken cancellation, bool brief = false)
    {
        var definitions = registry.Definitions;
        if (definitions.Metric(question.Outcome) is not { } outcome)
        {
            var known = definitions.Kpis.Select(k => k.Id).Concat(definitions.Metrics.Select(m => m.Id)).Where(id => definitions.Metric(id) is not null).ToList();
            throw new InvalidInputException("kpi", $"there is no KPI or metric {question.Outcome} with a measure", Suggestion.DidYouMean(question.Outcome, known, "there are " + Suggestion.List(known)));
        }

        var target = (await shelf.ReadAsync([new SeriesRequest(outcome.Id)], cancellation))[0];
        if (!target.IsDefined)
        {
            throw new InvalidInputException("kpi", target.Reason.Sentence, "name an outcome with values over time");
        }

        var cadence = target.Value.Calendar.Cadence;
        var lags = question.Lags ?? DefaultLags(cadence);
        var ids = definitions.Kpis.Select(k => k.Id).Concat(definitions.Metrics.Select(m => m.Id)).Distinct(StringComparer.Ordinal)
            .Where(id => id != outcome.Id && definitions.Metric(id) is { Measure.Source: not null }).Order(StringComparer.Ordinal).ToList();
        var declared = definitions.Links.Where(l => l.To == outcome.Id).GroupBy(l => l.From, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var wanted = ids.Concat(declared.Values.SelectMany(l => l.Controls)).Distinct(StringComparer.Ordinal).ToList();
        var read = await shelf.ReadAsync([.. wanted.Select(id => Request(definitions.Metric(id)!, cadence))], cancellation);
        var series = wanted.Zip(read).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        var inputs = ids.ConvertAll(id =>
        {
            var kpi = definitions.Metric(id)!;
            var link = declared.GetValueOrDefault(id);
            return new ScreenInput(
                kpi, Align(id, outcome.Id, lags, target.Value, series, link?.Controls ?? []), MechanicalLink.Between(kpi, outcome), KpiSensitivity.Of(kpi, past.Effects), link?.Id);
        });
        return LinkScreener.Screen(outcome, lags, session.Options.Now, inputs, definitions.Settings.Defaults.Links, brief);
    }

    private static SeriesRequest Request(MetricDefinition metric, Cadence cadence) => new(metric.Id, metric.Measure.Type == MeasureType.Imported ? null : cadence);

    private static Estimable<AlignedSeries> Align(
        string lead, string outcome, LagRange lags, KpiSeries target, Dictionary<string, Estimable<KpiSeries>> series, IReadOnlyList<string> controls)
    {
        foreach (var id in controls.Prepend(lead))
        {
            if (!series[id].IsDefined)
            {
                return series[id].Reason;
            }
        }

        var link = new LinkDefinition("screen", lead, outcome, ExpectedSign.Positive, lags, null, new LeadSettings().SmallestEffect, controls);
        return SeriesAlignment.Align(link, target, series[lead].Value, [.. controls.Select(c => series[c].Value)]);
    }

    private static LagRange DefaultLags(Cadence cadence)
    {
        var unit = cadence switch
        {
            Cadence.Daily => PeriodUnit.Day,
            Cadence.Weekly => PeriodUnit.Week,
            Cadence.Monthly => PeriodUnit.Month,
            Cadence.Quarterly => PeriodUnit.Quarter,
            _ => PeriodUnit.Year,
        };
        return new LagRange(new Lag(1, unit), new Lag(LastLag, unit));
    }
}
