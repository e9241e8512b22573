using System.Globalization;
using System.Text;
using System.Xml.Linq;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Testing;

public sealed class FigureSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<int, double> Sizes()
    {
        var data = new TheoryData<int, double>();
        foreach (var figure in Enumerable.Range(0, FigureCases.All.Count))
        {
            foreach (var width in new[] { 340.0, 430, 660, 900 })
            {
                data.Add(figure, width);
            }
        }

        return data;
    }

    [Theory]
    [InlineData(340)]
    [InlineData(900)]
    public void Lines_of_a_scatter_are_named_once_each_in_a_legend_above_the_plot(double width)
    {
        // Three lines that nearly lie on each other.
        var svg = Parse(FigureCases.Scatter with { Beside = [new ScatterLine("through the raw effects", 0, 60.5), new ScatterLine("across units", 0, 59.5)] }, width);
        var names = svg.Descendants(Svg + "text").Where(t => t.Value is "errors taken out" or "through the raw effects" or "across units").ToList();
        Assert.Equal(3, names.Count);
        var top = svg.Descendants(Svg + "line").Where(l => (string?)l.Attribute("class") == "grid").Min(l => Number(l, "y1"));
        Assert.All(names, n => Assert.True(Number(n, "y") < top));
        Assert.Equal(3, names.Select(n => (Number(n, "x"), Number(n, "y"))).Distinct().Count());
        Assert.Equal(3, svg.Descendants(Svg + "line").Where(l => Number(l, "y1") < top && Number(l, "y1") == Number(l, "y2")).Select(l => (string?)l.Attribute("class")).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_drawing_is_well_formed_names_itself_and_stays_within_its_frame(int figure, double width)
    {
        var svg = Parse(FigureCases.All[figure], width);
        Assert.Equal("img", (string?)svg.Attribute("role"));
        var ids = svg.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.Equal(((string?)svg.Attribute("aria-labelledby"))!.Split(' '), ids);
        Assert.Equal(FigureCases.All[figure].Title, (string?)svg.Element(Svg + "title"));
        Assert.Equal(FigureCases.All[figure].Description, (string?)svg.Element(Svg + "desc"));
        var height = Number(svg, "height");
        foreach (var line in svg.Descendants(Svg + "line"))
        {
            Assert.InRange(Number(line, "x1"), 0, width);
            Assert.InRange(Number(line, "x2"), 0, width);
            Assert.InRange(Number(line, "y1"), 0, height);
            Assert.InRange(Number(line, "y2"), 0, height);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Texts_fit_between_the_edges_even_in_the_widest_usual_font(int figure, double width)
    {
        foreach (var text in Parse(FigureCases.All[figure], width).Descendants(Svg + "text"))
        {
            var shown = string.Concat(text.Nodes().Select(n => n is XText t ? t.Value : n is XElement { Name.LocalName: "tspan" } e ? e.Value : ""));
            var size = ((string?)text.Attribute("class") ?? "").Split(' ').Any(c => c is "s" or "h") ? 12 : 13;
            var wide = TextFit.Width(shown, size);
            var at = Number(text, "x");
            var (from, to) = (string?)text.Attribute("text-anchor") switch { "middle" => (at - (wide / 2), at + (wide / 2)), "end" => (at - wide, at), _ => (at, at + wide) };
            Assert.True(from >= -1 && to <= width + 1, $"\"{shown}\" runs from {from:0} to {to:0} on {width}");
        }
    }

    // Axis from −1 to 3 with room of 6 % each: −1.24 … 3.24 shown units on 12 … 328 pixels, so 0 stands at 12 + 316 × 1.24 / 4.48 = 99.46.
    [Fact]
    public void An_interval_stands_where_the_axis_says()
    {
        var plot = new IntervalPlot(
            "t", "d", new FigureAxis("Change", 100, " %", true),
            [FigureCases.Row("a", 0.01, ConfidenceSet.Between(-0.01, 0.03, Level.Of(0.95)), FigureCases.Better)], [new ReferenceLine(0, "no change", ReferenceKind.Zero)]);
        var svg = Parse(plot, 340);
        var range = svg.Descendants(Svg + "line").First(l => (string?)l.Attribute("class") == "t-good ln");
        Assert.Equal(28.93, Number(range, "x1"), 2); // 12 + 316 × 0.24 / 4.48
        Assert.Equal(311.07, Number(range, "x2"), 2); // 12 + 316 × 4.24 / 4.48
        Assert.Equal(170.00, Number(svg.Descendants(Svg + "circle").First(c => (string?)c.Attribute("class") == "t-good dot"), "cx"), 2); // 12 + 316 × 2.24 / 4.48
        Assert.All(svg.Descendants(Svg + "line").Where(l => (string?)l.Attribute("class") == "zero"), l => Assert.Equal(99.46, Number(l, "x1"), 2));
    }

    [Fact]
    public void An_open_end_is_an_arrow_and_a_closed_one_a_stop()
    {
        int Arrows(ConfidenceSet set) => Parse(
            new IntervalPlot("t", "d", new FigureAxis("Change"), [FigureCases.Row("a", 0.5, set, FigureCases.Better)], []), 340)
            .Descendants(Svg + "path").Count(p => (string?)p.Attribute("class") == "t-good fill");

        var level = Level.Of(0.95);
        Assert.Equal(0, Arrows(ConfidenceSet.Between(0, 1, level)));
        Assert.Equal(1, Arrows(ConfidenceSet.Between(0, double.PositiveInfinity, level)));
        Assert.Equal(2, Arrows(ConfidenceSet.TwoRays(0, 1, level)));
        Assert.Equal(2, Arrows(ConfidenceSet.Everything(level)));
    }

    [Fact]
    public void One_very_wide_range_does_not_squeeze_the_others()
    {
        var level = Level.Of(0.95);
        var rows = Enumerable.Range(0, 4).Select(i => FigureCases.Row("r" + i, 0.5, ConfidenceSet.Between(0, 1, level), FigureCases.Better)).ToList();
        rows.Add(FigureCases.Row("wide", 0.5, ConfidenceSet.Between(-500, 500, level), FigureCases.Better));
        var svg = Parse(new IntervalPlot("t", "d", new FigureAxis("Change"), rows, []), 340);
        var usual = svg.Descendants(Svg + "line").First(l => (string?)l.Attribute("class") == "t-good ln");
        Assert.True(Number(usual, "x2") - Number(usual, "x1") > 250);
        Assert.Equal(2, svg.Descendants(Svg + "path").Count(p => (string?)p.Attribute("class") == "t-good fill"));
    }

    [Fact]
    public void A_judgement_has_an_icon_and_a_word_beside_its_colour()
    {
        var svg = Parse(FigureCases.Intervals, 900);
        Assert.Equal(5, svg.Descendants(Svg + "g").Count());
        Assert.Contains(svg.Descendants(Svg + "text"), t => t.Value == "better");
        Assert.Contains(svg.Descendants(Svg + "text"), t => t.Value == "not computable");
    }

    [Fact]
    public void Numbers_carry_their_full_value_and_place()
    {
        var span = Parse(FigureCases.Intervals, 900).Descendants(Svg + "tspan").First();
        Assert.Equal("0.05", (string?)span.Attribute("data-value"));
        Assert.Equal("/x", (string?)span.Attribute("data-json"));
    }

    [Fact]
    public void The_same_figure_has_the_same_bytes_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = FigureCases.All.Select(f => FigureSvg.Render(f, FigureSize.Wide)).ToList();
        try
        {
            foreach (var culture in new[] { "de-DE", "tr-TR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(expected, FigureCases.All.Select(f => FigureSvg.Render(f, FigureSize.Wide)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Names_from_data_stay_text()
    {
        const string Evil = "</title><script>alert(1)</script>\u001b[2J\u202e";
        var plot = new IntervalPlot(Evil, Evil, new FigureAxis(Evil), [FigureCases.Row(Evil, 1, ConfidenceSet.Between(0, 2, Level.Of(0.95)), new Marked(Mark.Good, Evil)) with { Group = Evil, Detail = Evil }], [new ReferenceLine(0, Evil, ReferenceKind.Zero)]);
        foreach (var width in new[] { 340.0, 900 })
        {
            var svg = FigureSvg.Render(plot, new FigureSize(width));
            Assert.Empty(XDocument.Parse(svg).Descendants(Svg + "script"));
            Assert.DoesNotContain(svg, c => c is '\u001b' or '\u202e');
        }
    }

    [Fact]
    public void Forty_rows_stay_far_below_what_a_notebook_can_take()
    {
        var rows = Enumerable.Range(0, AnalysisFigures.MostRows).Select(i => FigureCases.Row($"A segment with a long name {i}", 0.5, ConfidenceSet.Between(0, 1, Level.Of(0.95)), FigureCases.Better)).ToList();
        var svg = FigureSvg.Render(new IntervalPlot("t", "d", new FigureAxis("Change"), rows, []), FigureSize.Wide);
        Assert.InRange(Encoding.UTF8.GetByteCount(svg), 1, 100_000);
        Assert.All(FigureCases.All, f => Assert.InRange(Encoding.UTF8.GetByteCount((string)f.ToMimeBundle()["image/svg+xml"]!), 1, 100_000));
    }

    [Theory]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(-0.05, 0.31, 4, "0.0 0.1 0.2 0.3")]
    [InlineData(-3, 3, 3, "-2 0 2")]
    [InlineData(0, 1000, 4, "0 500 1,000")]
    public void Ticks_are_round_numbers(double low, double high, int about, string expected)
    {
        var ticks = Ticks.Between(low, high, about);
        Assert.Equal(expected, string.Join(' ', ticks.Values.Select(v => ticks.Label(v, new FigureAxis("")))));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(100)]
    public void A_figure_without_room_is_refused(double width)
        => Assert.Throws<ArgumentOutOfRangeException>(() => FigureSvg.Render(FigureCases.Intervals, new FigureSize(width)));

    private static XElement Parse(Figure figure, double width) => XDocument.Parse(FigureSvg.Render(figure, new FigureSize(width))).Root!;

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
