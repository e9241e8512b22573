using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A figure before it is drawn: <see cref="FigureSvg"/> and <see cref="FigurePlotly"/> draw the same one.</summary>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Description">What it shows, in sentences, for whoever does not see it.</param>
[TypeFormatterSource(IsFigure = true)]
public abstract record Figure(string Title, string Description) : IShowable;

/// <summary>An axis. Values are kept as they stand in the result; the axis says how they are shown.</summary>
/// <param name="Title">What is measured, with its unit.</param>
/// <param name="Factor">Shown number = value × factor: 100 for percent and percentage points.</param>
/// <param name="Suffix">After a tick's number, e.g. <c> %</c>.</param>
/// <param name="Signed">Whether positive ticks carry a plus sign: effects.</param>
[TypeFormatterSource]
public sealed record FigureAxis(string Title, double Factor = 1, string Suffix = "", bool Signed = false);

/// <summary>What a line across a figure stands for.</summary>
public enum ReferenceKind
{
    /// <summary>No effect.</summary>
    Zero,

    /// <summary>Something to reach: a minimum effect, a target, a planned power.</summary>
    Target,

    /// <summary>Something not to cross: a margin.</summary>
    Limit,
}

/// <summary>A line across the whole figure at a value.</summary>
[TypeFormatterSource]
public sealed record ReferenceLine(double Value, string Label, ReferenceKind Kind);

/// <summary>A limit of one row; beyond it is bad.</summary>
/// <param name="Value">Where it is.</param>
/// <param name="IsUpper">Values above it are beyond it; else those below.</param>
[TypeFormatterSource]
public sealed record RowLimit(double Value, bool IsUpper);

/// <summary>One estimate with its range.</summary>
/// <param name="Label">What it is about.</param>
/// <param name="Detail">A second, quieter line; empty for none.</param>
/// <param name="Estimate">The point estimate; null where it could not be computed.</param>
/// <param name="Set">All values that the data leave possible; null where it could not be computed.</param>
/// <param name="Word">The judgement, as icon and word; its colour follows the desired direction.</param>
/// <param name="Value">The estimate as a reader sees it.</param>
/// <param name="Range">The range as a reader sees it.</param>
[TypeFormatterSource]
public sealed record IntervalRow(string Label, string Detail, double? Estimate, ConfidenceSet? Set, Marked Word, ShownText Value, ShownText Range)
{
    /// <summary>A heading above this row, where it differs from the row before.</summary>
    public string? Group { get; init; }

    /// <summary>The wider range after correction for several comparisons, drawn thinner.</summary>
    public ConfidenceSet? Corrected { get; init; }

    /// <summary>Limits of this row alone.</summary>
    public IReadOnlyList<RowLimit> Limits { get; init; } = [];

    /// <summary>Drawn quietly: not registered before the first exposure.</summary>
    public bool Exploratory { get; init; }
}

/// <summary>Estimates with their ranges on one shared axis (a forest plot). Unbounded sets run to the edge and end in an arrow.</summary>
public sealed record IntervalPlot(
    string Title, string Description, FigureAxis Axis, IReadOnlyList<IntervalRow> Rows, IReadOnlyList<ReferenceLine> Lines) : Figure(Title, Description);

/// <summary>A value on a day with its range; an end may be infinite.</summary>
[TypeFormatterSource]
public sealed record BandPoint(DateOnly Day, double Value, double Lower, double Upper);

/// <summary>A line over days within its band.</summary>
[TypeFormatterSource]
public sealed record BandSeries(string Name, IReadOnlyList<BandPoint> Points)
{
    /// <summary>Indices of points that no line joins to the one before, because what lies between has no value.</summary>
    public IReadOnlyList<int> Breaks { get; init; } = [];

    /// <summary>The points that are joined to each other.</summary>
    internal IEnumerable<IReadOnlyList<BandPoint>> Runs()
    {
        var start = 0;
        foreach (var end in Breaks.Append(Points.Count))
        {
            yield return [.. Points.Skip(start).Take(end - start)];
            start = end;
        }
    }
}

/// <summary>A day worth marking, e.g. a look.</summary>
[TypeFormatterSource]
public sealed record DayMark(DateOnly Day, string Label)
{
    /// <summary>Its name where the label has no room beside others; null for none.</summary>
    public string? Short { get; init; }
}

/// <summary>Lines over days with their bands.</summary>
public sealed record TimeBand(
    string Title, string Description, FigureAxis Axis, IReadOnlyList<BandSeries> Series, IReadOnlyList<DayMark> Marks, IReadOnlyList<ReferenceLine> Lines)
    : Figure(Title, Description)
{
    /// <summary>Whether the name of a line stands at its start, because the series come closer to it at their end.</summary>
    internal bool IsNamedAtStart(ReferenceLine line)
    {
        var series = Series.Where(s => s.Points.Count > 0).ToList();
        return series.Count > 0 && series.Min(s => Math.Abs(s.Points[0].Value - line.Value)) > series.Min(s => Math.Abs(s.Points[^1].Value - line.Value));
    }
}

/// <summary>A bin of a histogram and the share of all units in it.</summary>
[TypeFormatterSource]
public sealed record Bin(double Lower, double Upper, double Share);

/// <summary>A distribution of one group.</summary>
[TypeFormatterSource]
public sealed record DistributionSeries(string Name, IReadOnlyList<Bin> Bins);

/// <summary>Distributions laid over each other.</summary>
public sealed record DistributionPlot(
    string Title, string Description, FigureAxis Axis, IReadOnlyList<DistributionSeries> Series, IReadOnlyList<ReferenceLine> Lines) : Figure(Title, Description);

/// <summary>A point of a curve; power in 0…1.</summary>
[TypeFormatterSource]
public sealed record CurvePoint(double X, double Power);

/// <summary>One power curve.</summary>
[TypeFormatterSource]
public sealed record CurveSeries(string Name, IReadOnlyList<CurvePoint> Points);

/// <summary>Power against sample size or effect.</summary>
/// <param name="Title">Title.</param>
/// <param name="Description">Description.</param>
/// <param name="Axis">Of sample size or effect.</param>
/// <param name="Series">The curves.</param>
/// <param name="Lines">Across, at a power: the planned power.</param>
/// <param name="Marks">Upright, at a size: the planned units, the minimum effect.</param>
public sealed record PowerCurve(
    string Title, string Description, FigureAxis Axis, IReadOnlyList<CurveSeries> Series, IReadOnlyList<ReferenceLine> Lines, IReadOnlyList<ReferenceLine> Marks)
    : Figure(Title, Description);

/// <summary>Values in a grid; a cell without a value stays empty.</summary>
/// <param name="Title">Title.</param>
/// <param name="Description">Description.</param>
/// <param name="Axis">How values are shown.</param>
/// <param name="Columns">Labels from left to right.</param>
/// <param name="Rows">Labels from top to bottom.</param>
/// <param name="Values">One list a row, as long as there are columns.</param>
public sealed record HeatMap(
    string Title, string Description, FigureAxis Axis, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<IReadOnlyList<double?>> Values)
    : Figure(Title, Description);

/// <summary>A point with its errors; an end that is absent has no bar.</summary>
[TypeFormatterSource]
public sealed record ScatterPoint(string Label, double X, double Y)
{
    /// <summary>Lower and upper end of x.</summary>
    public (double Lower, double Upper)? XRange { get; init; }

    /// <summary>Lower and upper end of y.</summary>
    public (double Lower, double Upper)? YRange { get; init; }
}

/// <summary>Points with error bars.</summary>
/// <param name="Title">Title.</param>
/// <param name="Description">Description.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Points">The points.</param>
/// <param name="Line">A line y = intercept + slope × x, or none.</param>
public sealed record ScatterPlot(
    string Title, string Description, FigureAxis X, FigureAxis Y, IReadOnlyList<ScatterPoint> Points, (double Intercept, double Slope)? Line) : Figure(Title, Description)
{
    /// <summary>Further lines, drawn quietly with their names.</summary>
    public IReadOnlyList<ScatterLine> Beside { get; init; } = [];
}

/// <summary>A line beside the points: y = intercept + slope × x.</summary>
[TypeFormatterSource]
public sealed record ScatterLine(string Name, double Intercept, double Slope);

/// <summary>A line, point by point.</summary>
[TypeFormatterSource]
public sealed record LineSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Lines in two dimensions: bounds by look, coverage by sample size, a statistic over time.</summary>
/// <param name="Title">Title.</param>
/// <param name="Description">Description.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Series">The lines; points that are not finite are left out.</param>
/// <param name="Lines">Across, at a value of y.</param>
public sealed record LinePlot(
    string Title, string Description, FigureAxis X, FigureAxis Y, IReadOnlyList<LineSeries> Series, IReadOnlyList<ReferenceLine> Lines) : Figure(Title, Description);
