using KpiLab.Reporting;
using Microsoft.FSharp.Collections;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Plotly.NET;

namespace KpiLab.Bridges.PlotlyNet;

/// <summary>Figures as charts of Plotly.NET, to be styled and combined further.</summary>
/// <remarks>Plotly.NET shows a chart with a script from the network unless told otherwise; KpiLab's own figures and reports need none.</remarks>
public static class PlotlyCharts
{
    /// <summary>The figure as a chart: the same traces, numbers and layout as its Plotly form.</summary>
    public static GenericChart ToGenericChart(this KpiLab.Reporting.Figure figure)
    {
        // Read as they are written: no text becomes a date, no number changes its type.
        using var reader = new JsonTextReader(new StringReader(FigurePlotly.ToJson(figure))) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Double };
        var plot = JObject.Load(reader);
        var layout = new Layout();
        foreach (var property in ((JObject?)plot["layout"] ?? []).Properties())
        {
            layout.SetValue(property.Name, property.Value);
        }

        var traces = ((JArray?)plot["data"] ?? []).Cast<JObject>().Select(Of).ToList();
        return GenericChart.fromFigure(Plotly.NET.Figure.create(ListModule.OfSeq(traces), layout));
    }

    private static Trace Of(JObject data)
    {
        var trace = new Trace((string?)data["type"] ?? "scatter");
        foreach (var property in data.Properties().Where(p => p.Name != "type"))
        {
            trace.SetValue(property.Name, property.Value);
        }

        return trace;
    }
}
