using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Figures as Plotly figures: <c>{"data": […], "layout": {…}}</c>, the same numbers as in the drawing and in full precision.</summary>
/// <remarks>
/// <c>x</c> and <c>y</c> are in the unit that is shown (percent, percentage points); <c>customdata</c> holds the result's own numbers to the bit. Texts from
/// data are escaped for Plotly's own markup.
/// </remarks>
public static class FigurePlotly
{
    /// <summary>The figure as JSON text; only ASCII, and no character in it can end a script element.</summary>
    public static string ToJson(Figure figure) => ToJsonObject(figure).ToJsonString();

    /// <summary>The figure as a JSON object.</summary>
    public static JsonObject ToJsonObject(Figure figure) => figure switch
    {
        IntervalPlot plot => IntervalPlotly.Of(plot),
        TimeBand plot => TimeBandPlotly.Of(plot),
        DistributionPlot plot => CurvePlotly.Of(plot),
        PowerCurve plot => CurvePlotly.Of(plot),
        HeatMap plot => GridPlotly.Of(plot),
        ScatterPlot plot => GridPlotly.Of(plot),
        LinePlot plot => CurvePlotly.Of(plot),
        TreePlot plot => MapPlotly.Of(plot, plot.Rows),
        FlowMap map => MapPlotly.Of(map),
        _ => throw new ArgumentException($"{figure.GetType().Name} has no Plotly form", nameof(figure)),
    };
}
