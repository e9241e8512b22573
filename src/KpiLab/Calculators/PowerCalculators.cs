using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Sample size, detectable effect and power.</summary>
internal static class PowerCalculators
{
    private const string Page = "docs/estimators/power.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "power_means", "Sample size, power and detectable effect for two means, in standard deviations", Page,
            """{"cohens_d": 0.2, "ratio_b_over_a": 1, "alpha": 0.05, "power": 0.8, "alternative": "two-sided"}""",
            i => new MeansInput(i.Number("cohens_d"), i.Number("ratio_b_over_a", 1), i.Alpha(), i.Number("power", 0.8), Side(i)),
            Means, static () => CalcJson.Default.PowerMeansOutput),
        Calculator.Define(
            "power_proportions", "Sample size and power for two proportions", Page,
            """{"p_a": 0.1, "p_b": 0.12, "alpha": 0.05, "power": 0.8}""",
            i => (A: i.Share("p_a"), B: i.Share("p_b"), Alpha: i.Alpha(), Power: i.Number("power", 0.8)),
            i => ProportionPower.SampleSizes(i.A, i.B, i.Alpha, i.Power).Then(n => ProportionPower.At(i.A, i.B, 2000, i.Alpha).Select(power =>
                new PowerProportionsOutput(n.PooledNull, n.Unpooled, n.FleissCorrected, n.Arcsine, ProportionPower.CohensH(i.A, i.B), power))),
            static () => CalcJson.Default.PowerProportionsOutput),
        Calculator.Define(
            "power_mean_from_sample", "Sample size, power and detectable lift from the mean and variance of past data", Page,
            """{"mean": 10.0, "variance": 25.0, "n_total": 20000, "ratio_b_over_a": 1, "alpha": 0.05, "power": 0.8, "rel_effect_size": 0.02}""",
            i => (Plan: new SamplePower(i.Number("mean"), i.Number("variance"), i.Number("ratio_b_over_a", 1), i.Alpha()), Units: i.Positive("n_total"),
                Effect: i.Number("rel_effect_size"), Power: i.Number("power", 0.8)),
            i => i.Plan.Units(i.Effect, i.Power).Then(needed => i.Plan.DetectableEffect(i.Units, i.Power)
                .Select(mde => new SamplePowerOutput(i.Plan.At(i.Effect, i.Units), mde, Math.Ceiling(needed)))),
            static () => CalcJson.Default.SamplePowerOutput),
        Calculator.Define(
            "mid_experiment_power", "Power of a running experiment, and the users it still needs", Page,
            """{"standard_error": 0.02, "n_pairwise": 10000, "target_mde": 0.05, "target_power": 0.8, "alpha": 0.05}""",
            MidExperiment, plan => plan.Solve().Select(r => new MidExperimentOutput(r.PowerNow, r.ScalingFactor, r.AdditionalUnits)),
            static () => CalcJson.Default.MidExperimentOutput),
        Calculator.Define(
            "noninferiority_sample_size_mean", "Units an arm that show that a mean is not worse than a margin", Page,
            """{"sd": 1.0, "margin": 0.1, "true_difference": 0.0, "alpha_one_sided": 0.025, "power": 0.8, "direction": "higher_is_better"}""",
            i => (Sd: i.Positive("sd"), Margin: i.NotNegative("margin"), True: i.Number("true_difference", 0), Alpha: i.Share("alpha_one_sided"),
                Power: i.Number("power", 0.8), Better: Better(i)),
            i => NonInferiorityPower.SampleSizes(i.Sd, i.Margin, i.True, i.Better, i.Alpha, i.Power).Select(n => new NonInferiorityOutput(n.Normal, n.StudentT)),
            static () => CalcJson.Default.NonInferiorityOutput),
    ];

    private static Estimable<PowerMeansOutput> Means(MeansInput i)
    {
        TwoSamplePower t = new(i.Ratio, i.Alpha, i.Side, WithT: true), z = t with { WithT = false };
        return t.Controls(i.Effect, i.Power).Then(tn => z.Controls(i.Effect, i.Power).Then(zn =>
            t.DetectableEffect(1000, i.Power).Then(tmde => z.DetectableEffect(1000, i.Power).Select(zmde =>
                new PowerMeansOutput(tn, zn, t.At(i.Effect, 100), z.At(i.Effect, 100), tmde, zmde)))));
    }

    private static MidExperimentPower MidExperiment(CalcInput i)
    {
        long goals = i.Has("num_goal_metrics") ? i.Count("num_goal_metrics") : 1, variations = i.Has("num_variations") ? i.Count("num_variations") : 2;
        if (goals is < 1 or > 1_000_000)
        {
            throw i.Refuse("num_goal_metrics", Invariant($"is {goals}; write a whole number of at least 1"));
        }

        if (variations < 2)
        {
            throw i.Refuse("num_variations", Invariant($"is {variations}; write a whole number of at least 2"));
        }

        return new MidExperimentPower
        {
            StandardError = i.Number("standard_error"),
            Units = i.Positive("n_pairwise"),
            MinimumEffect = i.Number("target_mde"),
            Power = i.Number("target_power", 0.8),
            Alpha = i.Alpha(),
            Goals = (int)goals,
            Tests = i.Flag("p_value_corrected", false) ? (double)goals * (variations - 1) : 1,
            SequenceTuning = i.Flag("sequential", false) ? i.Number("sequential_tuning_parameter", 5000) : null,
            Prior = Prior(i),
        };
    }

    private static EffectPrior Prior(CalcInput input)
    {
        if (!input.Has("prior") || !input.Object("prior").Flag("proper", false))
        {
            return EffectPrior.Flat;
        }

        var prior = input.Object("prior");
        return EffectPrior.Normal(prior.Number("mean"), Math.Sqrt(prior.Positive("variance")), EffectScale.Relative);
    }

    private static Alternative Side(CalcInput input) => input.Has("alternative")
        ? input.Choice("alternative", ("two-sided", Alternative.TwoSided), ("greater", Alternative.Greater), ("less", Alternative.Less))
        : Alternative.TwoSided;

    private static BetterWhen Better(CalcInput input) => input.Has("direction")
        ? input.Choice("direction", ("higher_is_better", BetterWhen.Higher), ("lower_is_better", BetterWhen.Lower))
        : BetterWhen.Higher;

    private sealed record MeansInput(double Effect, double Ratio, double Alpha, double Power, Alternative Side);
}

internal sealed record PowerMeansOutput(
    [property: JsonPropertyName("t_n_a")] double TSize,
    [property: JsonPropertyName("z_n_a")] double ZSize,
    [property: JsonPropertyName("t_power_at_n_100")] double TPower,
    [property: JsonPropertyName("z_power_at_n_100")] double ZPower,
    [property: JsonPropertyName("t_mde_at_n_1000")] double TEffect,
    [property: JsonPropertyName("z_mde_at_n_1000")] double ZEffect);

internal sealed record PowerProportionsOutput(
    double NPerArmPooledNull,
    double NPerArmUnpooled,
    double NPerArmFleissCc,
    double NPerArmArcsine,
    double CohensH,
    [property: JsonPropertyName("power_at_n2000_strict")] double Power);

internal sealed record SamplePowerOutput(double PowerAtN, double RelMdeAtN, double NTotalNeeded);

internal sealed record MidExperimentOutput(double PowerNow, double? ScalingFactor, double? AdditionalUsers);

internal sealed record NonInferiorityOutput(double NPerArmZ, double NPerArmT);
