using System.Text.Json.Nodes;
using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.NotebookTests;

/// <summary>The page shows what cells put out and runs none of it.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Evil =
        "<script>parent.document.title='pwned';document.title='pwned'</script><img src=x onerror=\"parent.document.title='pwned'\"><a id=\"js\" href=\"javascript:parent.document.title='pwned'\">x</a>"
        + "<svg><script>parent.document.title='pwned'</script><foreignObject><body onload=\"parent.document.title='pwned'\"></body></foreignObject></svg>"
        + "<meta http-equiv=\"refresh\" content=\"0;url=https://example.org/\"><iframe src=\"https://example.org/\"></iframe><form action=\"https://example.org/\"><button>b</button></form>"
        + "<base href=\"https://example.org/\"><link rel=\"stylesheet\" href=\"https://example.org/s.css\"><style>@import url(https://example.org/i.css); body{background:url(https://example.org/b.png)}</style><p id=\"text\">shown</p>\"></iframe><script>document.title='pwned'</script>";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpilab-page-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_that_a_hostile_notebook_holds_runs_or_reaches_the_network()
    {
        var cell = Sample.Code("// </script><script>document.title='pwned'</script>\nvar x = \"<img src=x onerror=alert(1)>\";", 1);
        foreach (var type in new[] { "text/html", "image/svg+xml", "text/markdown", "text/latex", "text/plain", "application/javascript", "image/png" })
        {
            cell.Outputs.Add(Display(type, Evil));
        }

        cell.Outputs.Add(Display("application/vnd.plotly.v1+json", new JsonObject { ["data"] = new JsonArray(new JsonObject { ["type"] = "scatter", ["name"] = "</script><script>document.title='pwned'</script>", ["x"] = new JsonArray(1, 2), ["y"] = new JsonArray(1, 2), ["text"] = "<a href=\"javascript:alert(1)\">t</a>" }), ["layout"] = new JsonObject { ["title"] = new JsonObject { ["text"] = "<img src=x onerror=\"document.title='pwned'\">" } } }));
        cell.Outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = Evil, ["text"] = Evil + "\u001b[31mred\u001b[0m" });
        cell.Outputs.Add(new JsonObject { ["output_type"] = "error", ["ename"] = Evil, ["evalue"] = Evil, ["traceback"] = new JsonArray(Evil) });
        cell.Outputs.Add(new JsonObject { ["output_type"] = Evil, ["data"] = 7 });
        var markdown = new NotebookCell(NotebookCellKind.Markdown, "# Title\n\n" + Evil + "\n\n[a](javascript:document.title='pwned') [b](JaVaScRiPt:1) [c](data:text/html,<script>1</script>) <javascript:1> [d](vbscript:x) ![e](https://example.org/p.png) ![f](attachment:p.svg) [ok](https://example.org/ok)\n\n| a | b |\n|---|---|\n| 1 | 2 |", "m")
        {
            Attachments = new JsonObject { ["p.svg"] = new JsonObject { ["image/svg+xml"] = Evil } },
        };
        var html = NotebookPage.Render(Sample.Of(markdown, cell), Evil);
        Assert.DoesNotContain("<script>document.title", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"https:", html, StringComparison.Ordinal);
        Assert.Equal(0, Count(html, "sandbox=\"[^\"]*allow-scripts"));
        Assert.Equal(Count(html, "<iframe"), Count(html, "<iframe class=\"html\" sandbox=\"allow-same-origin\""));

        var page = await browser.OpenAsync(1000);
        var requests = new List<string>();
        var failed = new List<string>();
        page.Request += (_, r) => requests.Add(r.Url);
        page.RequestFailed += (_, r) => failed.Add(r.Url);
        await page.GotoAsync(Write(html));
        await page.WaitForTimeoutAsync(1500);
        Assert.Contains("KpiLab", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("pwned ·", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(requests.Except(failed).Where(u => u.StartsWith("http", StringComparison.Ordinal)));
        Assert.Equal("shown", await page.Locator("iframe.html").First.ContentFrame.Locator("#text").TextContentAsync());
        Assert.Equal("1", await page.Locator("section.md td").First.TextContentAsync());
        Assert.Equal("https://example.org/ok", await page.GetByText("ok", new() { Exact = true }).GetAttributeAsync("href"));
    }

    [Fact]
    public async Task Figures_show_offline_without_a_console_error()
    {
        using var sample = new Sample();
        var run = await sample.RunAsync(Sample.Of(
            new NotebookCell(NotebookCellKind.Markdown, "# Figures\n\nWith *words*.", "m"),
            Sample.Code("#r \"nuget: KpiLab\"\nvar figure = new LinePlot(\"Title\", \"Description\", new FigureAxis(\"x\"), new FigureAxis(\"y\"), [new LineSeries(\"s\", [(1, 2), (2, 4), (3, 3)])], []);", 1),
            Sample.Code("FigureSvg.Render(figure, FigureSize.Wide).DisplayAs(\"image/svg+xml\");", 2),
            Sample.Code("FigurePlotly.ToJson(figure).DisplayAs(\"application/vnd.plotly.v1+json\");", 3),
            Sample.Code("HTML(\"<div style='height:700px'>tall</div>\" + FigureSvg.Render(figure, FigureSize.Wide))", 4),
            Sample.Code("new[] { new { Name = \"a\", Value = 1.5 } }", 5)));
        Assert.Null(run.Failure);
        var html = NotebookPage.Render(run.Notebook, "figures.ipynb");
        var page = await browser.OpenAsync(1200);
        var trouble = new List<string>();
        page.Console += (_, message) => trouble.Add(message.Type is "error" or "warning" ? message.Text : "");
        page.PageError += (_, error) => trouble.Add(error);
        page.Request += (_, request) => trouble.Add(request.Url.StartsWith("http", StringComparison.Ordinal) ? request.Url : "");
        await page.GotoAsync(Write(html));
        await page.Locator(".plot .live .main-svg .scatterlayer .trace").First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        Assert.True(await page.EvaluateAsync<bool>("() => [...document.images].every(i => i.complete && i.naturalWidth > 400)"));
        Assert.True(await page.EvaluateAsync<double>("() => document.querySelector('iframe.html').getBoundingClientRect().height") > 900, "the frame has the height of what it holds");
        Assert.True(await page.Locator("iframe.html").First.ContentFrame.Locator("svg path").CountAsync() > 0);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.All(trouble, Assert.Empty);

        var still = await browser.OpenAsync(1200, script: false);
        await still.GotoAsync(Write(html));
        Assert.Equal("Figures", await still.Locator("h1").TextContentAsync());
    }

    [Fact]
    public void Code_is_folded_or_left_out_where_its_cell_says_so()
    {
        var html = NotebookPage.Render(Sample.Of(Sample.Code("var shown = 1;", 1), Sample.Code("var folded = 2;", 2, "hide-input"), Sample.Code("var gone = 3;", 3, "remove-input")), "n.ipynb");
        Assert.Equal(1, Count(html, "<details><summary>Code \\(15 B\\)</summary><pre class=\"source\"><code>(?:<[^>]*>|[^<])*folded"));
        Assert.Equal(1, Count(html, "<section class=\"code\"><pre class=\"source\"><code>(?:<[^>]*>|[^<])*shown"));
        Assert.DoesNotContain("gone", html, StringComparison.Ordinal);
        Assert.True(Sample.Code("", 1, "hide-input").Metadata["jupyter"]!["source_hidden"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Paper_shows_still_figures_and_cuts_nothing_off()
    {
        var cell = Sample.Code("wide", 1);
        var wide = "<div style=\"overflow-x:auto\"><table><tr>" + string.Concat(Enumerable.Range(0, 12).Select(i => Invariant($"<td style=\"min-width:90px\">column {i}</td>"))) + "</tr></table></div>";
        cell.Outputs.Add(Display("text/html", "<p>tall</p><div style=\"height:900px\"></div>" + wide + "<p id=\"last\">last</p>"));
        var figure = Display("application/vnd.plotly.v1+json", new JsonObject { ["data"] = new JsonArray(new JsonObject { ["type"] = "scatter", ["x"] = new JsonArray(1, 2), ["y"] = new JsonArray(1, 2) }), ["layout"] = new JsonObject() });
        figure["data"]!["text/html"] = "<p style=\"height:300px\">drawn</p>";
        cell.Outputs.Add(figure);
        var page = await browser.OpenAsync(1200);
        await page.GotoAsync(Write(NotebookPage.Render(Sample.Of(cell), "paper.ipynb")));
        await page.Locator(".plot .live .main-svg").First.WaitForAsync();
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        Assert.False(await page.Locator(".plot .live").IsVisibleAsync());
        Assert.True(await page.Locator(".plot .still").IsVisibleAsync());
        Assert.True(await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('iframe.html')].every(f => f.contentDocument.documentElement.getBoundingClientRect().height <= f.getBoundingClientRect().height)"), "a frame is shorter than what it holds");
        Assert.True(await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('iframe.html')].every(f => [...f.contentDocument.body.querySelectorAll('*')].every(e => e.clientWidth === 0 || e.scrollWidth <= e.clientWidth + 1))"), "something in a frame is wider than the paper");
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Screen });
        await page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        Assert.True(await page.Locator(".plot .live").IsVisibleAsync());
    }

    private static JsonObject Display(string type, JsonNode value) => new() { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { [type] = value } };

    private static int Count(string text, string pattern) => System.Text.RegularExpressions.Regex.Count(text, pattern);

    private string Write(string html)
    {
        var path = Path.Combine(_folder.FullName, "page.html");
        File.WriteAllText(path, html);
        return new Uri(path).AbsoluteUri;
    }
}
