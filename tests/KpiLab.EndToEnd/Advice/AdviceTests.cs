using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Testing;

namespace KpiLab.EndToEnd;

/// <summary>Screens and recommendations on the sample company, whose truth is known.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_screen_finds_the_planted_lead_among_all_kpis_and_no_other()
    {
        var lab = await Sample();
        var screen = await lab.ScreenAsync("new_paid_subscriptions");
        Assert.Equal("trial_activation_rate", Assert.Single(screen.Kept).Kpi);
        var found = screen.Candidates[0];
        Assert.Equal((5, "activation_leads_paid"), (found.Lag, found.Declared));
        Assert.True(screen.Family > 15);
        Assert.Equal(screen.Candidates.Count, screen.ToTable().Rows.Count);
        Assert.Equal("passed", JsonNode.Parse(screen.ToJson())!["candidates"]![0]!["verdict"]!.GetValue<string>());
        Assert.DoesNotContain("NaN", screen.ToJson(), StringComparison.Ordinal);
        Assert.Contains("What could lead new_paid_subscriptions", screen.ToHtml(new ReportOptions { Interactive = false }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kpi_gets_the_word_that_its_planted_truth_deserves()
    {
        var lab = await Sample();
        var advice = await lab.RecommendAsync();
        var words = advice.Kpis.ToDictionary(k => k.Kpi, StringComparer.Ordinal);
        Assert.All(["trial_activation_rate", "qualified_leads", "first_response_hours"], k => Assert.Equal((KpiAdvice.Keep, "lead-predicts"), (words[k].Advice, words[k].Rule)));
        Assert.All(["webinar_signups", "onboarding_calls"], k => Assert.Equal((KpiAdvice.Replace, "lead-dead"), (words[k].Advice, words[k].Rule)));
        Assert.All(["newsletter_opens", "documentation_pages", "brand_searches", "community_posts"], k => Assert.NotEqual(KpiAdvice.Keep, words[k].Advice));
        Assert.All(["new_paid_subscriptions", "customer_satisfaction", "account_churn_rate"], k => Assert.Equal((KpiAdvice.Keep, "is-an-outcome"), (words[k].Advice, words[k].Rule)));
        Assert.Equal("marketing_spend", words["brand_searches"].Candidates[0].Kpi);
        Assert.DoesNotContain(advice.Kpis, k => k.Advice == KpiAdvice.Retire);
        Assert.Contains(advice.Findings, f => f.Code == "links-not-checked");
        Assert.Equal(advice.Kpis.Count, JsonNode.Parse(advice.ToJson())!["kpis"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_question_gets_the_same_bytes_from_the_command_line()
    {
        await Sample();
        var first = await CommandLine.RunAsync(["recommend", "--format", "json", "--workspace", _folder.Path, "--as-of", "2026-10-01"]);
        var second = await CommandLine.RunAsync(["recommend", "--format", "json", "--workspace", _folder.Path, "--as-of", "2026-10-01", "--threads", "1"]);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(first.Output, second.Output);
        var wrong = await CommandLine.RunAsync(["link", "screen", "new_bookings", "--lags", "6w..1w", "--workspace", _folder.Path]);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("is no range of lags", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await CommandLine.RunAsync(["recommend", "no_such", "--workspace", _folder.Path])).ExitCode);
    }

    [Fact]
    public async Task Past_experiments_of_the_sample_are_read()
    {
        var past = await (await Sample()).PastExperimentsAsync();
        Assert.Equal(60, past.Effects.Select(e => e.Experiment).Distinct(StringComparer.Ordinal).Count());

        // Planted: 0.45 by activation, nothing by sessions.
        var activation = CausalGrade.Of("trial_activation_rate", "trial_conversion_rate", ExpectedSign.Positive, past.Pairs("trial_activation_rate", "trial_conversion_rate"), 0.57);
        Assert.Equal(CausalWord.Supported, activation.Word);
        Assert.True(activation.Slope.Value.Set.Contains(0.45));
        var sessions = CausalGrade.Of("trial_sessions", "trial_conversion_rate", ExpectedSign.Positive, past.Pairs("trial_sessions", "trial_conversion_rate"), 0.13);
        Assert.Equal(CausalWord.NotShown, sessions.Word);
    }

    [Fact]
    public async Task A_link_with_units_and_experiments_tells_what_both_say()
    {
        await Sample();
        var settings = (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "kpilab.yaml"))).Replace("paid_after_90_days: trial_conversion_rate", "paid_after_90_days: new_paid_subscriptions", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "kpilab.yaml"), settings);
        var links = Path.Combine(_folder.Path, "links.yaml");
        await File.WriteAllTextAsync(links, (await File.ReadAllTextAsync(links)).Replace(
            "because: A team that has answered customers with the product has a reason to pay for it.",
            "units:\n  source: onboarding_units\n  entered: exposed_at\n  early: {value: sessions, window: 0d..7d}\n  outcome: {value: activated, window: 7d..14d}\n  variant: variant\n  control: control",
            StringComparison.Ordinal));
        var report = await (await Lab.OpenAsync(_folder.Path)).CheckLinkAsync("activation_leads_paid");
        Assert.Equal(CausalWord.Supported, report.Causal.Word);
        Assert.True(report.Causal.Slope.Value.Set.IsAbove(0));
        Assert.Equal((CorrelationOrigin.Units, 6000), (report.Causal.CorrelationOrigin, report.Units!.Units));
        Assert.True(report.Units.Prediction.Value.Auc > 0.5);
        var json = JsonNode.Parse(report.ToJson())!.ToJsonString();
        Assert.Contains("\"thresholdEffect\"", json, StringComparison.Ordinal);
        Assert.Contains("Does moving the one move the other?", report.ToDocument().ToMarkdown(), StringComparison.Ordinal);

        Assert.Equal(6000, report.Units.Prentice!.Value.Value.Count);
        var unknown = await File.ReadAllTextAsync(links);
        await File.WriteAllTextAsync(links, unknown.Replace("control: control", "control: nobody", StringComparison.Ordinal));
        var wrong = await Assert.ThrowsAsync<InvalidInputException>(async () => await (await Lab.OpenAsync(_folder.Path)).CheckLinkAsync("activation_leads_paid"));
        Assert.Contains("never holds `nobody`", wrong.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(links, unknown.Replace("\n  control: control", "", StringComparison.Ordinal));
        var half = await Assert.ThrowsAsync<InvalidInputException>(async () => await (await Lab.OpenAsync(_folder.Path)).CheckLinkAsync("activation_leads_paid"));
        Assert.Contains("variant and control go together", half.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(links, unknown);

        await File.WriteAllTextAsync(links, (await File.ReadAllTextAsync(links)).Replace("window: 0d..7d", "window: 0d..8d", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<InvalidInputException>(async () => await (await Lab.OpenAsync(_folder.Path)).CheckLinkAsync("activation_leads_paid"));
        Assert.Contains("may hold the outcome", error.Message, StringComparison.Ordinal);
    }

    private async Task<Lab> Sample()
    {
        await Lab.GenerateAsync(_folder.Path);
        return await Lab.OpenAsync(_folder.Path);
    }
}
