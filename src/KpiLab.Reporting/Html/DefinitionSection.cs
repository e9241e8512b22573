using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>What each KPI means and the SQL that was run.</summary>
internal sealed class DefinitionSection(Markup page, ReportItem item, int level)
{
    public void Write(Action open)
    {
        open();
        var analysis = item.Analysis;
        foreach (var kpi in analysis.Comparisons.Where(c => c.Segment is null).GroupBy(c => c.Kpi).Select(g => g.First()))
        {
            page.Open("details").Open("summary").Leaf("strong", kpi.Name).Text(" ").Leaf("code", kpi.Kpi).Close();
            Blocks.FactList(page, new Facts([.. Facts(kpi, item.Metrics.FirstOrDefault(m => m.Id == kpi.Kpi))]));
            page.CloseLine();
        }

        page.Leaf(Invariant($"h{Math.Min(level, 6)}"), "SQL");
        if (analysis.Queries.Count == 0)
        {
            page.Leaf("p", "The data were not read with SQL.").CloseLine();
            return;
        }

        page.Leaf("p", "All numbers on this page were computed from the answers to these statements. They return counts, means and moments by variant and segment; everything else is arithmetic on them.", ("class", "quiet"));
        for (var i = 0; i < analysis.Queries.Count; i++)
        {
            page.Open("details").Leaf("summary", Invariant($"Statement {i + 1} of {analysis.Queries.Count}"))
                .Open("pre", ("tabindex", "0")).Open("code").Lines(analysis.Queries[i]).Close().Close().CloseLine();
        }

        page.CloseLine();
    }

    private static IEnumerable<(string Name, string Text)> Facts(KpiComparison kpi, MetricDefinition? metric)
    {
        yield return ("Unit", Spelling.Words(kpi.Unit));
        yield return ("Better when", kpi.Direction switch { Direction.Increase => "higher", Direction.Decrease => "lower", _ => "unchanged" });
        if (metric?.Measure is not { } measure)
        {
            yield break;
        }

        yield return ("Kind", Spelling.Words(measure.Type));
        if (measure.Source is { } source)
        {
            yield return ("Source", source);
        }

        foreach (var (name, formula) in new[] { ("Value", measure.Value), ("Numerator", measure.Numerator), ("Denominator", measure.Denominator), ("Only rows where", measure.Where) })
        {
            if (formula is not null)
            {
                yield return (name, formula.Text);
            }
        }

        if (measure.Aggregate is { } aggregate)
        {
            yield return ("Rows of a unit", Spelling.Words(aggregate));
        }

        if (measure.Window is { } window)
        {
            yield return ("Window after exposure", window.ToString());
        }

        if (measure.Cap is { } cap)
        {
            yield return ("Cap", cap.ToString());
        }

        if (measure.Missing is { } missing)
        {
            yield return ("Units without a value", missing == MissingRule.Zero ? "count as zero" : "are left out");
        }
    }
}
