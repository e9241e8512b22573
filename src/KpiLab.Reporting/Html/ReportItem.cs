using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>An analysis and what the report can show beside it.</summary>
/// <param name="Analysis">The analysis.</param>
public sealed record ReportItem(Analysis Analysis)
{
    /// <summary>The looks so far, marked in the figure by day; the analysis's own where none are given.</summary>
    public IReadOnlyList<Look> Looks { get; init; } = Analysis.Looks;

    /// <summary>Definitions of the KPIs; those that the analysis uses are shown. The analysis's own where none are given.</summary>
    public IReadOnlyList<MetricDefinition> Metrics { get; init; } = Analysis.Metrics;

    /// <summary>An analysis on its own.</summary>
    public static implicit operator ReportItem(Analysis analysis) => new(analysis);
}

/// <summary>How a report is made.</summary>
public sealed record ReportOptions
{
    /// <summary>Title of a report of several experiments.</summary>
    public string Title { get; init; } = "Experiments";

    /// <summary>Carries Plotly for hover and zoom (1.2 MB); without it the same figures stand still.</summary>
    public bool Interactive { get; init; } = true;

    /// <summary>Pages that lie beside this one, with their addresses relative to it; its header leads to them.</summary>
    public IReadOnlyList<(string Title, string Address)> Beside { get; init; } = [];

    /// <summary>The run that made it, for the last line; left out, the same analyses give the same bytes.</summary>
    public RunInfo? Run { get; init; }
}
