namespace KpiLab.Reporting;

/// <summary>How wide a drawing is; its height follows from what it shows.</summary>
/// <param name="Width">In pixels, at least 280. Below 560 the layout is that of a small screen.</param>
public readonly record struct FigureSize(double Width)
{
    /// <summary>For a page or a notebook.</summary>
    public static FigureSize Wide { get; } = new(880);

    /// <summary>For a phone.</summary>
    public static FigureSize Narrow { get; } = new(340);
}

/// <summary>Figures as SVG: the same bytes for the same figure on every machine.</summary>
public static class FigureSvg
{
    internal const string Fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Liberation Sans',sans-serif";

    /// <summary>The rules of all figures; they use the colours of <see cref="Palette.Variables"/>.</summary>
    internal static string Rules { get; } =
        $".kl-fig{{font-family:{Fonts};font-size:13px;overflow:visible}}" +
        ".kl-fig text{fill:var(--kl-ink)}.kl-fig .m{fill:var(--kl-muted)}.kl-fig .s{font-size:12px}.kl-fig .b{font-weight:600}.kl-fig .h{font-weight:600;fill:var(--kl-muted);font-size:12px;paint-order:stroke;stroke:var(--kl-surface);stroke-width:5px;stroke-linejoin:round}" +
        ".kl-fig .n{font-variant-numeric:tabular-nums}" +
        ".kl-fig .ground{fill:var(--kl-surface)}.kl-fig .stripe{fill:var(--kl-raised);fill-opacity:.55}" +
        ".kl-fig .axis{stroke:var(--kl-line);stroke-width:1}.kl-fig .grid{stroke:var(--kl-grid);stroke-width:1}.kl-fig .zero{stroke:var(--kl-ink);stroke-width:1.25}" +
        ".kl-fig .target{stroke:var(--kl-accent);stroke-width:1.5;stroke-dasharray:5 4}.kl-fig .limit{stroke:var(--kl-bad);stroke-width:1.5;stroke-dasharray:2 3}" +
        ".kl-fig .tt{fill:var(--kl-accent)}.kl-fig .tl{fill:var(--kl-bad)}.kl-fig .beyond{fill:var(--kl-bad-soft)}.kl-fig .edge{stroke:var(--kl-bad);stroke-width:2}" +
        string.Concat(Palette.Series.Concat([Palette.Good, Palette.Bad, Palette.Caution, Palette.Neutral, Palette.Muted]).Distinct().Select(t => $".kl-fig .t-{t.Name}{{color:var(--kl-{t.Name})}}")) +
        ".kl-fig .ln{stroke:currentColor;stroke-width:2.5;fill:none}.kl-fig .th{stroke:currentColor;stroke-width:1;fill:none}.kl-fig .dashed{stroke-dasharray:6 4}" +
        ".kl-fig .dot{fill:currentColor;stroke:var(--kl-surface);stroke-width:1.5}.kl-fig .ring{fill:var(--kl-surface);stroke:currentColor;stroke-width:2.5}" +
        ".kl-fig .fill{fill:currentColor}.kl-fig .area{fill:currentColor;fill-opacity:.16;stroke:none}.kl-fig text.w{fill:currentColor;font-weight:600}" +
        ".kl-fig .cell{stroke:var(--kl-surface);stroke-width:2}.kl-fig .none{fill:var(--kl-raised)}.kl-fig .heat{fill:var(--kl-accent)}" +
        string.Concat(Enumerable.Range(0, 11).Select(i => Invariant($".kl-fig .o{i}{{fill-opacity:calc({0.1 + (i * 0.09):0.##} * var(--kl-heat))}}"))) + "" +
        ".ico{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}.icf{fill:currentColor}";

    /// <summary>The drawing, complete in itself: it carries its colours for light and dark.</summary>
    public static string Render(Figure figure, FigureSize size, string id = "figure")
        => Draw(figure, size, id, $".kl-fig{{{Palette.Variables(dark: false)}}}@media(prefers-color-scheme:dark){{.kl-fig{{{Palette.Variables(dark: true)}}}}}{Rules}");

    /// <summary>The drawing for a page that has the rules and the colours.</summary>
    internal static string RenderInline(Figure figure, FigureSize size, string id) => Draw(figure, size, id, null);

    private static string Draw(Figure figure, FigureSize size, string id, string? style)
    {
        if (!(size.Width >= 280 && double.IsFinite(size.Width)))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size.Width, "a figure needs at least 280 pixels");
        }

        var canvas = new SvgCanvas(size.Width);
        var height = figure switch
        {
            IntervalPlot plot => IntervalPlotSvg.Draw(canvas, plot),
            TimeBand plot => TimeBandSvg.Draw(canvas, plot),
            DistributionPlot plot => DistributionSvg.Draw(canvas, plot),
            PowerCurve plot => PowerCurveSvg.Draw(canvas, plot),
            HeatMap plot => HeatMapSvg.Draw(canvas, plot),
            ScatterPlot plot => ScatterSvg.Draw(canvas, plot),
            LinePlot plot => LineSvg.Draw(canvas, plot),
            TreePlot plot => TreeSvg.Draw(canvas, plot),
            FlowMap map => FlowSvg.Draw(canvas, map),
            _ => throw new ArgumentException($"{figure.GetType().Name} has no drawing", nameof(figure)),
        };
        return canvas.Finish(figure, height, id, style);
    }
}
