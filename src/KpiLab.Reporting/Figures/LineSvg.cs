namespace KpiLab.Reporting;

/// <summary>Draws lines in two dimensions.</summary>
internal static class LineSvg
{
    public static double Draw(SvgCanvas canvas, LinePlot plot)
    {
        var series = plot.Series.Select(s => s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).Select(p => (X: p.X * plot.X.Factor, Y: p.Y * plot.Y.Factor)).ToList()).ToList();
        var x = Range([.. series.SelectMany(s => s).Select(p => p.X)], 0);
        var y = Range([.. series.SelectMany(s => s).Select(p => p.Y), .. plot.Lines.Select(l => l.Value * plot.Y.Factor)], 0.05);
        var frame = XyFrame.Start(canvas, [.. plot.Series.Select(s => s.Name)], x, plot.Y, y);
        foreach (var line in plot.Lines)
        {
            frame.Across(line);
        }

        for (var i = 0; i < series.Count; i++)
        {
            canvas.Polyline(series[i].Select(p => (frame.X.At(p.X), frame.Y.At(p.Y))), SvgCanvas.Series(i) + " ln");
        }

        return IntervalPlotSvg.Axis(canvas, plot.X, Ticks.Between(x.Low, x.High, (int)((frame.X.To - frame.X.From) / 90)), frame.X, frame.Bottom);
    }

    private static (double Low, double High) Range(List<double> values, double room)
        => values.Count == 0 ? (0, 1) : values.Max() > values.Min() ? room > 0 ? Ticks.Widen(values.Min(), values.Max(), room) : (values.Min(), values.Max()) : Ticks.Widen(values.Min(), values.Max());
}
