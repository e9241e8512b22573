using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Trees and maps for Plotly: edges as lines, nodes and judgements as points that tell more when pointed at.</summary>
internal static class MapPlotly
{
    private const double Width = 900;

    public static JsonObject Of(FlowMap map)
    {
        if (FlowLayout.Of(map, Width) is not { } layout)
        {
            return Of(map, map.Rows);
        }

        var nodes = layout.Nodes;
        var data = new JsonArray([.. layout.Edges.Select(e => (JsonNode?)Line(
            [e.X, e.X + layout.LabelWidth, .. e.Lanes.SelectMany(l => (double[])[l.Left, l.Right]), e.EndX], [e.Y, e.Y, .. e.Lanes.SelectMany(l => (double[])[l.Y, l.Y]), e.EndY], e.Edge.Label))]);
        data.Add((JsonNode)Points(layout.Edges.Select(e => (e.X + 8, e.Y - 10, e.Edge.Label.Word.ToString(), $"{nodes[e.Edge.From].Node.Label} → {nodes[e.Edge.To].Node.Label}: {Told(e.Edge.Label)}")), "text", "middle right"));
        data.Add((JsonNode)Points(nodes.Select(n => (n.X + (layout.NodeWidth / 2), n.Y + (n.Height / 2), string.Join('\n', n.Label), n.Node.Detail)), "text", "middle center"));
        var json = Layout(map, layout.Height + 60, Width, layout.Height);
        json["shapes"] = new JsonArray([.. nodes.Select(n => (JsonNode?)new JsonObject
        {
            ["type"] = "rect", ["xref"] = "x", ["yref"] = "y", ["x0"] = n.X, ["x1"] = n.X + layout.NodeWidth, ["y0"] = n.Y, ["y1"] = n.Y + n.Height, ["layer"] = "below",
            ["fillcolor"] = Palette.Raised.Light, ["line"] = new JsonObject { ["color"] = Palette.Line.Light, ["width"] = 1 },
        })]);
        return new JsonObject { ["data"] = data, ["layout"] = json };
    }

    public static JsonObject Of(Figure figure, IReadOnlyList<TreeRow> rows)
    {
        const double Row = 26;
        const double Step = 28;
        var depths = new int[rows.Count];
        var data = new JsonArray();
        for (var i = 0; i < rows.Count; i++)
        {
            var parent = rows[i].Parent;
            depths[i] = parent < 0 ? 0 : depths[parent] + 1;
            if (parent >= 0)
            {
                var x = depths[parent] * Step;
                data.Add((JsonNode)Line([x, x, depths[i] * Step], [parent * Row, i * Row, i * Row], rows[i].Edge));
            }
        }

        data.Add((JsonNode)Points(
            rows.Select((r, i) => (depths[i] * Step, i * Row, r.Label + (r.Edge is { } e ? "  " + e.Word : ""), r.Edge is { } edge ? Told(edge) + (r.Detail.Length > 0 ? "; " + r.Detail : "") : r.Detail)), "markers+text", "middle right"));
        return new JsonObject { ["data"] = data, ["layout"] = Layout(figure, Math.Max(160, (rows.Count * Row) + 60), Width, rows.Count * Row) };
    }

    private static string Told(EdgeLabel label) => label.Detail.Length > 0 ? $"{label.Word.Word}, {label.Detail}" : label.Word.Word;

    private static JsonObject Line(IEnumerable<double> x, IEnumerable<double> y, EdgeLabel? label) => new()
    {
        ["type"] = "scatter",
        ["mode"] = "lines",
        ["x"] = PlotlyParts.Numbers(x.Select(v => (double?)v)),
        ["y"] = PlotlyParts.Numbers(y.Select(v => (double?)v)),
        ["hoverinfo"] = "skip",
        ["line"] = new JsonObject
        {
            ["color"] = (label is null ? Palette.Line : Palette.Of(label.Word.Mark)).Light, ["width"] = label is null ? 1 : 2.5, ["dash"] = label is { IsOpen: true } ? "dash" : "solid",
        },
    };

    private static JsonObject Points(IEnumerable<(double X, double Y, string Text, string Hover)> points, string mode, string position)
    {
        var all = points.ToList();
        return new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = mode,
            ["x"] = PlotlyParts.Numbers(all.Select(p => (double?)p.X)),
            ["y"] = PlotlyParts.Numbers(all.Select(p => (double?)p.Y)),
            ["text"] = new JsonArray([.. all.Select(p => (JsonNode?)string.Join("<br>", p.Text.Split('\n').Select(PlotlyParts.Text)))]),
            ["hovertext"] = PlotlyParts.Texts(all.Select(p => p.Hover)),
            ["hoverinfo"] = "text",
            ["textposition"] = position,
            ["textfont"] = new JsonObject { ["size"] = SvgCanvas.Small, ["color"] = Palette.Ink.Light },
            ["marker"] = new JsonObject { ["size"] = 9, ["color"] = Palette.Accent.Light },
        };
    }

    private static JsonObject Layout(Figure figure, double height, double width, double depth)
    {
        var layout = PlotlyParts.Layout(figure, height);
        layout["xaxis"] = new JsonObject { ["visible"] = false, ["range"] = new JsonArray(-14, width) };
        layout["yaxis"] = new JsonObject { ["visible"] = false, ["range"] = new JsonArray(depth + 14, -20) };
        return layout;
    }
}
