using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Reporting;
using Microsoft.Playwright;

namespace KpiLab.Testing;

/// <summary>Map, dashboard and review of the sample company as a reader meets them: on a phone, a large screen and paper, in both colours.</summary>
public sealed class MapInBrowserTests(MapInBrowserTests.Pages pages, Browser browser) : IClassFixture<MapInBrowserTests.Pages>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("map", 360, ColorScheme.Light)]
    [InlineData("map", 1200, ColorScheme.Dark)]
    [InlineData("dashboard", 360, ColorScheme.Dark)]
    [InlineData("dashboard", 1200, ColorScheme.Light)]
    [InlineData("review", 360, ColorScheme.Light)]
    [InlineData("review", 1200, ColorScheme.Dark)]
    public async Task The_page_reads_on_every_screen_and_every_text_stands_out(string name, int width, ColorScheme colours)
    {
        var page = await browser.OpenAsync(width, script: false, colours);
        List<string> trouble = [];
        page.Console += (_, message) => trouble.Add(message.Type is "error" or "warning" ? message.Text : "");
        page.Request += (_, request) => trouble.Add(request.Url.StartsWith("file:", StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal) ? "" : request.Url);
        await page.GotoAsync(pages.Of(name));
        Assert.Equal(0, await page.EvaluateAsync<int>(PageChecks.Overflow));
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.Equal(0, await page.EvaluateAsync<int>(PageChecks.Overflow));
        Assert.Empty(await page.EvaluateAsync<string[]>(PageChecks.Faint));

        // Of every figure one drawing is seen, and nothing of it is cut off.
        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('figure.fig')].flatMap(f => {
              const seen = [...f.querySelectorAll('.still svg')].filter(s => s.getClientRects().length);
              if (seen.length !== 1) return [`${f.id}: ${seen.length} drawings`];
              const box = seen[0].getBoundingClientRect();
              return [...seen[0].querySelectorAll('text')].filter(t => { const r = t.getBoundingClientRect(); return r.left < box.left - 1 || r.right > box.right + 1 || r.bottom > box.bottom + 1; }).map(t => `${f.id}: ${t.textContent}`);
            })
            """));
        Assert.All(trouble, Assert.Empty);
    }

    [Theory]
    [InlineData("map")]
    [InlineData("dashboard")]
    [InlineData("review")]
    public async Task On_paper_nothing_is_cut_off_and_what_was_folded_is_there(string name)
    {
        var page = await browser.OpenAsync(1280, script: false, ColorScheme.Dark);
        await page.GotoAsync(pages.Of(name));
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        // 182 mm between the margins of an A4 page.
        await page.SetViewportSizeAsync(688, 1000);
        Assert.Equal(0, await page.EvaluateAsync<int>(PageChecks.Overflow));
        Assert.Equal("rgb(24, 32, 43)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).color"));
        if (name == "dashboard")
        {
            Assert.True(await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('details .card h3')].every(h => h.getBoundingClientRect().height > 0)"));
        }
    }

    [Fact]
    public async Task Folded_KPIs_open_without_a_script_and_anchors_lead_to_their_link()
    {
        var page = await browser.OpenAsync(1200, script: false);
        await page.GotoAsync(pages.Of("dashboard"));
        var fold = page.Locator("details.rest").First;
        Assert.False(await fold.Locator(".card").First.IsVisibleAsync());
        await fold.Locator("summary").First.ClickAsync();
        Assert.True(await fold.Locator(".card").First.IsVisibleAsync());
        await page.Locator(".leads a:visible").First.ClickAsync();
        Assert.Contains("#link-", page.Url, StringComparison.Ordinal);
    }

    /// <summary>The pages of the sample company, with every primary KPI public and one link checked.</summary>
    public sealed class Pages : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpilab-maps-");

        public string Of(string name) => new Uri(Path.Combine(_folder.FullName, name + ".html")).AbsoluteUri;

        public async ValueTask InitializeAsync()
        {
            foreach (var file in SampleCompany.Files())
            {
                var path = Path.Combine(_folder.FullName, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var text = file.Path.StartsWith("kpis/", StringComparison.Ordinal)
                    ? file.Text.Replace("\npublic: true", "", StringComparison.Ordinal).Replace("\ntier: primary", "\ntier: primary\npublic: true", StringComparison.Ordinal)
                    : file.Text;
                await File.WriteAllTextAsync(path, text);
            }

            var lab = await Lab.OpenAsync(_folder.FullName, new LabOptions { Actor = "ann@example.org", AsOf = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero) });
            await lab.ApplyAsync();
            await lab.CheckLinkAsync("activation_leads_paid");
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "map.html"), (await lab.MapAsync()).ToHtml());
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "dashboard.html"), (await lab.DashboardAsync()).ToHtml());
            var meeting = await Lab.OpenAsync(_folder.FullName, new LabOptions { Actor = "ann@example.org" });
            var review = await meeting.ReviewAsync(Month.Parse("2026-06"));
            await meeting.DecideReviewAsync(review.Month, "kpi/" + review.Snapshot.Kpis[0].Id, "retire", "More of it is followed by less of what it is to lead to, so that it goes to the wrong people; two teams look at who is asked before the next one.");
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "review.html"), (await meeting.StoredReviewAsync(review.Month)).ToHtml());
        }

        public ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
