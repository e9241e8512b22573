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
            ["textposition"] = "top center",
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
        if (plot.Points.Count > 0 && (plot.Line is not null || plot.Beside.Count > 0))
        {
            layout["shapes"] = new JsonArray([
                .. plot.Line is { } line ? (JsonNode[])[Shape(plot, line, Palette.Second.Light, "dash", plot.Beside.Count > 0 ? "errors taken out" : null, "end", "top")] : [],
                .. plot.Beside.Select((l, i) => Shape(plot, (l.Intercept, l.Slope), Palette.Muted.Light, i % 2 == 0 ? "dot" : "longdash", l.Name, i % 2 == 0 ? "start" : "end", "bottom")),
            ]);
        }

        return new JsonObject { ["data"] = new JsonArray(trace), ["layout"] = layout };
    }

    private static JsonObject Shape(ScatterPlot plot, (double Intercept, double Slope) line, string colour, string dash, string? name, string at, string side)
    {
        var (from, to) = (plot.Points.Min(p => p.X), plot.Points.Max(p => p.X));
        var shape = new JsonObject
        {
            ["type"] = "line", ["xref"] = "x", ["yref"] = "y", ["x0"] = from * plot.X.Factor, ["x1"] = to * plot.X.Factor,
            ["y0"] = (line.Intercept + (line.Slope * from)) * plot.Y.Factor, ["y1"] = (line.Intercept + (line.Slope * to)) * plot.Y.Factor,
            ["line"] = new JsonObject { ["color"] = colour, ["width"] = 1.5, ["dash"] = dash },
        };
        if (name is not null)
        {
            shape["label"] = new JsonObject { ["text"] = PlotlyParts.Text(name), ["textposition"] = at, ["yanchor"] = side, ["font"] = new JsonObject { ["size"] = SvgCanvas.Small } };
        }

        return shape;
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
