using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Tests and intervals that hold at every look.</summary>
internal static class SequentialCalculators
{
    private const string Page = "docs/estimators/confidence-sequence.md";

    private const string Example =
        """{"a": {"n": 1000, "mean": 10.0, "variance": 25.0}, "b": {"n": 1000, "mean": 10.4, "variance": 26.0}, "alpha": 0.05, "tuning_parameter": 5000}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "asymptotic_confidence_sequence_absolute", "Difference of two means with an interval that holds at every look", Page, Example,
            Sequences, i => i.Arms.Welch.ByGrowthBook().Then(c => i.Sides(s => Absolute(s, c))), static () => CalcJson.Default.SequenceOutput),
        Calculator.Define(
            "asymptotic_confidence_sequence_relative", "Lift by the delta method with an interval that holds at every look", Page, Example,
            Sequences, i => i.Arms.Welch.ByGrowthBook().Then(c => i.Sides(s => Relative(s, c))), static () => CalcJson.Default.SequenceOutput),
        Calculator.Define(
            "uniform_boundary", "Curves that a sum of centred observations ever crosses with probability alpha", Page,
            """{"intrinsic_time_v": 100, "alpha": 0.05, "v_opt": 100, "alpha_opt": 0.05, "s_for_log_mixture": 30, "gamma_exponential_c": 1}""",
            i => (
                V: i.Positive("intrinsic_time_v"), Alpha: i.Alpha(), BestAt: i.Positive("v_opt"), AlphaBest: i.Number("alpha_opt"),
                S: i.Number("s_for_log_mixture"), C: i.Positive("gamma_exponential_c")),
            i => Boundaries(UniformBoundary.Of(i.BestAt, i.AlphaBest), i.V, i.Alpha, i.S, i.C),
            static () => CalcJson.Default.BoundaryOutput),
        Calculator.Define(
            "msprt_normal_two_stream", "Mixture sequential probability ratio test of two streams", "docs/estimators/mixture-sprt.md",
            """{"difference": 0.1, "variance_a": 1.0, "variance_b": 1.2, "n_per_arm": 500, "mixing_variance_tau2": 0.01, "alpha": 0.05}""",
            i => (
                Difference: i.Number("difference"), Variance: i.NotNegative("variance_a") + i.NotNegative("variance_b"), N: i.Count("n_per_arm"),
                Tau2: i.Positive("mixing_variance_tau2"), Level: Level.FromAlpha(i.Alpha())),
            i => MixtureSprt.Of(i.Difference, i.Variance, i.N, i.Tau2, i.Level).Select(r => new SprtOutput(r.LogLikelihoodRatio, r.PValue, r.HalfWidth)),
            static () => CalcJson.Default.SprtOutput),
        Calculator.Define(
            "anytime_valid_lm", "Regression on treatment and a covariate with an interval that holds at every look", "docs/estimators/anytime-regression.md",
            """{"y": [2.1, 3.4, 1.9, 4.2, 2.6, 3.9], "treatment": [0, 1, 0, 1, 0, 1], "x": [1.8, 3.1, 2.2, 3.9, 1.7, 2.8], "g": 1, "alpha": 0.05}""",
            Regression, i => LeastSquares.Fit(i.Y, [Ones(i.Y.Length), i.Treatment, i.X]).Then(fit => AnytimeRegression.Of(fit, 1, i.G, i.Level)).Select(r
                => new AnytimeRegressionOutput(r.Coefficient, r.StandardError, r.Statistic, r.PValue, r.Set.Ends())),
            static () => CalcJson.Default.AnytimeRegressionOutput),
    ];

    private static Estimable<BoundaryOutput> Boundaries(UniformBoundary boundary, double v, double alpha, double s, double c) => new BoundaryOutput(
        boundary.NormalMixtureTwoSided(v, alpha),
        boundary.NormalMixtureOneSided(v, alpha),
        boundary.LogNormalMixtureTwoSided(s, v),
        boundary.LogNormalMixtureOneSided(s, v),
        boundary.GammaExponential(v, alpha, c),
        UniformBoundary.PolynomialStitching(v, alpha));

    private static SequenceInput Sequences(CalcInput input)
    {
        var alpha = input.Alpha();
        return alpha < 0.5
            ? new SequenceInput(CalcParts.Arms(input), alpha, input.Has("tuning_parameter") ? input.Positive("tuning_parameter") : AsymptoticConfidenceSequence.DefaultTuningUnits)
            : throw input.Refuse("alpha", Invariant($"is {alpha}; write a number between 0 and 0.5"));
    }

    private static Estimable<SequenceBlock> Absolute(AsymptoticConfidenceSequence sequence, Contrast contrast)
    {
        var effect = sequence.Absolute(contrast);
        return new SequenceBlock(effect.Value, contrast.StandardError, effect.Set.Ends(), sequence.Rho, sequence.Test(contrast).PValue);
    }

    private static Estimable<SequenceBlock> Relative(AsymptoticConfidenceSequence sequence, Contrast contrast)
        => sequence.DeltaRelative(contrast).Select(effect => new SequenceBlock(
            effect.Value,
            effect.StandardError!.Value,
            effect.Set.Ends(),
            sequence.Rho,
            sequence.PValue(effect.Value / effect.StandardError.Value, AsymptoticConfidenceSequence.UnitsOf(contrast))));

    private static (double[] Y, double[] Treatment, double[] X, double G, Level Level) Regression(CalcInput input)
    {
        double[] y = input.Numbers("y"), treatment = input.Numbers("treatment"), x = input.Numbers("x");
        foreach (var (name, column) in new[] { ("treatment", treatment), ("x", x) })
        {
            if (column.Length != y.Length)
            {
                throw input.Refuse(name, Invariant($"has {column.Length} values; write as many as y has: {y.Length}"));
            }
        }

        return (y, treatment, x, input.Positive("g"), Level.FromAlpha(input.Alpha()));
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private sealed record SequenceInput(TwoArms Arms, double Alpha, double Tuning)
    {
        public Estimable<SequenceOutput> Sides(Func<AsymptoticConfidenceSequence, Estimable<SequenceBlock>> block)
            => block(AsymptoticConfidenceSequence.Of(Alpha, Tuning)).Then(two =>
                block(AsymptoticConfidenceSequence.Of(Alpha, Tuning, Alternative.Greater)).Then(greater =>
                    block(AsymptoticConfidenceSequence.Of(Alpha, Tuning, Alternative.Less)).Select(less => new SequenceOutput(two, greater, less))));
    }
}

internal sealed record SequenceBlock(double Estimate, double StandardError, double[] Ci, double Rho, double PValue);

internal sealed record SequenceOutput(SequenceBlock TwoSided, SequenceBlock Greater, SequenceBlock Less);

internal sealed record BoundaryOutput(
    double NormalMixtureTwoSided,
    double NormalMixtureOneSided,
    [property: JsonPropertyName("normal_log_mixture_two_sided_s")] double LogTwoSided,
    [property: JsonPropertyName("normal_log_mixture_one_sided_s")] double LogOneSided,
    double GammaExponential,
    [property: JsonPropertyName("poly_stitching_vmin1_c0_s1.4_eta2")] double PolynomialStitching);

internal sealed record SprtOutput(double LogLikelihoodRatio, double PValue, double CiHalfWidth);

internal sealed record AnytimeRegressionOutput(double Effect, double StandardError, double T, double SequentialP, double[] Ci);
