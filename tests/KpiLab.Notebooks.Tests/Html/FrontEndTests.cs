using KpiLab.Core;
using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;
using Microsoft.Playwright;

namespace KpiLab.NotebookTests;

/// <summary>Fragments within the rules of a front end, which style lists and tables of every output.</summary>
public sealed class FrontEndTests(Browser browser) : IClassFixture<Browser>
{
    // What JupyterLab and nbconvert say of outputs (packages/rendermime/style/base.css), for as much as it would tear a fragment apart.
    private const string Jupyter =
        """
        .jp-RenderedHTMLCommon dl dt { float: left; clear: left; display: block; width: 20%; }
        .jp-RenderedHTMLCommon dl dd { float: left; display: block; width: 80%; padding-bottom: .5em; }
        .jp-RenderedHTMLCommon table { border-collapse: collapse; border: none; font-size: 12px; table-layout: fixed; margin: 0 auto 1em; }
        :not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon td, :not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon th, :not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon tr { text-align: right; }
        .jp-RenderedHTMLCommon td, .jp-RenderedHTMLCommon th, .jp-RenderedHTMLCommon tr { vertical-align: middle; padding: .5em; line-height: normal; white-space: normal; max-width: none; border: none; }
        .jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: #ffffff; }
        .jp-RenderedHTMLCommon tbody tr:nth-child(even) { background: #f5f5f5; }
        .jp-RenderedHTMLCommon :not(pre) > code { background-color: #eeeeee; color: #aaaaaa; padding: 1px 5px; }
        """;

    [Theory]
    [InlineData("true", ColorScheme.Light, 1100)]
    [InlineData("false", ColorScheme.Light, 1100)]
    [InlineData("false", ColorScheme.Dark, 420)]
    [InlineData("true", ColorScheme.Dark, 420)]
    public async Task A_fragment_keeps_its_shape_and_follows_the_theme_in_Jupyter(string isLight, ColorScheme system, int width)
    {
        var document = new Document(
        [
            new Heading(1, "A result"),
            new Paragraph("Look at `kpilab link show` for more."),
            new Statement(new Marked(Mark.Good, "keep"), "Every check passed.", "Nothing."),
            new Facts([("Degrees of freedom", "12"), ("Null", "0")]),
            new Grid(new Table("Rows", [new("name", "Name"), new("at", "When", ColumnKind.Time), new("p_value", "p", ColumnKind.Number)], [["a", DateTimeOffset.UnixEpoch, 1e-9], ["b", null, 0.5]])),
        ]);
        var figure = new LinePlot("Line", "A line.", new FigureAxis("x"), new FigureAxis("y"), [new LineSeries("s", [(1, 2), (2, 4), (3, 3)])], []);
        var page = await browser.OpenAsync(width, script: false, system);
        var ground = isLight == "true" ? "#ffffff" : "#111111";
        await page.SetContentAsync(
            $"<!DOCTYPE html><html><head><style>{Jupyter}</style></head><body data-jp-theme-light=\"{isLight}\" style=\"background:{ground};margin:8px\"><div class=\"jp-RenderedHTMLCommon jp-RenderedHTML\">"
            + string.Concat(new object[] { document, figure }.Select(v => DisplayRules.Format(v, ["text/html"])[0].Text)) + "</div></body></html>");
        Assert.Empty(await page.EvaluateAsync<string[]>(PageChecks.Faint));
        Assert.Equal(0, await page.EvaluateAsync<int>(PageChecks.Overflow));
        Assert.Equal(1, await page.EvaluateAsync<int>("() => Math.round(document.querySelector('dt').getBoundingClientRect().height / parseFloat(getComputedStyle(document.querySelector('dt')).lineHeight))"));
        Assert.Equal(["left", "left", "right"], await page.EvaluateAsync<string[]>("() => [...document.querySelector('tbody tr').children].map(c => getComputedStyle(c).textAlign)"));
        Assert.Equal(["rgba(0, 0, 0, 0)"], await page.EvaluateAsync<string[]>("() => [...new Set([...document.querySelectorAll('tbody tr')].map(r => getComputedStyle(r).backgroundColor))]"));
        Assert.Equal(1, await page.EvaluateAsync<int>("() => document.querySelector('td.one .line').getClientRects().length"));
        Assert.Equal([width > 700 ? "kl-wide" : "kl-slim"], await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.kl-draw > div')].filter(d => d.getClientRects().length).map(d => d.className)"));

        // Dark where the front end says dark, whatever the system prefers.
        var ink = await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.kl-out h3')).color");
        Assert.Equal(isLight == "true", int.Parse(System.Text.RegularExpressions.Regex.Match(ink, @"\d+").Value, System.Globalization.CultureInfo.InvariantCulture) < 128);
    }
}
