namespace KpiLab.Reporting;

/// <summary>Upright lines across a figure with their names above, in as many levels as they need not to overlap.</summary>
internal static class LineLabels
{
    public static double Height(IReadOnlyList<ReferenceLine> lines, LinearScale scale, double factor, SvgCanvas canvas)
        => Place(lines, scale, factor, canvas).Select(p => p.Level + 1).DefaultIfEmpty(0).Max() * 16;

    public static void Draw(SvgCanvas canvas, IReadOnlyList<ReferenceLine> lines, LinearScale scale, double factor, double top, IReadOnlyList<(double From, double To)> strips)
    {
        var placed = Place(lines, scale, factor, canvas);
        foreach (var (line, x, level) in placed)
        {
            var y = top - 8 - (level * 16);
            var at = scale.At(line.Value * factor);

            // A line does not run through the name of another one.
            var blocked = placed.Exists(p => p.Level < level && Math.Abs(p.X - at) < (TextFit.Width(p.Line.Label, SvgCanvas.Small) / 2) + 2);
            foreach (var (from, to) in strips)
            {
                canvas.Line(at, from > top ? from : blocked ? top - 4 : y + 4, at, to, Style(line.Kind));
            }

            if (strips.Count > 0 && strips[0].From > top)
            {
                canvas.Line(at, blocked ? top - 4 : y + 4, at, top + 2, Style(line.Kind));
            }

            canvas.Text(x, y, line.Label, TextStyle(line.Kind) + " s", Anchor.Middle);
        }
    }

    public static string Style(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Target => "target",
        ReferenceKind.Limit => "limit",
        _ => "zero",
    };

    public static string TextStyle(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Target => "tt",
        ReferenceKind.Limit => "tl",
        _ => "m",
    };

    private static List<(ReferenceLine Line, double X, int Level)> Place(IReadOnlyList<ReferenceLine> lines, LinearScale scale, double factor, SvgCanvas canvas)
    {
        var placed = new List<(ReferenceLine Line, double X, int Level)>();
        var taken = new List<(double From, double To, int Level)>();
        foreach (var line in lines.Where(l => scale.Has(l.Value * factor)).OrderBy(l => l.Value))
        {
            var half = (TextFit.Width(line.Label, SvgCanvas.Small) / 2) + 4;
            var at = scale.At(line.Value * factor);
            var x = Math.Clamp(at, half, Math.Max(half, canvas.Width - half));
            var level = 0;

            while (taken.Any(t => t.Level == level && t.From < x + half && t.To > x - half))
            {
                level++;
            }

            taken.Add((x - half, x + half, level));
            placed.Add((line, x, level));
        }

        return placed;
    }
}
