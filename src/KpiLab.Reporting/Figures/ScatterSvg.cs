namespace KpiLab.Reporting;

/// <summary>Draws points with error bars.</summary>
internal static class ScatterSvg
{
    private static readonly double[] Offsets = [-7, 14, -22, 29, -37, 44];

    public static double Draw(SvgCanvas canvas, ScatterPlot plot)
    {
        var x = Range(plot.Points.Select(p => (p.X, p.XRange)), plot.X.Factor);
        var y = Range(plot.Points.Select(p => (p.Y, p.YRange)), plot.Y.Factor);
        var lines = Lines(plot);
        var frame = XyFrame.Start(canvas, [.. lines.Select(l => l.Name)], x, plot.Y, y, legendStyles: [.. lines.Select(l => l.Style)]);
        foreach (var line in lines)
        {
            Line(canvas, plot, (line.Intercept, line.Slope), frame, line.Style);
        }

        if (x.Low < 0 && x.High > 0)
        {
            canvas.Line(frame.X.At(0), frame.Top, frame.X.At(0), frame.Bottom, "axis");
        }

        if (y.Low < 0 && y.High > 0)
        {
            canvas.Line(frame.X.From, frame.Y.At(0), frame.X.To, frame.Y.At(0), "axis");
        }

        var style = SvgCanvas.Series(0);
        foreach (var point in plot.Points)
        {
            var (px, py) = (frame.X.At(point.X * plot.X.Factor), frame.Y.At(point.Y * plot.Y.Factor));
            if (point.XRange is { } across)
            {
                canvas.Line(frame.X.At(across.Lower * plot.X.Factor), py, frame.X.At(across.Upper * plot.X.Factor), py, style + " th");
            }

            if (point.YRange is { } up)
            {
                canvas.Line(px, frame.Y.At(up.Lower * plot.Y.Factor), px, frame.Y.At(up.Upper * plot.Y.Factor), style + " th");
            }

            canvas.Circle(px, py, 4.5, style + " dot", point.Label.Length > 0 ? point.Label : null);
        }

        Labels(canvas, plot, frame);
        return IntervalPlotSvg.Axis(canvas, plot.X, Ticks.Between(x.Low, x.High, (int)((frame.X.To - frame.X.From) / 90)), frame.X, frame.Bottom);
    }

    private static (double Low, double High) Range(IEnumerable<(double Value, (double Lower, double Upper)? Range)> values, double factor)
    {
        var all = values.SelectMany(v => v.Range is { } r ? new[] { v.Value, r.Lower, r.Upper } : [v.Value]).Where(double.IsFinite).Select(v => v * factor).ToList();
        return all.Count == 0 ? (-1, 1) : Ticks.Widen(all.Min(), all.Max(), 0.08);
    }

    // Several lines may lie on each other and on the points: they are named in a legend, and differ in more than colour. The last is drawn on top.
    private static List<(string Name, double Intercept, double Slope, string Style)> Lines(ScatterPlot plot)
    {
        if (plot.Beside.Count == 0)
        {
            return plot.Line is { } only ? [("", only.Intercept, only.Slope, "target")] : [];
        }

        var lines = plot.Beside.Select((l, i) => (l.Name, l.Intercept, l.Slope, $"{SvgCanvas.Series(i + 2)} {(i % 2 == 0 ? "ln dashed" : "th")}")).ToList();
        if (plot.Line is { } line)
        {
            lines.Add(("errors taken out", line.Intercept, line.Slope, SvgCanvas.Series(1) + " ln"));
        }

        return lines;
    }

    // The line within the frame: where it leaves at the sides, or at top and bottom.
    private static void Line(SvgCanvas canvas, ScatterPlot plot, (double Intercept, double Slope) line, XyFrame frame, string style)
    {
        double At(double shown) => (line.Intercept + (line.Slope * shown / plot.X.Factor)) * plot.Y.Factor;
        var (from, to) = (frame.X.Low, frame.X.High);
        var slope = At(1) - At(0);
        if (slope != 0)
        {
            var a = (frame.Y.Low - At(0)) / slope;
            var b = (frame.Y.High - At(0)) / slope;
            from = Math.Max(from, Math.Min(a, b));
            to = Math.Min(to, Math.Max(a, b));
        }
        else if (!frame.Y.Has(At(0)))
        {
            return;
        }

        if (from < to)
        {
            canvas.Line(frame.X.At(from), frame.Y.At(At(from)), frame.X.At(to), frame.Y.At(At(to)), style);
        }
    }

    // A few points are named where they stand; many would hide each other, and keep their names for the pointer.
    private static void Labels(SvgCanvas canvas, ScatterPlot plot, XyFrame frame)
    {
        if (plot.Points.Count > 12)
        {
            return;
        }

        List<(double From, double To, double Y)> placed = [];
        foreach (var point in plot.Points)
        {
            var x = frame.X.At(point.X * plot.X.Factor);
            var right = x < (frame.X.From + frame.X.To) / 2;
            var room = right ? frame.X.To - x - 9 : x - frame.X.From - 9;
            var text = TextFit.Cut(SafeText.Visible(point.Label), SvgCanvas.Small, room);
            var width = TextFit.Width(text, SvgCanvas.Small);
            var (from, to) = right ? (x + 9, x + 9 + width) : (x - 9 - width, x - 9);

            // Above its point, else where no other name stands: below, then further off.
            var at = frame.Y.At(point.Y * plot.Y.Factor);
            var y = Offsets.Select(o => at + o).Where(y => y > frame.Top && y < frame.Bottom && !placed.Exists(p => p.From < to && from < p.To && Math.Abs(p.Y - y) < SvgCanvas.Small + 1))
                .DefaultIfEmpty(at + Offsets[0]).First();
            placed.Add((from, to, y));
            canvas.Text(right ? x + 9 : x - 9, y, text, "m s", right ? Anchor.Start : Anchor.End);
        }
    }
}
