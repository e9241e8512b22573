using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Tests;

/// <summary>Every public result type shows itself in a notebook by the kernel's own rules, whatever it holds.</summary>
public sealed partial class DisplayContractTests
{
    private const int MostBytes = 100_000;

    [Fact]
    public void Every_public_result_type_names_its_formatters()
    {
        Assert.InRange(ResultTypes.All.Count, 350, 2000);
        Assert.Empty(ResultTypes.All.Where(t => !t.GetCustomAttributes(inherit: true).Any(a => a is TypeFormatterSourceAttribute)).Select(t => t.FullName)
            .Order(StringComparer.Ordinal)); // put [TypeFormatterSource] above the type
    }

    [Fact]
    public void Every_result_that_a_verb_or_estimator_gives_offers_tables_JSON_and_figures()
        => Assert.Empty(ResultTypes.Given.Where(t => !t.IsAssignableTo(typeof(IShowable))).Select(t => t.FullName).Order(StringComparer.Ordinal)); // : IShowable

    [Fact]
    public void Every_result_type_shows_as_HTML_and_text_also_nested_whatever_it_holds()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Mutations).WithReplay(20261122UL, 20260919UL), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var odd = new OddInstances(seed);
            var type = ResultTypes.All[seed % ResultTypes.All.Count];
            if (odd.Make(type) is { } value)
            {
                Hold(value);
            }
        }));

    [Fact]
    public void Blocks_without_words_say_so()
    {
        foreach (var block in (Block[])[new Heading(1, " "), new Paragraph("\t"), new Bullets(["", " "]), new Bullets([]), new Facts([("", "")])])
        {
            Hold(block);
            Assert.Equal("nothing", KernelRules.Plain(block).Trim());
        }
    }

    [Fact]
    public void Every_result_type_shows_at_least_one_odd_instance_and_one_that_is_blank()
    {
        var never = new List<string>();
        foreach (var type in ResultTypes.All.Where(t => !t.IsAbstract))
        {
            Hold(OddInstances.Blank(type));
            if (Enumerable.Range(0, 40).Select(i => new OddInstances(i).Make(type)).FirstOrDefault(v => v is not null) is { } value)
            {
                Hold(value);
            }
            else
            {
                never.Add(type.Name);
            }
        }

        Assert.Empty(never);
    }

    [Fact]
    public void A_list_and_a_dictionary_of_results_nest_as_the_kernel_nests_them()
    {
        object[] values = [new Estimate(10, 1.5, 0.2), Sample.Figure("one"), Sample.Figure("two"), (Estimable<double>)new Undefined("none", "There is none.")];
        var html = XDocument.Parse(KernelRules.Nested(values));
        Assert.Equal(4, html.Descendants("tr").Count());
        var ids = html.Descendants().Select(e => e.Attribute("id")?.Value).OfType<string>().ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Contains("There is none.", html.Root!.Value, StringComparison.Ordinal);

        // What the kernel does for a dictionary is the same for each value; ours shows one held by a result as a table with keys.
        var document = KernelRules.Html(new KpiTimeline("k", new KpiStanding(KpiState.Active, null, null, null, "1"), []));
        Assert.Contains("k", document, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_shows_as_inline_drawing_and_for_Plotly()
    {
        var shown = KernelRules.Display(Sample.Figure("spend"));
        Assert.Equal(["text/html", "application/vnd.plotly.v1+json", "text/plain"], shown.Select(s => s.MimeType));
        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.NotEmpty(XDocument.Parse(shown[0].Text).Descendants(svg + "svg"));
        var plotly = System.Text.Json.Nodes.JsonNode.Parse(shown[1].Text)!;
        Assert.NotEmpty(plotly["data"]!.AsArray());
        Assert.NotNull(plotly["layout"]);
        Assert.Contains("spend", shown[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_of_an_unknown_kind_still_has_every_MIME_type()
    {
        var shown = KernelRules.Display(new StrangeFigure());
        Assert.Equal("{\"data\":[],\"layout\":{}}", shown[1].Text);
        Assert.Contains("nobody draws", shown[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_result_is_cut_and_says_so()
    {
        var table = new Table("Huge", [.. Enumerable.Range(0, 80).Select(i => new Column($"c{i}", $"C{i}"))], [.. Enumerable.Range(0, 5000).Select(r => (IReadOnlyList<object?>)[.. Enumerable.Range(0, 80).Select(c => (object?)new string('x', 50))])]);
        var html = KernelRules.Html(table);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1000, MostBytes);
        Assert.Contains("of 5000 rows", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fragment_follows_the_theme_of_its_front_end_and_changes_nothing_around_it()
    {
        var style = XDocument.Parse(KernelRules.Html(Sample.Figure("spend"))).Descendants("style").Single().Value;
        Assert.Contains("@media(prefers-color-scheme:dark){.kl-out{", style, StringComparison.Ordinal);
        Assert.Contains(".vscode-dark .kl-out", style, StringComparison.Ordinal);
        Assert.Contains("[data-jp-theme-light=false] .kl-out", style, StringComparison.Ordinal);
        Assert.Contains("--kl-ink:" + Palette.Ink.Dark, style, StringComparison.Ordinal);
        AssertScoped(style);
    }

    [Fact]
    public void A_figure_is_drawn_for_wide_and_narrow_places_under_ids_of_their_own()
    {
        var page = XDocument.Parse(KernelRules.Html(Sample.Figure("spend")));
        var drawings = page.Descendants().Where(e => e.Name.LocalName == "svg").ToList();
        Assert.Equal(["kl-wide", "kl-half", "kl-slim"], drawings.Select(d => (string?)d.Parent!.Attribute("class")));
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("@container(max-width:", page.Descendants("style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_does_not_repeat_its_heading_and_breaks_no_line_before_a_unit()
    {
        var figures = new Table("Sizes", [new("name", "Name"), new("size", "Size", ColumnKind.Figure)], [["2 % of 3 units", "95 % of 12 units, p < 0.1"]]);
        var html = KernelRules.Html(new Document([new Heading(2, "Sizes"), new Grid(figures), new Heading(2, "Others"), new Grid(figures)]));
        Assert.Equal(1, Regex.Count(html, "<caption>Sizes</caption>"));
        Assert.Contains("95\u00a0% of 12\u00a0units, p &lt;\u00a00.1", html, StringComparison.Ordinal);
        Assert.Contains("2 % of 3 units", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_p_value_too_small_to_tell_from_zero_is_never_shown_as_zero()
    {
        var test = new KpiLab.Statistics.TestResult("welch", 9, 100, 3e-17, Alternative.TwoSided);
        Assert.Contains("< 0.0001", KernelRules.Plain(test), StringComparison.Ordinal);
        Assert.Contains("&lt; 0.0001", KernelRules.Html(test.ToTable()), StringComparison.Ordinal);
        Assert.Contains("3E-17", test.ToTable().ToCsv(), StringComparison.Ordinal);
    }

    private static int Mutations => Environment.GetEnvironmentVariable("KPILAB_FULL") == "1" ? 20_000 : 300;

    private static void Hold(object value)
    {
        var shown = KernelRules.Display(value);
        var html = shown.Single(s => s.MimeType == "text/html").Text;
        Assert.True(Encoding.UTF8.GetByteCount(html) <= MostBytes, $"{value.GetType()} takes {Encoding.UTF8.GetByteCount(html)} bytes");
        XDocument page;
        try
        {
            page = XDocument.Parse(html);
        }
        catch (System.Xml.XmlException error)
        {
            throw new InvalidOperationException($"{value.GetType()}: {error.Message}\n{html}", error);
        }

        Assert.True(page.Root!.Name == "div" && (string?)page.Root.Attribute("class") == "kl-out", "a fragment is one div");
        Assert.Empty(page.Descendants().Where(e => e.Name.LocalName is "script" or "html" or "body" or "head" or "link" or "meta" or "iframe" or "img" or "a" or "foreignObject" or "image" or "use").Select(e => e.Name));
        Assert.Empty(page.Descendants().Attributes().Where(a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name.LocalName is "href" or "src").Select(a => a.Name));
        AssertScoped(page.Descendants("style").Single().Value);
        Assert.True(page.Root.Value.Length > page.Descendants("style").Single().Value.Length || page.Descendants().Any(e => e.Name.LocalName == "svg"), $"{value.GetType()} shows nothing");

        var plain = shown.Single(s => s.MimeType == "text/plain").Text;
        Assert.NotEqual("", plain);
        Assert.DoesNotContain(plain, c => char.IsControl(c) && c != '\n');
    }

    private static void AssertScoped(string style)
    {
        var rules = Condition().Replace(style, "").Replace("}}", "}", StringComparison.Ordinal);
        Assert.DoesNotContain("url(", style, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", style, StringComparison.OrdinalIgnoreCase);
        var selectors = Rule().Matches(rules).SelectMany(m => m.Groups[1].Value.Split(',')).ToList();
        Assert.InRange(selectors.Count, 20, 1000);
        Assert.All(selectors, s => Assert.Contains(".kl-out", s, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"@(?:media|container)\([^{}]*\)\{")]
    private static partial Regex Condition();

    [GeneratedRegex(@"([^{}]+)\{[^{}]*\}")]
    private static partial Regex Rule();

    private sealed record StrangeFigure() : Figure("Strange", "A kind that nobody draws.");

    private static class Sample
    {
        public static Figure Figure(string name)
            => new LinePlot($"Sum of {name}", $"The sum of {name} rises.", new FigureAxis("Day"), new FigureAxis("Sum"), [new LineSeries(name, [(0, 1), (1, 2), (2, 4)])], []);
    }
}
