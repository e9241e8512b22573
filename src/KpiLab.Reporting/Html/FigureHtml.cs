namespace KpiLab.Reporting;

/// <summary>A figure on a page: drawn for four widths, of which CSS shows the one that fits; Plotly's form lies beside it for the script.</summary>
internal static class FigureHtml
{
    private static readonly (string Name, double Width)[] Sizes = [("small", 340), ("compact", 430), ("medium", 660), ("large", 900)];

    /// <summary>Writes the figure.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="id">Unique on the page.</param>
    /// <param name="caption">A caption below; null where the heading says it all.</param>
    /// <param name="interactive">Whether Plotly's form goes along.</param>
    public static void Write(Markup page, Figure figure, string id, string? caption, bool interactive)
    {
        page.Open("figure", ("class", "fig"), ("id", id));
        foreach (var (name, width) in Sizes)
        {
            page.Open("div", ("class", "still " + name)).Trusted(FigureSvg.RenderInline(figure, new FigureSize(width), $"{id}-{name}")).Close();
        }

        if (interactive)
        {
            page.Open("script", ("type", "application/json")).Trusted(FigurePlotly.ToJson(figure)).Close();
            page.Open("div", ("class", "live"), ("hidden", "hidden"), ("role", "group"), ("aria-label", figure.Title)).Close();
            page.Leaf("p", "Point at a dot for its numbers, drag to zoom, double-click to go back.", ("class", "hint quiet"), ("hidden", "hidden"));
        }

        if (caption is not null)
        {
            page.Leaf("figcaption", caption);
        }

        page.CloseLine();
    }
}
