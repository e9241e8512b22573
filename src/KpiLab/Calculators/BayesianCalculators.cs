using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What is believed of effects and rates after the data.</summary>
internal static class BayesianCalculators
{
    private const string Page = "docs/estimators/bayesian.md";

    private const string Example =
        """{"a": {"n": 1000, "mean": 10.0, "variance": 25.0}, "b": {"n": 1000, "mean": 10.4, "variance": 26.0}, "alpha": 0.05, "inverse": false, "prior": {"mean": 0.0, "variance": 0.09, "proper": true, "scale": "relative"}}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "normal_effect_posterior_absolute", "Posterior of the difference of two means or proportions: chance to win, expected loss, credible interval", Page, Example,
            Read, i => i.Contrast.Then(c => EffectPosterior.Absolute(c, i.Prior)).Select(p => Effect(p, i)), static () => CalcJson.Default.EffectPosteriorOutput),
        Calculator.Define(
            "normal_effect_posterior_relative", "The same for the lift", Page, Example,
            Read, i => i.Contrast.Then(c => EffectPosterior.Relative(c, i.Prior)).Select(p => Effect(p, i)), static () => CalcJson.Default.EffectPosteriorOutput),
        Calculator.Define(
            "beta_binomial", "Two proportions with a beta prior: chance to win and expected loss, exactly", Page,
            """{"a": {"successes": 200, "n": 1000}, "b": {"successes": 235, "n": 1000}, "prior_alpha": 1, "prior_beta": 1}""",
            i => (Arms: CalcParts.Proportions(i), Alpha: i.Positive("prior_alpha"), Beta: i.Positive("prior_beta")),
            i => BetaBinomial.Compare(i.Arms.A, i.Arms.B, i.Alpha, i.Beta, Level.Of(0.95)).Select(Rates), static () => CalcJson.Default.RateComparisonOutput),
        Calculator.Define(
            "gamma_poisson", "Two event rates with a gamma prior: chance to win and expected loss, exactly", Page,
            """{"a": {"count": 120, "exposure": 1000.0}, "b": {"count": 150, "exposure": 1010.0}, "prior_shape": 1.0, "prior_rate": 0.001}""",
            i => (A: Events(i.Object("a")), B: Events(i.Object("b")), Shape: i.Positive("prior_shape"), Rate: i.Positive("prior_rate")),
            i => GammaPoisson.Compare(i.A, i.B, i.Shape, i.Rate, Level.Of(0.95)).Select(Rates), static () => CalcJson.Default.RateComparisonOutput),
        Calculator.Define(
            "normal_prob_best", "Which of several normal posteriors is largest, and what choosing another costs", Page,
            """{"posterior_means": [0.1, 0.12, 0.11], "posterior_sds": [0.01, 0.01, 0.01]}""",
            ReadRanking, i => NormalRanking.Of([.. i.Means.Zip(i.Deviations, (m, s) => new NormalPosterior(m, s))])
                .Select(r => new RankingOutput([.. r.ProbabilityBest], r.ExpectedMaximum, [.. r.ExpectedLoss])),
            static () => CalcJson.Default.RankingOutput),
    ];

    private static EffectInput Read(CalcInput input) => new(
        Arm(input.Object("a")),
        Arm(input.Object("b")),
        Level.FromAlpha(input.Alpha()),
        input.Flag("inverse", false) ? BetterWhen.Lower : BetterWhen.Higher,
        Prior(input));

    private static Arm Arm(CalcInput input)
        => input.Has("successes") ? CalcParts.Proportion(input).BinomialArm : new Arm(input.Count("n"), input.Number("mean"), input.Number("variance"));

    private static EffectPrior Prior(CalcInput input)
    {
        if (!input.Has("prior"))
        {
            return EffectPrior.Flat;
        }

        var prior = input.Object("prior");
        var scale = prior.Has("scale") ? prior.Choice("scale", ("relative", EffectScale.Relative), ("absolute", EffectScale.Absolute)) : EffectScale.Relative;
        if (!prior.Flag("proper", true))
        {
            return EffectPrior.Flat;
        }

        double mean = prior.Number("mean"), variance = prior.Number("variance");
        return variance > 0
            ? EffectPrior.Normal(mean, Math.Sqrt(variance), scale)
            : throw prior.Refuse("variance", Invariant($"is {variance}; write a number greater than 0, or \"proper\": false for a flat prior"));
    }

    private static EffectPosteriorOutput Effect(NormalPosterior p, EffectInput i)
    {
        var interval = p.Interval(i.Level);
        return new EffectPosteriorOutput(
            p.ChanceToBeatControl(i.Better), p.Mean, [interval.Lower, interval.Upper], p.StandardDeviation, [p.LossOfKeeping(i.Better), p.LossOfShipping(i.Better)]);
    }

    private static RateComparisonOutput Rates(RateComparison c) => new(
        c.TreatmentBeatsControl,
        c.LossOfKeeping,
        c.LossOfShipping,
        c.Control.Mean,
        c.Treatment.Mean,
        [c.Control.Interval.Lower, c.Control.Interval.Upper],
        [c.Treatment.Interval.Lower, c.Treatment.Interval.Upper]);

    private static (long Count, double Exposure) Events(CalcInput input) => (input.Count("count"), input.Positive("exposure"));

    private static (double[] Means, double[] Deviations) ReadRanking(CalcInput input)
    {
        double[] means = input.Numbers("posterior_means"), deviations = input.Numbers("posterior_sds");
        return means.Length == deviations.Length
            ? (means, deviations)
            : throw input.Refuse("posterior_sds", Invariant($"has {deviations.Length} values; write as many as posterior_means has: {means.Length}"));
    }

    private sealed record EffectInput(Arm A, Arm B, Level Level, BetterWhen Better, EffectPrior Prior)
    {
        public Estimable<Contrast> Contrast => WelchTest.Contrast(A, B).ByGrowthBook();
    }
}

internal sealed record EffectPosteriorOutput(double ChanceToWin, double Expected, double[] Ci, double PosteriorSd, double[] Risk);

internal sealed record RateComparisonOutput(
    double ProbBBeatsA,
    double ExpectedLossChooseA,
    double ExpectedLossChooseB,
    double PosteriorMeanA,
    double PosteriorMeanB,
    [property: JsonPropertyName("ci95_a")] double[] IntervalA,
    [property: JsonPropertyName("ci95_b")] double[] IntervalB);

internal sealed record RankingOutput(double[] ProbBest, double ExpectedMax, double[] ExpectedLoss);
