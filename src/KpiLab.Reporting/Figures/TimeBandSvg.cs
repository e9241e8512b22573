using System.Globalization;

namespace KpiLab.Reporting;

/// <summary>Draws lines over days with their bands; marked days stand as uprights with their names.</summary>
internal static class TimeBandSvg
{
    public static double Draw(SvgCanvas canvas, TimeBand plot)
    {
        var factor = plot.Axis.Factor;
        var points = plot.Series.SelectMany(s => s.Points).ToList();
        var days = points.Select(p => (double)p.Day.DayNumber).Concat(plot.Marks.Select(m => (double)m.Day.DayNumber)).DefaultIfEmpty(0).ToList();
        var first = days.Min();
        var last = Math.Max(days.Max(), first + 1);
        var marks = plot.Marks.Count > 0 ? 18 : 0;
        var frame = XyFrame.Start(canvas, [.. plot.Series.Select(s => s.Name)], (first, last), plot.Axis, Range(plot, points), marks);

        foreach (var (series, i) in plot.Series.Select((s, i) => (s, i)))
        {
            Band(canvas, frame, series, factor, SvgCanvas.Series(i) + " area");
        }

        foreach (var line in plot.Lines)
        {
            frame.Across(line, plot.IsNamedAtStart(line));
        }

        Marks(canvas, frame, plot.Marks);
        foreach (var (series, i) in plot.Series.Select((s, i) => (s, i)))
        {
            var style = SvgCanvas.Series(i);
            foreach (var run in series.Runs())
            {
                canvas.Polyline(run.Select(p => (frame.X.At(p.Day.DayNumber), frame.Y.At(p.Value * factor))), style + " ln");
            }

            var alone = series.Runs().Where(r => r.Count == 1).Select(r => r[0].Day).ToHashSet();
            foreach (var point in series.Points.Where(p => frame.Y.Has(p.Value * factor) && (series.Points.Count <= 40 || alone.Contains(p.Day) || plot.Marks.Any(m => m.Day == p.Day))))
            {
                canvas.Circle(frame.X.At(point.Day.DayNumber), frame.Y.At(point.Value * factor), series.Points.Count > 60 ? 2.5 : 3.5, style + " dot");
            }
        }

        return Days(canvas, frame, (int)first, (int)last);
    }

    // Early bands are very wide; three quarters of the points set the range and the others run off it.
    private static (double Low, double High) Range(TimeBand plot, List<BandPoint> points)
    {
        var factor = plot.Axis.Factor;
        var halves = points.Select(p => Math.Max(p.Upper - p.Value, p.Value - p.Lower)).Where(double.IsFinite).Order().ToList();
        var usual = halves.Count == 0 ? 0 : halves[halves.Count * 3 / 4];
        var values = plot.Lines.Select(l => l.Value).ToList();
        var settled = points.Where(p => Math.Max(p.Upper - p.Value, p.Value - p.Lower) <= usual).ToList();
        foreach (var point in settled.Count > 0 ? settled : points)
        {
            values.AddRange(new[] { point.Value, point.Lower, point.Upper }.Where(double.IsFinite));
        }

        var shown = values.Where(double.IsFinite).Select(v => v * factor).ToList();
        return shown.Count == 0 ? (-1, 1) : Ticks.Widen(shown.Min(), shown.Max(), 0.12);
    }

    private static void Band(SvgCanvas canvas, XyFrame frame, BandSeries series, double factor, string style)
    {
        foreach (var run in series.Runs().Where(r => r.Count > 0))
        {
            var upper = run.Select(p => (frame.X.At(p.Day.DayNumber), frame.Y.At(p.Upper * factor)));
            var lower = run.Reverse().Select(p => (frame.X.At(p.Day.DayNumber), frame.Y.At(p.Lower * factor)));
            canvas.Polyline(upper.Concat(lower), style, closed: true);
        }
    }

    private static void Marks(SvgCanvas canvas, XyFrame frame, IReadOnlyList<DayMark> marks)
    {
        var free = double.NegativeInfinity;
        foreach (var mark in marks.OrderBy(m => m.Day))
        {
            var x = frame.X.At(mark.Day.DayNumber);
            canvas.Line(x, frame.Top - 4, x, frame.Bottom, "target");
            foreach (var name in new[] { mark.Label, mark.Short }.OfType<string>())
            {
                var label = TextFit.Cut(SafeText.Visible(name), SvgCanvas.Small, 120);
                var half = TextFit.Width(label, SvgCanvas.Small) / 2;
                var at = Math.Clamp(x, half, canvas.Width - half);
                if (at - half > free)
                {
                    canvas.Text(at, frame.Top - 8, label, "tt s", Anchor.Middle);
                    free = at + half + 6;
                    break;
                }
            }
        }
    }

    private static double Days(SvgCanvas canvas, XyFrame frame, int first, int last)
    {
        canvas.Line(frame.X.From, frame.Bottom, frame.X.To, frame.Bottom, "axis");
        var width = TextFit.Width("2026-09-30", SvgCanvas.Small) + 14;
        var most = Math.Max(2, (int)((frame.X.To - frame.X.From) / width));
        int[] steps = [1, 2, 7, 14, 28, 56, 91, 182, 364, 728];
        var step = steps.FirstOrDefault(s => (last - first) / s < most, Math.Max(1, (last - first) / most));
        var free = double.NegativeInfinity;
        for (var day = first; day <= last; day += step)
        {
            var x = frame.X.At(day);
            canvas.Line(x, frame.Bottom, x, frame.Bottom + 4, "axis");
            var half = TextFit.Width("2026-09-30", SvgCanvas.Small) / 2;
            var at = Math.Clamp(x, half, canvas.Width - half);
            if (at - half < free)
            {
                continue;
            }

            free = at + half;
            canvas.Text(at, frame.Bottom + 18, DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "m s n", Anchor.Middle);
        }

        return frame.Bottom + 28;
    }
}
