using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Core.Tests;

/// <summary>A healthy workspace has no findings and 100 points; each rule fires on the one fault that is planted for it; no fault raises a score.</summary>
public sealed class GovernanceAuditTests
{
    private static readonly DateOnly Today = new(2026, 6, 15);

    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261122UL, 20261123UL);

    /// <summary>A fault for every rule, and about what its finding is.</summary>
    private static (string Rule, string Subject, Func<GovernanceCase, GovernanceCase> Plant)[] Faults =>
    [
        ("too-many-primary", "grow/growth", c => Add(Add(c, "extra1", k => k with { Tier = Tier.Primary }), "extra2", k => k with { Tier = Tier.Primary })),
        ("too-many-public", "grow", c => Change(c, _ => true, k => k with { Public = true })),
        ("secondary-count-outside-range", "grow", c => Change(c, "extra1", k => k with { Tier = Tier.Secondary })),
        ("goal-without-primary", "grow", c => Change(c, _ => true, k => k with { Tier = Tier.Supporting })),
        ("goal-decided-by-unproven-lead", "grow", c => Record(Change(Change(c, "revenue", k => k with { Tier = Tier.Supporting }), "leads", k => k with { Tier = Tier.Primary }), "leads", r => r with { Validation = new LeadValidation(Today, LinkWord.Revalidate) })),
        ("same-measure-twice", "revenue", c => Record(c, "leads", r => r with { MeasureText = "revenue" })),
        ("only-adding", "workspace", c => c with { Events = [new(Today.AddDays(-400), "revenue", true), new(Today, "a", true), new(Today, "b", true), new(Today, "c", true)] }),
        ("goal-without-lagging-outcome", "grow", c => Change(c with { Links = [] }, "revenue", k => k with { Purpose = Purpose.SignalRisk })),
        ("goal-without-leading-indicator", "grow", c => Change(c with { Links = [] }, "leads", k => k with { Purpose = Purpose.Improve })),
        ("goal-without-outcome", "grow", c => Goal(c, g => g with { Outcome = null })),
        ("goal-without-parent", "grow", c => Goal(c, g => g with { Level = GoalLevel.Team }) with { Goals = [.. Goal(c, g => g with { Level = GoalLevel.Team }).Goals, Grow with { Id = "above" }] }),
        ("goal-above-its-parent", "below", c => Goal(c, g => g with { Level = GoalLevel.Team }) with { Goals = [.. Goal(c, g => g with { Level = GoalLevel.Team }).Goals, Grow with { Id = "below", Parent = "grow" }] }),
        ("goal-without-date", "grow", c => Goal(c, g => g with { Due = null })),
        ("goal-without-milestones", "grow", c => Goal(c, g => g with { Milestones = [] })),
        ("milestone-after-goal", "grow", c => Goal(c, g => g with { Milestones = [new Milestone("Late", g.Due!.Value.AddDays(1), null, null)] })),
        ("goal-without-consensus", "grow", c => Goal(c, g => g with { Consensus = null })),
        ("goal-without-priority", "grow", c => Goal(c, g => g with { Priority = null }) with { Goals = [.. Goal(c, g => g with { Priority = null }).Goals, Grow with { Id = "other" }] }),
        ("goal-without-horizon", "grow", c => Goal(c, g => g with { Horizon = null })),
        ("key-result-without-kpi", "grow", c => Goal(c, g => g with { Okr = new OkrLink("More", [new KeyResult("kr", "Revenue", null, null), new KeyResult("nobody", "Nobody's", null, null)]) })),
        ("ladder-broken", "revenue", c => Goal(c, g => g with { Outcome = null })),
        ("not-linked-to-goal", "extra1", c => Change(c, "extra1", k => k with { Goal = "gone" })),
        ("no-owner", "extra1", c => Change(c, "extra1", k => k with { Owner = null })),
        ("no-formula", "extra1", c => Record(c, "extra1", r => r with { Metric = null })),
        ("no-data-source", "extra1", c => Record(c, "extra1", r => r with { Metric = r.Metric! with { Measure = new Measure(MeasureType.Mean) } })),
        ("no-cadence", "extra1", c => Change(c, "extra1", k => k with { Cadence = null })),
        ("no-hypothesis", "extra1", c => Change(c, "extra1", k => k with { Hypothesis = null })),
        ("no-deviation-action", "extra1", c => Change(c, "extra1", k => k with { Thresholds = [] })),
        ("no-purpose", "extra1", c => Change(c, "extra1", k => k with { Purpose = null })),
        ("no-tier", "extra1", c => Change(c, "extra1", k => k with { Tier = null })),
        ("metric-called-kpi", "extra1", c => Change(c, "extra1", k => k with { Benchmark = Nothing, Target = null })),
        ("no-benchmark", "extra1", c => Change(c, "extra1", k => k with { Benchmark = Nothing })),
        ("qualitative-unscored", "extra1", c => Change(c, "extra1", k => k with { Name = "Customer sentiment" })),
        ("vanity-unpaired", "extra1", c => Change(c, "extra1", k => k with { Vanity = true })),
        ("activity-phrased", "extra1", c => Change(c, "extra1", k => k with { Name = "Number of sales calls" })),
        ("no-counter-metric", "extra1", c => Record(c, "extra1", r => r with { Template = Template("avg_price") with { Guardrail = "conversion" } })),
        ("counter-metric-not-in-use", "extra1", c => State(Change(c, "extra1", k => k with { CounterMetrics = [new CounterMetric("extra2", new EffectSize(0.03, true))] }), "extra2", KpiState.Paused)),
        ("counter-metric-suffers", "extra1", c => Record(c, "extra1", r => r with { Counters = [new CounterReading("extra1", "extra2", 0.03, true, 13, 100, 90, -0.1, 0.02, true)] })),
        ("maintain-without-band", "extra1", c => Change(c, "extra1", k => k with { Direction = Direction.Maintain })),
        ("critical-without-escalation", "extra1", c => Change(c, "extra1", k => k with { Thresholds = [new Threshold("drop > 20% week over week", Severity.Critical, "Look", TimeSpan.FromDays(1), null)] })),
        ("action-without-time", "extra1", c => Change(c, "extra1", k => k with { Thresholds = [new Threshold("drop > 20% week over week", Severity.Warning, "Look", null, null)] })),
        ("not-ready", "extra1", c => Change(c, "extra1", k => k with { Readiness = new Readiness(ReadinessState.Partial, "Tag it", ReadinessPriority.High) })),
        ("readiness-without-plan", "extra1", c => Change(c, "extra1", k => k with { Readiness = new Readiness(ReadinessState.NotReady, null, null) })),
        ("no-narrative", "extra1", c => Change(c, "extra1", k => k with { Narrative = new Narrative("p", null, "m") })),
        ("no-decision-rights", "extra1", c => Change(c, "extra1", k => k with { DecisionRights = null })),
        ("no-contributors", "extra1", c => Change(c, "extra1", k => k with { Contributors = [] })),
        ("no-provenance", "extra1", c => Change(c, "extra1", k => k with { Provenance = null })),
        ("no-key-result", "revenue", c => Change(Goal(c, g => g with { Okr = new OkrLink("More", [new KeyResult("kr", "Revenue", null, null)]) }), "revenue", k => k with { KeyResult = null })),
        ("appraisal-without-counter-metric", "extra1", c => Change(c, "extra1", k => k with { Appraisal = true })),
        ("no-target", "extra1", c => Change(c, "extra1", k => k with { Target = null })),
        ("target-without-deadline", "extra1", c => Change(c, "extra1", k => k with { Target = k.Target! with { Due = null } })),
        ("target-overdue", "extra1", c => Change(c, "extra1", k => k with { Target = k.Target! with { Due = Today.AddDays(-1) } })),
        ("target-sets-nothing", "extra1", c => Change(c, "extra1", k => k with { Target = k.Target! with { Value = 50 } })),
        ("target-unrealistic", "extra1", c => Record(c, "extra1", r => r with { TargetProbability = 0.09 })),
        ("target-without-start", "extra1", c => Change(c, "extra1", k => k with { Target = k.Target! with { Previous = null }, Benchmark = new Dictionary<string, double> { ["industry"] = 55 } })),
        ("lead-feeds-nothing", "extra1", c => Change(c, "extra1", k => k with { Purpose = Purpose.Predict })),
        ("lead-never-validated", "leads", c => Record(c, "leads", r => r with { Validation = null })),
        ("lead-validation-stale", "leads", c => Record(c, "leads", r => r with { Validation = new LeadValidation(Today.AddDays(-32), LinkWord.Keep) })),
        ("lead-no-longer-predicts", "leads", c => Record(c, "leads", r => r with { Validation = new LeadValidation(Today, LinkWord.Replace) })),
        ("link-without-reason", "l", c => c with { Links = [c.Links[0] with { Because = null }] }),
        ("hypothesis-untested", "extra1", c => Record(c, "extra1", r => r with { HasExperiment = false })),
        ("retired-still-used", "old", c => State(Add(c, "old", k => k) with { Links = [c.Links[0], c.Links[0] with { Id = "l2", From = "old" }] }, "old", KpiState.Retired)),
        ("review-overdue", "extra1", c => Record(c, "extra1", r => r with { LastReview = null })),
        ("low-execution-rate", "extra1", c => Record(c, "extra1", r => r with { Actions = new ActionCount(4, 3) })),
        ("undecided", "extra1", c => State(c, "extra1", KpiState.Paused)),
        ("owner-overload", "ann@example.org", c => c with { Settings = c.Settings with { KpisPerOwner = 3 } }),
        ("metric-fatigue", "ann@example.org", c => Record(c, "extra1", r => r with { RecentAlerts = 11 })),
    ];

    private static readonly Dictionary<string, double> Nothing = [];

    private static readonly GoalDefinition Grow = new("grow", "Grow", GoalLevel.Enterprise, null, OutcomeCategory.Revenue, new DateOnly(2028, 12, 31))
    {
        Priority = 1,
        Horizon = GoalHorizon.Strategic,
        Milestones = [new Milestone("Half way", new DateOnly(2027, 6, 30), null, null)],
        Consensus = new Consensus(["ann@example.org"], new DateOnly(2026, 1, 1)),
    };

    public static TheoryData<string> Rules => [.. GovernanceAudit.Rules.Select(r => r.Code)];

    [Theory]
    [InlineData(AuditProfile.Start)]
    [InlineData(AuditProfile.Align)]
    [InlineData(AuditProfile.Strict)]
    public void A_healthy_workspace_has_no_findings_and_a_hundred_points_in_every_profile(AuditProfile profile)
    {
        var report = Run(Healthy() with { Settings = Healthy().Settings with { Profile = profile } });
        Assert.Empty(report.Findings.Select(f => f.Finding.Code + ":" + f.Finding.Subject));
        Assert.Equal(100, report.Score.Value);
        Assert.All(report.Goals.Concat(report.Kpis), s => Assert.Equal(100, s.Value));
        Assert.Empty(report.Playbook);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_fires_on_the_fault_planted_for_it_and_costs_its_points(string code)
    {
        var fault = Assert.Single(Faults, f => f.Rule == code);
        var report = Run(fault.Plant(Healthy()));
        var finding = Assert.Single(report.Findings, f => f.Finding.Code == code && f.Finding.Subject == fault.Subject);
        Assert.True(report.Score.Value < 100);
        Assert.True(finding.Points >= 2);
        Assert.False(string.IsNullOrWhiteSpace(finding.Finding.Sentence) || string.IsNullOrWhiteSpace(finding.Finding.Remedy) || string.IsNullOrWhiteSpace(finding.Rule.Requirement));
    }

    [Fact]
    public void No_fault_of_a_kpi_raises_the_score_whatever_was_wrong_before()
    {
        string[] names = ["revenue", "leads", "extra1", "extra2"];
        Func<GovernanceCase, string, GovernanceCase>[] faults =
        [
            (c, id) => Change(c, id, k => k with { Owner = null }),
            (c, id) => Change(c, id, k => k with { Goal = null }),
            (c, id) => Change(c, id, k => k with { Tier = null }),
            (c, id) => Change(c, id, k => k with { Cadence = null }),
            (c, id) => Change(c, id, k => k with { Hypothesis = null }),
            (c, id) => Change(c, id, k => k with { Thresholds = [] }),
            (c, id) => Change(c, id, k => k with { Target = null }),
            (c, id) => Change(c, id, k => k with { Target = k.Target is { } t ? t with { Due = null } : null }),
            (c, id) => Change(c, id, k => k with { Target = k.Target is { } t ? t with { Value = 50 } : null }),
            (c, id) => Change(c, id, k => k with { Benchmark = Nothing }),
            (c, id) => Change(c, id, k => k with { Public = true }),
            (c, id) => Change(c, id, k => k with { Vanity = true }),
            (c, id) => Change(c, id, k => k with { Appraisal = true }),
            (c, id) => Change(c, id, k => k with { Provenance = null, DecisionRights = null, Narrative = null, Contributors = [] }),
            (c, id) => Record(c, id, r => r with { Metric = null, MeasureText = null }),
            (c, id) => Record(c, id, r => r with { LastReview = null }),
            (c, id) => Record(c, id, r => r with { Actions = new ActionCount(5, 1) }),
            (c, id) => Record(c, id, r => r.Validation is null ? r : r with { Validation = new LeadValidation(Today, LinkWord.Replace) }),
            (c, id) => Record(c, id, r => r.Validation is null ? r : r with { Validation = r.Validation with { On = Today.AddDays(-40) } }),
            (c, id) => Record(c, id, r => r with { Validation = null }),
            (c, id) => Record(c, id, r => r with { TargetProbability = 0.01 }),
        ];
        var sequences = Gen.Choose(0, (faults.Length * names.Length) - 1).ListOf(12).ToArbitrary();
        Check.One(Config, Prop.ForAll(sequences, steps =>
        {
            var now = Healthy();
            var score = Run(now).Score.Value;
            foreach (var step in steps)
            {
                now = faults[step % faults.Length](now, names[step / faults.Length]);
                var after = Run(now).Score.Value;
                Assert.True(after <= score + 1e-9, FormattableString.Invariant($"fault {step % faults.Length} of {names[step / faults.Length]} raised the score from {score} to {after}"));
                score = after;
            }
        }));
    }

    [Theory]
    [InlineData("per_goal", "grow")]
    [InlineData("per_team", "growth")]
    [InlineData("per_team_per_goal", "grow/growth")]
    public void The_limit_of_primary_kpis_is_counted_by_its_scope_and_says_where_it_comes_from(string scope, string subject)
    {
        var crowded = Change(Healthy(), _ => true, k => k with { Tier = Tier.Primary });
        Assert.Equal(subject, Assert.Single(Run(crowded with { MaxPrimary = new MaxPrimary(3, scope) }).Findings, f => f.Finding.Code == "too-many-primary").Finding.Subject);
        Assert.DoesNotContain(Run(crowded with { MaxPrimary = new MaxPrimary(4, scope) }).Findings, f => f.Finding.Code == "too-many-primary");
        Assert.Contains("(profile strict)", Assert.Single(Run(crowded).Findings, f => f.Finding.Code == "too-many-primary").Finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Vanity_is_relative_to_tier_and_goal()
    {
        var vanity = Record(Healthy(), "extra1", r => r with { Template = Template("website_visits") with { Caution = CatalogueCaution.Vanity, Instead = ["trial_activation"] } });
        var told = Assert.Single(Run(vanity).Findings);
        Assert.Equal(("vanity-unpaired", "extra1"), (told.Finding.Code, told.Finding.Subject));
        Assert.Contains("trial_activation", told.Finding.Remedy, StringComparison.Ordinal);
        Assert.Empty(Run(Change(vanity, "extra1", k => k with { Tier = Tier.Health })).Findings);
        Assert.Empty(Run(Goal(vanity, g => g with { Type = GoalType.Awareness })).Findings);
        Assert.Empty(Run(Change(vanity, "extra1", k => k with { PairedWith = "leads" })).Findings);
        Assert.Empty(Run(Change(vanity, "extra1", k => k with { Vanity = false })).Findings);
    }

    [Fact]
    public void A_rule_can_be_switched_off_or_weighed_otherwise_and_the_report_says_so()
    {
        var fault = Change(Healthy(), "extra1", k => k with { Cadence = null });
        var off = Run(fault with { Settings = fault.Settings with { Rules = new Dictionary<string, Severity?> { ["no-cadence"] = null } } });
        Assert.Empty(off.Findings);
        Assert.Equal(["no-cadence"], off.SwitchedOff);
        var critical = Run(fault with { Settings = fault.Settings with { Rules = new Dictionary<string, Severity?> { ["no-cadence"] = Severity.Critical } } });
        Assert.True(critical.HasCritical);
        Assert.Equal(25, Assert.Single(critical.Findings).Points);
    }

    [Fact]
    public void What_people_are_appraised_by_is_a_step_more_severe_and_takes_two_and_a_half_times_the_points()
    {
        var fault = Change(Healthy(), "extra1", k => k with { Appraisal = true, CounterMetrics = [new CounterMetric("extra2", new EffectSize(0.03, true))], Cadence = null, Owner = null, Provenance = null });
        var findings = Run(fault).Findings.ToDictionary(f => f.Finding.Code, f => (f.Finding.Severity, f.Points));
        Assert.Equal(3, findings.Count);
        Assert.Equal((Severity.Critical, 25), findings["no-cadence"]);
        Assert.Equal((Severity.Critical, 63), findings["no-owner"]); // 25 × 2.5, rounded up
        Assert.Equal((Severity.Warning, 5), findings["no-provenance"]);
    }

    [Fact]
    public void The_score_is_a_hundred_less_points_a_subject()
    {
        // Four KPIs and a goal; a missing cadence is a warning of 10 points.
        var report = Run(Change(Healthy(), "extra1", k => k with { Cadence = null }));
        Assert.Equal(100 - (10.0 / 5), report.Score.Value, 12);
        Assert.Equal("100 − 10 / 5", report.Score.Terms);
        Assert.Equal(90, report.Kpis.Single(k => k.Subject == "extra1").Value);
        Assert.Equal(100 - (10.0 / 5), Assert.Single(report.Goals).Value, 12);
    }

    [Fact]
    public void The_playbook_strips_the_lowest_evidence_first_and_does_nothing()
    {
        var crowded = Change(Change(Healthy(), _ => true, k => k with { Public = true }), "extra2", k => k with { Cadence = null, Owner = null, Thresholds = [] });
        var report = Run(crowded);
        Assert.Equal("extra2", Assert.Single(report.Playbook, p => p.Step == "strip").Subject);
        Assert.Equal(["extra2"], report.Playbook.Where(p => p.Step == "reassign").Select(p => p.Subject));
        Assert.Equal(["extra2"], report.Playbook.Where(p => p.Step == "respond").Select(p => p.Subject));
        Assert.Equal(["grow"], Run(Change(Healthy() with { Links = [] }, "leads", k => k with { Purpose = Purpose.Improve })).Playbook.Where(p => p.Step == "rebuild").Select(p => p.Subject));
    }

    [Fact]
    public void The_checklist_has_nine_points_and_asks_only_what_no_field_decides()
    {
        var points = Run(Healthy()).Checklists.Single(c => c.Kpi == "extra1").Points;
        Assert.Equal(["specific", "measurable", "achievable", "relevant", "time-bound", "actionable", "simple", "reliable", "balanced"], points.Select(p => p.Name));
        Assert.Equal(["achievable", "simple"], points.Where(p => p.Answer == CheckAnswer.Asked).Select(p => p.Name));
        Assert.DoesNotContain(points, p => p.Answer == CheckAnswer.NotMet);
        var poor = Run(Change(Healthy(), "extra1", k => k with { Target = null, Thresholds = [], Owner = null })).Checklists.Single(c => c.Kpi == "extra1").Points;
        Assert.Equal(["achievable", "time-bound", "actionable", "reliable"], poor.Where(p => p.Answer == CheckAnswer.NotMet).Select(p => p.Name));
    }

    [Fact]
    public void Each_of_a_thousand_kpis_without_an_owner_is_found()
    {
        var one = Healthy().Kpis[2];
        var many = Healthy() with { Kpis = [.. Healthy().Kpis, .. Enumerable.Range(0, 1000).Select(i => one with { Definition = one.Definition with { Id = "k" + i, Owner = null, Public = true }, MeasureText = "k" + i })] };
        Assert.Equal(1000, Run(many).Findings.Count(f => f.Finding.Code == "no-owner"));
    }

    private static GovernanceReport Run(GovernanceCase @case) => GovernanceAudit.Run(@case);

    private static GovernanceCase Healthy()
    {
        var revenue = Kpi("revenue", k => k with { Tier = Tier.Primary, Public = true });
        var leads = Kpi("leads", k => k with { Tier = Tier.Primary, Purpose = Purpose.Predict }) with { Validation = new LeadValidation(Today.AddDays(-5), LinkWord.Keep) };
        return new GovernanceCase(
            Today, new GovernanceSettings(AuditProfile.Strict), null, [Grow], [leads, revenue, Kpi("extra1", k => k), Kpi("extra2", k => k)], [],
            [new LinkDefinition("l", "leads", "revenue", ExpectedSign.Positive, new LagRange(Lag.Weeks(2), Lag.Weeks(10)), "Leads become customers.", 0.3, [])], [], []);
    }

    private static KpiRecord Kpi(string id, Func<KpiDefinition, KpiDefinition> with)
    {
        var measure = new Measure(MeasureType.Mean, "warehouse");
        var definition = with(new KpiDefinition(
            id, "Monthly " + id, MetricUnit.Currency, Direction.Increase, measure, null, "grow", "growth", "product", Tier.Supporting, Purpose.Improve, false, new Narrative("p", "o", "m"), "It matters.", "ann@example.org", Cadence.Monthly,
            new Target(60, new DateOnly(2026, 12, 31)) { Previous = 50 }, new Dictionary<string, double> { ["own_past"] = 50 }, [new Threshold("drop > 20% week over week", Severity.Warning, "Look", TimeSpan.FromDays(2), "head")])
        {
            DecisionRights = "All.", Contributors = ["sales"], Provenance = "The warehouse.",
        });
        return new KpiRecord(definition, new KpiStanding(KpiState.Active, null, null, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), ""), new MetricDefinition(id, id, MetricUnit.Currency, Direction.Increase, measure))
        {
            MeasureText = id, LastReview = Today.AddDays(-20), HasExperiment = true,
        };
    }

    private static CatalogueEntry Template(string id)
        => new(id, id, ["any"], "", MetricUnit.Count, Direction.Increase, KpiRole.Coincident, Tier.Supporting, Cadence.Monthly, CatalogueCaution.None, false, [], null, null, null, null, []);

    private static GovernanceCase Record(GovernanceCase c, string id, Func<KpiRecord, KpiRecord> change) => c with { Kpis = [.. c.Kpis.Select(k => k.Id == id ? change(k) : k)] };

    private static GovernanceCase Change(GovernanceCase c, string id, Func<KpiDefinition, KpiDefinition> change) => Change(c, k => k.Id == id, change);

    private static GovernanceCase Change(GovernanceCase c, Func<KpiDefinition, bool> which, Func<KpiDefinition, KpiDefinition> change)
        => c with { Kpis = [.. c.Kpis.Select(k => which(k.Definition) ? k with { Definition = change(k.Definition) } : k)] };

    private static GovernanceCase State(GovernanceCase c, string id, KpiState state) => Record(c, id, r => r with { Standing = r.Standing with { State = state } });

    private static GovernanceCase Goal(GovernanceCase c, Func<GoalDefinition, GoalDefinition> change) => c with { Goals = [change(c.Goals[0])] };

    private static GovernanceCase Add(GovernanceCase c, string id, Func<KpiDefinition, KpiDefinition> change)
        => c.Kpis.Any(k => k.Id == id) ? Change(c, id, change) : c with { Kpis = [.. c.Kpis, Kpi(id, change)] };
}
