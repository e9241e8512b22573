namespace KpiLab.Reporting;

/// <summary>Draws histograms as outlines laid over each other, so that none hides another.</summary>
internal static class DistributionSvg
{
    private static readonly FigureAxis Share = new("Share of units", 100, " %");

    public static double Draw(SvgCanvas canvas, DistributionPlot plot)
    {
        var factor = plot.Axis.Factor;
        var bins = plot.Series.SelectMany(s => s.Bins).ToList();
        var low = bins.Select(b => b.Lower).DefaultIfEmpty(0).Min() * factor;
        var high = bins.Select(b => b.Upper).DefaultIfEmpty(1).Max() * factor;
        var x = high > low ? (low, high) : Ticks.Widen(low, high);
        var most = Math.Max(bins.Select(b => b.Share).DefaultIfEmpty(0).Max() * 100 * 1.08, 1e-9);
        var lines = new LinearScale(x.Item1, x.Item2, 60, canvas.Width - 14);
        var frame = XyFrame.Start(canvas, [.. plot.Series.Select(s => s.Name)], x, Share, (0, most), LineLabels.Height(plot.Lines, lines, factor, canvas), 220);
        foreach (var (series, i) in plot.Series.Select((s, i) => (s, i)))
        {
            var outline = Outline(series, frame, factor).ToList();
            canvas.Polyline(outline, SvgCanvas.Series(i) + " area", closed: true);
            canvas.Polyline(outline, SvgCanvas.Series(i) + " ln");
        }

        LineLabels.Draw(canvas, plot.Lines, frame.X, factor, frame.Top, [(frame.Top, frame.Bottom)]);
        return IntervalPlotSvg.Axis(canvas, plot.Axis, Ticks.Between(x.Item1, x.Item2, (int)((frame.X.To - frame.X.From) / 80)), frame.X, frame.Bottom);
    }

    private static IEnumerable<(double X, double Y)> Outline(DistributionSeries series, XyFrame frame, double factor)
    {
        double? end = null;
        foreach (var bin in series.Bins)
        {
            var from = frame.X.At(bin.Lower * factor);
            var to = frame.X.At(bin.Upper * factor);
            var y = frame.Y.At(bin.Share * 100);
            if (end is null || from > end + 1e-9)
            {
                if (end is { } gap)
                {
                    yield return (gap, frame.Bottom);
                }

                yield return (from, frame.Bottom);
            }

            yield return (from, y);
            yield return (to, y);
            end = to;
        }

        if (end is { } last)
        {
            yield return (last, frame.Bottom);
        }
    }
}
