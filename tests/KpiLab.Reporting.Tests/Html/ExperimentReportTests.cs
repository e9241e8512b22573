using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Testing;

public sealed partial class ExperimentReportTests
{
    private static readonly string Several = ExperimentReport.Render(ReportCases.All());

    [Theory]
    [InlineData("onboarding", "ship", "Ship it.", "primary-better")]
    [InlineData("mismatch", "invalid", "Do not decide from these data", "data-invalid")]
    [InlineData("running", "continue", "The plan is not complete", "plan-incomplete")]
    [InlineData("paywall", "rollback", "is worse by more than its margin", "guardrail-beyond-margin")]
    public void The_first_card_says_word_sentence_and_rule(string name, string word, string sentence, string rule)
    {
        var item = name switch { "onboarding" => ReportCases.Onboarding(), "mismatch" => ReportCases.Mismatch(), "running" => ReportCases.Running(), _ => ReportCases.Paywall() };
        var card = Page.Parse(ExperimentReport.Render([item])).Named("section").First();
        Assert.Equal(word, Marked(card, "/recommendation/word"));
        Assert.Contains(sentence, Marked(card, "/recommendation/sentence"), StringComparison.Ordinal);
        Assert.Equal(rule, Marked(card, "/recommendation/rule"));
    }

    [Fact]
    public void A_sample_ratio_mismatch_is_told_with_its_remedy_before_any_effect()
    {
        var sections = Page.Parse(ExperimentReport.Render([ReportCases.Mismatch()])).Named("section").ToList();
        Assert.StartsWith("Can the data be trusted?Not as they are", sections[1].Value, StringComparison.Ordinal);
        Assert.Contains("sample ratio mismatch", sections[1].Value, StringComparison.Ordinal);
        Assert.Contains("What to do:", sections[1].Value, StringComparison.Ordinal);
        Assert.StartsWith("What changed?", sections[2].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unregistered_experiment_is_marked_exploratory_at_the_top_and_below()
    {
        var page = Page.Parse(ExperimentReport.Render([ReportCases.Running()]));
        Assert.Contains("exploratory", page.Named("section").First().Value, StringComparison.Ordinal);
        Assert.Contains("every comparison on this page is exploratory", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_p_value_is_never_called_a_probability_of_being_right()
    {
        Assert.Contains("It is not the probability that the treatment works.", Several, StringComparison.Ordinal);
        Assert.DoesNotMatch(ProbabilityOfBeingRight(), Page.Parse(Several).Value.Replace("It is not the probability that the treatment works.", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Effects_by_day_appear_only_where_there_are_days()
    {
        Assert.Contains("e0-days", Ids(ExperimentReport.Render([ReportCases.Paywall()])));
        Assert.DoesNotContain("e0-days", Ids(ExperimentReport.Render([ReportCases.Onboarding()])));
    }

    [Fact]
    public void The_other_variants_are_those_that_the_decision_is_not_about()
    {
        var decision = Page.Parse(ExperimentReport.Render([ReportCases.Onboarding()])).Named("section").First(s => s.Attribute("class")!.Value.Contains("decision", StringComparison.Ordinal));
        var pointers = decision.Descendants().Select(e => e.Attribute("data-json")?.Value).Where(p => p?.StartsWith("/recommendation/byVariant", StringComparison.Ordinal) == true);
        Assert.Equal(["/recommendation/byVariant/1/sentence"], pointers); // the first is the one to ship
        Assert.Contains("The other variant: ", decision.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_on_one_day_share_a_mark_and_later_ones_stand_on_the_last_day()
    {
        var item = ReportCases.Paywall();
        Look At(int number, int day) => item.Looks[0] with { Number = number, At = item.Looks[0].At.AddDays(day) };
        var marks = DayFigures.Effect(item.Analysis, [At(1, 0), At(2, 0), At(3, 1), At(4, 90), At(5, 91), At(6, 92)])!.Marks;
        Assert.Equal(["looks 1, 2", "look 3", "looks 4–6"], marks.Select(m => m.Label));
        Assert.Equal(new DateOnly(2026, 9, 21), marks[^1].Day); // 21 days from 1 September
    }

    [Fact]
    public void A_lift_divided_by_the_means_size_says_so()
    {
        var analysis = ReportCases.Paywall().Analysis;
        const string Legend = "divided by the size of the control mean";
        Assert.DoesNotContain(Legend, ExperimentReport.Render([analysis]), StringComparison.Ordinal);
        Assert.Contains(Legend, ExperimentReport.Render([analysis with { Plan = analysis.Plan with { Lift = KpiLab.Statistics.LiftMethod.Delta } }]), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_fetched_from_anywhere()
    {
        var page = Several.Replace(ReportAssets.Plotly, "", StringComparison.Ordinal).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        Assert.DoesNotMatch(External(), page);
        var tree = Page.Parse(Several);
        Assert.All(tree.Descendants().Attributes("href"), a => Assert.True(a.Value.StartsWith('#') || a.Value == "data:,"));
        Assert.Empty(tree.Descendants().Attributes("src"));
        Assert.Empty(tree.Named("iframe").Concat(tree.Named("object")).Concat(tree.Named("img")));
    }

    [Fact]
    public void Only_the_two_scripts_whose_hashes_the_policy_names_can_run()
    {
        var programs = Page.Scripts(Several).Where(s => s.Type.Length == 0).Select(s => s.Text.TrimEnd('\n')).ToList();
        Assert.Equal(2, programs.Count);
        var policy = (string)Page.Parse(Several).Named("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!;
        var hashes = Page.Scripts(Several).Where(s => s.Type.Length == 0).Select(s => "'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s.Text))) + "'");
        Assert.Equal(hashes, policy.Split("script-src ")[1].Split(' '));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("</script", ReportAssets.Plotly + ReportAssets.Script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", ReportAssets.Plotly + ReportAssets.Script, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_interaction_no_script_is_left()
    {
        var page = ExperimentReport.Render([ReportCases.Onboarding()], new ReportOptions { Interactive = false });
        Assert.Empty(Page.Scripts(page));
        Assert.Contains("script-src 'none'", Page.Parse(page).Named("meta").Select(m => (string?)m.Attribute("content")).Single(c => c?.Contains("script-src", StringComparison.Ordinal) == true), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_data_can_neither_become_markup_nor_script()
    {
        var page = ExperimentReport.Render([ReportCases.Hostile(), ReportCases.Onboarding()]);
        var tree = Page.Parse(page);
        Assert.Empty(tree.Named("img"));
        Assert.DoesNotContain(tree.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Value.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
        Assert.All(Page.Scripts(page).Where(s => s.Type == "application/json"), s => Assert.NotNull(JsonNode.Parse(s.Text)));
        Assert.Equal(2, Page.Scripts(page).Count(s => s.Type.Length == 0));
        Assert.Contains("</title></script><!--<script>alert(1)</script><img src=x onerror=alert(1)>", tree.Named("h2").First().Value, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Replace(ReportAssets.Plotly, "", StringComparison.Ordinal), c => (char.IsControl(c) && c != '\n') || c == '\u202e');
    }

    [Fact]
    public void Headings_follow_each_other_without_a_gap_below_one_title()
    {
        foreach (var html in new[] { Several, ExperimentReport.Render([ReportCases.Paywall()]) })
        {
            var levels = Page.Parse(html).Descendants().Select(e => HeadingName().Match(e.Name.LocalName)).Where(m => m.Success).Select(m => m.Value[1] - '0').ToList();
            Assert.Equal(1, levels[0]);
            Assert.Single(levels, 1);
            Assert.All(levels.Zip(levels.Skip(1)), p => Assert.True(p.Second <= p.First + 1));
        }
    }

    [Fact]
    public void Ids_are_unique_and_every_reference_has_its_target()
    {
        var tree = Page.Parse(Several);
        var ids = Ids(Several);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var references = tree.Descendants().Attributes().Where(a => a.Name.LocalName is "aria-labelledby" or "for").SelectMany(a => a.Value.Split(' '))
            .Concat(tree.Descendants().Attributes("href").Where(a => a.Value.StartsWith('#')).Select(a => a.Value[1..]));
        Assert.All(references, r => Assert.Contains(r, ids));
    }

    [Fact]
    public void Tables_regions_fields_and_the_page_say_what_they_are()
    {
        var tree = Page.Parse(Several);
        Assert.Equal("en", (string?)tree.Attribute("lang"));
        Assert.All(tree.Named("table"), t => Assert.Equal("caption", t.Elements().First().Name.LocalName));
        Assert.All(tree.Named("th"), t => Assert.True((string?)t.Attribute("scope") is "row" or "col"));
        Assert.All(tree.Named("input"), i => Assert.Contains(tree.Named("label"), l => (string?)l.Attribute("for") == (string?)i.Attribute("id")));
        Assert.All(tree.Named("fieldset"), f => Assert.Equal("legend", f.Elements().First().Name.LocalName));
        Assert.All(tree.Descendants().Where(e => (string?)e.Attribute("role") == "region"), r => Assert.NotNull(r.Attribute("aria-label")));
        Assert.All(tree.Named("svg"), s => Assert.True(s.Attribute("aria-hidden") is not null || s.Attribute("aria-labelledby") is not null));
    }

    [Fact]
    public void Every_coloured_judgement_has_an_icon_and_a_word()
        => Assert.All(Page.Parse(Several).Named("span").Where(s => ((string?)s.Attribute("class") ?? "").StartsWith("word ", StringComparison.Ordinal)), s =>
        {
            Assert.Equal("svg", s.Elements().First().Name.LocalName);
            Assert.NotEqual("", s.Value.Trim());
        });

    [Fact]
    public void The_same_analyses_give_the_same_page_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(Several, ExperimentReport.Render(ReportCases.All()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Ten_thousand_segments_make_a_page_that_still_opens()
    {
        var analysis = ReportCases.Onboarding().Analysis;
        var segment = analysis.Comparisons.First(c => c.Segment is not null);
        var many = analysis with
        {
            Comparisons = [.. analysis.Comparisons.Where(c => c.Segment is null), .. Enumerable.Range(0, 10_000).Select(i => segment with { Segment = new SegmentValue("platform", Invariant($"p{i}")) })],
        };
        var page = ExperimentReport.Render(many, new ReportOptions { Interactive = false });
        Assert.InRange(page.Length, 1, 2_000_000);
        Assert.Contains("40 of 10000 shown", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_an_analysis_is_the_report_of_one()
        => Assert.Equal(ExperimentReport.Render(SampleAnalysis.Make()), SampleAnalysis.Make().ToHtml());

    [Fact]
    public void A_report_of_nothing_is_refused()
        => Assert.Throws<ArgumentException>(() => ExperimentReport.Render(new List<ReportItem>()));

    [Fact]
    public void An_analysis_is_a_figure_of_all_its_comparisons()
    {
        var plot = Assert.IsType<IntervalPlot>(SampleAnalysis.Make().ToFigure());
        Assert.Equal(["Free-trial activation rate", "Revenue | user", "Orders per user", "Support tickets per user"], plot.Rows.Select(r => r.Label));
        Assert.Equal(0.046127, plot.Rows[0].Estimate);
        Assert.Equal(Mark.Good, plot.Rows[0].Word.Mark);
    }

    [Fact]
    public void The_primary_figure_shows_the_minimum_effect_on_the_side_that_is_wanted()
    {
        var sample = SampleAnalysis.Make();
        Assert.Contains(AnalysisFigures.Primary(sample).Lines, l => l is { Kind: ReferenceKind.Target, Value: 0.02 });
        var down = sample with { Hypothesis = sample.Hypothesis with { Direction = Direction.Decrease } };
        Assert.Contains(AnalysisFigures.Primary(down).Lines, l => l is { Kind: ReferenceKind.Target, Value: -0.02 });
        var absolute = sample with { Hypothesis = sample.Hypothesis with { MinimumEffect = new EffectSize(0.01, IsRelative: false) } };
        Assert.Equal("Change in percentage points", AnalysisFigures.Primary(absolute).Axis.Title);
    }

    [Fact]
    public void A_guardrail_that_must_not_rise_has_its_margin_above()
    {
        var row = Assert.Single(Assert.Single(AnalysisFigures.Guardrails(SampleAnalysis.Make())).Rows);
        Assert.Equal(new RowLimit(0.03, IsUpper: true), Assert.Single(row.Limits));
    }

    private static string Marked(XElement root, string pointer) => root.Descendants().First(e => (string?)e.Attribute("data-json") == pointer).Value;

    private static List<string> Ids(string html) => [.. Page.Parse(html).Descendants().Attributes("id").Select(a => a.Value)];

    [GeneratedRegex("https?:|//[a-z]|url\\(|@import", RegexOptions.IgnoreCase)]
    private static partial Regex External();

    [GeneratedRegex("probability|(%|percent) (sure|certain|confident)|chance (of being|to be|that it is) right|significance of", RegexOptions.IgnoreCase)]
    private static partial Regex ProbabilityOfBeingRight();

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex HeadingName();
}
