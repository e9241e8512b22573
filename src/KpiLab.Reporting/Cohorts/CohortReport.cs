using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A cohort analysis as one self-contained HTML page.</summary>
public static class CohortReport
{
    /// <summary>The page.</summary>
    public static string Render(CohortAnalysis analysis, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        options ??= new ReportOptions();
        var title = $"{analysis.Name} by cohort";
        return ReportPage.Render(title, "KpiLab cohort report", options, page => Write(page, analysis, title, options.Interactive));
    }

    /// <summary>The analysis as a page of its own.</summary>
    public static string ToHtml(this CohortAnalysis analysis) => Render(analysis);

    /// <summary>The figure of a cohort analysis where one is asked for: its retention.</summary>
    public static HeatMap ToFigure(this CohortAnalysis analysis) => RetentionMap(analysis);

    /// <summary>Retention of all units as a heat map.</summary>
    public static HeatMap RetentionMap(CohortAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return Map(analysis, "Retention by cohort", new FigureAxis("Share of the cohort that is active", 100, " %"), c => c.Retention);
    }

    /// <summary>The KPI of all units as a heat map.</summary>
    public static HeatMap ValueMap(CohortAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return Map(analysis, $"{analysis.Name} by cohort", analysis.Unit == MetricUnit.Fraction ? new FigureAxis(analysis.Name, 100, " %") : new FigureAxis(analysis.Name), c => c.Kpi);
    }

    /// <summary>The survival curves at chosen days, one row a group and day.</summary>
    public static IntervalPlot SurvivalFigure(CohortAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var shown = analysis.Survival.Count > 1 ? analysis.Survival.Where(s => !s.IsAll).ToList() : analysis.Survival; // the groups are compared; the table has all units as well
        var rows = CohortDocument.SurvivalDays(analysis).SelectMany(d => shown.Select(s => Row(s, d))).Take(AnalysisFigures.MostRows).ToList();
        var title = $"{CohortDocument.SurvivalTitle(analysis)}: {analysis.Name}";
        return new IntervalPlot(
            title, $"{title}. " + string.Join(" ", rows.Select(r => $"{r.Group}, {r.Label}: {r.Value}.")), new FigureAxis("Share of units without the event", 100, " %"), rows, []);
    }

    private static void Write(Markup page, CohortAnalysis analysis, string title, bool interactive)
    {
        page.Open("article", ("class", "experiment")).Open("header", ("class", "opening")).Leaf("h1", title)
            .Leaf("p", CohortDocument.Lead(analysis), ("class", "lead")).CloseLine();
        foreach (var finding in analysis.Findings)
        {
            Blocks.Statement(page, new Statement(EffectWords.Severity(finding.Severity), finding.Sentence, finding.Remedy));
        }

        Section(page, "retention", CohortDocument.RetentionTitle, CohortDocument.RetentionNote(analysis));
        FigureHtml.Write(page, RetentionMap(analysis), "retention-map", null, interactive);
        Tables(page, analysis, CohortDocument.Retention);
        page.CloseLine();
        Section(page, "survival", CohortDocument.SurvivalTitle(analysis), CohortDocument.SurvivalNote(analysis));
        FigureHtml.Write(page, SurvivalFigure(analysis), "survival-figure", null, interactive);
        Blocks.List(page, CohortDocument.LogRank(analysis));
        Blocks.Grid(page, CohortDocument.Survival(analysis));
        page.CloseLine();
        Section(page, "kpi", $"{analysis.Name} by cohort and period", "Of all units of the cohort, those without rows in the period included unless the KPI's measure drops them.");
        FigureHtml.Write(page, ValueMap(analysis), "kpi-map", null, interactive);
        Tables(page, analysis, CohortDocument.Values);
        page.CloseLine().CloseLine();
    }

    private static IntervalRow Row(CohortSurvival s, int day)
    {
        var step = CohortDocument.Step(s, day);
        var value = step?.Survival ?? 1;
        var set = step is { Interval.IsDefined: true } ? step.Interval.Value : ConfidenceSet.Between(value, value, Level.Of(0.95));
        return new IntervalRow(
            s.IsAll ? "all units" : s.Group ?? "(none)", $"{Rounding.Count(s.Units)} units", value, set, new Marked(Mark.Neutral, "share"), FigureText.Share(value),
            step is { Interval.IsDefined: true } ? $"{FigureText.Share(set.Lower)} to {FigureText.Share(set.Upper)}" : ShownText.None)
        {
            Group = Invariant($"Day {day}"),
        };
    }

    private static HeatMap Map(CohortAnalysis analysis, string title, FigureAxis axis, Func<CohortCell, Estimable<CohortEstimate>> pick)
    {
        var rows = analysis.All.TakeLast(CohortDocument.MostCohorts).ToList();
        var periods = Math.Min(CohortDocument.MostPeriods + 1, rows.Select(r => r.Cells.Count).DefaultIfEmpty(0).Max());
        return new HeatMap(
            title,
            $"{title}: one row a cohort, one column a period since entry. The table below has every number with its interval.",
            axis,
            [.. Enumerable.Range(0, periods).Select(p => Invariant($"{p}"))],
            [.. rows.Select(r => CohortDocument.Day(r.Start))],
            [.. rows.Select(r => (IReadOnlyList<double?>)[.. Enumerable.Range(0, periods).Select(p => p < r.Cells.Count && r.Cells[p].IsComplete ? pick(r.Cells[p]).Match(e => e.Value, _ => (double?)null) : null)])]);
    }

    private static void Tables(Markup page, CohortAnalysis analysis, Func<CohortAnalysis, IReadOnlyList<CohortRow>, string, Table> table)
    {
        page.Open("details").Leaf("summary", "As a table");
        Blocks.Grid(page, table(analysis, analysis.All, "All units"));
        foreach (var (name, rows) in CohortDocument.Groups(analysis))
        {
            Blocks.Grid(page, table(analysis, rows, name));
        }

        page.Close();
    }

    private static void Section(Markup page, string id, string title, string note)
        => page.Open("section", ("class", "part"), ("id", id), ("aria-labelledby", id + "-title")).Leaf("h2", title, ("id", id + "-title")).Leaf("p", note, ("class", "quiet"));
}
