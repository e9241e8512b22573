using FsCheck;
using FsCheck.Fluent;
using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Events during an exposure: the exact test where the plan asks for it, its mid-p where events are few, and what is said where they come in bursts (docs/adr/0016).</summary>
/// <remarks>
/// References: R 4.2.2 <c>poisson.test</c> for exact tests and intervals; SciPy 1.10 for mid-p (binomial tails solved by <c>brentq</c>) and for score intervals (likelihoods maximised numerically).
/// </remarks>
public sealed class EventAnalysisTests
{
    // 21 events in 3,011 and 11 in 800, on units of one event at most: the example of R's help page.
    private static readonly (double[] Events, double[] Exposure) Control = Units(21, 3011, 60), Treatment = Units(11, 800, 40);

    [Fact]
    public void A_ratio_of_events_to_exposure_is_compared_by_the_exact_test_where_the_plan_says_so()
    {
        var comparison = Assert.Single(Analyse(Control, Treatment, isAsked: true).Comparisons);
        var result = comparison.Result.Value;
        Assert.Equal("poisson_exact", result.Test.Method);
        Assert.Equal(0.079668633033329522, result.Test.PValue, 1e-12);
        Assert.Equal(0.97148808523809528, result.Relative.Value.Value, 1e-7);
        Assert.Equal(0.85842640339163923 - 1, result.Relative.Value.Set.Lower, 1e-9);
        Assert.Equal(4.2772659436540712 - 1, result.Relative.Value.Set.Upper, 1e-9);
        Assert.Equal((11.0 / 800) - (21.0 / 3011), result.Absolute.Value, 1e-12);
        Assert.Equal(-0.0003101156377905784, result.Absolute.Set.Lower, 1e-8);
        Assert.Equal(0.017913246819970394, result.Absolute.Set.Upper, 1e-8);
        Assert.Equal(Math.Sqrt((11.0 / 640_000) + (21.0 / (3011.0 * 3011))), result.Absolute.StandardError!.Value, 1e-12);
        Assert.Equal(new EventRate(11, 800), comparison.Events!.Treatment);
    }

    [Fact]
    public void Without_being_asked_many_events_keep_the_robust_error()
    {
        var analysis = Analyse(Units(200, 3000, 400), Units(250, 3000, 400), isAsked: false);
        Assert.Equal("ratio_delta", analysis.Comparisons[0].Result.Value.Test.Method);
        Assert.Null(analysis.Comparisons[0].Events);
    }

    [Fact]
    public void Few_events_are_compared_by_mid_p_without_being_asked_and_said_so()
    {
        var analysis = Analyse(Units(9, 500, 500), Units(3, 1000, 500), isAsked: false);
        var result = analysis.Comparisons[0].Result.Value;
        Assert.Equal("poisson_mid_p", result.Test.Method);
        Assert.Equal(0.036396895045003354 - 1, result.Relative.Value.Set.Lower, 1e-9);
        Assert.Equal(0.5898825097985544 - 1, result.Relative.Value.Set.Upper, 1e-9);
        Assert.Equal(-0.031411908746893806, result.Absolute.Set.Lower, 1e-8);
        var finding = analysis.Findings.Single(f => f.Code == "few-events");
        Assert.Contains("conditional Poisson test", finding.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 20, false)] // 20 expected in each arm
    [InlineData(10, 10, false)]
    [InlineData(9, 10, true)] // 9.5 expected
    [InlineData(19, 1, false)] // 10 expected, however they came out
    [InlineData(2, 2, true)]
    public void The_rule_is_fewer_than_ten_events_expected_in_an_arm(int a, int b, bool few)
    {
        var analysis = Analyse(Units(a, 100, 100), Units(b, 100, 100), isAsked: false);
        Assert.Equal(few ? "poisson_mid_p" : "ratio_delta", analysis.Comparisons[0].Result.Value.Test.Method);
        Assert.Equal(few, analysis.Findings.Any(f => f.Code == "few-events"));
    }

    [Fact]
    public void A_count_has_its_units_as_exposure()
    {
        var analysis = Analyse((Units(2, 100, 100).Events, []), (Units(9, 90, 90).Events, []), isAsked: true);
        Assert.Equal(new EventRate(9, 90), analysis.Comparisons[0].Events!.Treatment);

        // R: poisson.test(c(9, 2), c(90, 100))
        Assert.Equal(0.03121067862, analysis.Comparisons[0].Result.Value.Test.PValue, 1e-9);
    }

    [Fact]
    public void Bursts_are_told_where_the_exact_test_was_asked_for()
    {
        var healthy = Analyse(Units(40, 400, 400), Units(60, 400, 400), isAsked: true);
        Assert.DoesNotContain(healthy.Findings, f => f.Code == "over-dispersed");

        // As many events, eight to a unit.
        var bursts = Analyse(Bursts(40, 400), Bursts(60, 400), isAsked: true);
        var finding = bursts.Findings.Single(f => f.Code == "over-dispersed");
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("times too short", finding.Sentence, StringComparison.Ordinal);
        Assert.True(bursts.Comparisons[0].Events!.Dispersion.Value.Index > 5);
        Assert.Equal(healthy.Comparisons[0].Result.Value.Test.PValue, bursts.Comparisons[0].Result.Value.Test.PValue); // the test itself cannot see it
    }

    [Fact]
    public void Few_events_in_bursts_are_not_taken_for_poisson()
    {
        var analysis = Analyse(Bursts(8, 400), Bursts(8, 400), isAsked: false);
        Assert.Equal("ratio_delta", analysis.Comparisons[0].Result.Value.Test.Method);
        Assert.Contains(analysis.Findings, f => f is { Code: "few-events-in-bursts", Severity: Severity.Warning });
    }

    [Fact]
    public void Sums_of_one_row_an_arm_are_compared_and_their_scatter_is_said_not_to_show()
    {
        var analysis = Analyse(([21], [3011]), ([11], [800]), isAsked: true);
        Assert.Equal(0.079668633033329522, analysis.Comparisons[0].Result.Value.Test.PValue, 1e-12);
        Assert.Contains(analysis.Findings, f => f.Code == "dispersion-unseen");
    }

    [Fact]
    public void Values_that_are_no_counts_are_refused_with_the_reason()
    {
        var analysis = Analyse(([1.5, 2], [1, 1]), ([1, 2], [1, 1]), isAsked: true);
        Assert.False(analysis.Comparisons[0].Result.IsDefined);
        Assert.Contains("whole numbers", analysis.Comparisons[0].Result.Reason.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_control_event_there_is_a_difference_and_no_ratio()
    {
        var result = Analyse(Units(0, 120, 12), Units(9, 100, 10), isAsked: true).Comparisons[0].Result.Value;

        // R 4.2.2: poisson.test(c(9, 0), c(10, 12)); the score interval as in its own tests, in tenths.
        Assert.Equal(0.00082831566088376008, result.Test.PValue, 1e-12);
        Assert.Equal(Undefined.ZeroBaseline, result.Relative.Reason.Code);
        Assert.Equal(0.047350741617885517, result.Absolute.Set.Lower, 1e-8);
        Assert.Equal(0.17106384658905573, result.Absolute.Set.Upper, 1e-7);
    }

    [Fact]
    public void A_guardrail_of_events_is_tested_at_its_margin_by_the_conditional_test()
    {
        // R 4.2.2: poisson.test(c(11, 21), c(800, 3011), r = 1.25, alternative = "less") and "greater"
        var guardrail = Assert.Single(Analyse(Control, Treatment, isAsked: true, new EffectSize(0.25, true)).Guardrails);
        Assert.Equal("poisson_exact", guardrail.Test.Value.Method);
        Assert.Equal(0.92096579903424303, guardrail.Test.Value.PValue, 1e-12);
        Assert.Equal(GuardrailState.Undecided, guardrail.State);
        Assert.Equal(0.25 * 21 / 3011, guardrail.MarginAbsolute.Value, 1e-12);

        var beyond = Assert.Single(Analyse(Units(20, 3000, 300), Units(60, 3000, 300), isAsked: true, new EffectSize(0.25, true)).Guardrails);
        Assert.Equal(GuardrailState.Beyond, beyond.State);
    }

    [Fact]
    public void Test_difference_and_ratio_agree_about_no_effect()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20260917UL, 20260919UL), Prop.ForAll(
            (from a in Gen.Choose(0, 40) from b in Gen.Choose(0, 40) from e in Gen.Choose(1, 30) where a + b > 0 select (a, b, e / 10.0)).ToArbitrary(),
            t =>
            {
                EventArm control = new(50, new EventRate(t.a, 1), t.a, 0.02), treatment = new(50, new EventRate(t.b, t.Item3), t.b, 0.02);
                var contrast = EventComparison.Contrast(control, treatment).Value;
                foreach (var isMidP in new[] { true, false })
                {
                    var events = new EventComparison(control, treatment, isMidP);
                    var rejected = events.Test().Value.PValue <= 0.05;
                    Assert.Equal(!rejected, events.Absolute(contrast, Level.Of(0.95)).Set.Contains(0));
                    if (t.a > 0)
                    {
                        Assert.Equal(!rejected, events.Relative(Level.Of(0.95)).Value.Set.Contains(0));
                    }
                }
            }));

    // So many units share the exposure; the first ones have an event each.
    private static (double[] Events, double[] Exposure) Units(int events, double exposure, int units)
        => ([.. Enumerable.Range(0, units).Select(i => i < events ? 1.0 : 0)], [.. Enumerable.Repeat(exposure / units, units)]);

    private static (double[] Events, double[] Exposure) Bursts(int events, int units)
        => ([.. Enumerable.Range(0, units).Select(i => i < events / 8 ? 8.0 : i == events / 8 ? events % 8 : 0)], [.. Enumerable.Repeat(1.0, units)]);

    // With exposures the KPI is a ratio; without, a count. It is a guardrail as well where a margin is given.
    private static Analysis Analyse((double[] Events, double[] Exposure) control, (double[] Events, double[] Exposure) treatment, bool isAsked, EffectSize? margin = null)
    {
        var isRatio = control.Exposure.Length > 0;
        static Formula Column(string name) => new(name, new ColumnReference(name, 0));
        var source = new SourceDefinition("units", new FileLocation("units.csv"));
        var metric = new MetricDefinition("errors", "Errors", MetricUnit.Ratio, Direction.Decrease, isRatio
            ? new Measure(MeasureType.Ratio, "units", Numerator: Column("errors"), Denominator: Column("hours"))
            : new Measure(MeasureType.Count, "units", Column("errors")));
        var plan = new AnalysisPlan(Design.Fixed, 0.05, null, null, null, [], FamilyCorrection.Holm, [], ComparePairs.WithControl, LiftMethod.Fieller, null, null)
        {
            Methods = isAsked ? new Dictionary<string, KpiMethod> { ["errors"] = KpiMethod.Poisson } : new Dictionary<string, KpiMethod>(),
        };
        var definition = new ExperimentDefinition(
            "test", null, new Hypothesis(null, "errors", Direction.Decrease, null), null, new ExposureBinding("units", "variant", null),
            [new("control", "control", 0.5, true), new("treatment", "treatment", 0.5, false)], [], margin is { } m ? [new Guardrail("errors", m)] : [], new Dictionary<string, string>(), plan);
        var resolved = ResolvedExperiment.Resolve(definition, DefinitionSet.Empty with { Sources = [source], Metrics = [metric], Experiments = [definition] });
        var cells = new[] { control, treatment }.Select((a, v) => new Cell(v, [], a.Events.Length, [isRatio ? JointMoments.Of(a.Events, a.Exposure) : JointMoments.Of(a.Events)])).ToList();
        var answer = new ExperimentCells([cells], true, [], 0, 0, 0, new Dictionary<string, long>(), 0, [], [], null, null, [], []);
        return ExperimentAnalyzer.Analyze(resolved, answer, new AnalysisContext("hash", new RegistrationInfo(RegistrationState.Unregistered, null, null, null, "hash", null), Scenario.Start));
    }
}
