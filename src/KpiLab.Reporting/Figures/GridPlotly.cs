using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Heat maps and scatter plots for Plotly.</summary>
internal static class GridPlotly
{
    public static JsonObject Of(HeatMap plot)
    {
        var factor = plot.Axis.Factor;
        var layout = PlotlyParts.Layout(plot, (plot.Rows.Count * 30) + 90);
        layout["xaxis"] = Category(plot.Columns, "top");
        var yAxis = Category(plot.Rows, "left");
        yAxis["autorange"] = "reversed";
        layout["yaxis"] = yAxis;
        return new JsonObject
        {
            ["data"] = new JsonArray(new JsonObject
            {
                ["type"] = "heatmap",
                ["x"] = Indices(plot.Columns.Count),
                ["y"] = Indices(plot.Rows.Count),
                ["z"] = new JsonArray([.. plot.Values.Select(r => (JsonNode?)PlotlyParts.Numbers(r.Select(v => v * factor)))]),
                ["customdata"] = new JsonArray([.. plot.Values.Select(r => (JsonNode?)PlotlyParts.Numbers(r))]),
                ["colorscale"] = new JsonArray(new JsonArray(0, Palette.AccentSoft.Light), new JsonArray(1, Palette.Accent.Light)),
                ["xgap"] = 2,
                ["ygap"] = 2,
                ["hovertemplate"] = "%{z:.4~g}" + PlotlyParts.Text(plot.Axis.Suffix) + "<extra></extra>",
                ["colorbar"] = new JsonObject { ["title"] = new JsonObject { ["text"] = PlotlyParts.Text(plot.Axis.Title) }, ["ticksuffix"] = PlotlyParts.Text(plot.Axis.Suffix) },
            }),
            ["layout"] = layout,
        };
    }

    public static JsonObject Of(ScatterPlot plot)
    {
        var trace = new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = plot.Points.Count <= 12 ? "markers+text" : "markers",
            ["x"] = PlotlyParts.Numbers(plot.Points.Select(p => (double?)(p.X * plot.X.Factor))),
            ["y"] = PlotlyParts.Numbers(plot.Points.Select(p => (double?)(p.Y * plot.Y.Factor))),
            ["text"] = PlotlyParts.Texts(plot.Points.Select(p => p.Label)),
            ["textposition"] = new JsonArray([.. plot.Points.Select(p => (JsonNode?)JsonValue.Create(p.X * plot.X.Factor < Middle(plot) ? "top right" : "top left"))]), // into the plot, as in the drawing
            ["cliponaxis"] = false,
            ["textfont"] = new JsonObject { ["size"] = SvgCanvas.Small, ["color"] = Palette.Muted.Light },
            ["customdata"] = new JsonArray([.. plot.Points.Select(p => (JsonNode?)PlotlyParts.Numbers([p.X, p.XRange?.Lower, p.XRange?.Upper, p.Y, p.YRange?.Lower, p.YRange?.Upper]))]),
            ["error_x"] = Errors(plot.Points.Select(p => (p.X, p.XRange)), plot.X.Factor),
            ["error_y"] = Errors(plot.Points.Select(p => (p.Y, p.YRange)), plot.Y.Factor),
            ["marker"] = new JsonObject { ["size"] = 9, ["color"] = Palette.Accent.Light },
            ["hovertemplate"] = "<b>%{text}</b><br>%{x:.4~g}" + PlotlyParts.Text(plot.X.Suffix) + ", %{y:.4~g}" + PlotlyParts.Text(plot.Y.Suffix) + "<extra></extra>",
        };
        var layout = PlotlyParts.Layout(plot, 400);
        layout["xaxis"] = PlotlyParts.Axis(plot.X);
        layout["yaxis"] = PlotlyParts.Axis(plot.Y);
        var data = new JsonArray(trace);
        if (plot.Points.Count > 0)
        {
            // As in the drawing: lines may lie on each other and on the points, so they are named in a legend and differ in more than colour.
            foreach (var (l, i) in plot.Beside.Select((l, i) => (l, i)))
            {
                data.Add(Line(plot, (l.Intercept, l.Slope), Palette.Series[(i + 2) % Palette.Series.Count].Light, i % 2 == 0 ? "dash" : "solid", i % 2 == 0 ? 2.5 : 1, l.Name));
            }

            if (plot.Line is { } line)
            {
                data.Add(plot.Beside.Count > 0 ? Line(plot, line, Palette.Series[1].Light, "solid", 2.5, "errors taken out") : Line(plot, line, Palette.Accent.Light, "dash", 1.5, null));
            }

            if (plot.Beside.Count > 0)
            {
                trace["showlegend"] = false;
                PlotlyParts.Legend(layout);
            }
        }

        return new JsonObject { ["data"] = data, ["layout"] = layout };
    }

    private static double Middle(ScatterPlot plot) => (plot.Points.Min(p => p.X) + plot.Points.Max(p => p.X)) / 2 * plot.X.Factor;

    private static JsonObject Line(ScatterPlot plot, (double Intercept, double Slope) line, string colour, string dash, double width, string? name)
    {
        double[] ends = [plot.Points.Min(p => p.X), plot.Points.Max(p => p.X)];
        var trace = new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["x"] = PlotlyParts.Numbers(ends.Select(x => (double?)(x * plot.X.Factor))),
            ["y"] = PlotlyParts.Numbers(ends.Select(x => (double?)((line.Intercept + (line.Slope * x)) * plot.Y.Factor))),
            ["line"] = new JsonObject { ["color"] = colour, ["width"] = width, ["dash"] = dash },
            ["hoverinfo"] = "skip",
        };
        if (name is not null)
        {
            trace["name"] = PlotlyParts.Text(name);
        }

        return trace;
    }

    private static JsonObject Errors(IEnumerable<(double Value, (double Lower, double Upper)? Range)> values, double factor)
    {
        var all = values.ToList();
        return new JsonObject
        {
            ["type"] = "data",
            ["symmetric"] = false,
            ["array"] = PlotlyParts.Numbers(all.Select(v => v.Range is { } r ? (r.Upper - v.Value) * factor : (double?)0)),
            ["arrayminus"] = PlotlyParts.Numbers(all.Select(v => v.Range is { } r ? (v.Value - r.Lower) * factor : (double?)0)),
            ["color"] = Palette.Accent.Light,
            ["thickness"] = 1,
            ["visible"] = all.Exists(v => v.Range is not null),
        };
    }

    // Positions are numbers and labels their names: two rows of the same name stay two rows.
    private static JsonObject Category(IReadOnlyList<string> labels, string side) => new()
    {
        ["side"] = side,
        ["tickvals"] = Indices(labels.Count),
        ["ticktext"] = PlotlyParts.Texts(labels),
        ["showgrid"] = false,
        ["zeroline"] = false,
        ["automargin"] = true,
    };

    private static JsonArray Indices(int count) => new([.. Enumerable.Range(0, count).Select(i => (JsonNode?)JsonValue.Create(i))]);
}
