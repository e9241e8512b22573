using System.Text.Json.Nodes;

namespace KpiLab.Reporting;

/// <summary>Pieces of Plotly figures.</summary>
internal static class PlotlyParts
{
    /// <summary>Text for a label. Plotly reads a little markup (b, a, sub, entities) and TeX between dollars: neither is taken from data.</summary>
    public static string Text(string text)
        => SafeText.Visible(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("$", "&#36;", StringComparison.Ordinal);

    /// <summary>A finite number, or null: a gap.</summary>
    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number == 0 ? 0.0 : number) : null;

    /// <summary>Finite numbers; gaps are null.</summary>
    public static JsonArray Numbers(IEnumerable<double?> values) => new([.. values.Select(Number)]);

    /// <summary>Texts, escaped.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(Text(t)))]);

    /// <summary>A layout with the house's fonts and colours.</summary>
    public static JsonObject Layout(Figure figure, double height) => new()
    {
        ["height"] = height,
        ["margin"] = new JsonObject { ["l"] = 16, ["r"] = 16, ["t"] = 36, ["b"] = 48 },
        ["paper_bgcolor"] = Palette.Surface.Light,
        ["plot_bgcolor"] = Palette.Surface.Light,
        ["font"] = new JsonObject { ["family"] = FigureSvg.Fonts, ["size"] = SvgCanvas.Size, ["color"] = Palette.Ink.Light },
        ["hoverlabel"] = new JsonObject
        {
            ["bgcolor"] = Palette.Raised.Light,
            ["bordercolor"] = Palette.Line.Light,
            ["font"] = new JsonObject { ["color"] = Palette.Ink.Light },
            ["align"] = "left",
        },
        ["hovermode"] = "closest",
        ["dragmode"] = "zoom",
        ["showlegend"] = false,
        ["meta"] = new JsonObject { ["title"] = Text(figure.Title), ["description"] = Text(figure.Description) },
    };

    /// <summary>An axis of numbers.</summary>
    public static JsonObject Axis(FigureAxis axis, (double Low, double High)? range = null)
    {
        var json = new JsonObject
        {
            ["title"] = new JsonObject { ["text"] = Text(axis.Title), ["font"] = new JsonObject { ["size"] = SvgCanvas.Small, ["color"] = Palette.Muted.Light } },
            ["ticksuffix"] = Text(axis.Suffix),
            ["tickformat"] = axis.Signed ? "+,~f" : ",~f",
            ["gridcolor"] = Palette.Grid.Light,
            ["linecolor"] = Palette.Line.Light,
            ["tickfont"] = new JsonObject { ["size"] = SvgCanvas.Small, ["color"] = Palette.Muted.Light },
            ["zeroline"] = false,
            ["automargin"] = true,
        };
        if (axis.Signed)
        {
            json["labelalias"] = new JsonObject { ["+0" + Text(axis.Suffix)] = "0" + Text(axis.Suffix) };
        }

        if (range is { } r)
        {
            json["range"] = new JsonArray(r.Low, r.High);
        }

        return json;
    }

    /// <summary>An upright line through the whole plot.</summary>
    public static JsonObject Upright(double at, ReferenceKind kind) => Line("x", at, kind);

    /// <summary>A line across the whole plot.</summary>
    public static JsonObject Across(double at, ReferenceKind kind) => Line("y", at, kind);

    /// <summary>The name of an upright line, above the plot.</summary>
    public static JsonObject UprightName(ReferenceLine line, double at, int level) => new()
    {
        ["x"] = at,
        ["xref"] = "x",
        ["y"] = 1,
        ["yref"] = "paper",
        ["yshift"] = 9 + (level * 16),
        ["text"] = Text(line.Label),
        ["showarrow"] = false,
        ["font"] = new JsonObject { ["size"] = SvgCanvas.Small, ["color"] = Colour(line.Kind) },
    };

    /// <summary>The name of a line across, at the right end above it or at the left.</summary>
    public static JsonObject AcrossName(ReferenceLine line, double at, bool atStart = false) => new()
    {
        ["x"] = atStart ? 0 : 1,
        ["xref"] = "paper",
        ["xanchor"] = atStart ? "left" : "right",
        ["y"] = at,
        ["yref"] = "y",
        ["yshift"] = 9,
        ["text"] = Text(line.Label),
        ["showarrow"] = false,
        ["font"] = new JsonObject { ["size"] = SvgCanvas.Small, ["color"] = Colour(line.Kind) },
    };

    /// <summary>A line of a series.</summary>
    public static JsonObject Stroke(int series, double width = 2.5) => new()
    {
        ["color"] = Palette.Series[series % Palette.Series.Count].Light,
        ["width"] = width,
        ["dash"] = series >= Palette.Series.Count ? "dash" : "solid",
    };

    /// <summary>A colour with less than full strength, as Plotly wants it.</summary>
    public static string Soft(string hex, double opacity)
        => Invariant($"rgba({Convert.ToInt32(hex[1..3], 16)},{Convert.ToInt32(hex[3..5], 16)},{Convert.ToInt32(hex[5..7], 16)},{opacity})");

    /// <summary>Shows a legend above the plot.</summary>
    public static void Legend(JsonObject layout)
    {
        layout["showlegend"] = true;
        layout["legend"] = new JsonObject { ["orientation"] = "h", ["x"] = 0, ["xanchor"] = "left", ["y"] = 1.02, ["yanchor"] = "bottom", ["itemclick"] = "toggle", ["traceorder"] = "normal" };
    }

    private static JsonObject Line(string axis, double at, ReferenceKind kind)
    {
        var other = axis == "x" ? "y" : "x";
        return new JsonObject
        {
            ["type"] = "line",
            [axis + "ref"] = axis,
            [axis + "0"] = at,
            [axis + "1"] = at,
            [other + "ref"] = "paper",
            [other + "0"] = 0,
            [other + "1"] = 1,
            ["layer"] = "below",
            ["line"] = new JsonObject { ["color"] = Colour(kind), ["width"] = 1.4, ["dash"] = kind switch { ReferenceKind.Target => "dash", ReferenceKind.Limit => "dot", _ => "solid" } },
        };
    }

    private static string Colour(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Target => Palette.Accent.Light,
        ReferenceKind.Limit => Palette.Bad.Light,
        _ => Palette.Ink.Light,
    };
}
