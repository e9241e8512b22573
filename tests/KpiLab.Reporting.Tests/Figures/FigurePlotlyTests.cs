using System.Text.Json.Nodes;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

public sealed class FigurePlotlyTests
{
    [Fact]
    public void Every_figure_has_traces_of_known_types_and_a_layout()
    {
        string[] types = ["scatter", "scatter", "bar", "scatter", "heatmap", "scatter"];
        foreach (var (figure, type) in FigureCases.All.Zip(types))
        {
            var json = JsonNode.Parse(FigurePlotly.ToJson(figure))!;
            Assert.NotEmpty(json["data"]!.AsArray());
            Assert.All(json["data"]!.AsArray(), t => Assert.Equal(type, (string?)t!["type"]));
            Assert.True((double)json["layout"]!["height"]! > 100);
            Assert.Equal(figure.Title, (string?)json["layout"]!["meta"]!["title"]);
        }
    }

    [Fact]
    public void Estimates_keep_every_digit_beside_what_is_shown()
    {
        const double Odd = 0.012345678901234567;
        var plot = new IntervalPlot(
            "t", "d", new FigureAxis("Change", 100, " %", true), [FigureCases.Row("a", Odd, ConfidenceSet.Between(-Odd, 3 * Odd, Level.Of(0.95)), FigureCases.Better)], []);
        var dots = Traces(plot).Single(t => (string?)t["mode"] == "markers");
        Assert.Equal(Odd, (double)dots["customdata"]![0]![0]!);
        Assert.Equal(-Odd, (double)dots["customdata"]![0]![1]!);
        Assert.Equal(3 * Odd, (double)dots["customdata"]![0]![2]!);
        Assert.Equal(Odd * 100, (double)dots["x"]![0]!);
    }

    [Fact]
    public void Open_ends_are_gaps_in_the_numbers_and_arrows_in_the_figure()
    {
        var rows = Traces(FigureCases.Intervals).Where(t => (string?)t["mode"] == "markers").SelectMany(t => t["customdata"]!.AsArray()).ToList();
        Assert.Contains(rows, r => r![1] is not null && r[2] is null); // the half line
        Assert.Contains(rows, r => r![1] is null && r[2] is null); // everything
        var symbols = Traces(FigureCases.Intervals).Where(t => (string?)t["mode"] == "lines+markers").SelectMany(t => t["marker"]!["symbol"]!.AsArray()).Select(s => (string)s!).ToList();
        Assert.Equal(2, symbols.Count(s => s == "triangle-left")); // two rays, everything
        Assert.Equal(3, symbols.Count(s => s == "triangle-right")); // half line, two rays, everything
    }

    [Fact]
    public void Texts_from_data_are_no_markup_of_plotly_and_cannot_end_a_script()
    {
        const string Evil = "<a href=\"https://x\">x</a><!--</script>$\\alpha$&lt;";
        var plot = new ScatterPlot(Evil, Evil, new FigureAxis(Evil), new FigureAxis(Evil), [new ScatterPoint(Evil, 1, 1)], null);
        var text = FigurePlotly.ToJson(plot);
        Assert.DoesNotContain('<', text);
        Assert.DoesNotContain('>', text);
        Assert.All(text, c => Assert.InRange(c, ' ', '~'));
        var label = (string)JsonNode.Parse(text)!["data"]![0]!["text"]![0]!;
        Assert.Equal("&lt;a href=\"https://x\"&gt;x&lt;/a&gt;&lt;!--&lt;/script&gt;&#36;\\alpha&#36;&amp;lt;", label);
    }

    [Fact]
    public void Lines_of_a_scatter_are_named_in_a_legend_and_names_of_points_stay_within_the_plot()
    {
        var plot = FigurePlotly.ToJsonObject(FigureCases.Scatter with { Beside = [new ScatterLine("through the raw effects", 0, 60.5)] });
        var traces = plot["data"]!.AsArray();
        Assert.Equal(["through the raw effects", "errors taken out"], traces.Skip(1).Select(t => t!["name"]!.GetValue<string>()));
        Assert.True(plot["layout"]!["showlegend"]!.GetValue<bool>());
        var (x, sides) = (traces[0]!["x"]!.AsArray().Select(v => v!.GetValue<double>()).ToList(), traces[0]!["textposition"]!.AsArray().Select(v => v!.GetValue<string>()).ToList());
        Assert.Equal("top right", sides[x.IndexOf(x.Min())]);
        Assert.Equal("top left", sides[x.IndexOf(x.Max())]);
    }

    [Fact]
    public void Groups_become_headings_between_their_rows()
    {
        var level = Level.Of(0.95);
        IntervalRow Grouped(string group, string label) => FigureCases.Row(label, 0.5, ConfidenceSet.Between(0, 1, level), FigureCases.Better) with { Group = group };
        var axis = JsonNode.Parse(FigurePlotly.ToJson(new IntervalPlot("t", "d", new FigureAxis("c"), [Grouped("A", "a"), Grouped("A", "b"), Grouped("B", "c")], [])))!["layout"]!["yaxis"]!;
        Assert.Equal([0.75, 1.75, 3.5, 0, 2.75], axis["tickvals"]!.AsArray().Select(v => (double)v!)); // a, b, c, then A and B
        Assert.Contains(">B<", (string)axis["ticktext"]![4]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_gets_plotly_a_drawing_and_words()
    {
        var bundle = FigureCases.Days.ToMimeBundle();
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"], bundle.Select(m => m.Key));
        Assert.NotEmpty(bundle["application/vnd.plotly.v1+json"]!["data"]!.AsArray());
        Assert.Equal("Effect by day. A line with its band.", (string?)bundle["text/plain"]);
    }

    private static IEnumerable<JsonNode> Traces(Figure figure) => JsonNode.Parse(FigurePlotly.ToJson(figure))!["data"]!.AsArray().Select(t => t!);
}
