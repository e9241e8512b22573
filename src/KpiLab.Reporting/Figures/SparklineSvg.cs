using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A KPI's last periods as a drawing of a few lines of text's height: the line broken where periods have no value, its 95 % band, remarks and changes marked above, the target where it is near.</summary>
internal static class SparklineSvg
{
    /// <summary>Periods shown at most.</summary>
    public const int MostPeriods = 52;

    private const double Width = 300;
    private const double Top = 14;
    private const double Bottom = 60;
    private const double Reach = 1.959963984540054;

    /// <summary>The periods that are shown.</summary>
    public static KpiSeries Shown(KpiSeries series)
    {
        var points = series.Points.Skip(series.Points.Count - MostPeriods).ToList();
        var from = points.Count > 0 ? points[0].Start : DateOnly.MaxValue;
        return series with { Points = points, Changes = [.. series.Changes.Where(c => c.At >= from)], Notes = [.. series.Notes.Where(n => n.At >= from)] };
    }

    /// <summary>The drawing; empty where nothing has a value.</summary>
    /// <param name="shown">The periods that are shown.</param>
    /// <param name="target">The target; null for none.</param>
    /// <param name="id">Unique on the page.</param>
    public static string Render(KpiSeries shown, double? target, string id)
    {
        var values = shown.Points.Where(p => p.Value is not null).ToList();
        if (values.Count == 0)
        {
            return "";
        }

        var (low, high) = (values.Min(p => p.Value!.Value), values.Max(p => p.Value!.Value));
        var room = high > low ? high - low : Math.Max(Math.Abs(high), 1e-9) * 0.1;
        var near = target is { } wanted && wanted >= low - room && wanted <= high + room ? target : null;
        (low, high) = (Math.Min(low, near ?? low) - (room * 0.12), Math.Max(high, near ?? high) + (room * 0.12));
        var canvas = new SvgCanvas(Width);
        var y = new LinearScale(low, high, Bottom, Top);
        double X(int index) => shown.Points.Count == 1 ? Width / 2 : 6 + ((Width - 12) * index / (shown.Points.Count - 1));
        if (near is { } line)
        {
            canvas.Line(2, y.At(line), Width - 2, y.At(line), "target");
        }

        foreach (var run in Runs(shown.Points))
        {
            if (run.Any(i => shown.Points[i].StandardError is not null))
            {
                double End(int i, int side) => y.At(shown.Points[i].Value!.Value + (side * Reach * (shown.Points[i].StandardError ?? 0)));
                canvas.Polyline(run.Select(i => (X(i), End(i, 1))).Concat(run.AsEnumerable().Reverse().Select(i => (X(i), End(i, -1)))), "t-accent area", closed: true);
            }

            if (run.Count == 1)
            {
                canvas.Circle(X(run[0]), y.At(shown.Points[run[0]].Value!.Value), 2, "t-accent fill");
            }
            else
            {
                canvas.Polyline(run.Select(i => (X(i), y.At(shown.Points[i].Value!.Value))), "t-accent ln");
            }
        }

        // A gap has a cross on the ground line: an interrupted line alone is easily overlooked.
        for (var i = 0; i < shown.Points.Count; i++)
        {
            if (shown.Points[i].Value is null)
            {
                canvas.Path($"M{Markup.Px(X(i) - 2.5)} {Markup.Px(Bottom + 1)}l5 5m0 -5l-5 5", "t-caution th");
            }
        }

        Marks(canvas, shown, X);
        var last = shown.Points.ToList().FindLastIndex(p => p.Value is not null);
        canvas.Circle(X(last), y.At(shown.Points[last].Value!.Value), 4, "t-accent dot");
        return canvas.Finish(shown.ToFigure(), Bottom + 10, id, null);
    }

    private static void Marks(SvgCanvas canvas, KpiSeries shown, Func<int, double> x)
    {
        var starts = shown.Points.Select((p, i) => (p.Start, i)).ToDictionary(p => p.Start, p => p.i);
        foreach (var at in shown.Changes.Select(c => c.At).Distinct().Where(starts.ContainsKey))
        {
            canvas.Line(x(starts[at]), Top - 4, x(starts[at]), Bottom + 4, "limit");
        }

        foreach (var at in shown.Notes.Select(n => n.At).Distinct().Where(starts.ContainsKey))
        {
            var left = x(starts[at]);
            canvas.Path($"M{Markup.Px(left - 5)} 1h10l-5 8z", "t-second fill");
        }
    }

    private static List<List<int>> Runs(IReadOnlyList<SeriesPoint> points)
    {
        var runs = new List<List<int>>();
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i].Value is null)
            {
                continue;
            }

            if (i == 0 || points[i - 1].Value is null)
            {
                runs.Add([]);
            }

            runs[^1].Add(i);
        }

        return runs;
    }
}
