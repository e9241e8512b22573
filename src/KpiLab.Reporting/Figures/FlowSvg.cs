namespace KpiLab.Reporting;

/// <summary>Draws a map from left to right, or as a tree where that does not fit.</summary>
internal static class FlowSvg
{
    public static double Draw(SvgCanvas canvas, FlowMap map)
    {
        var end = FlowLayout.Of(map, canvas.Width) is { } layout ? Draw(canvas, layout) : map.Rows.Count > 0 ? TreeSvg.Draw(canvas, map.Rows, 4) : 4;
        return map.Apart.Count > 0 ? Apart(canvas, map.Apart, end + (end > 4 ? 22 : 14)) : end;
    }

    private static double Draw(SvgCanvas canvas, FlowLayout layout)
    {
        const double Top = 4;
        foreach (var edge in layout.Edges)
        {
            var tone = SvgCanvas.Tone(edge.Edge.Label.Word.Mark);
            canvas.Path(Way(edge, layout.LabelWidth, Top), $"{tone} ln{(edge.Edge.Label.IsOpen ? " dashed" : "")}");
            canvas.Arrow(edge.EndX - 1, edge.EndY + Top, right: true, tone + " fill");
            Label(canvas, edge, Top);
        }

        foreach (var node in layout.Nodes)
        {
            canvas.Rectangle(node.X, node.Y + Top, layout.NodeWidth, node.Height, "none axis", 8, node.Node.Label);
            var y = node.Y + Top + ((node.Height - (node.Label.Count * 16) - (node.Detail.Count * 15)) / 2) + 13;
            foreach (var line in node.Label)
            {
                canvas.Text(node.X + 9, y, line);
                y += 16;
            }

            foreach (var line in node.Detail)
            {
                canvas.Text(node.X + 9, y - 1, line, "m s");
                y += 15;
            }
        }

        return layout.Height + (2 * Top);
    }

    // Straight below its label, then in a bow to the next column; through the lanes of columns that it passes.
    private static string Way(PlacedEdge edge, double label, double top)
    {
        var (x, y) = (edge.X + label + 8, edge.Y + top);
        var d = $"M{Markup.Px(edge.X)} {Markup.Px(y)}H{Markup.Px(x)}";
        foreach (var lane in edge.Lanes)
        {
            (var from, x) = (x, lane.Right + label + 8);
            d += Bow(from, y, lane.Left, lane.Y + top) + $"H{Markup.Px(x)}";
            y = lane.Y + top;
        }

        return d + Bow(x, y, edge.EndX - 7, edge.EndY + top);
    }

    private static string Bow(double x, double y, double toX, double toY)
    {
        var half = Markup.Px((x + toX) / 2);
        return $"C{half} {Markup.Px(y)} {half} {Markup.Px(toY)} {Markup.Px(toX)} {Markup.Px(toY)}";
    }

    private static void Label(SvgCanvas canvas, PlacedEdge edge, double top)
    {
        var (left, y, mark) = (edge.X + 6, edge.Y + top, edge.Edge.Label.Word.Mark);
        for (var i = 0; i < edge.Word.Count; i++)
        {
            var at = y - 6 - (15 * (edge.Word.Count - 1 - i));
            if (i == 0)
            {
                canvas.Icon(left + 6, at - 4, mark);
            }

            canvas.Text(left + 17, at, edge.Word[i], SvgCanvas.Tone(mark) + " w s");
        }

        for (var i = 0; i < edge.Detail.Count; i++)
        {
            canvas.Text(left, y + 15 + (15 * i), edge.Detail[i], "m s n");
        }
    }

    private static double Apart(SvgCanvas canvas, IReadOnlyList<string> names, double top)
    {
        canvas.Text(0, top, "Without a link", "m s b");
        var columns = canvas.Width < 400 ? 1 : canvas.IsNarrow ? 2 : canvas.Width < 800 ? 3 : 4;
        var width = canvas.Width / columns;
        for (var i = 0; i < names.Count; i++)
        {
            var (x, y) = (i % columns * width, top + 20 + (i / columns * 19));
            canvas.Circle(x + 6, y - 4, 4, "t-muted ring");
            canvas.Text(x + 16, y, TextFit.Cut(SafeText.Visible(names[i]), SvgCanvas.Size, width - 22), hover: names[i]);
        }

        return top + 20 + ((names.Count + columns - 1) / columns * 19);
    }
}
