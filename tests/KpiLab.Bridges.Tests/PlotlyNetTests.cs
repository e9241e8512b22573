using System.Text.Json.Nodes;
using KpiLab.Bridges.PlotlyNet;
using KpiLab.Reporting;
using KpiLab.Statistics;
using Newtonsoft.Json;
using Plotly.NET;

namespace KpiLab.Bridges.Tests;

public sealed class PlotlyNetTests
{
    [Fact]
    public void A_chart_holds_the_same_traces_and_layout_as_the_figure()
    {
        var figure = new LinePlot(
            "Bound by look", "Two bounds.", new FigureAxis("Look"), new FigureAxis("z"),
            [new LineSeries("a", [(1, 4.56), (2, 3.23)]), new LineSeries("2026-01-01", [(1, 2.5), (2, 1e-9)])], [new ReferenceLine(1.96, "fixed", ReferenceKind.Target)]);
        var plot = JsonNode.Parse(FigurePlotly.ToJson(figure))!;
        var chart = figure.ToGenericChart();
        Assert.True(JsonNode.DeepEquals(plot["data"], Written(GenericChart.getTraces(chart))), "the traces differ");
        Assert.True(JsonNode.DeepEquals(plot["layout"], Written(GenericChart.getLayout(chart))), "the layout differs");
    }

    private static JsonNode? Written(object value) => JsonNode.Parse(JsonConvert.SerializeObject(value));
}
