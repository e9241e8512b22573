namespace KpiLab.Reporting;

/// <summary>The frame of a figure with two axes: legend, grid, ticks, titles.</summary>
internal sealed class XyFrame
{
    private const double PlotHeight = 280;

    private readonly SvgCanvas _canvas;
    private readonly Ticks _yTicks;
    private readonly FigureAxis _yAxis;

    private XyFrame(SvgCanvas canvas, FigureAxis yAxis, LinearScale x, LinearScale y, Ticks yTicks)
    {
        (_canvas, _yAxis, X, Y, _yTicks) = (canvas, yAxis, x, y, yTicks);
    }

    public LinearScale X { get; }

    public LinearScale Y { get; }

    public double Top => Y.To;

    public double Bottom => Y.From;

    /// <summary>Draws legend (lines as series are drawn, unless their styles are given), y grid, y ticks and y title, and places the plot; both ranges in shown units.</summary>
    public static XyFrame Start(
        SvgCanvas canvas, IReadOnlyList<string> legend, (double Low, double High) x, FigureAxis yAxis, (double Low, double High) y, double above = 0, double height = PlotHeight,
        IReadOnlyList<string>? legendStyles = null)
    {
        var ticks = Ticks.Between(y.Low, y.High, 5);
        var labels = ticks.Values.Select(t => ticks.Label(t, yAxis) + yAxis.Suffix).ToList();
        var left = Math.Ceiling(labels.Select(l => TextFit.Width(l, SvgCanvas.Small)).DefaultIfEmpty(0).Max()) + 14;
        var at = Legend(canvas, legend, legendStyles) + 16;
        foreach (var line in TextFit.Wrap(yAxis.Title, SvgCanvas.Small, canvas.Width - 8, 2))
        {
            canvas.Text(0, at, line, "m s");
            at += 15;
        }

        var top = at + above;
        var frame = new XyFrame(
            canvas, yAxis, new LinearScale(x.Low, x.High, left, canvas.Width - 14), new LinearScale(y.Low, y.High, top + (canvas.IsNarrow ? height * 0.75 : height), top), ticks);
        frame.Grid(labels);
        return frame;
    }

    /// <summary>A horizontal line with its name above it, at the right end or the left.</summary>
    public void Across(ReferenceLine line, bool nameAtStart = false)
    {
        var value = line.Value * _yAxis.Factor;
        if (!Y.Has(value))
        {
            return;
        }

        var y = Y.At(value);
        _canvas.Line(X.From, y, X.To, y, LineLabels.Style(line.Kind));
        if (line.Label.Length > 0)
        {
            _canvas.Text(
                nameAtStart ? X.From + 4 : X.To, y - 5, TextFit.Cut(line.Label, SvgCanvas.Small, X.To - X.From), LineLabels.TextStyle(line.Kind) + " s", nameAtStart ? Anchor.Start : Anchor.End);
        }
    }

    private static double Legend(SvgCanvas canvas, IReadOnlyList<string> names, IReadOnlyList<string>? styles)
    {
        if (names.Count < 2)
        {
            return 0;
        }

        var (x, y) = (0.0, 14.0);
        for (var i = 0; i < names.Count; i++)
        {
            var name = TextFit.Cut(SafeText.Visible(names[i]), SvgCanvas.Small, canvas.Width - 40);
            var width = 28 + TextFit.Width(name, SvgCanvas.Small) + 16;
            if (x > 0 && x + width > canvas.Width)
            {
                (x, y) = (0, y + 18);
            }

            canvas.Line(x, y - 4, x + 20, y - 4, styles?[i] ?? (SvgCanvas.Series(i) + " ln"));
            canvas.Text(x + 26, y, name, "s", hover: names[i]);
            x += width;
        }

        return y + 4;
    }

    private void Grid(List<string> labels)
    {
        foreach (var (tick, label) in _yTicks.Values.Zip(labels))
        {
            var y = Y.At(tick);
            _canvas.Line(X.From, y, X.To, y, "grid");
            _canvas.Text(X.From - 8, y + 4, label, "m s n", Anchor.End);
        }
    }
}
