using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Figures for notebooks.</summary>
public static class FigureDisplay
{
    /// <summary>The MIME type that notebook front ends draw with Plotly.</summary>
    public const string PlotlyMime = "application/vnd.plotly.v1+json";

    /// <summary>What a notebook cell puts out: Plotly where the front end has it, else the drawing, else the description.</summary>
    public static JsonObject ToMimeBundle(this Figure figure) => new()
    {
        [PlotlyMime] = FigurePlotly.ToJsonObject(figure),
        ["image/svg+xml"] = FigureSvg.Render(figure, FigureSize.Wide),
        ["text/plain"] = SafeText.Visible($"{figure.Title}. {figure.Description}"),
    };

    /// <summary>Plotly's form as text; of a figure that cannot be drawn, an empty one.</summary>
    internal static string PlotlyText(object? value)
        => value is Figure figure && Displays.Try(() => FigurePlotly.ToJson(figure)) is { } text ? text : "{\"data\":[],\"layout\":{}}";
}
