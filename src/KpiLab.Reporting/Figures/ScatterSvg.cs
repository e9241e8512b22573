namespace KpiLab.Reporting;

/// <summary>Draws points with error bars.</summary>
internal static class ScatterSvg
{
    public static double Draw(SvgCanvas canvas, ScatterPlot plot)
    {
        var x = Range(plot.Points.Select(p => (p.X, p.XRange)), plot.X.Factor);
        var y = Range(plot.Points.Select(p => (p.Y, p.YRange)), plot.Y.Factor);
        var frame = XyFrame.Start(canvas, [], x, plot.Y, y);
        var names = new List<(double X, double Y, string Name)>();
        foreach (var (beside, i) in plot.Beside.Select((beside, i) => (beside, i)))
        {
            Line(canvas, plot, (beside.Intercept, beside.Slope), frame, SvgCanvas.Series(i + 1) + " th", beside.Name, names);
        }

        if (plot.Line is { } line)
        {
            Line(canvas, plot, line, frame, "target", plot.Beside.Count > 0 ? "errors taken out" : null, names);
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
        Names(canvas, names, frame);
        return IntervalPlotSvg.Axis(canvas, plot.X, Ticks.Between(x.Low, x.High, (int)((frame.X.To - frame.X.From) / 90)), frame.X, frame.Bottom);
    }

    private static (double Low, double High) Range(IEnumerable<(double Value, (double Lower, double Upper)? Range)> values, double factor)
    {
        var all = values.SelectMany(v => v.Range is { } r ? new[] { v.Value, r.Lower, r.Upper } : [v.Value]).Where(double.IsFinite).Select(v => v * factor).ToList();
        return all.Count == 0 ? (-1, 1) : Ticks.Widen(all.Min(), all.Max(), 0.08);
    }

    // The line within the frame: where it leaves at the sides, or at top and bottom.
    private static void Line(SvgCanvas canvas, ScatterPlot plot, (double Intercept, double Slope) line, XyFrame frame, string style, string? name, List<(double X, double Y, string Name)> names)
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
            if (name is not null)
            {
                names.Add((frame.X.At(to) - 4, frame.Y.At(At(to)), name));
            }
        }
    }

    // Names at the lines' right ends, in the order of the lines, apart from each other.
    private static void Names(SvgCanvas canvas, List<(double X, double Y, string Name)> names, XyFrame frame)
    {
        const double apart = 14;
        var ordered = names.OrderBy(n => n.Y).ToList();
        var last = Math.Max(frame.Top, (ordered.Count > 0 ? ordered.Average(n => n.Y) : 0) - (apart * ordered.Count / 2)) - apart;
        foreach (var (x, y, name) in ordered)
        {
            last = Math.Min(Math.Max(y - 4, last + apart), frame.Bottom - 2);
            canvas.Text(x, last, name, "m s", Anchor.End);
        }
    }

    // A few points are named where they stand; many would hide each other, and keep their names for the pointer.
    private static void Labels(SvgCanvas canvas, ScatterPlot plot, XyFrame frame)
    {
        if (plot.Points.Count > 12)
        {
            return;
        }

        foreach (var point in plot.Points)
        {
            var x = frame.X.At(point.X * plot.X.Factor);
            var right = x < (frame.X.From + frame.X.To) / 2;
            var room = right ? frame.X.To - x - 9 : x - frame.X.From - 9;
            canvas.Text(
                right ? x + 9 : x - 9, frame.Y.At(point.Y * plot.Y.Factor) - 7, TextFit.Cut(SafeText.Visible(point.Label), SvgCanvas.Small, room), "m s",
                right ? Anchor.Start : Anchor.End);
        }
    }
}
