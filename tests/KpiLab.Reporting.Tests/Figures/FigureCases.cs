using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

/// <summary>Small figures whose coordinates can be worked out by hand.</summary>
internal static class FigureCases
{
    private static readonly Level Level95 = Level.Of(0.95);

    public static readonly Marked Better = new(Mark.Good, "better");
    public static readonly Marked Unclear = new(Mark.Neutral, "not significant");

    /// <summary>Bounded, half-line, two rays, everything, and a row without a number.</summary>
    public static IntervalPlot Intervals { get; } = new(
        "All shapes", "One row for each shape.", new FigureAxis("Change relative to the control mean", 100, " %", Signed: true),
        [
            Row("Bounded", 0.05, ConfidenceSet.Between(0.01, 0.09, Level95), Better),
            Row("Half line", 0.02, ConfidenceSet.Between(-0.03, double.PositiveInfinity, Level95), Unclear),
            Row("Two rays", 0.09, ConfidenceSet.TwoRays(-0.02, 0.04, Level95), Unclear),
            Row("Everything", 0, ConfidenceSet.Everything(Level95), Unclear),
            new IntervalRow("Nothing", "", null, null, new Marked(Mark.Unknown, "not computable"), ShownText.None, ShownText.None),
        ],
        [new ReferenceLine(0, "no change", ReferenceKind.Zero), new ReferenceLine(0.02, "minimum effect", ReferenceKind.Target)]);

    public static TimeBand Days { get; } = new(
        "Effect by day", "A line with its band.", new FigureAxis("Change in percentage points", 100, " pp", Signed: true),
        [new BandSeries("checklist", [.. Enumerable.Range(0, 10).Select(i => new BandPoint(new DateOnly(2026, 9, 1).AddDays(i), 0.01, 0.01 - (0.05 / (i + 1)), 0.01 + (0.05 / (i + 1))))])],
        [new DayMark(new DateOnly(2026, 9, 5), "look 1")],
        [new ReferenceLine(0, "no change", ReferenceKind.Zero)]);

    public static DistributionPlot Distribution { get; } = new(
        "Sessions", "Two histograms.", new FigureAxis("Sessions per user"),
        [
            new DistributionSeries("control", [new Bin(0, 1, 0.5), new Bin(1, 2, 0.3), new Bin(3, 4, 0.2)]),
            new DistributionSeries("checklist", [new Bin(0, 1, 0.4), new Bin(1, 2, 0.6)]),
        ],
        [new ReferenceLine(1.5, "cap", ReferenceKind.Limit)]);

    public static PowerCurve Power { get; } = new(
        "Power", "Power against units.", new FigureAxis("Units per variant"),
        [new CurveSeries("effect of 2 %", [new CurvePoint(0, 0.05), new CurvePoint(5000, 0.5), new CurvePoint(10000, 0.9)])],
        [new ReferenceLine(0.8, "planned power", ReferenceKind.Target)], [new ReferenceLine(8000, "planned units", ReferenceKind.Target)]);

    public static HeatMap Retention { get; } = new(
        "Retention", "Cohorts by week.", new FigureAxis("Share of the cohort that returned", 100, " %"),
        ["week 0", "week 1", "week 2"], ["2026-09-07", "2026-09-14"], [[1, 0.42, 0.31], [1, 0.45, null]]);

    public static ScatterPlot Scatter { get; } = new(
        "Leading against lagging", "Past experiments.", new FigureAxis("Activation", 100, " pp", true), new FigureAxis("Revenue", Signed: true),
        [
            new ScatterPoint("checklist", 0.02, 1.5) { XRange = (0.01, 0.03), YRange = (0.5, 2.5) },
            new ScatterPoint("paywall", -0.01, -0.5) { XRange = (-0.02, 0), YRange = (-1.5, 0.5) },
        ],
        (0, 60));

    public static LinePlot Lines { get; } = new(
        "Bounds", "Bounds by share of the units.", new FigureAxis("Share of the planned units", 100, " %"), new FigureAxis("Bound of z"),
        [new LineSeries("early", [(0.5, 2.2), (1, 2.1)]), new LineSeries("late", [(0.5, 3), (1, 2)])], [new ReferenceLine(1.96, "one look", ReferenceKind.Limit)]);

    public static IReadOnlyList<Figure> All { get; } = [Intervals, Days, Distribution, Power, Retention, Scatter, Lines, MapCases.Small.ToFigure(), MapCases.Small.ToTreeFigure()];

    public static IntervalRow Row(string label, double estimate, ConfidenceSet set, Marked word)
        => new(label, "", estimate, set, word, ShownText.Number(label + " estimate", estimate, "/x"), ShownText.None);
}
