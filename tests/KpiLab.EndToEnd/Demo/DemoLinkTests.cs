using System.Text.Json.Nodes;

namespace KpiLab.EndToEnd;

/// <summary>The demo tells the planted links apart; planted-truth.md says what each is.</summary>
public sealed class DemoLinkTests(DemoRun demo) : IClassFixture<DemoRun>
{
    [Theory]
    [InlineData("activation_leads_paid", "keep")]
    [InlineData("leads_lead_bookings", "keep")]
    [InlineData("response_leads_satisfaction", "keep")]
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

        // Died from the week of 2025-04-07 on; a date within a quarter of it is found.
        var changed = DateOnly.Parse((string)Link("webinars_lead_demos")["evidence"]!["break"]!["after"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(changed, new DateOnly(2025, 1, 6), new DateOnly(2025, 7, 7));
        Assert.Equal("too-short", (string?)Link("assistant_leads_promoters")["evidence"]!["undefined"]!["code"]);
        Assert.Equal(52, (int)Link("newsletter_leads_visits")["season"]!["periods"]!);
    }

    [Fact]
    public void Kept_links_have_made_forecasts_and_are_watched_from_then_on()
    {
        var kept = Link("activation_leads_paid");
        Assert.Equal("quiet", (string?)kept["monitor"]!["state"]);
        Assert.Equal(4, kept["ledger"]!["open"]!.AsArray().Count);
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

    private JsonNode Link(string id) => JsonNode.Parse(File.ReadAllText(Path.Combine(demo.Folder, "links", id + ".json")))!;
}
