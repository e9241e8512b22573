using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Testing;

/// <summary>The KPIs at a glance: which are shown, what is said of their data, how the trend is drawn.</summary>
public sealed class DashboardTests
{
    private static readonly Gen<KpiDashboard> Dashboards = Gen.Choose(0, int.MaxValue - 1).Select(DashboardCases.Any);

    [Fact]
    public void A_goal_shows_its_public_KPIs_in_use_up_to_the_limit_and_folds_the_others()
    {
        Assert.Equal(["grow", "retain", null], DashboardCases.Small.Goals.Select(g => g.Goal?.Id));
        var grow = DashboardCases.Small.Goals[0];
        Assert.Equal(["a", "b"], grow.Shown.Select(k => k.Kpi.Id));
        Assert.Equal(["c", "d", "f"], grow.Folded.Select(k => k.Kpi.Id));
        Assert.Equal(["e"], grow.Retired.Select(k => k.Id));
        Assert.Equal(3, grow.Public);
        Assert.Equal(
            ["3 KPIs are public, 2 are shown; those that follow by tier stand below the fold.", "Retired, and not shown: KPI e."],
            DashboardPage.Remarks(grow, 2));
        Assert.Equal(["No KPI serves this goal directly."], DashboardPage.Remarks(DashboardCases.Small.Goals[1], 2));
        Assert.Equal(["g"], DashboardCases.Small.Goals[2].Shown.Select(k => k.Kpi.Id));
    }

    // The week of 25 May ends on Sunday 31 May; on 8 June that of 1 June is over too, on 15 June another one.
    [Theory]
    [InlineData("2026-06-01", DataState.Current, 0, null)]
    [InlineData("2026-06-07", DataState.Current, 0, null)]
    [InlineData("2026-06-08", DataState.Late, 1, "The last complete week has no value yet.")]
    [InlineData("2026-06-15", DataState.Stale, 2, "The last 2 weeks have no value.")]
    public void Data_are_current_late_or_stale_by_the_periods_that_are_over(string today, DataState state, int behind, string? sentence)
    {
        var kpi = DashboardCases.Kpi("a", Tier.Primary, series: DashboardCases.Series("a", [1, 2, 3, 4], 0.1), today: DateOnly.Parse(today, CultureInfo.InvariantCulture));
        Assert.Equal((state, behind, sentence), (kpi.Data, kpi.Behind, DashboardWords.Data(kpi)?.Sentence));
    }

    [Fact]
    public void A_value_never_stands_bare()
    {
        // 0.41 ± 1.96 · 0.01
        var c = DashboardCases.Small.Kpis.Single(k => k.Kpi.Id == "c");
        Assert.Equal(("41.0 %", "95 %: 39.0 % to 43.0 %", "week of 2026-05-25; before: 42.0 %"), (DashboardWords.Value(c), DashboardWords.Range(c), DashboardWords.Period(c)));
        Assert.Equal("no standard error is known", DashboardWords.Range(DashboardCases.Small.Kpis.Single(k => k.Kpi.Id == "a")));
        var b = DashboardCases.Small.Kpis.Single(k => k.Kpi.Id == "b");
        Assert.Equal(("no value", DataState.Missing, "B has no measure, so that nothing tells its values."), (DashboardWords.Value(b), b.Data, DashboardWords.Data(b)!.Sentence));
        Assert.Equal("4 weeks from 2026-05-04, between 40.0 % and 42.0 %; 1 gap; 1 new definition; 1 remark", DashboardWords.Trend(c.Series.Value));
    }

    // Two values on 46 pixels with 12 % room to either side: 60 − 46 · 0.12/1.24 and 60 − 46 · 1.12/1.24; the periods stand at 6 and 294.
    [Fact]
    public void A_trend_stands_where_its_values_say_and_breaks_where_there_is_none()
    {
        XElement Draw(params double?[] values) => XDocument.Parse(SparklineSvg.Render(DashboardCases.Series("a", values, null), null, "s")).Root!;
        static List<string?> Paths(XElement svg, string style) => [.. svg.Named("path").Where(p => (string?)p.Attribute("class") == style).Select(p => (string?)p.Attribute("d"))];
        Assert.Equal(["M6 55.55L294 18.45"], Paths(Draw(0, 1), "t-accent ln"));

        var broken = Draw(0, 1, null, 0, 1);
        Assert.Equal(2, Paths(broken, "t-accent ln").Count);
        Assert.Single(Paths(broken, "t-caution th"));
        Assert.Single(Paths(broken, "t-second fill")); // the remark of the fourth week
        Assert.Single(broken.Named("line"), l => (string?)l.Attribute("class") == "limit"); // the new definition of the second
        Assert.Equal("", SparklineSvg.Render(DashboardCases.Series("a", [null, null], null), null, "s"));
        Assert.Contains("with 1 gap", broken.Named("desc").Single().Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.2, 1)]
    [InlineData(40, 0)]
    public void The_target_is_drawn_where_it_does_not_squeeze_the_values(double target, int lines)
        => Assert.Equal(lines, XDocument.Parse(SparklineSvg.Render(DashboardCases.Series("a", [0, 1], 0.1), target, "s")).Root!.Named("line").Count(l => (string?)l.Attribute("class") == "target"));

    [Fact]
    public void The_page_has_a_card_for_each_KPI_and_an_end_for_each_of_its_links()
    {
        var page = Page.Parse(DashboardCases.Small.ToHtml());
        Assert.Equal(["kpi-a", "kpi-b", "kpi-c", "kpi-d", "kpi-f", "kpi-g"], page.Named("section").Select(e => (string?)e.Attribute("id")).Where(id => id?.StartsWith("kpi-", StringComparison.Ordinal) == true));
        Assert.Equal(2, page.Named("a").Count(a => (string?)a.Attribute("href") == "#link-a_c")); // from both of its ends
        Assert.Contains(page.Named("summary"), s => s.Value == "3 more KPIs");
        Assert.DoesNotContain("<b>source", DashboardCases.Small.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_dashboard_is_well_formed_shows_every_KPI_once_and_leads_nowhere()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261130UL, 20261201UL), Prop.ForAll(Dashboards.ToArbitrary(), dashboard =>
        {
            var html = dashboard.ToHtml();
            var page = Page.Parse(html);
            Assert.Empty(Page.Scripts(html));
            var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToList();
            Assert.Equal(ids.Distinct(), ids);
            Assert.All(page.Named("a").Select(a => (string)a.Attribute("href")!), href => Assert.Contains(href[1..], ids));
            var cards = ids.Where(i => i.StartsWith("kpi-", StringComparison.Ordinal) && !i.EndsWith("-name", StringComparison.Ordinal)).ToList();
            Assert.Equal(dashboard.Kpis.Select(k => "kpi-" + k.Kpi.Id), cards);
            Assert.All(dashboard.Goals, g => Assert.True(g.Shown.Count <= dashboard.Limit && g.Shown.All(k => k.Kpi.Public)));

            // Every picture has its words; every row of the table is there.
            Assert.All(page.Named("svg").Where(s => (string?)s.Attribute("role") == "img"), s => Assert.All(((string)s.Attribute("aria-labelledby")!).Split(' '), id => Assert.Contains(id, ids)));
            Assert.Equal(dashboard.Kpis.Count(), dashboard.ToTable().Rows.Count);
            Assert.NotEqual("", dashboard.ToDocument().ToMarkdown());
        }));
}
