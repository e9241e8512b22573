using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What happened in the month besides values: milestones, the quality of the data, definitions that were replaced.</summary>
internal sealed partial class ReviewReading
{
    // A KPI decides where the milestone names one with a value; else people are asked.
    private List<ReviewMilestone> Milestones(List<ReviewKpi> kpis)
    {
        var values = kpis.ToDictionary(k => k.Id, k => k.Value, StringComparer.Ordinal);
        return
        [
            .. _definitions.Goals.SelectMany(g => g.Milestones.Where(m => month.Holds(m.Due)).Select(m =>
            {
                var actual = m.Kpi is { } kpi ? values.GetValueOrDefault(kpi) : null;
                bool? reached = actual is { } value && m.Value is { } wanted && _definitions.Metric(m.Kpi!) is { } metric
                    ? metric.Direction switch { Direction.Increase => value >= wanted, Direction.Decrease => value <= wanted, _ => null }
                    : null;
                return new ReviewMilestone(g.Id, m.Name, m.Due, m.Kpi, m.Value, actual, reached);
            })),
        ];
    }

    // What was reached is told; a setback reopens the strategy, and so has a question of its own.
    private static IEnumerable<ReviewQuestion> Questions(List<ReviewMilestone> milestones) => milestones.Select((m, i) =>
    {
        var id = Invariant($"milestone:{m.Goal}{(milestones.Take(i).Any(o => o.Goal == m.Goal) ? Invariant($".{i + 1}") : "")}");
        var told = Invariant($"{m.Kpi} was {m.Actual:0.######}, and {m.Wanted:0.######} was wanted by {m.Due:yyyy-MM-dd}");
        return m.Reached switch
        {
            true => new ReviewQuestion(id, $"Was the milestone “{m.Name}” of {m.Goal} reached?", $"Yes: {told}. Tell those who reached it."),
            false => new ReviewQuestion(id, $"The milestone “{m.Name}” of {m.Goal} was missed ({told}): what changes in the strategy?", null),
            _ => new ReviewQuestion(id, $"Was the milestone “{m.Name}” of {m.Goal} reached, and what follows?", null),
        };
    });

    // Flags of the data with what to do about them: readers must know the limits of a value before they decide by it.
    private IEnumerable<ReviewFinding> Quality(KpiDefinition kpi, Estimable<KpiSeries> read)
    {
        if (!read.IsDefined)
        {
            yield return new ReviewFinding("no-values", Severity.Warning, kpi.Id, $"It has no values over time: {read.Reason.Sentence}.", "Give it a measure over a source that has time, or say where its values come from.");
            yield break;
        }

        var series = read.Value;
        foreach (var f in series.Findings.Where(f => f.Severity != Severity.Info))
        {
            yield return new ReviewFinding(f.Code, f.Severity, kpi.Id, f.Sentence, f.Remedy);
        }

        var last = series.Points.LastOrDefault(p => p.Value is not null && End(series, p) <= month.LastDay);
        var expected = series.Calendar.PeriodOf(month.LastDay);
        expected = series.Calendar.LastDay(expected) <= month.LastDay ? expected : expected - 1;
        if (!preliminary && (last.Value is null || series.Calendar.PeriodOf(last.Start) < expected))
        {
            yield return new ReviewFinding(
                "value-missing", Severity.Warning, kpi.Id,
                last.Value is null ? Invariant($"It has no value by {month.LastDay:yyyy-MM-dd}.")
                    : Invariant($"Its last value is of the {series.Calendar.Noun} from {last.Start:yyyy-MM-dd}; that from {series.Calendar.FirstDay(expected):yyyy-MM-dd} is missing."),
                "Load what is missing, or note why there is none: `kpilab kpi annotate`.");
        }
    }

    // Both values side by side where the definition changed in the month or the one before: no baseline shifts unseen.
    private async Task<ILookup<string, ReviewFormer>> FormerAsync(List<KpiDefinition> active, IReadOnlyList<Estimable<KpiSeries>> series, CancellationToken cancellation)
    {
        var found = new List<(string Kpi, ReviewFormer Former)>();
        foreach (var (kpi, read) in active.Zip(series).Where(p => p.Second.IsDefined))
        {
            foreach (var former in await FormerValues.ReadAsync(session, registry, store, read.Value, month.Previous.FirstDay, month.LastDay, progress, cancellation))
            {
                var last = read.Value.Points.LastOrDefault(p => p.Value is not null && End(read.Value, p) <= month.LastDay);
                var same = former.Points.FirstOrDefault(p => p.Start == last.Start);
                found.Add((kpi.Id, new ReviewFormer(former.Until, former.Sentence, same.Value, same.StandardError, former.Reason)));
            }
        }

        return found.ToLookup(f => f.Kpi, f => f.Former, StringComparer.Ordinal);
    }
}
