using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Draws a forest plot: labels left, ranges in the middle, numbers and words right; on a small screen they stand above each range.</summary>
internal static class IntervalPlotSvg
{
    private const double HeadingHeight = 34;

    public static double Draw(SvgCanvas canvas, IntervalPlot plot)
    {
        var (low, high) = IntervalDomain.Of(plot);
        var layout = Layout.Of(canvas, plot);
        var scale = new LinearScale(low, high, layout.Left, layout.Right);
        var ticks = Ticks.Between(low, high, (int)Math.Max(3, (layout.Right - layout.Left) / 80));
        var top = LineLabels.Height(plot.Lines, scale, plot.Axis.Factor, canvas) + 6;
        var rows = Rows(plot, layout, top);
        var bottom = rows.Count == 0 ? top : rows[^1].Top + rows[^1].Height;

        foreach (var (row, at, height, index, _) in rows.Where(r => r.Index % 2 == 1))
        {
            canvas.Rectangle(0, at, canvas.Width, height, "stripe", 4);
        }

        // On a small screen the texts stand above their ranges, and what runs upright keeps to the ranges' strips.
        List<(double From, double To)> strips = layout.Narrow ? [.. rows.Select(r => (layout.RangeAt(r.Row, r.Top) - 12, layout.RangeAt(r.Row, r.Top) + 12))] : [(top, bottom)];
        foreach (var (from, to) in strips)
        {
            foreach (var tick in ticks.Values)
            {
                canvas.Line(scale.At(tick), from, scale.At(tick), to, "grid");
            }
        }

        foreach (var (row, at, height, index, _) in rows)
        {
            var (from, to) = layout.Narrow ? strips[index] : (at + 3, at + height - 3);
            Limits(canvas, plot, row, scale, from, to);
        }

        LineLabels.Draw(canvas, plot.Lines, scale, plot.Axis.Factor, top, strips);
        foreach (var (row, at, _, _, heading) in rows)
        {
            if (heading)
            {
                canvas.Text(0, at - 10, TextFit.Cut(row.Group!, 12, canvas.Width), "h");
            }

            Row(canvas, plot, row, scale, layout, at);
        }

        return Axis(canvas, plot.Axis, ticks, scale, bottom);
    }

    /// <summary>An axis below a drawing: line, ticks, title. Answers the drawing's height.</summary>
    public static double Axis(SvgCanvas canvas, FigureAxis axis, Ticks ticks, LinearScale scale, double y)
    {
        canvas.Line(scale.From, y, scale.To, y, "axis");
        var last = double.NegativeInfinity;
        foreach (var tick in ticks.Values)
        {
            var label = ticks.Label(tick, axis) + axis.Suffix;
            var half = TextFit.Width(label, SvgCanvas.Small) / 2;
            var at = Math.Clamp(scale.At(tick), half, canvas.Width - half);
            canvas.Line(scale.At(tick), y, scale.At(tick), y + 4, "axis");
            if (at - half > last + 4)
            {
                canvas.Text(at, y + 18, label, "m s n", Anchor.Middle);
                last = at + half;
            }
        }

        var title = TextFit.Wrap(axis.Title, SvgCanvas.Small, Math.Max(scale.To - scale.From, Math.Min(canvas.Width, 320)), 2);
        var middle = title.Max(t => TextFit.Width(t, SvgCanvas.Small)) / 2;
        var x = Math.Clamp((scale.From + scale.To) / 2, middle, Math.Max(middle, canvas.Width - middle));
        for (var i = 0; i < title.Count; i++)
        {
            canvas.Text(x, y + 38 + (i * 15), title[i], "m s", Anchor.Middle);
        }

        return y + 46 + ((title.Count - 1) * 15);
    }

    private static List<(IntervalRow Row, double Top, double Height, int Index, bool Heading)> Rows(IntervalPlot plot, Layout layout, double top)
    {
        var rows = new List<(IntervalRow, double, double, int, bool)>();
        var at = top;
        string? group = null;
        for (var i = 0; i < plot.Rows.Count; i++)
        {
            var row = plot.Rows[i];
            var heading = row.Group is not null && row.Group != group;
            at += heading ? HeadingHeight : 0;
            group = row.Group;
            var height = layout.RowHeight(row);
            rows.Add((row, at, height, i, heading));
            at += height;
        }

        return rows;
    }

    private static void Limits(SvgCanvas canvas, IntervalPlot plot, IntervalRow row, LinearScale scale, double top, double bottom)
    {
        foreach (var limit in row.Limits)
        {
            var x = scale.At(limit.Value * plot.Axis.Factor);
            var (from, to) = limit.IsUpper ? (x, scale.To) : (scale.From, x);
            canvas.Rectangle(from, top, to - from, bottom - top, "beyond");
            canvas.Line(x, top, x, bottom, "edge");
        }
    }

    private static void Row(SvgCanvas canvas, IntervalPlot plot, IntervalRow row, LinearScale scale, Layout layout, double top)
    {
        var tone = SvgCanvas.Tone(row.Word.Mark);
        var y = layout.Draw(canvas, row, top);
        if (row.Corrected is { } corrected)
        {
            foreach (var part in IntervalDomain.Stretches(corrected, plot.Axis.Factor, scale.Low, scale.High))
            {
                canvas.Line(scale.At(part.Low), y, scale.At(part.High), y, tone + " th");
                Ends(canvas, part, scale, y, 4, tone + " th");
            }
        }

        if (row.Set is { } set)
        {
            foreach (var part in IntervalDomain.Stretches(set, plot.Axis.Factor, scale.Low, scale.High))
            {
                canvas.Line(scale.At(part.Low), y, scale.At(part.High), y, tone + " ln" + (row.Exploratory ? " dashed" : ""));
                Ends(canvas, part, scale, y, 6, tone + " ln");
            }
        }

        if (row.Estimate is { } estimate && scale.Has(estimate * plot.Axis.Factor))
        {
            canvas.Circle(scale.At(estimate * plot.Axis.Factor), y, 5.5, tone + (row.Word.Mark is Mark.Neutral or Mark.Unknown ? " ring" : " dot"));
        }
    }

    private static void Ends(SvgCanvas canvas, Stretch part, LinearScale scale, double y, double half, string style)
    {
        foreach (var (value, goesOn, right) in new[] { (part.Low, part.GoesOnLeft, false), (part.High, part.GoesOnRight, true) })
        {
            if (goesOn)
            {
                canvas.Arrow(scale.At(value) + (right ? 4 : -4), y, right, style.Replace(" ln", " fill", StringComparison.Ordinal).Replace(" th", " fill", StringComparison.Ordinal));
            }
            else
            {
                canvas.Line(scale.At(value), y - half, scale.At(value), y + half, style);
            }
        }
    }

    private sealed record Layout(double Left, double Right, double LabelWidth, bool Narrow)
    {
        public static Layout Of(SvgCanvas canvas, IntervalPlot plot)
        {
            if (canvas.IsNarrow)
            {
                return new Layout(12, canvas.Width - 12, canvas.Width, true);
            }

            var labels = plot.Rows.Select(r => Math.Max(TextFit.Width(r.Label, SvgCanvas.Size), TextFit.Width(r.Detail, SvgCanvas.Small))).DefaultIfEmpty(0).Max();
            var label = Math.Clamp(labels, 60, canvas.Width * 0.26);
            var value = plot.Rows.Select(r => Math.Max(Headline(r), TextFit.Width(r.Range.ToString(), SvgCanvas.Small))).DefaultIfEmpty(0).Max();
            return new Layout(label + 24, canvas.Width - Math.Clamp(value, 60, canvas.Width * 0.38) - 28, label, false);
        }

        public double RowHeight(IntervalRow row)
            => Narrow ? 52 + (15 * LabelLines(row).Count) + (row.Range.Parts.Count > 0 ? 17 : 0) : Math.Max(46, 14 + (16 * (LabelLines(row).Count + (row.Detail.Length > 0 ? 1 : 0))));

        /// <summary>Where a row's range goes.</summary>
        public double RangeAt(IntervalRow row, double top)
            => Narrow ? top + 33 + (15 * LabelLines(row).Count) + (row.Range.Parts.Count > 0 ? 17 : 0) : top + (RowHeight(row) / 2);

        /// <summary>Draws the row's texts and answers where its range goes.</summary>
        public double Draw(SvgCanvas canvas, IntervalRow row, double top)
        {
            var lines = LabelLines(row);
            if (Narrow)
            {
                var at = top + 16;
                foreach (var line in lines)
                {
                    canvas.Text(4, at, line, "b", hover: row.Label);
                    at += 15;
                }

                at += 2;
                Headline(canvas, row, 4, at);
                if (row.Range.Parts.Count > 0)
                {
                    canvas.Text(4, at + 17, row.Range, "m s n");
                }

                return RangeAt(row, top);
            }

            var middle = RangeAt(row, top);
            var all = lines.Count + (row.Detail.Length > 0 ? 1 : 0);
            var y = middle - (all * 16 / 2.0) + 12;
            foreach (var line in lines)
            {
                canvas.Text(8, y, line, "b", hover: row.Label);
                y += 16;
            }

            if (row.Detail.Length > 0)
            {
                canvas.Text(8, y, TextFit.Cut(row.Detail, SvgCanvas.Small, LabelWidth), "m s", hover: row.Detail);
            }

            var two = row.Range.Parts.Count > 0;
            Headline(canvas, row, Right + 24, middle + (two ? -4 : 4));
            if (two)
            {
                canvas.Text(Right + 24, middle + 13, row.Range, "m s n");
            }

            return middle;
        }

        private static double Headline(IntervalRow row)
            => (row.Value.Parts.Count > 0 ? TextFit.Width(row.Value.ToString(), SvgCanvas.Size) + 10 : 0) + 20 + TextFit.Width(row.Word.Word, SvgCanvas.Small) + 8;

        private static void Headline(SvgCanvas canvas, IntervalRow row, double x, double y)
        {
            if (row.Value.Parts.Count > 0)
            {
                canvas.Text(x, y, row.Value, "b n");
                x += TextFit.Width(row.Value.ToString(), SvgCanvas.Size) + 10;
            }

            canvas.Icon(x + 7, y - 4.5, row.Word.Mark);
            canvas.Text(x + 20, y, row.Word.Word, SvgCanvas.Tone(row.Word.Mark) + " w s");
        }

        private IReadOnlyList<string> LabelLines(IntervalRow row)
            => TextFit.Wrap(Narrow && row.Detail.Length > 0 ? $"{row.Label} · {row.Detail}" : row.Label, SvgCanvas.Size, Narrow ? LabelWidth - 8 : LabelWidth, 2);
    }
}
