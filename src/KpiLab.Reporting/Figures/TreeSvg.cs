namespace KpiLab.Reporting;

/// <summary>Draws a tree: one row below the other, joined to the row that each hangs from.</summary>
internal static class TreeSvg
{
    private const int Deepest = 8; // levels further down are not indented any more

    public static double Draw(SvgCanvas canvas, TreePlot plot) => Draw(canvas, plot.Rows, 4);

    /// <summary>Draws the rows from a height on; returns where they end.</summary>
    public static double Draw(SvgCanvas canvas, IReadOnlyList<TreeRow> rows, double top)
    {
        var step = canvas.IsNarrow ? 15.0 : 24;
        var hasEdges = rows.Any(r => r.Edge is not null);
        var beside = hasEdges && !canvas.IsNarrow ? Math.Round(canvas.Width * 0.55) : canvas.Width;
        var depths = new int[rows.Count];
        var dots = new (double X, double Y)[rows.Count];
        var y = top;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            depths[i] = row.Parent < 0 ? 0 : depths[row.Parent] + 1;
            if (row.Kind == TreeRowKind.Group && i > 0)
            {
                y += 8;
            }

            var x = 10 + (Math.Min(depths[i], Deepest) * step);
            dots[i] = (x, y + 13);
            var end = Row(canvas, row, x, y, beside);
            if (row.Parent >= 0)
            {
                Join(canvas, row, dots[row.Parent], dots[i]);
            }

            Dot(canvas, row, x, y + 13);
            y = end;
        }

        return y + 4;
    }

    private static double Row(SvgCanvas canvas, TreeRow row, double x, double top, double beside)
    {
        var left = x + 14;
        var room = (row.Edge is null ? canvas.Width : beside) - left - 6;
        var y = top + 17;
        if (row.Edge is { } over && beside >= canvas.Width)
        {
            y = Edge(canvas, over, left, top, room);
        }

        var isGroup = row.Kind == TreeRowKind.Group;
        foreach (var line in TextFit.Wrap(row.Label, isGroup ? SvgCanvas.Size * 1.1 : SvgCanvas.Size, room, 3))
        {
            canvas.Text(left, y, line, isGroup ? "b" : row.Kind == TreeRowKind.Mention ? "m" : null, hover: row.Label);
            y += 17;
        }

        if (row.Detail.Length > 0)
        {
            foreach (var line in TextFit.Wrap(row.Detail, SvgCanvas.Small, room, 2))
            {
                canvas.Text(left, y - 1, line, "m s", hover: row.Detail);
                y += 15;
            }
        }

        var end = row.Edge is { } edge && beside < canvas.Width ? Edge(canvas, edge, beside, top, canvas.Width - beside - 4) - 2 : 0;
        return Math.Max(y, end) - 5;
    }

    // Icon and word, below them the rest; returns the baseline of the line that would follow.
    private static double Edge(SvgCanvas canvas, EdgeLabel edge, double left, double top, double room)
    {
        canvas.Icon(left + 7, top + 13, edge.Word.Mark);
        canvas.Text(left + 20, top + 17, TextFit.Cut(edge.Word.Word, SvgCanvas.Size * 1.1, room - 20), SvgCanvas.Tone(edge.Word.Mark) + " w");
        var y = top + 33;
        foreach (var line in edge.Lines(room))
        {
            canvas.Text(left, y, line, "m s n");
            y += 15;
        }

        return y + 2;
    }

    private static void Join(SvgCanvas canvas, TreeRow row, (double X, double Y) parent, (double X, double Y) at)
    {
        var style = row.Edge is { } edge ? SvgCanvas.Tone(edge.Word.Mark) + " ln" + (edge.IsOpen ? " dashed" : "") : "axis";
        canvas.Line(parent.X, parent.Y + 7, parent.X, Math.Max(parent.Y + 7, at.X > parent.X ? at.Y : at.Y - 7), "axis");
        if (at.X <= parent.X)
        {
            return;
        }

        canvas.Line(parent.X + (row.Edge is null ? 0 : 5), at.Y, at.X - 6, at.Y, style);
        if (row.Edge is { } toward)
        {
            canvas.Arrow(parent.X + 1, at.Y, right: false, SvgCanvas.Tone(toward.Word.Mark) + " fill");
        }
    }

    private static void Dot(SvgCanvas canvas, TreeRow row, double x, double y)
    {
        if (row.Kind == TreeRowKind.Group)
        {
            canvas.Rectangle(x - 6, y - 6, 12, 12, "t-accent fill", 3);
            return;
        }

        canvas.Circle(x, y, row.Kind == TreeRowKind.Mention ? 3.5 : 5, row.Kind == TreeRowKind.Mention ? "t-muted ring" : "t-accent dot");
    }
}
