using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Testing;

/// <summary>The map as a drawing, for maps of any shape and every width that a page uses.</summary>
public sealed class MapFigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly double[] Widths = [340, 430, 660, 900];
    private static readonly Gen<KpiMap> Maps = Gen.Choose(0, int.MaxValue - 1).Select(MapCases.Any);

    [Fact]
    public void Any_map_is_drawn_within_its_frame_and_no_text_lies_on_another()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261126UL, 20261127UL), Prop.ForAll(Maps.ToArbitrary(), map =>
        {
            foreach (var (figure, width) in Drawings(map))
            {
                var svg = Parse(figure, width);
                var (height, boxes) = (Number(svg, "height"), Texts(svg));
                Assert.All(boxes, b => Assert.True(b.Left >= -1 && b.Right <= width + 1 && b.Top >= 0 && b.Bottom <= height, $"\"{b.Text}\" lies outside {width} × {height}"));
                for (var i = 0; i < boxes.Count; i++)
                {
                    for (var j = i + 1; j < boxes.Count; j++)
                    {
                        Assert.False(Overlap(boxes[i], boxes[j]), $"\"{boxes[i].Text}\" and \"{boxes[j].Text}\" overlap on {width}");
                    }
                }

                foreach (var line in svg.Descendants(Svg + "line"))
                {
                    Assert.InRange(Number(line, "x1"), 0, width);
                    Assert.InRange(Number(line, "x2"), 0, width);
                    Assert.InRange(Number(line, "y1"), 0, height);
                    Assert.InRange(Number(line, "y2"), 0, height);
                }
            }
        }));

    [Fact]
    public void Every_KPI_and_every_link_is_drawn_exactly_once()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(20261128UL, 20261129UL), Prop.ForAll(Maps.ToArbitrary(), map =>
        {
            var linked = map.Links.SelectMany(l => (string[])[l.Definition.From, l.Definition.To]).ToHashSet();
            foreach (var width in Widths)
            {
                var svg = Parse(map.ToFigure(), width);

                // One icon a link; a name begins with its KPI's id, of which a mention elsewhere is drawn quietly.
                Assert.Equal(map.Links.Count, svg.Descendants(Svg + "g").Count());
                var names = svg.Descendants(Svg + "text").Where(t => (string?)t.Attribute("class") is null).Select(t => Shown(t).Split(' ', '…')[0]).Where(n => n.StartsWith('k')).ToList();
                Assert.Equal(map.Kpis.Select(k => k.Id).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));

                var tree = Parse(map.ToTreeFigure(), width);
                Assert.Equal(map.Links.Count, tree.Descendants(Svg + "g").Count());
                Assert.Equal(map.Goals.Count, tree.Descendants(Svg + "rect").Count(r => (string?)r.Attribute("class") == "t-accent fill"));
            }
        }));

    // Three columns of nodes need 3 × 118 + 2 × 128 + 2 = 612: 660 has room for them, 430 has not. A circle has no columns at any width.
    [Theory]
    [InlineData(660, false, true)]
    [InlineData(430, false, false)]
    [InlineData(900, true, false)]
    public void A_map_runs_from_left_to_right_where_that_fits_and_else_is_a_tree(double width, bool circle, bool columns)
    {
        var map = MapCases.Small with { Links = circle ? [.. MapCases.Small.Links, new MapLink(MapCases.Link("back", "revenue", "visits"), null)] : MapCases.Small.Links };
        var svg = Parse(map.ToFigure(), width);
        Assert.Equal(columns ? 5 : 0, svg.Descendants(Svg + "rect").Count(r => (string?)r.Attribute("class") == "none axis"));
        if (columns)
        {
            // Visits → activation → revenue and churn; promoters stand beside activation, one step from churn.
            double At(string name) => Number(svg.Descendants(Svg + "rect").Single(r => (string?)r.Element(Svg + "title") == name), "x");
            Assert.True(At("Visits") < At("Activation") && At("Activation") == At("Promoters") && At("Activation") < At("Revenue") && At("Revenue") == At("Churn"));
        }
    }

    [Fact]
    public void A_long_chain_stays_within_a_small_screen()
    {
        var kpis = Enumerable.Range(0, 40).Select(i => new MapKpi($"k{i}", $"k{i} of a long chain", null, null, KpiState.Active)).ToList();
        var map = new KpiMap(MapCases.Now, [], kpis, [.. Enumerable.Range(0, 39).Select(i => new MapLink(MapCases.Link($"l{i}", $"k{i + 1}", $"k{i}"), null))]);
        var svg = Parse(map.ToFigure(), 340);
        Assert.All(Texts(svg), t => Assert.InRange(t.Right, 0, 341));
        Assert.Equal(39, svg.Descendants(Svg + "g").Count());
    }

    [Fact]
    public void A_hundred_KPIs_in_circles_are_drawn_at_once()
    {
        var kpis = Enumerable.Range(0, 100).Select(i => new MapKpi($"k{i}", $"k{i}", null, null, KpiState.Active)).ToList();
        var map = new KpiMap(MapCases.Now, [], kpis, [.. Enumerable.Range(0, 300).Select(i => new MapLink(MapCases.Link($"l{i:000}", $"k{i * 7 % 100}", $"k{i * 13 % 100}"), null))]);
        Assert.Equal(300, Parse(map.ToFigure(), 900).Descendants(Svg + "g").Count());
        Assert.Equal(300, GoalTree.Of(map).Lines().Count(l => l.Node.Link is not null));
    }

    [Fact]
    public void The_figures_name_and_describe_themselves_and_have_a_form_for_notebooks()
    {
        foreach (var figure in new Figure[] { MapCases.Small.ToFigure(), MapCases.Small.ToTreeFigure() })
        {
            var svg = Parse(figure, 900);
            Assert.Equal((figure.Title, figure.Description), ((string?)svg.Element(Svg + "title"), (string?)svg.Element(Svg + "desc")));
            Assert.Contains("1 keep, 1 revalidate, 1 insufficient evidence, 1 not checked yet", figure.Description, StringComparison.Ordinal);
            var plotly = FigurePlotly.ToJsonObject(figure);
            Assert.All(plotly["data"]!.AsArray(), t => Assert.Equal("scatter", (string?)t!["type"]));
            Assert.Contains("Activation", plotly.ToJsonString(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(Figure Figure, double Width)> Drawings(KpiMap map)
        => Widths.SelectMany(w => new (Figure, double)[] { (map.ToFigure(), w), (map.ToTreeFigure(), w) });

    private static List<(string Text, double Left, double Right, double Top, double Bottom)> Texts(XElement svg)
        => [.. svg.Descendants(Svg + "text").Select(t =>
        {
            var size = ((string?)t.Attribute("class") ?? "").Split(' ').Contains("s") ? 12 : 13;
            var (x, y, wide) = (Number(t, "x"), Number(t, "y"), TextFit.Width(Shown(t), size));
            return (Shown(t), x, x + wide, y - (0.75 * size), y + (0.2 * size));
        })];

    private static bool Overlap((string Text, double Left, double Right, double Top, double Bottom) a, (string Text, double Left, double Right, double Top, double Bottom) b)
        => a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;

    private static string Shown(XElement text) => string.Concat(text.Nodes().OfType<XText>().Select(t => t.Value));

    private static XElement Parse(Figure figure, double width) => XDocument.Parse(FigureSvg.Render(figure, new FigureSize(width))).Root!;

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
