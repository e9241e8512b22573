namespace KpiLab.Core.Tests;

/// <summary>A healthy portfolio has no findings; each rule fires on the one thing it is about.</summary>
public sealed class PortfolioAuditTests
{
    private static readonly DateOnly Today = new(2026, 6, 15);

    private static readonly PortfolioKpi Revenue = new(
        "revenue", "g1", "t1", Tier.Primary, KpiRole.Lagging, KpiState.Active, "ann", "a / b", "warehouse", "monthly", "h", 1, new DateOnly(2026, 12, 31), "audit", Public: true, LastReview: new DateOnly(2026, 5, 20));

    private static readonly PortfolioKpi Leads = Revenue with
    {
        Id = "leads", Role = KpiRole.Leading, Feeds = ["revenue"], Validation = new LeadValidation(new DateOnly(2026, 6, 1), LinkWord.Keep),
    };

    public static TheoryData<string, string> Rules => new()
    {
        { "not-linked-to-goal", "no goal" },
        { "not-linked-to-goal", "unknown goal" },
        { "no-owner", "no owner" },
        { "no-owner", "blank owner" },
        { "no-deviation-action", "no action" },
        { "no-formula", "no formula" },
        { "no-data-source", "no source" },
        { "no-cadence", "no cadence" },
        { "no-hypothesis", "no hypothesis" },
        { "no-target", "no target" },
        { "target-without-deadline", "no date" },
        { "review-overdue", "never reviewed" },
        { "review-overdue", "reviewed 93 days ago" },
        { "vanity-unpaired", "vanity" },
        { "low-execution-rate", "three of four" },
    };

    [Fact]
    public void A_healthy_portfolio_has_no_findings() => Assert.Empty(PortfolioAudit.Run(Of(Revenue, Leads)));

    [Theory]
    [MemberData(nameof(Rules))]
    public void One_flaw_of_a_kpi_is_one_finding(string rule, string flaw)
    {
        // Beside the healthy outcome, so that the goal does not lack one.
        var finding = Assert.Single(PortfolioAudit.Run(Of(Revenue, Leads, Flawed(flaw))));
        Assert.Equal((rule, "second"), (finding.Code, finding.Subject));
        Assert.False(string.IsNullOrWhiteSpace(finding.Sentence));
        Assert.False(string.IsNullOrWhiteSpace(finding.Remedy));
    }

    [Fact]
    public void Exactly_at_a_limit_is_still_within_it()
    {
        var atLimits = Revenue with { Id = "second", LastReview = Today.AddDays(-92), Actions = new ActionCount(5, 4) };
        var lead = Leads with { Validation = new LeadValidation(Today.AddDays(-31), LinkWord.Keep) };
        Assert.Empty(PortfolioAudit.Run(Of(Revenue, lead, atLimits)));
    }

    [Fact]
    public void The_limit_of_primary_kpis_counts_by_team_and_goal()
    {
        var many = Enumerable.Range(0, 4).Select(i => Revenue with { Id = "k" + i, Public = false, Team = i < 2 ? "t1" : "t2" }).ToArray();
        Assert.Empty(PortfolioAudit.Run(Of([.. many, Leads with { Feeds = ["k0"], Tier = Tier.Supporting }])));
        var crowded = many.Select(k => k with { Team = "t2" }).ToArray();
        Assert.Equal(
            [("too-many-primary", "g1/t2")],
            PortfolioAudit.Run(Of([.. crowded, Leads with { Feeds = ["k0"], Tier = Tier.Supporting }])).Select(f => (f.Code, f.Subject!)));
    }

    [Fact]
    public void Only_active_kpis_count()
    {
        var retired = new PortfolioKpi("old", State: KpiState.Retired);
        Assert.Empty(PortfolioAudit.Run(Of(Revenue, Leads, retired)));
        Assert.Equal(
            ["goal-without-lagging-outcome:g1", "lead-feeds-nothing:leads"],
            PortfolioAudit.Run(Of(Revenue with { State = KpiState.Paused }, Leads)).Select(f => f.Code + ":" + f.Subject));
    }

    [Fact]
    public void A_lead_that_feeds_nothing_is_not_asked_for_its_validation()
    {
        var orphan = Leads with { Id = "orphan", Feeds = ["gone"], Validation = new LeadValidation(new DateOnly(2020, 1, 1), LinkWord.Replace) };
        Assert.Equal(["lead-feeds-nothing"], PortfolioAudit.Run(Of(Revenue, Leads, orphan)).Select(f => f.Code));
    }

    [Theory]
    [InlineData(LinkWord.Replace, "lead-no-longer-predicts")]
    [InlineData(LinkWord.Revalidate, "lead-no-longer-predicts")]
    [InlineData(LinkWord.Keep, null)]
    [InlineData(LinkWord.InsufficientEvidence, null)]
    public void What_the_last_check_said_of_a_lead_is_reported(LinkWord word, string? rule)
        => Assert.Equal(
            rule is null ? [] : [rule],
            PortfolioAudit.Run(Of(Revenue, Leads with { Validation = new LeadValidation(Today, word) })).Select(f => f.Code));

    [Fact]
    public void A_goal_with_some_secondary_kpis_has_few_of_them_but_not_one()
    {
        var one = Revenue with { Id = "s1", Tier = Tier.Secondary, Public = false };
        Assert.Equal(["secondary-count-outside-range"], PortfolioAudit.Run(Of(Revenue, Leads, one)).Select(f => f.Code));
        Assert.Empty(PortfolioAudit.Run(Of(Revenue, Leads, one, one with { Id = "s2" }, one with { Id = "s3" })));
    }

    private static PortfolioKpi Flawed(string flaw)
    {
        var second = Revenue with { Id = "second" };
        return flaw switch
        {
            "no goal" => second with { Goal = null },
            "unknown goal" => second with { Goal = "g9" },
            "no owner" => second with { Owner = null },
            "blank owner" => second with { Owner = "  " },
            "no action" => second with { Action = "" },
            "no formula" => second with { Formula = null },
            "no source" => second with { Source = null },
            "no cadence" => second with { Cadence = null },
            "no hypothesis" => second with { Hypothesis = null },
            "no target" => second with { TargetValue = null },
            "no date" => second with { TargetDue = null },
            "never reviewed" => second with { LastReview = null },
            "reviewed 93 days ago" => second with { LastReview = Today.AddDays(-93) },
            "vanity" => second with { Vanity = true },
            "three of four" => second with { Actions = new ActionCount(4, 3) },
            _ => throw new ArgumentOutOfRangeException(nameof(flaw), flaw, "unknown"),
        };
    }

    private static Portfolio Of(params PortfolioKpi[] kpis) => new(Today, new AuditLimits(), [new PortfolioGoal("g1", "Grow")], kpis);
}
