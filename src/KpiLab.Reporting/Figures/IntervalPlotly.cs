using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Interval plots for Plotly: for every word a trace of ranges, one of corrected ranges and one of estimates.</summary>
internal static class IntervalPlotly
{
    private const double RowHeight = 46;

    public static JsonObject Of(IntervalPlot plot)
    {
        var (low, high) = IntervalDomain.Of(plot);
        var (rows, headings, bottom) = Places(plot);
        var data = new JsonArray();
        foreach (var word in rows.GroupBy(r => r.Row.Word))
        {
            Add(data, plot, word.Key, [.. word], low, high);
        }

        var levels = Math.Min(plot.Lines.Count, 2);
        var layout = PlotlyParts.Layout(plot, (bottom * RowHeight) + 72 + (levels * 16) + 16);
        var beside = plot.Rows.Select(r => Math.Max(TextFit.Width(r.Range.ToString(), SvgCanvas.Small), TextFit.Width(Headline(r), SvgCanvas.Small) * 1.05)).DefaultIfEmpty(0).Max();
        layout["margin"] = new JsonObject { ["l"] = 16, ["r"] = Math.Ceiling(Math.Min(beside, 320)) + 24, ["t"] = 20 + (levels * 16), ["b"] = 52 };
        layout["xaxis"] = PlotlyParts.Axis(plot.Axis, (low, high));
        layout["yaxis"] = new JsonObject
        {
            ["tickvals"] = new JsonArray([.. rows.Select(r => (JsonNode?)r.At), .. headings.Select(h => (JsonNode?)h.At)]),
            ["ticktext"] = new JsonArray([.. rows.Select(r => (JsonNode?)Label(r.Row)), .. headings.Select(h => (JsonNode?)Heading(h.Text))]),
            ["range"] = new JsonArray(bottom - 0.5, -0.5),
            ["fixedrange"] = true,
            ["showgrid"] = false,
            ["zeroline"] = false,
            ["automargin"] = true,
            ["ticks"] = "",
        };
        layout["shapes"] = new JsonArray([.. Limits(plot, rows, low, high), .. plot.Lines.Select(l => PlotlyParts.Upright(l.Value * plot.Axis.Factor, l.Kind))]);
        layout["annotations"] = new JsonArray(
            [.. plot.Lines.OrderBy(l => l.Value).Select((l, i) => PlotlyParts.UprightName(l, l.Value * plot.Axis.Factor, i % 2)), .. rows.Select(r => Beside(r.Row, r.At))]);
        return new JsonObject { ["data"] = data, ["layout"] = layout };
    }

    // A heading takes three quarters of a row.
    private static (List<(IntervalRow Row, double At)> Rows, List<(string Text, double At)> Headings, double Bottom) Places(IntervalPlot plot)
    {
        var rows = new List<(IntervalRow, double)>();
        var headings = new List<(string, double)>();
        var at = 0.0;
        string? group = null;
        foreach (var row in plot.Rows)
        {
            if (row.Group is { } name && name != group)
            {
                headings.Add((name, at));
                at += 0.75;
            }

            group = row.Group;
            rows.Add((row, at));
            at++;
        }

        return (rows, headings, at);
    }

    private static void Add(JsonArray data, IntervalPlot plot, Marked word, List<(IntervalRow Row, double At)> rows, double low, double high)
    {
        var colour = Palette.Of(word.Mark).Light;
        var factor = plot.Axis.Factor;
        var arrow = (high - low) * 0.012; // so that an arrow stays clear of the labels
        foreach (var corrected in new[] { true, false })
        {
            var parts = rows.Select(r => (r.At, Set: corrected ? r.Row.Corrected : r.Row.Set)).Where(r => r.Set is not null)
                .SelectMany(r => IntervalDomain.Stretches(r.Set!, factor, low + arrow, high - arrow).Select(p => (r.At, Part: p))).ToList();
            if (parts.Count > 0)
            {
                data.Add(Ranges(parts, word.Word, colour, corrected ? 1 : 3));
            }
        }

        var estimates = rows.Where(r => r.Row.Estimate is { } e && double.IsFinite(e)).ToList();
        if (estimates.Count > 0)
        {
            data.Add(new JsonObject
            {
                ["type"] = "scatter",
                ["mode"] = "markers",
                ["name"] = PlotlyParts.Text(word.Word),
                ["x"] = PlotlyParts.Numbers(estimates.Select(r => r.Row.Estimate * factor)),
                ["y"] = PlotlyParts.Numbers(estimates.Select(r => (double?)r.At)),
                ["customdata"] = new JsonArray([.. estimates.Select(r => (JsonNode?)PlotlyParts.Numbers([r.Row.Estimate, r.Row.Set?.Lower, r.Row.Set?.Upper]))]),
                ["marker"] = new JsonObject
                {
                    ["color"] = word.Mark is Mark.Neutral or Mark.Unknown ? Palette.Surface.Light : colour,
                    ["size"] = 12,
                    ["line"] = new JsonObject { ["width"] = 2.5, ["color"] = colour },
                },
                ["hoverinfo"] = "text",
                ["hovertext"] = new JsonArray([.. estimates.Select(r => (JsonNode?)Hover(r.Row))]),
            });
        }
    }

    // An end that goes on is an arrow, one that does not is a stop.
    private static JsonObject Ranges(List<(double At, Stretch Part)> parts, string name, string colour, double width) => new()
    {
        ["type"] = "scatter",
        ["mode"] = "lines+markers",
        ["name"] = PlotlyParts.Text(name),
        ["x"] = PlotlyParts.Numbers(parts.SelectMany(p => new double?[] { p.Part.Low, p.Part.High, null })),
        ["y"] = PlotlyParts.Numbers(parts.SelectMany(p => new double?[] { p.At, p.At, null })),
        ["line"] = new JsonObject { ["color"] = colour, ["width"] = width },
        ["marker"] = new JsonObject
        {
            ["symbol"] = new JsonArray([.. parts.SelectMany(p => new JsonNode?[] { p.Part.GoesOnLeft ? "triangle-left" : "line-ns", p.Part.GoesOnRight ? "triangle-right" : "line-ns", "line-ns" })]),
            ["size"] = width > 1 ? 11 : 8,
            ["color"] = colour,
            ["line"] = new JsonObject { ["color"] = colour, ["width"] = Math.Min(width, 2) },
        },
        ["hoverinfo"] = "skip",
        ["connectgaps"] = false,
        ["cliponaxis"] = false,
    };

    private static IEnumerable<JsonObject> Limits(IntervalPlot plot, List<(IntervalRow Row, double At)> rows, double low, double high)
        => rows.SelectMany(r => r.Row.Limits.SelectMany(limit => Limit(limit, r.At, plot.Axis.Factor, low, high)));

    private static IEnumerable<JsonObject> Limit(RowLimit limit, double row, double factor, double low, double high)
    {
        var at = limit.Value * factor;
        yield return Box("rect", limit.IsUpper ? at : low, limit.IsUpper ? high : at, row, Palette.BadSoft.Light, 0);
        yield return Box("line", at, at, row, Palette.Bad.Light, 2);
    }

    private static JsonObject Box(string type, double x0, double x1, double row, string colour, double width)
    {
        var shape = new JsonObject
        {
            ["type"] = type, ["xref"] = "x", ["yref"] = "y", ["x0"] = x0, ["x1"] = x1, ["y0"] = row - 0.42, ["y1"] = row + 0.42, ["layer"] = "below",
            ["line"] = new JsonObject { ["color"] = colour, ["width"] = width },
        };
        if (type == "rect")
        {
            shape["fillcolor"] = colour;
        }

        return shape;
    }

    private static JsonObject Beside(IntervalRow row, double at) => new()
    {
        ["x"] = 1, ["xref"] = "paper", ["xanchor"] = "left", ["xshift"] = 12, ["align"] = "left", ["y"] = at, ["yref"] = "y", ["showarrow"] = false,
        ["text"] = $"<b>{PlotlyParts.Text(row.Value.ToString())}</b> {PlotlyParts.Text(row.Word.ToString())}<br>{PlotlyParts.Text(row.Range.ToString())}",
        ["font"] = new JsonObject { ["size"] = SvgCanvas.Small, ["color"] = Palette.Of(row.Word.Mark).Light },
    };

    private static string Label(IntervalRow row)
    {
        var name = $"<b>{PlotlyParts.Text(TextFit.Cut(SafeText.Visible(row.Label), SvgCanvas.Size, 220))}</b>";
        return row.Detail.Length == 0 ? name : $"{name}<br>{PlotlyParts.Text(TextFit.Cut(SafeText.Visible(row.Detail), SvgCanvas.Size, 240))}";
    }

    private static string Heading(string text)
        => $"<span style=\"color:{Palette.Muted.Light}\">{PlotlyParts.Text(TextFit.Cut(SafeText.Visible(text), SvgCanvas.Size, 260))}</span>";

    private static string Headline(IntervalRow row) => $"{row.Value} {row.Word}".Trim();

    private static string Hover(IntervalRow row)
        => $"<b>{PlotlyParts.Text(row.Label)}</b>{(row.Detail.Length > 0 ? "<br>" + PlotlyParts.Text(row.Detail) : "")}<br>{PlotlyParts.Text(Headline(row))}<br>{PlotlyParts.Text(row.Range.ToString())}";
}
