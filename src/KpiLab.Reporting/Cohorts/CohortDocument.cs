using System.Globalization;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A cohort analysis for readers: who came back, how long until, and what the KPI was.</summary>
public static class CohortDocument
{
    /// <summary>Periods that a table shows; JSON and CSV hold all.</summary>
    internal const int MostPeriods = 12;

    /// <summary>The latest cohorts that a table shows.</summary>
    internal const int MostCohorts = 26;

    private static readonly int[] Days = [0, 1, 3, 7, 14, 28, 56, 91, 182, 365, 730];

    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this CohortAnalysis analysis)
    {
        List<Block> blocks = [new Heading(1, $"{analysis.Name} by cohort ({analysis.Kpi})"), new Paragraph(Lead(analysis))];
        blocks.AddRange(analysis.Findings.Select(f => new Statement(EffectWords.Severity(f.Severity), f.Sentence, f.Remedy)));
        blocks.Add(new Heading(2, RetentionTitle));
        blocks.Add(new Paragraph(RetentionNote(analysis)));
        blocks.Add(new Grid(Retention(analysis, analysis.All, "All units")));
        blocks.AddRange(Groups(analysis).SelectMany(g => new Block[] { new Paragraph($"{g.Name}:"), new Grid(Retention(analysis, g.Rows, g.Name)) }));
        blocks.Add(new Heading(2, SurvivalTitle(analysis)));
        blocks.Add(new Paragraph(SurvivalNote(analysis)));
        blocks.Add(new Grid(Survival(analysis)));
        if (analysis.LogRank.Count > 0)
        {
            blocks.Add(new Bullets([.. LogRank(analysis)]));
        }

        blocks.Add(new Heading(2, $"{analysis.Name} by cohort and period"));
        blocks.Add(new Paragraph("Of all units of the cohort, those without rows in the period included unless the KPI's measure drops them. An asterisk marks a period that is not over."));
        blocks.Add(new Grid(Values(analysis, analysis.All, "All units")));
        blocks.AddRange(Groups(analysis).SelectMany(g => new Block[] { new Paragraph($"{g.Name}:"), new Grid(Values(analysis, g.Rows, g.Name)) }));
        return new Document(blocks);
    }

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this CohortAnalysis analysis) => analysis.ToDocument().ToMarkdown();

    internal const string RetentionTitle = "Retention";

    internal static string SurvivalTitle(CohortAnalysis a) => a.Until == SurvivalEvent.First ? "Time to the first" : "Time to lapse";

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Lead(CohortAnalysis a)
        => $"{FigureText.Counted(a.Units, "unit")} in cohorts by calendar {(a.By == CohortPeriod.Week ? "week" : "month")} ({a.TimeZone}) of their {a.Entry}; data until {FigureText.Time(a.DataEnd)}; intervals at {EffectWords.Level(a.Level)}.";

    internal static string RetentionNote(CohortAnalysis a)
        => $"Share of a cohort's units with a row that counts for the KPI in the {(a.By == CohortPeriod.Week ? "week" : "month")} of entry (0) and each one after it; Wilson intervals. An asterisk marks a period that is not over.";

    internal static string SurvivalNote(CohortAnalysis a)
        => (a.Until == SurvivalEvent.First
            ? "Share of units still without a row that counts for the KPI, by whole days since entry"
            : $"Share of units that have not lapsed, by whole days since entry; a unit lapses once {FigureText.Counted(a.LapseDays, "day")} are over without a row that counts")
            + " (Kaplan and Meier). Units not observed long enough count for as long as they were.";

    internal static IEnumerable<(string Name, IReadOnlyList<CohortRow> Rows)> Groups(CohortAnalysis a)
        => a.ByGroup.GroupBy(r => r.Group).Select(g => ($"{a.GroupedBy} {g.Key ?? "(none)"}", (IReadOnlyList<CohortRow>)[.. g]));

    internal static IEnumerable<string> LogRank(CohortAnalysis a) => a.LogRank.Select(r => r.Result.IsDefined
        ? $"{r.Group ?? "(none)"} against {r.Against}: {FigureText.Significant(r.Result.Value.Observed)} events, {FigureText.Significant(r.Result.Value.Expected, 4)} expected if the curves were one; log-rank {Rounding.PValue(r.Result.Value.Test.PValue)}{(a.LogRank.Count > 1 && r.AdjustedPValue is { } p ? $" ({Rounding.PValue(p)} after correction)" : "")}."
        : $"{r.Group ?? "(none)"} against {r.Against}: {r.Result.Reason.Sentence}.");

    internal static Table Survival(CohortAnalysis a)
    {
        var days = SurvivalDays(a);
        return new Table(
            SurvivalTitle(a),
            [new("group", "Group"), new("units", "Units", ColumnKind.Integer), new("events", "Events", ColumnKind.Integer), .. days.Select(d => new Column(Invariant($"day_{d}"), Invariant($"Day {d}"), ColumnKind.Figure))],
            [.. a.Survival.Select(s => (IReadOnlyList<object?>)[s.IsAll ? "all units" : s.Group ?? "(none)", s.Units, s.Events, .. days.Select(d => (object?)At(s, d))])]);
    }

    /// <summary>Up to eight days over the range of the curve of all units.</summary>
    internal static IReadOnlyList<int> SurvivalDays(CohortAnalysis a)
    {
        var last = a.Survival.Count > 0 && a.Survival[0].Curve.IsDefined && a.Survival[0].Curve.Value.Count > 0 ? (int)a.Survival[0].Curve.Value[^1].Risk.Time : 0;
        return [.. Days.Where(d => d < last).Append(last).TakeLast(8)];
    }

    /// <summary>The step of a curve that holds on a day; null before the first event.</summary>
    internal static SurvivalStep? Step(CohortSurvival s, int day) => s.Curve.IsDefined ? s.Curve.Value.LastOrDefault(p => p.Risk.Time <= day) : null;

    private static Lines? At(CohortSurvival s, int day)
        => !s.Curve.IsDefined ? null
        : Step(s, day) is not { } step ? new Lines(["100 %"])
        : new Lines(step.Interval.IsDefined ? [FigureText.Share(step.Survival), Range(step.Interval.Value)] : [FigureText.Share(step.Survival)]);

    private static string Range(ConfidenceSet set) => $"{FigureText.Share(set.Lower)} to {FigureText.Share(set.Upper)}";

    internal static Table Retention(CohortAnalysis a, IReadOnlyList<CohortRow> rows, string title)
        => Triangle(a, rows, $"Retention, {title}", c => c.Retention.Match(e => new Lines([FigureText.Share(e.Value) + Mark(c), Range(e.Set)]), _ => (Lines?)null));

    internal static Table Values(CohortAnalysis a, IReadOnlyList<CohortRow> rows, string title)
        => Triangle(a, rows, $"{a.Name}, {title}", c => c.Kpi.Match(e => Value(e, a.Unit, Mark(c)), _ => (Lines?)null));

    private static string Mark(CohortCell c) => c.IsComplete ? "" : "*";

    private static Lines Value(CohortEstimate e, MetricUnit unit, string mark)
    {
        var error = e.StandardError ?? (e.Set.Upper - e.Set.Lower) / 4;
        return new Lines([Rounding.Value(e.Value, error, unit) + mark, $"{Rounding.Value(e.Set.Lower, error, unit)} to {Rounding.Value(e.Set.Upper, error, unit)}"]);
    }

    private static Table Triangle(CohortAnalysis a, IReadOnlyList<CohortRow> rows, string title, Func<CohortCell, Lines?> cell)
    {
        var shown = rows.TakeLast(MostCohorts).ToList();
        var periods = Math.Min(MostPeriods + 1, shown.Select(r => r.Cells.Count).DefaultIfEmpty(0).Max());
        var more = shown.Count < rows.Count || rows.Any(r => r.Cells.Count > periods) ? " (the latest cohorts and first periods; JSON and CSV hold all)" : "";
        return new Table(
            title + more,
            [new("cohort", a.By == CohortPeriod.Week ? "Week of" : "Month of"), new("units", "Units", ColumnKind.Integer), .. Enumerable.Range(0, periods).Select(p => new Column(Invariant($"period_{p}"), Invariant($"{p}"), ColumnKind.Figure))],
            [.. shown.Select(r => (IReadOnlyList<object?>)[Day(r.Start), r.Units, .. Enumerable.Range(0, periods).Select(p => p < r.Cells.Count ? (object?)cell(r.Cells[p]) : null)])]);
    }
}
