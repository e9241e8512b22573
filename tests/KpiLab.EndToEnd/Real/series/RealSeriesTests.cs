using System.Globalization;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Published series of which it is known what leads what, through the product: files, definitions, one run of `link check`. docs/real-series.md explains them.</summary>
public sealed class RealSeriesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Links_of_published_series_get_the_verdicts_that_the_literature_gives_them()
    {
        var reports = (await (await Workspace()).CheckLinksAsync()).ToDictionary(r => r.Link.Id, StringComparer.Ordinal);

        // Box and Jenkins (1976): the indicator leads sales by three months.
        var sales = reports["indicator_leads_sales"];
        Assert.Equal((LinkWord.Keep, 3), (sales.Word, Lag(sales)));
        Assert.True(Evidence(sales).Backtest.Value.Skill > 0.8);
        Assert.NotEqual(LinkWord.Keep, reports["sales_lead_indicator"].Word);

        // Thurman and Fisher (1988): eggs came first, until the war.
        var eggs = reports["eggs_lead_chickens"];
        Assert.NotEqual(LinkWord.Keep, eggs.Word);
        Assert.Equal(1945, eggs.Series.Value.Starts[Evidence(eggs).Break!.After].Year);
        Assert.True(Evidence(eggs).Break!.ZAfter < 1);

        // Hyndman and Athanasopoulos, section 10.6: adverts work in the same month; given the quotes of the month before, last month's adverts have the wrong sign.
        var quotes = reports["adverts_lead_quotes"];
        Assert.Equal(LinkWord.Replace, quotes.Word);
        Assert.True(Evidence(quotes).WrongSignPValue < 0.001);
        Assert.Contains("against the declared sign", quotes.Sentence, StringComparison.Ordinal);

        Assert.Equal((LinkWord.Keep, 1), (reports["consumption_leads_gdp"].Word, Lag(reports["consumption_leads_gdp"])));
        Assert.Equal((LinkWord.Keep, -1), (reports["gdp_leads_unemployment"].Word, Evidence(reports["gdp_leads_unemployment"]).Sign));
        var money = reports["m1_leads_gdp"];
        Assert.Equal(LinkWord.Replace, money.Word);
        Assert.InRange(money.Series.Value.Starts[Evidence(money).Break!.After].Year, 1980, 1987);
        Assert.Equal(LinkWord.Replace, reports["vix_leads_claims"].Word);
        Assert.All(reports.Values, r => Assert.Equal(CausalWord.Unknown, r.Causal.Word));
    }

    // Figures of the statistics only: the series themselves are others' and are not copied. KPILAB_WRITE_FIGURES=1 makes them again.
    [Fact]
    public async Task Figures_of_the_page_are_what_a_check_draws_today()
    {
        var reports = (await (await Workspace()).CheckLinksAsync()).ToDictionary(r => r.Link.Id, StringComparer.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "real-series.md"), TestContext.Current.CancellationToken);
        foreach (var (link, name, figure) in new (string, string, Func<LinkReport, Figure?>)[]
        {
            ("indicator_leads_sales", "lags", LinkFigures.Lags), ("indicator_leads_sales", "errors", LinkFigures.Errors),
            ("eggs_lead_chickens", "strength", LinkFigures.Strength), ("eggs_lead_chickens", "errors", LinkFigures.Errors),
            ("adverts_lead_quotes", "lags", LinkFigures.Lags), ("adverts_lead_quotes", "errors", LinkFigures.Errors),
        })
        {
            var file = $"figures/{link.Replace('_', '-')}-{name}.svg";
            var drawn = FigureSvg.Render(figure(reports[link])!, FigureSize.Wide, $"kpilab-{link.Replace('_', '-')}-{name}");
            var path = Path.Combine(Repository.Root, "docs", file);
            if (Environment.GetEnvironmentVariable("KPILAB_WRITE_FIGURES") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, drawn, TestContext.Current.CancellationToken);
            }

            Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), drawn, ignoreLineEndingDifferences: true);
            Assert.Contains($"]({file})", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_screen_for_gdp_keeps_consumption_and_recommend_says_the_same_of_every_kpi()
    {
        var lab = await Workspace();
        var words = (await lab.RecommendAsync()).Kpis.ToDictionary(k => k.Kpi, k => k.Advice, StringComparer.Ordinal);
        Assert.Equal(KpiAdvice.Keep, words["indicator"]);
        Assert.Equal(KpiAdvice.Keep, words["consumption"]);
        Assert.Equal(KpiAdvice.Replace, words["tv_adverts"]);
        Assert.Equal(KpiAdvice.Replace, words["m1"]);
        var screen = await lab.ScreenAsync("gdp");
        Assert.Contains(screen.Kept, c => c.Kpi == "consumption");
        Assert.DoesNotContain(screen.Kept, c => c.Kpi is "m1" or "vix" or "quotes");
    }

    private static LeadEvidence Evidence(LinkReport report) => report.Verdict.Evidence.Value;

    private static int Lag(LinkReport report) => Evidence(report).Lag;

    private Task<Lab> Workspace()
    {
        // The files number their periods; a KPI has calendar periods.
        Write("bjsales.csv", "bjsales.csv", (line, row) => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..].Insert(0, row < 0 ? "month," : Invariant($"{2000 + (row / 12)}-{(row % 12) + 1:D2}-01,")));
        Write("chickegg.csv", "chickegg.csv", (line, row) => row < 0 ? line : line.Insert(4, "-01-01"));
        Write("insurance_quotes.csv", "insurance.csv", (line, _) => line);
        Write("us_macro_quarterly.csv", "macro.csv", (line, _) => line);
        Write("iclaims_weekly.csv", "claims.csv", (line, _) => line);
        File.WriteAllText(Path.Combine(_folder.Path, "kpilab.yaml"), "defaults: {week_starts: sunday}\n");
        string[] kpis =
        [
            Kpi("indicator", "bjsales", "month", "leading_indicator"), Kpi("sales", "bjsales", "month", "sales"), Kpi("eggs", "chickegg", "year", "ln(egg)"), Kpi("chickens", "chickegg", "year", "ln(chicken)"),
            Kpi("quotes", "insurance", "month", "quotes"), Kpi("tv_adverts", "insurance", "month", "tv_advert"), Kpi("consumption", "macro", "quarter_start", "ln(realcons)"), Kpi("gdp", "macro", "quarter_start", "ln(realgdp)"),
            Kpi("m1", "macro", "quarter_start", "ln(m1)"), Kpi("unemployment", "macro", "quarter_start", "unemp"), Kpi("initial_claims", "claims", "week", "claims"), Kpi("vix", "claims", "week", "vix"),
        ];
        string[] links =
        [
            Link("indicator_leads_sales", "indicator", "sales", "1m..6m"), Link("sales_lead_indicator", "sales", "indicator", "1m..6m"), Link("eggs_lead_chickens", "eggs", "chickens", "1y..3y"),
            Link("adverts_lead_quotes", "tv_adverts", "quotes", "1m..3m"), Link("consumption_leads_gdp", "consumption", "gdp", "1q..6q"), Link("m1_leads_gdp", "m1", "gdp", "1q..6q"),
            Link("gdp_leads_unemployment", "gdp", "unemployment", "1q..6q", "negative"), Link("vix_leads_claims", "vix", "initial_claims", "1w..6w", season: null),
        ];
        var sources = new[] { "bjsales", "chickegg", "insurance", "macro", "claims" }.Select(s => $"kind: source\nid: {s}\nfrom: {s}.csv\n");
        File.WriteAllText(Path.Combine(_folder.Path, "definitions.yaml"), string.Join("---\n", [.. sources, "kind: goal\nid: know\nlevel: team\n", .. kpis, .. links]));
        return Lab.OpenAsync(_folder.Path);
    }

    private void Write(string from, string to, Func<string, int, string> line)
        => File.WriteAllLines(Path.Combine(_folder.Path, to), File.ReadAllLines(Repository.SharedPath("data", "series", from)).Where(l => l.Length > 0).Select((l, i) => line(l, i - 1)));

    private static string Kpi(string id, string source, string period, string value) => string.Create(
        CultureInfo.InvariantCulture, $"kind: kpi\nid: {id}\ngoal: know\nowner: ann@example.org\ndirection: increase\nmeasure: {{type: imported, source: {source}, period: {period}, value: {value}}}\n");

    private static string Link(string id, string from, string to, string lag, string expect = "positive", int? season = 1)
        => $"kind: link\nid: {id}\nfrom: {from}\nto: {to}\nexpect: {expect}\nlag: {lag}\n" + (season is { } s ? Invariant($"season: {s}\n") : "");
}
