using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Time bands for Plotly.</summary>
internal static class TimeBandPlotly
{
    public static JsonObject Of(TimeBand plot)
    {
        var factor = plot.Axis.Factor;
        var data = new JsonArray();
        foreach (var (series, i) in plot.Series.Select((s, i) => (s, i)))
        {
            var colour = Palette.Series[i % Palette.Series.Count].Light;
            data.Add(Edge(series, p => p.Upper * factor, null));
            data.Add(Edge(series, p => p.Lower * factor, PlotlyParts.Soft(colour, 0.16)));
            data.Add(new JsonObject
            {
                ["type"] = "scatter",
                ["mode"] = "lines+markers",
                ["name"] = PlotlyParts.Text(series.Name),
                ["x"] = Days(Broken(series).Select(p => p.Day)),
                ["y"] = PlotlyParts.Numbers(Broken(series).Select(p => p.Point?.Value * factor)),
                ["customdata"] = new JsonArray([.. Broken(series).Select(p => p.Point is { } at ? (JsonNode?)PlotlyParts.Numbers([at.Value, at.Lower, at.Upper]) : null)]),
                ["line"] = PlotlyParts.Stroke(i),
                ["marker"] = new JsonObject { ["size"] = 6, ["color"] = colour },
                ["hovertemplate"] = "%{x|%Y-%m-%d}: %{y:" + (plot.Axis.Signed ? "+.4~g}" : ".7~g}") + PlotlyParts.Text(plot.Axis.Suffix) + "<extra>%{fullData.name}</extra>",
            });
        }

        var layout = PlotlyParts.Layout(plot, 380);
        var xAxis = PlotlyParts.Axis(new FigureAxis(""));
        xAxis["type"] = "date";
        xAxis["tickformat"] = "%Y-%m-%d";
        layout["xaxis"] = xAxis;
        layout["yaxis"] = PlotlyParts.Axis(plot.Axis);
        layout["shapes"] = new JsonArray([.. plot.Lines.Select(l => PlotlyParts.Across(l.Value * factor, l.Kind)), .. plot.Marks.Select(m => Upright(m.Day))]);
        layout["annotations"] = new JsonArray([.. plot.Lines.Select(l => PlotlyParts.AcrossName(l, l.Value * factor, plot.IsNamedAtStart(l))), .. plot.Marks.Select(Name)]);
        if (plot.Series.Count > 1)
        {
            PlotlyParts.Legend(layout);
        }

        return new JsonObject { ["data"] = data, ["layout"] = layout };
    }

    // A point without a value ends a line.
    private static IEnumerable<(DateOnly Day, BandPoint? Point)> Broken(BandSeries series)
        => series.Points.SelectMany((p, i) => series.Breaks.Contains(i) ? new (DateOnly, BandPoint?)[] { (p.Day.AddDays(-1), null), (p.Day, p) } : [(p.Day, p)]);

    private static JsonObject Edge(BandSeries series, Func<BandPoint, double> end, string? fill)
    {
        var trace = new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["name"] = PlotlyParts.Text(series.Name),
            ["x"] = Days(Broken(series).Select(p => p.Day)),
            ["y"] = PlotlyParts.Numbers(Broken(series).Select(p => p.Point is { } at ? end(at) : (double?)null)),
            ["line"] = new JsonObject { ["width"] = 0, ["color"] = "rgba(0,0,0,0)" },
            ["hoverinfo"] = "skip",
            ["showlegend"] = false,
        };
        if (fill is not null)
        {
            trace["fill"] = "tonexty";
            trace["fillcolor"] = fill;
        }

        return trace;
    }

    private static JsonObject Upright(DateOnly day)
    {
        var shape = PlotlyParts.Upright(0, ReferenceKind.Target);
        shape["x0"] = Day(day);
        shape["x1"] = Day(day);
        return shape;
    }

    private static JsonObject Name(DayMark mark)
    {
        var name = PlotlyParts.UprightName(new ReferenceLine(0, mark.Label, ReferenceKind.Target), 0, 0);
        name["x"] = Day(mark.Day);
        return name;
    }

    private static JsonArray Days(IEnumerable<DateOnly> days) => new([.. days.Select(d => (JsonNode?)JsonValue.Create(Day(d)))]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
