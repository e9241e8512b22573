using System.Text.Json.Nodes;

namespace KpiLab.EndToEnd;

/// <summary>The demo tells the planted links apart; planted-truth.md says what each is.</summary>
[Collection<DemoCollection>]
public sealed class DemoLinkTests(DemoRun demo)
{
    [Theory]
    [InlineData("activation_leads_paid", "keep")]
    [InlineData("leads_lead_bookings", "keep")]
    [InlineData("response_leads_satisfaction", "keep")]
    [InlineData("activation_leads_conversion", "keep")]
    [InlineData("sessions_lead_conversion", "keep")]
    [InlineData("webinars_lead_demos", "replace", "revalidate")]
    [InlineData("calls_lead_expansion", "replace", "revalidate")]
    [InlineData("newsletter_leads_visits", "replace", "revalidate")]
    [InlineData("docs_lead_accounts", "replace", "revalidate")]
    [InlineData("searches_lead_trials", "replace", "revalidate")]
    [InlineData("posts_lead_referrals", "replace", "revalidate")]
    [InlineData("assistant_leads_promoters", "insufficient_evidence")]
    public void Every_link_gets_a_word_that_fits_its_truth(string link, params string[] allowed)
        => Assert.Contains((string)Link(link)["word"]!, allowed);

    [Fact]
    public void What_is_special_of_each_is_said()
    {
        Assert.InRange((int)Link("activation_leads_paid")["strength"]!["lag"]!, 4, 6);
        Assert.InRange((int)Link("leads_lead_bookings")["strength"]!["lag"]!, 7, 9);
        Assert.InRange((int)Link("response_leads_satisfaction")["strength"]!["lag"]!, 1, 3);
        Assert.Equal(-1, Math.Sign((double)Link("response_leads_satisfaction")["strength"]!["outcomeChange"]!));

        // Died from the week of 2024-11-04 on; a date within a quarter of it is found.
        var changed = DateOnly.Parse((string)Link("webinars_lead_demos")["evidence"]!["break"]!["after"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(changed, new DateOnly(2024, 8, 5), new DateOnly(2025, 2, 3));
        Assert.Equal("too-short", (string?)Link("assistant_leads_promoters")["evidence"]!["undefined"]!["code"]);
        Assert.Equal(52, (int)Link("newsletter_leads_visits")["season"]!["periods"]!);
    }

    [Fact]
    public void Kept_links_have_made_forecasts_and_are_watched_from_then_on()
    {
        var kept = Link("activation_leads_paid");
        Assert.Equal("quiet", (string?)kept["monitor"]!["state"]);
        Assert.Equal(4, kept["ledger"]!["open"]!.AsArray().Count);
        Assert.True(kept["ledger"]!["scored"]!.AsArray().Count >= 16, kept["ledger"]!.ToJsonString());
        Assert.Null(Link("webinars_lead_demos")["monitor"]);
    }

    [Fact]
    public void The_page_of_the_links_holds_every_link_with_its_checks()
    {
        var page = File.ReadAllText(Path.Combine(demo.Folder, "links.html"));
        Assert.All(Directory.GetFiles(Path.Combine(demo.Folder, "links")).Select(Path.GetFileNameWithoutExtension), id => Assert.Contains($"data-link=\"{id}\"", page, StringComparison.Ordinal));
        Assert.Contains("Would it have made forecasts better?", page, StringComparison.Ordinal);
        Assert.Contains("Strength over time", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page[..page.IndexOf("<script>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Contains("links.html", demo.Result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Experiments_tell_the_cause_from_the_busy_kpi_though_both_predict()
    {
        var activation = Link("activation_leads_conversion");
        Assert.Equal("supported", (string?)activation["causal"]!["word"]);
        Assert.InRange(0.45, (double)activation["causal"]!["set"]!["lower"]!, (double)activation["causal"]!["set"]!["upper"]!);
        var sessions = Link("sessions_lead_conversion");
        Assert.Equal("not_shown", (string?)sessions["causal"]!["word"]);
        Assert.InRange(0.0, (double)sessions["causal"]!["set"]!["lower"]!, (double)sessions["causal"]!["set"]!["upper"]!);
        Assert.True((double)sessions["causal"]!["unitSlope"]! > 0);

        // The mix leans on activation, and sessions alone tell next to nothing.
        var leads = activation["proxy"]!["mix"]!["leads"]!.AsArray().ToDictionary(l => (string)l!["kpi"]!, l => l!, StringComparer.Ordinal);
        Assert.True((double)leads["trial_activation_rate"]["quality"]! > 0.8);
        Assert.InRange((double)leads["trial_sessions"]["quality"]!, -0.3, 0.3);
    }

    [Fact]
    public void The_checklist_gets_a_long_term_effect_and_a_busy_kpi_none_that_is_to_be_used()
    {
        // Planted: the checklist moves activation by 4.8 pp and an activated trial pays in 45 of 100 cases more; what it did in this sample is its own estimate.
        var longTerm = Link("activation_leads_conversion")["longTerm"]!;
        Assert.Equal((60, false), ((int)longTerm["compared"]!, (bool)longTerm["contradicted"]!));
        var checklist = longTerm["effects"]!.AsArray().Single(e => (string?)e!["experiment"] == "trial_onboarding")!;
        Assert.Null(checklist["observed"]);
        Assert.InRange(0.45 * 0.048, (double)checklist["set"]!["lower"]!, (double)checklist["set"]!["upper"]!);
        Assert.True((bool)Link("sessions_lead_conversion")["longTerm"]!["contradicted"]!);

        // The tour reaches the outcome through activation alone, and not through sessions.
        Assert.True((double)Link("activation_leads_conversion")["units"]!["prentice"]!["treatmentGivenLead"]!["pValue"]! > 0.05);
        Assert.False((bool)Link("sessions_lead_conversion")["units"]!["prentice"]!["passed"]!);
        var page = File.ReadAllText(Path.Combine(demo.Folder, "links.html"));
        Assert.Contains("What early effects let expect", page, StringComparison.Ordinal);
        Assert.Contains("across units", page, StringComparison.Ordinal);
        Assert.Contains("through the raw effects", page, StringComparison.Ordinal);
    }

    private JsonNode Link(string id) => JsonNode.Parse(File.ReadAllText(Path.Combine(demo.Folder, "links", id + ".json")))!;
}
