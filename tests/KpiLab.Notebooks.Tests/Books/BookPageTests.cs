using KpiLab.Notebooks;
using KpiLab.Reporting;
using KpiLab.Testing;
using Microsoft.Playwright;

namespace KpiLab.NotebookTests;

/// <summary>The seven notebooks as pages, with the outputs that are committed: on a screen, a phone and paper, light and dark, offline.</summary>
public sealed class BookPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpilab-book-");

    public static TheoryData<string> Books => BookTests.Books;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Books))]
    public async Task A_notebooks_page_shows_its_figures_and_reads_everywhere(string name)
    {
        var book = BookTests.Read(name);
        var figures = book.Cells.Sum(c => c.Outputs.Count(o => o["data"]?[FigureDisplay.PlotlyMime] is not null));
        var file = Path.Combine(_folder.FullName, "page.html");
        await File.WriteAllTextAsync(file, NotebookPage.Render(book, name), TestContext.Current.CancellationToken);
        foreach (var (width, colours) in new[] { (1200, ColorScheme.Light), (500, ColorScheme.Dark) })
        {
            var page = await browser.OpenAsync(width, colours: colours);
            var where = Invariant($"{name} at {width} pixels, {colours}");
            var trouble = new List<string>();
            page.Console += (_, message) => trouble.Add(message.Type is "error" or "warning" ? message.Text : "");
            page.PageError += (_, error) => trouble.Add(error);
            page.Request += (_, request) => trouble.Add(request.Url.StartsWith("http", StringComparison.Ordinal) ? request.Url : "");
            await page.GotoAsync(new Uri(file).AbsoluteUri);
            await page.WaitForFunctionAsync("() => [...document.querySelectorAll('iframe.html')].every(f => f.contentDocument.readyState === 'complete')");
            await page.WaitForTimeoutAsync(300);
            var seen = await page.EvaluateAsync<int>(
                """
                () => [...document.querySelectorAll('.live .main-svg:first-child, .output .still iframe, .output > iframe')].filter(e => e.getClientRects().length)
                  .reduce((all, e) => all + (e.tagName !== 'IFRAME' ? 1 : [...e.contentDocument.querySelectorAll('.kl-draw svg.kl-fig')].filter(s => s.getClientRects().length).length), 0)
                """);
            Assert.True(seen >= figures, Invariant($"{where}: {seen} of {figures} figures are seen"));
            Assert.True(await page.EvaluateAsync<int>(PageChecks.Overflow) <= 0, where + ": wider than the window");

            // Frames let the page's ground through; the check of contrasts looks for it in the frame.
            await page.EvaluateAsync("() => document.querySelectorAll('iframe.html').forEach(f => { f.contentDocument.body.style.background = getComputedStyle(document.body).backgroundColor; })");
            foreach (var frame in page.Frames)
            {
                Assert.True(await frame.EvaluateAsync<int>(PageChecks.Overflow) <= 0, where + ": an output is wider than its place");
                Assert.Empty((await frame.EvaluateAsync<string[]>(PageChecks.Faint)).Select(f => $"{where}: {f}"));
            }

            Assert.All(trouble, Assert.Empty);
            await page.Context.CloseAsync();
        }
    }
}
