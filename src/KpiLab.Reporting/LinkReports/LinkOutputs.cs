using System.Data;
using System.Globalization;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Checked links for programs: one tidy table.</summary>
public static class LinkOutputs
{
    private static readonly Column[] Columns =
    [
        new("link", "Link"),
        new("word", "Verdict"),
        new("from", "Leading", IsDetail: true),
        new("to", "Lagging", IsDetail: true),
        new("today", "On today's data", IsDetail: true),
        new("look", "Look", IsDetail: true),
        new("lag", "Lag", ColumnKind.Integer),
        new("estimate", "Effect", ColumnKind.Number),
        new("std_error", "Standard error", ColumnKind.Number, IsDetail: true),
        new("p_value", "p", ColumnKind.Number),
        new("skill", "Skill", ColumnKind.Number),
        new("break_after", "Break after"),
        new("causal", "Experiments", IsDetail: true),
        new("monitor", "Monitor", IsDetail: true),
        new("next_verdict", "Next verdict"),
        new("as_of", "As of", ColumnKind.Time, IsDetail: true),
        new("sentence", "Why", IsDetail: true),
    ];

    /// <summary>One row a link; effects are innovation sd of the outcome per sd of the lead.</summary>
    public static Table ToTable(this IReadOnlyList<LinkReport> reports) => new("Links", Columns, [.. reports.Select(r => Row(r))]);

    /// <summary>One link, one row.</summary>
    public static Table ToTable(this LinkReport report) => ((IReadOnlyList<LinkReport>)[report]).ToTable();

    /// <summary>The same as a <see cref="DataTable"/>.</summary>
    public static DataTable ToDataTable(this LinkReport report) => report.ToTable().ToDataTable();

    /// <summary>The same as a <see cref="DataTable"/>.</summary>
    public static DataTable ToDataTable(this IReadOnlyList<LinkReport> reports) => reports.ToTable().ToDataTable();

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this IReadOnlyList<LinkReport> reports) => reports.ToTable().ToCsv();

    /// <summary>The table of several links for readers.</summary>
    public static Table ToOverview(this IReadOnlyList<LinkReport> reports) => new(
        "Links",
        [
            new("link", "Link"), new("word", "Verdict"), new("lag", "Lag", ColumnKind.Figure), new("estimate", "Effect", ColumnKind.Figure), new("p", "p", ColumnKind.Figure),
            new("skill", "Skill", ColumnKind.Figure), new("break", "Changed after"), new("grades", "Grades"), new("next", "Next verdict"),
        ],
        [.. reports.Select(r => (IReadOnlyList<object?>)
        [
            r.Link.Id,
            LinkWords.Verdict(r.Word),
            r.Strength.Match(s => s.Lag.ToString(CultureInfo.InvariantCulture), _ => null!),
            r.Strength.Match(s => $"{Rounding.Number(s.Effect, 2, signed: true)} ± {Rounding.Number(1.96 * s.StandardError, 2)}", _ => null!),
            r.Verdict.Evidence.IsDefined ? FigureText.PValue(r.Verdict.PValue) : null,
            r.Verdict.Evidence.IsDefined && r.Verdict.Evidence.Value.Backtest.IsDefined ? FigureText.Signed(Math.Round(r.Verdict.Evidence.Value.Backtest.Value.Skill * 100, 1), 4) + " %" : null,
            Break(r),
            LinkWords.Grades(r),
            Day(r.NextVerdict),
        ])]);

    internal static string? Break(LinkReport report)
        => report.Series.IsDefined && report.Verdict.Evidence.IsDefined && report.Verdict.Evidence.Value.Break is { } b ? Day(report.Series.Value.Starts[b.After - 1]) : null;

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static object?[] Row(LinkReport r) =>
    [
        r.Link.Id,
        Spelling.Snake(r.Word),
        r.Link.From,
        r.Link.To,
        Spelling.Snake(r.Verdict.Word),
        Spelling.Snake(r.Look),
        r.Strength.Match<object?>(s => (long)s.Lag, _ => null),
        r.Strength.Match<object?>(s => s.Effect, _ => null),
        r.Strength.Match<object?>(s => s.StandardError, _ => null),
        r.Verdict.Evidence.IsDefined ? r.Verdict.PValue : null,
        r.Verdict.Evidence.IsDefined && r.Verdict.Evidence.Value.Backtest.IsDefined ? r.Verdict.Evidence.Value.Backtest.Value.Skill : null,
        Break(r),
        Spelling.Snake(r.Causal.Word),
        r.Monitor is { } m ? Spelling.Snake(m.State) : null,
        Day(r.NextVerdict),
        r.AsOf,
        r.Sentence,
    ];
}
