using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Distributions, power curves and lines for Plotly.</summary>
internal static class CurvePlotly
{
    public static JsonObject Of(DistributionPlot plot)
    {
        var factor = plot.Axis.Factor;
        var data = new JsonArray([.. plot.Series.Select((series, i) => (JsonNode?)new JsonObject
        {
            ["type"] = "bar",
            ["name"] = PlotlyParts.Text(series.Name),
            ["x"] = PlotlyParts.Numbers(series.Bins.Select(b => (double?)((b.Lower + b.Upper) / 2 * factor))),
            ["width"] = PlotlyParts.Numbers(series.Bins.Select(b => (double?)((b.Upper - b.Lower) * factor))),
            ["y"] = PlotlyParts.Numbers(series.Bins.Select(b => (double?)(b.Share * 100))),
            ["customdata"] = new JsonArray([.. series.Bins.Select(b => (JsonNode?)PlotlyParts.Numbers([b.Lower, b.Upper, b.Share]))]),
            ["marker"] = new JsonObject
            {
                ["color"] = PlotlyParts.Soft(Palette.Series[i % Palette.Series.Count].Light, 0.3),
                ["line"] = new JsonObject { ["color"] = Palette.Series[i % Palette.Series.Count].Light, ["width"] = 1 },
            },
            ["hovertemplate"] = "%{customdata[0]:.4~g} to %{customdata[1]:.4~g}: %{y:.2f} %<extra>%{fullData.name}</extra>",
        })]);
        var layout = PlotlyParts.Layout(plot, 340);
        layout["barmode"] = "overlay";
        layout["xaxis"] = PlotlyParts.Axis(plot.Axis);
        layout["yaxis"] = PlotlyParts.Axis(new FigureAxis("Share of units", 100, " %"));
        Uprights(layout, plot.Lines, factor, []);
        if (plot.Series.Count > 1)
        {
            PlotlyParts.Legend(layout);
        }

        return new JsonObject { ["data"] = data, ["layout"] = layout };
    }

    public static JsonObject Of(PowerCurve plot)
    {
        var factor = plot.Axis.Factor;
        var data = new JsonArray([.. plot.Series.Select((series, i) => (JsonNode?)new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["name"] = PlotlyParts.Text(series.Name),
            ["x"] = PlotlyParts.Numbers(series.Points.Select(p => (double?)(p.X * factor))),
            ["y"] = PlotlyParts.Numbers(series.Points.Select(p => (double?)(p.Power * 100))),
            ["customdata"] = new JsonArray([.. series.Points.Select(p => (JsonNode?)PlotlyParts.Numbers([p.X, p.Power]))]),
            ["line"] = PlotlyParts.Stroke(i),
            ["hovertemplate"] = "%{x:.5~g}" + PlotlyParts.Text(plot.Axis.Suffix) + ": power %{y:.1f} %<extra>%{fullData.name}</extra>",
        })]);
        var layout = PlotlyParts.Layout(plot, 380);
        layout["xaxis"] = PlotlyParts.Axis(plot.Axis);
        layout["yaxis"] = PlotlyParts.Axis(PowerCurveSvg.Power, (0, 100));
        Uprights(layout, plot.Marks, factor, plot.Lines);
        if (plot.Series.Count > 1)
        {
            PlotlyParts.Legend(layout);
        }

        return new JsonObject { ["data"] = data, ["layout"] = layout };
    }

    public static JsonObject Of(LinePlot plot)
    {
        var data = new JsonArray([.. plot.Series.Select((series, i) => (JsonNode?)new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["name"] = PlotlyParts.Text(series.Name),
            ["x"] = PlotlyParts.Numbers(series.Points.Select(p => (double?)(p.X * plot.X.Factor))),
            ["y"] = PlotlyParts.Numbers(series.Points.Select(p => (double?)(p.Y * plot.Y.Factor))),
            ["customdata"] = new JsonArray([.. series.Points.Select(p => (JsonNode?)PlotlyParts.Numbers([p.X, p.Y]))]),
            ["line"] = PlotlyParts.Stroke(i),
            ["hovertemplate"] = "%{x:.5~g}" + PlotlyParts.Text(plot.X.Suffix) + ": %{y:.5~g}" + PlotlyParts.Text(plot.Y.Suffix) + "<extra>%{fullData.name}</extra>",
        })]);
        var layout = PlotlyParts.Layout(plot, 380);
        layout["xaxis"] = PlotlyParts.Axis(plot.X);
        layout["yaxis"] = PlotlyParts.Axis(plot.Y);
        layout["shapes"] = new JsonArray([.. plot.Lines.Select(l => PlotlyParts.Across(l.Value * plot.Y.Factor, l.Kind))]);
        layout["annotations"] = new JsonArray([.. plot.Lines.Select(l => PlotlyParts.AcrossName(l, l.Value * plot.Y.Factor))]);
        if (plot.Series.Count > 1)
        {
            PlotlyParts.Legend(layout);
        }

        return new JsonObject { ["data"] = data, ["layout"] = layout };
    }

    private static void Uprights(JsonObject layout, IReadOnlyList<ReferenceLine> uprights, double factor, IReadOnlyList<ReferenceLine> across)
    {
        layout["shapes"] = new JsonArray([.. uprights.Select(l => PlotlyParts.Upright(l.Value * factor, l.Kind)), .. across.Select(l => PlotlyParts.Across(l.Value * 100, l.Kind))]);
        layout["annotations"] = new JsonArray(
            [.. uprights.OrderBy(l => l.Value).Select((l, i) => PlotlyParts.UprightName(l, l.Value * factor, i % 2)), .. across.Select(l => PlotlyParts.AcrossName(l, l.Value * 100))]);
    }
}
