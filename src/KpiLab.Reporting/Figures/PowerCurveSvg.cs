namespace KpiLab.Reporting;

/// <summary>Draws power against sample size or effect.</summary>
internal static class PowerCurveSvg
{
    /// <summary>Power as a percentage.</summary>
    public static FigureAxis Power { get; } = new("Power: how often an effect of this size would be found", 100, " %");

    public static double Draw(SvgCanvas canvas, PowerCurve plot)
    {
        var factor = plot.Axis.Factor;
        var values = plot.Series.SelectMany(s => s.Points).Select(p => p.X).Concat(plot.Marks.Select(m => m.Value)).Where(double.IsFinite).Select(v => v * factor).ToList();
        var x = values.Count == 0 ? (0, 1) : values.Max() > values.Min() ? (values.Min(), values.Max()) : Ticks.Widen(values.Min(), values.Max());
        var lines = new LinearScale(x.Item1, x.Item2, 60, canvas.Width - 14);
        var frame = XyFrame.Start(canvas, [.. plot.Series.Select(s => s.Name)], x, Power, (0, 100), LineLabels.Height(plot.Marks, lines, factor, canvas));
        foreach (var line in plot.Lines)
        {
            frame.Across(line);
        }

        LineLabels.Draw(canvas, plot.Marks, frame.X, factor, frame.Top, [(frame.Top, frame.Bottom)]);
        foreach (var (series, i) in plot.Series.Select((s, i) => (s, i)))
        {
            canvas.Polyline(series.Points.Select(p => (frame.X.At(p.X * factor), frame.Y.At(p.Power * 100))), SvgCanvas.Series(i) + " ln");
        }

        return IntervalPlotSvg.Axis(canvas, plot.Axis, Ticks.Between(x.Item1, x.Item2, (int)((frame.X.To - frame.X.From) / 90)), frame.X, frame.Bottom);
    }
}
