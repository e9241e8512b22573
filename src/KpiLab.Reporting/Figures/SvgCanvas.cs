namespace KpiLab.Reporting;

/// <summary>Where on a point a text begins.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>An SVG being drawn: shapes in the order they lie on each other; every colour is a class.</summary>
internal sealed class SvgCanvas(double width)
{
    /// <summary>Font size of running text.</summary>
    public const double Size = 13;

    /// <summary>Font size of ticks and details.</summary>
    public const double Small = 12;

    private readonly Markup _markup = new();

    /// <summary>Width of the drawing.</summary>
    public double Width { get; } = width;

    /// <summary>Drawn for a small screen.</summary>
    public bool IsNarrow => Width < 560;

    /// <summary>The class that gives a judgement's colour.</summary>
    public static string Tone(Mark mark) => "t-" + Palette.Of(mark).Name;

    /// <summary>The class that gives a series' colour; after the fourth they repeat, dashed.</summary>
    public static string Series(int index) => "t-" + Palette.Series[index % Palette.Series.Count].Name + (index >= Palette.Series.Count ? " dashed" : "");

    public void Line(double x1, double y1, double x2, double y2, string style)
        => _markup.Empty("line", ("x1", Markup.Px(x1)), ("y1", Markup.Px(y1)), ("x2", Markup.Px(x2)), ("y2", Markup.Px(y2)), ("class", style));

    public void Rectangle(double x, double y, double w, double h, string style, double radius = 0, string? hover = null)
    {
        (string, string?)[] attributes =
        [
            ("x", Markup.Px(x)), ("y", Markup.Px(y)), ("width", Markup.Px(Math.Max(0, w))), ("height", Markup.Px(Math.Max(0, h))),
            ("rx", radius > 0 ? Markup.Px(radius) : null), ("class", style),
        ];
        if (hover is null)
        {
            _markup.Empty("rect", attributes);
        }
        else
        {
            _markup.Open("rect", attributes).Leaf("title", hover).Close();
        }
    }

    public void Circle(double x, double y, double radius, string style, string? hover = null)
    {
        (string, string?)[] attributes = [("cx", Markup.Px(x)), ("cy", Markup.Px(y)), ("r", Markup.Px(radius)), ("class", style)];
        if (hover is null)
        {
            _markup.Empty("circle", attributes);
        }
        else
        {
            _markup.Open("circle", attributes).Leaf("title", hover).Close();
        }
    }

    public void Path(string d, string style) => _markup.Empty("path", ("d", d), ("class", style));

    /// <summary>A path through points.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, string style, bool closed = false)
        => Path(string.Concat(points.Select((p, i) => $"{(i == 0 ? 'M' : 'L')}{Markup.Px(p.X)} {Markup.Px(p.Y)}")) + (closed ? "Z" : ""), style);

    /// <summary>An arrowhead at the end of a line that goes on.</summary>
    public void Arrow(double x, double y, bool right, string style)
    {
        var back = right ? x - 7 : x + 7;
        Path($"M{Markup.Px(x)} {Markup.Px(y)}L{Markup.Px(back)} {Markup.Px(y - 5)}L{Markup.Px(back)} {Markup.Px(y + 5)}Z", style);
    }

    /// <summary>A judgement's icon in a square of 14 pixels whose middle is given.</summary>
    public void Icon(double x, double y, Mark mark)
        => _markup.Open("g", ("transform", $"translate({Markup.Px(x - 7)} {Markup.Px(y - 7)})"), ("class", Tone(mark))).Trusted(Icons.Path(mark)).Close();

    /// <summary>Text on its baseline.</summary>
    public void Text(double x, double y, string text, string? style = null, Anchor anchor = Anchor.Start, string? hover = null)
    {
        _markup.Open("text", ("x", Markup.Px(x)), ("y", Markup.Px(y)), ("class", style), ("text-anchor", Word(anchor)));
        if (hover is not null && hover != text)
        {
            _markup.Leaf("title", hover);
        }

        _markup.Text(text).Close();
    }

    /// <summary>Text whose numbers carry their full value.</summary>
    public void Text(double x, double y, ShownText text, string? style = null, Anchor anchor = Anchor.Start)
    {
        _markup.Open("text", ("x", Markup.Px(x)), ("y", Markup.Px(y)), ("class", style), ("text-anchor", Word(anchor)));
        foreach (var part in text.Parts)
        {
            if (part.Pointer is null)
            {
                _markup.Text(part.Text);
            }
            else
            {
                _markup.Leaf("tspan", part.Text, ("data-json", part.Pointer), ("data-value", part.Value is { } value ? Markup.Full(value) : null));
            }
        }

        _markup.Close();
    }

    /// <summary>The finished drawing.</summary>
    public string Finish(Figure figure, double height, string id, string? style)
    {
        var svg = new Markup();
        svg.Open(
            "svg", ("xmlns", "http://www.w3.org/2000/svg"), ("class", "kl-fig"), ("viewBox", $"0 0 {Markup.Px(Width)} {Markup.Px(height)}"), ("width", Markup.Px(Width)),
            ("height", Markup.Px(height)), ("role", "img"), ("aria-labelledby", $"{id}-t {id}-d"));
        svg.Leaf("title", figure.Title, ("id", id + "-t")).Leaf("desc", figure.Description, ("id", id + "-d"));
        if (style is not null)
        {
            svg.Open("style").Trusted(style).Close();
            svg.Empty("rect", ("width", Markup.Px(Width)), ("height", Markup.Px(height)), ("class", "ground"));
        }

        return svg.Trusted(_markup.ToString()).Close().ToString();
    }

    private static string? Word(Anchor anchor) => anchor switch { Anchor.Middle => "middle", Anchor.End => "end", _ => null };
}
