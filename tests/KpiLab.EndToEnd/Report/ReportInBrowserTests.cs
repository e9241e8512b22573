using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Reporting;
using Microsoft.Playwright;

namespace KpiLab.Testing;

/// <summary>The report as a reader meets it: on a phone, a tablet, a large screen and paper, with and without JavaScript.</summary>
public sealed class ReportInBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private static readonly IReadOnlyList<ReportItem> Items = ReportCases.All();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpilab-report-");

    public static TheoryData<int, bool, ColorScheme> Readers()
    {
        var readers = new TheoryData<int, bool, ColorScheme>();
        foreach (var width in new[] { 360, 768, 1920 })
        {
            readers.Add(width, true, ColorScheme.Light);
            readers.Add(width, false, ColorScheme.Dark);
        }

        return readers;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_page_reads_on_every_screen_without_an_error_or_a_request(int width, bool script, ColorScheme colours)
    {
        var page = await browser.OpenAsync(width, script, colours);
        List<string> trouble = [];
        page.Console += (_, message) => trouble.Add(message.Type is "error" or "warning" ? message.Text : "");
        page.PageError += (_, error) => trouble.Add(error);
        page.Request += (_, request) => trouble.Add(request.Url.StartsWith("file:", StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal) ? "" : request.Url);
        await page.GotoAsync(Write(Items));

        foreach (var open in new[] { false, true })
        {
            if (open)
            {
                await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
            }

            Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        }

        // Every figure that is in the flow shows one drawing, with shapes in it.
        var drawn = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('figure.fig')].filter(f => f.getClientRects().length).map(f => {
              const still = [...f.querySelectorAll('.still svg')].filter(s => s.getClientRects().length);
              const live = [...f.querySelectorAll('.live .main-svg')].filter(s => s.getClientRects().length);
              return still.length === 1 && still[0].querySelectorAll('circle, line, path').length > 3 || !still.length && live.length ? '' : f.id + ': ' + still.length + ' still, ' + live.length + ' live';
            }).filter(x => x)
            """);
        Assert.Empty(drawn);
        Assert.All(trouble, Assert.Empty);
    }

    [Fact]
    public async Task Plotly_draws_the_figures_again_once_they_are_in_view_and_shows_numbers_on_hover()
    {
        var page = await browser.OpenAsync(1920);
        await page.GotoAsync(Write([Items[0]]));
        var figure = page.Locator("#e0-all-relative-0");
        await figure.ScrollIntoViewIfNeededAsync();
        await figure.Locator(".main-svg .points path").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        Assert.Equal(0, await figure.Locator(".still:visible").CountAsync());
        await figure.Locator(".scatterlayer .trace").Last.Locator(".points path").First.HoverAsync(new LocatorHoverOptions { Force = true });
        await figure.Locator(".hoverlayer .hovertext").First.WaitForAsync();
        Assert.Contains("%", await figure.Locator(".hoverlayer").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scale_and_colours_can_be_chosen_without_javascript()
    {
        var page = await browser.OpenAsync(768, script: false);
        await page.GotoAsync(Write([Items[0]]));
        Assert.True(await page.Locator("#e0-all-relative-0").IsVisibleAsync());
        await page.Locator("label[for=e0-all-scale-absolute]").ClickAsync();
        Assert.False(await page.Locator("#e0-all-relative-0").IsVisibleAsync());
        Assert.True(await page.Locator("#e0-all-absolute-0").IsVisibleAsync());

        const string Ground = "() => getComputedStyle(document.body).backgroundColor";
        var light = await page.EvaluateAsync<string>(Ground);
        await page.Locator("label[for=theme-dark]").ClickAsync();
        Assert.NotEqual(light, await page.EvaluateAsync<string>(Ground));
        await page.Locator("label[for=theme-light]").ClickAsync();
        Assert.Equal(light, await page.EvaluateAsync<string>(Ground));
    }

    [Fact]
    public async Task Every_number_on_the_page_equals_the_jsons()
    {
        var page = await browser.OpenAsync(1280);
        await page.GotoAsync(Write(Items));
        for (var i = 0; i < Items.Count; i++)
        {
            var json = JsonNode.Parse(Items[i].Analysis.ToJson())!.AsObject();
            var shown = await page.EvaluateAsync<string[][]>(
                "i => [...document.querySelectorAll(`[data-analysis=\"${i}\"] [data-json][data-value]`)].map(e => [e.dataset.json, e.dataset.value, e.textContent])", i);
            Assert.True(shown.Length > 100);
            foreach (var number in shown)
            {
                var value = double.Parse(Page.At(json, number[0])!.ToJsonString(), CultureInfo.InvariantCulture);
                Assert.Equal(value, double.Parse(number[1], CultureInfo.InvariantCulture));
                Assert.True(Page.Shows(number[2], value) || (number[0].EndsWith("varianceReduction", StringComparison.Ordinal) && Page.Shows(number[2], -value)), $"{number[0]}: {number[2]} is not {value}");
            }
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_what_is_behind_it(ColorScheme colours)
    {
        var page = await browser.OpenAsync(1280, script: false, colours);
        await page.GotoAsync(Write(Items));
        Assert.Empty(await page.EvaluateAsync<string[]>(PageChecks.Faint));
    }

    [Fact]
    public async Task Readers_who_listen_find_headings_figures_fields_and_tables_by_name()
    {
        var page = await browser.OpenAsync(1280);
        await page.GotoAsync(Write([Items[1]]));
        foreach (var heading in new[] { "May I decide?", "Can the data be trusted?", "What changed?", "Does anything get worse?", "What is left?", "All comparisons", "Effect by day", "Definitions and SQL" })
        {
            Assert.Equal(1, await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Exact = true }).CountAsync());
        }

        Assert.Equal(2, await page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "Relative" }).CountAsync());
        Assert.True(await page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "All comparisons of all units" }).IsVisibleAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('svg[role=img]')].filter(s => !document.getElementById(s.getAttribute('aria-labelledby').split(' ')[0])?.textContent).map(s => s.outerHTML.slice(0, 80))"));
    }

    [Fact]
    public async Task On_paper_still_drawings_stand_whole_on_a_light_ground()
    {
        var page = await browser.OpenAsync(1280, colours: ColorScheme.Dark);
        await page.GotoAsync(Write([Items[0]]));
        await page.Locator("#e0-all-relative-0").ScrollIntoViewIfNeededAsync();
        await page.Locator("#e0-all-relative-0 .main-svg").First.WaitForAsync();
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal(0, await page.Locator(".live:visible").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>(
            "() => [...document.querySelectorAll('figure.fig')].filter(f => f.getClientRects().length).every(f => getComputedStyle(f).breakInside === 'avoid' && [...f.querySelectorAll('.still svg')].filter(s => s.getClientRects().length).length === 1)"));

        // 182 mm between the margins of an A4 page: nothing, tables least of all, reaches beyond.
        await page.SetViewportSizeAsync(688, 1000);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.Equal("rgb(24, 32, 43)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).color"));
        var pdf = await page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, PrintBackground = true });
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Assert.True(pdf.Length > 50_000);
    }

    private string Write(IReadOnlyList<ReportItem> items)
    {
        var file = Path.Combine(_folder.FullName, "report.html");
        File.WriteAllText(file, ExperimentReport.Render(items, new ReportOptions { Title = "Trial experiments" }));
        return new Uri(file).AbsoluteUri;
    }
}
