namespace KpiLab.Core.Tests;

/// <summary>Planted situations: what a reader of ADR 12 would say, the table must say.</summary>
public sealed class KpiRuleTableTests
{
    private static readonly DateOnly Today = new(2026, 10, 1);

    [Fact]
    public void A_kept_lead_is_kept() => Is(KpiAdvice.Keep, "lead-predicts", Situation() with { Leads = [Link(LinkWord.Keep)] });

    [Fact]
    public void A_dead_lead_is_replaced_and_its_candidates_named()
    {
        var candidate = new ReplacementCandidate("other", "revenue", 1, "It leads.", 0.2, null, false);
        var result = Is(KpiAdvice.Replace, "lead-dead", Situation() with { Leads = [Link(LinkWord.Replace)], Candidates = [candidate] });
        Assert.Equal("other", Assert.Single(result.Candidates).Kpi);
        Assert.Contains("other is the best candidate", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("no other KPI", Is(KpiAdvice.Replace, "lead-dead", Situation() with { Leads = [Link(LinkWord.Replace)] }).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void One_dead_link_does_not_cost_a_lead_its_place_where_another_is_kept()
    {
        var result = Is(KpiAdvice.Keep, "lead-predicts", Situation() with { Leads = [Link(LinkWord.Keep), Link(LinkWord.Replace, "churn")] });
        Assert.Contains(result.CounterEvidence, c => c.Contains("k_churn: to be replaced", StringComparison.Ordinal));
        Assert.Contains(result.Evidence, c => c.Contains("k_revenue: kept", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LinkWord.Revalidate)]
    [InlineData(LinkWord.InsufficientEvidence)]
    [InlineData(null)]
    public void An_open_lead_is_revalidated_never_replaced(LinkWord? word)
        => Is(KpiAdvice.Revalidate, "lead-undecided", Situation() with { Leads = [Link(word), Link(LinkWord.Replace, "churn")] });

    [Fact]
    public void An_outcome_without_leads_is_kept_although_nobody_predicts_it()
    {
        Is(KpiAdvice.Keep, "is-an-outcome", Situation() with { Kpi = Kpi() with { Tier = Tier.Primary, Purpose = Purpose.Improve, Thresholds = [] } });
        Is(KpiAdvice.Keep, "is-an-outcome", Situation() with { LedBy = ["x_leads_k"], Kpi = Kpi() with { Thresholds = [] } });
    }

    [Fact]
    public void A_dead_lead_that_is_an_outcome_itself_is_not_replaced()
        => Is(KpiAdvice.Revalidate, "lead-dead-but-outcome", Situation() with { Leads = [Link(LinkWord.Replace)], LedBy = ["x_leads_k"] });

    [Fact]
    public void What_serves_nothing_and_moves_nobody_is_retired()
    {
        var kpi = Kpi() with { Goal = null, Thresholds = [], Tier = Tier.Supporting };
        Is(KpiAdvice.Retire, "serves-nothing", Situation() with { Kpi = kpi, HasGoal = false });
        Is(KpiAdvice.Retire, "nobody-acts", Situation() with { Kpi = kpi with { Goal = "grow", Owner = null } });
        Is(KpiAdvice.Revalidate, "not-governed", Situation() with { Kpi = kpi with { Thresholds = Kpi().Thresholds }, HasGoal = false });
    }

    [Fact]
    public void A_twin_of_a_kept_lead_is_retired_unless_it_is_an_outcome()
    {
        var twin = Situation() with { Leads = [Link(LinkWord.Keep)], Redundancy = new Redundancy("better", "revenue", 0.4, 0.2) };
        Is(KpiAdvice.Retire, "redundant", twin);
        Is(KpiAdvice.Keep, "lead-predicts", twin with { LedBy = ["x_leads_k"] });
    }

    [Fact]
    public void A_lead_that_experiments_contradict_is_watched_and_not_pushed()
    {
        Is(KpiAdvice.Revalidate, "pushing-it-harms", Situation() with { Leads = [Link(LinkWord.Keep) with { Causal = CausalWord.Contradicted }] });
        var supported = Is(KpiAdvice.Keep, "lead-predicts", Situation() with { Leads = [Link(LinkWord.Keep) with { Causal = CausalWord.Supported }] });
        Assert.Contains("moving it moves that too", supported.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kpi_that_moves_wrongly_in_known_experiments_is_revalidated()
        => Is(KpiAdvice.Revalidate, "moves-wrongly", Situation() with { Sensitivity = Sensitivity(30, 12) with { Known = 10, Agreeing = 2, Opposing = 4 } });

    [Fact]
    public void A_kpi_that_nothing_moves_is_of_no_use_for_tests()
    {
        var tests = Situation() with { Kpi = Kpi() with { Tier = Tier.Secondary, Purpose = Purpose.Improve } };
        Is(KpiAdvice.Revalidate, "never-moves", tests with { Sensitivity = Sensitivity(60, 4) });
        Is(KpiAdvice.Keep, "serves-its-goal", tests with { Sensitivity = Sensitivity(60, 15) });
        Is(KpiAdvice.Keep, "serves-its-goal", tests with { Sensitivity = Sensitivity(19, 0) });
    }

    [Fact]
    public void A_kpi_that_is_mostly_noise_is_revalidated()
    {
        var noisy = Situation() with { Kpi = Kpi() with { Tier = Tier.Secondary, Purpose = Purpose.Improve } };
        Is(KpiAdvice.Revalidate, "mostly-noise", noisy with { Noise = new NoiseCost(0.6, 50) });
        Is(KpiAdvice.Keep, "serves-its-goal", noisy with { Noise = new NoiseCost(0.4, 50) });
    }

    [Fact]
    public void What_is_said_to_predict_needs_a_link()
    {
        var result = Is(KpiAdvice.Revalidate, "predicts-nothing", Situation());
        Assert.Contains("a link to the outcome that it predicts", result.WhatWouldChangeIt);
    }

    [Fact]
    public void A_workspace_may_have_rules_of_its_own()
    {
        var own = new KpiRule("ours", KpiAdvice.Retire, [KpiConditions.Noisy]);
        Assert.Equal((KpiAdvice.Retire, "ours"), Word(KpiRuleTable.Decide(Situation() with { Noise = new NoiseCost(0.9, 50) }, [own], Today)));
        Assert.Equal((KpiAdvice.Revalidate, "no-rule"), Word(KpiRuleTable.Decide(Situation(), [own], Today)));
    }

    [Fact]
    public void A_rule_of_the_workspace_says_its_conditions_in_words()
    {
        var own = new KpiRule("ours", KpiAdvice.Retire, [KpiConditions.Noisy, KpiConditions.NotAnOutcome]);
        var noisy = Situation() with { Kpi = Kpi() with { Tier = Tier.Secondary, Purpose = Purpose.Improve }, Noise = new NoiseCost(0.9, 50) };
        Assert.Equal("By the workspace's rule ours: more than half of its movement is measurement error, and it is no outcome.", KpiRuleTable.Decide(noisy, [own], Today).Sentence);
        Assert.Contains("end kpi_rules with one that always does", KpiRuleTable.Decide(Situation(), [own], Today).Sentence, StringComparison.Ordinal);
        Assert.All(KpiConditions.All, c => Assert.DoesNotContain('_', KpiConditions.Words(c)));
    }

    [Fact]
    public void Every_condition_is_known_and_the_last_rule_always_holds()
    {
        Assert.All(KpiConditions.All, c => Situation().Holds(c));
        Assert.Throws<ArgumentException>(() => Situation().Holds("whim"));
        Assert.Contains(KpiConditions.Always, KpiRuleTable.Default[^1].When);
        Assert.All(KpiRuleTable.Default, r => Assert.All(r.When, c => Assert.Contains(c, KpiConditions.All)));
    }

    [Fact]
    public void Noise_is_told_from_neighbouring_values()
    {
        // Every change is 1 and every standard error 0.5: (0.25 + 0.25)/1.
        KpiSeries series = new("k", "K", MetricUnit.Score, new SeriesCalendar(Cadence.Weekly), "UTC", default, [.. Enumerable.Range(0, 12).Select(t => new SeriesPoint(new DateOnly(2026, 1, 5).AddDays(7 * t), t % 2, 0.5))], [], [], []);
        Assert.Equal(0.5, NoiseCost.Of(series)!.NoiseShare, 12);
        Assert.Null(NoiseCost.Of(series with { Points = [.. series.Points.Take(10)] }));
        Assert.Null(NoiseCost.Of(series with { Points = [.. series.Points.Select(p => p with { StandardError = null })] }));
    }

    private static KpiRecommendation Is(KpiAdvice advice, string rule, KpiEvidence evidence)
    {
        var result = KpiRuleTable.Decide(evidence, null, Today);
        Assert.Equal((advice, rule), Word(result));
        Assert.NotEmpty(result.Sentence);
        Assert.NotEmpty(result.WhatWouldChangeIt);
        Assert.True(result.Next > Today);
        return result;
    }

    private static (KpiAdvice, string) Word(KpiRecommendation r) => (r.Advice, r.Rule);

    private static KpiEvidence Situation() => new(Kpi(), true, [], [], null, null, null, []);

    private static KpiDefinition Kpi() => new(
        "k", "K", MetricUnit.Score, Direction.Increase, null, null, "grow", "team", null, Tier.Secondary, Purpose.Predict, false, null, null, "ann@example.org", Cadence.Weekly, null,
        new Dictionary<string, double>(), [new Threshold("drop > 10%", Severity.Warning, "Look.", null, null)]);

    private static LinkStanding Link(LinkWord? word, string outcome = "revenue") => new("k_" + outcome, outcome, word, "Because.", null, null, CausalWord.Unknown);

    private static KpiSensitivity Sensitivity(int experiments, int moved) => new("k", experiments, moved, 1, 0.2, 0, 0, 0, 0, 0, 0);
}
