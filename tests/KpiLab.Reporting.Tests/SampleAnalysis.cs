using KpiLab.Core;
using KpiLab.Statistics;
using TestResult = KpiLab.Statistics.TestResult;

namespace KpiLab.Testing;

/// <summary>An analysis made by hand: every number is chosen so that its rounded form can be checked by eye.</summary>
internal static class SampleAnalysis
{
    private static readonly Level Level95 = Level.Of(0.95);

    public static Analysis Make() => new(
        ExperimentId: "onboarding_checklist",
        Name: "Onboarding checklist",
        Hypothesis: new Hypothesis(
            "We believe that a checklist for new trials will raise activation because it shows the next step.",
            "trial_activation_rate", Direction.Increase, new EffectSize(0.02, IsRelative: true)),
        Owner: "ana@example.org",
        DefinitionHash: "d1d1d1",
        Registration: new RegistrationInfo(
            RegistrationState.Registered, Moment(2026, 8, 25, 9), "ana", 1, "7e7e7e", Moment(2026, 9, 1, 0)),
        Plan: new AnalysisPlan(
            Design.Fixed, 0.05, 0.8, 40000, null, [new CovariateDefinition("sessions_per_user", new ExposureWindow(TimeSpan.FromDays(-14), TimeSpan.Zero))],
            FamilyCorrection.Holm, ["platform"], ComparePairs.WithControl, LiftMethod.Fieller, Moment(2026, 9, 1, 0), Moment(2026, 10, 1, 0)),
        Variants: [new VariantDefinition("control", "No checklist", 0.5, true), new VariantDefinition("checklist", "checklist", 0.5, false)],
        Data: [new SourceFingerprint("onboarding_trials", [new FileFingerprint("data/trials.parquet", 1_234_567, Moment(2026, 10, 1, 6), null, "f00d")], 40012)],
        DataHash: "abab01",
        Seed: 7,
        Look: 1,
        Units: 40000,
        IsComplete: true,
        Findings:
        [
            new Finding("rows-of-unknown-variants", Severity.Info, "5 rows name the variant \"beta\".", "Add it to the definition or ignore them.", "beta"),
            new Finding("covariate-imbalance", Severity.Warning, "sessions_per_user differs before exposure.", "Read the adjusted effect.", "sessions_per_user"),
        ],
        Balance: new Balance(
            [new VariantUnits("control", 20100, 0.5, 20000), new VariantUnits("checklist", 19900, 0.5, 20000)],
            new TestResult("chi_square", 1, 1, 0.3173, Alternative.TwoSided),
            [new CovariateBalance("sessions_per_user", "checklist", 3.1, 3.25, 0.0312, 0.0421)],
            [new SegmentBalance("platform", new TestResult("chi_square", 1.5, 2, 0.4724, Alternative.TwoSided))],
            MultipleExposureUnits: 12,
            MultipleExposureShare: 0.0003,
            UnknownVariantRows: 5),
        Comparisons: [Activation(), Revenue(), Orders(), Tickets(), OnPlatform("iOS <beta>"), OnPlatform(null)],
        Guardrails: [TicketGuardrail()],
        Recommendation: new Recommendation(
            ExperimentAdvice.Ship, "checklist", "ship", "Activation is significantly better and every guardrail is within its margin.",
            ["The guardrail would have to leave its margin."], Exploratory: false, ByVariant: []),
        Queries: ["SELECT 1"],
        Simulated: false);

    private static KpiComparison Activation() => new(
        "trial_activation_rate", "Free-trial activation rate", MetricUnit.Fraction, Direction.Increase, ComparisonRole.Primary, null, "control", "checklist",
        new Comparison(
            new Estimate(20100, 0.41234, 0.00348), new Estimate(19900, 0.43136, 0.00350),
            new Effect(0.01902, 0.004936, ConfidenceSet.Between(0.009346, 0.028694, Level95)),
            new Effect(0.046127, null, ConfidenceSet.Between(0.02241, 0.07033, Level95)),
            new TestResult("welch_t_test", 3.8533, 39998, 0.000116, Alternative.TwoSided)),
        new Estimate(20100, 0.41234, 0.00348), new Estimate(19900, 0.43136, 0.00350), LiftMethod.Fieller, "primary", 0.000116,
        [], new Adjustment(
            ["sessions_per_user"], [0.031], 0.324, new Effect(0.0171, 0.006, ConfidenceSet.Between(0.00534, 0.02886, Level95)),
            new TestResult("welch_t_test", 2.85, 39998, 0.00437, Alternative.TwoSided)),
        null, Verdict.Better, true);

    private static KpiComparison Revenue() => new(
        "revenue_per_user", "Revenue | user", MetricUnit.Currency, Direction.Increase, ComparisonRole.Secondary, null, "control", "checklist",
        new Comparison(
            new Estimate(20100, 12.3456, 1.5), new Estimate(19900, 11.1, 1.6),
            new Effect(-1.2456, 2.193, ConfidenceSet.Between(-5.5439, 3.0527, Level95)),
            new Effect(-0.1009, null, ConfidenceSet.TwoRays(-0.05, 0.8, Level95)),
            new TestResult("welch_t_test", -0.568, 39000, 0.57, Alternative.TwoSided)),
        new Estimate(20100, 12.3456, 1.5), new Estimate(19900, 11.1, 1.6), LiftMethod.Fieller, "secondary", 1,
        [
            Adjusted("holm", -6.1, 3.6, IntervalPromise.StepDownCompatible),
            Adjusted("bonferroni", -6.2, 3.7, IntervalPromise.Simultaneous),
        ],
        null, 250, Verdict.NotSignificant, true);

    private static KpiComparison Orders() => new(
        "orders_per_user", "Orders per user", MetricUnit.Count, Direction.Increase, ComparisonRole.Secondary, null, "control", "checklist",
        new Comparison(
            new Estimate(20100, 2, 0.02), new Estimate(19900, 2.05, 0.02),
            new Effect(0.05, 0.02, ConfidenceSet.Between(0.0108, 0.0892, Level95)),
            new Effect(0.025, 0.01, ConfidenceSet.Between(0.0054, 0.0446, Level95)),
            new TestResult("welch_t_test", 2.5, 39998, 0.0124, Alternative.TwoSided)),
        new Estimate(20100, 2, 0.02), new Estimate(19900, 2.05, 0.02), LiftMethod.Delta, "secondary", 0.0248,
        [new AdjustedInterval(
            "holm",
            new FamilyInterval(ConfidenceSet.Between(0, 0.1, Level95), Level95, IntervalPromise.StepDownCompatible, ExcludesZero: true, EndsAtZero: true),
            new FamilyInterval(ConfidenceSet.Between(0, double.PositiveInfinity, Level95), Level95, IntervalPromise.StepDownCompatible, ExcludesZero: true, EndsAtZero: true))],
        null, null, Verdict.Better, true);

    private static AdjustedInterval Adjusted(string method, double lower, double upper, IntervalPromise promise) => new(
        method,
        new FamilyInterval(ConfidenceSet.Between(lower, upper, Level.Of(0.975)), Level95, promise, ExcludesZero: false, EndsAtZero: false),
        new Undefined("zero-baseline", "the control mean is too close to zero"));

    private static KpiComparison Tickets() => new(
        "support_tickets_per_user", "Support tickets per user", MetricUnit.Count, Direction.Decrease, ComparisonRole.Guardrail, null, "control", "checklist",
        new Comparison(
            new Estimate(20100, 0.4, 0.004), new Estimate(19900, 0.401, 0.004),
            new Effect(0.001, 0.00566, ConfidenceSet.Between(-0.01009, 0.01209, Level95)),
            new Effect(0.0025, null, ConfidenceSet.Between(-0.025, 0.0305, Level95)),
            new TestResult("welch_t_test", 0.1767, 39998, 0.86, Alternative.TwoSided)),
        new Estimate(20100, 0.4, 0.004), new Estimate(19900, 0.401, 0.004), LiftMethod.Fieller, null, null, [], null, null, Verdict.NotSignificant, true);

    private static KpiComparison OnPlatform(string? value) => new(
        "trial_activation_rate", "Free-trial activation rate", MetricUnit.Fraction, Direction.Increase, ComparisonRole.Primary, new SegmentValue("platform", value),
        "control", "checklist", new Undefined("too-few-units", "The control arm has 1 unit; 2 are needed."),
        new Undefined("too-few-units", "no unit"), new Estimate(3, 0.25, 0.25), LiftMethod.Fieller, "platform", null, [], null, null, Verdict.Undefined, false);

    private static GuardrailResult TicketGuardrail() => new(
        "support_tickets_per_user", "Support tickets per user", MetricUnit.Count, Direction.Decrease, "checklist", new EffectSize(0.03, IsRelative: true), 0.012,
        new Effect(0.001, 0.00566, ConfidenceSet.Between(-0.00831, 0.01031, Level.Of(0.9))),
        new Effect(0.0025, null, ConfidenceSet.Between(double.NegativeInfinity, 0.026, Level.Of(0.9))),
        new TestResult("noninferiority_t_test", -1.943, 39998, 0.026, Alternative.Less, 0.012), GuardrailState.Within);

    private static DateTimeOffset Moment(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);
}
