using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Comparisons adjusted for a covariate measured before exposure.</summary>
internal static class CupedCalculators
{
    private const string Page = "docs/estimators/cuped.md";

    private const string Example =
        """{"a": {"y": [2.1, 3.4, 1.9, 4.2], "x": [1.8, 3.1, 2.2, 3.9]}, "b": {"y": [2.9, 3.8, 2.4, 5.0], "x": [2.0, 3.2, 1.7, 4.1]}, "alpha": 0.05}""";

    private const string RatioExample =
        """{"a": {"m": [2, 1, 3, 0], "d": [4, 3, 5, 1], "m_pre": [2, 1, 2, 1], "d_pre": [4, 2, 5, 2]}, "b": {"m": [3, 2, 1, 2], "d": [4, 2, 3, 3], "m_pre": [2, 2, 1, 1], "d_pre": [3, 3, 2, 3]}, "alpha": 0.05}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "cuped_mean_absolute", "Difference of covariate-adjusted means", Page, Example,
            Means, i => i.Mean.Then(r => Absolute(r, i.Level)).Select(MeanOutput), static () => CalcJson.Default.CupedMeanOutput),
        Calculator.Define(
            "cuped_mean_relative", "Lift of covariate-adjusted means, as gbstats reports it", Page, Example,
            Means, i => i.Mean.Then(r => Relative(r, i.Level)).Select(MeanOutput), static () => CalcJson.Default.CupedMeanOutput),
        Calculator.Define(
            "cuped_mean_log_relative", "Lift of covariate-adjusted means, as tea-tasting reports it", Page, Example,
            Means, i => i.Mean.Then(r => Log(r, i.Level)).Select(o => new CupedMeanLogOutput(
                o.A, o.B, o.Difference, o.Ci, o.Lift, o.LiftCi, o.P, o.Statistic)), static () => CalcJson.Default.CupedMeanLogOutput),
        Calculator.Define(
            "cuped_ratio_absolute", "Difference of covariate-adjusted ratios of means", Page, RatioExample,
            Ratios, i => i.Ratio(ThetaSource.WithinArms).Then(r => Absolute(r, i.Level)).Select(RatioOutput), static () => CalcJson.Default.CupedRatioOutput),
        Calculator.Define(
            "cuped_ratio_relative", "Lift of covariate-adjusted ratios of means, as gbstats reports it", Page, RatioExample,
            Ratios, i => i.Ratio(ThetaSource.WithinArms).Then(r => Relative(r, i.Level)).Select(RatioOutput), static () => CalcJson.Default.CupedRatioOutput),
        Calculator.Define(
            "cuped_ratio_log_relative", "Lift of covariate-adjusted ratios of means, as tea-tasting reports it", Page, RatioExample,
            Ratios, i => i.Ratio(ThetaSource.PooledSample).Then(r => Log(r, i.Level)).Select(o => new CupedRatioLogOutput(
                o.A, o.B, o.Difference, o.Ci, o.Lift, o.LiftCi, o.P, o.Statistic)), static () => CalcJson.Default.CupedRatioLogOutput),
        Calculator.Define(
            "ancova_and_lin_ols", "Regression on treatment and a covariate, with common slopes and with a slope per arm", "docs/estimators/regression.md", Example,
            i => (A: Outcome(i.Object("a")), B: Outcome(i.Object("b"))), i => Regression(i.A, i.B), static () => CalcJson.Default.RegressionOutput),
    ];

    private static CupedInput Means(CalcInput input) => Read(input, "y", "x");

    private static CupedInput Ratios(CalcInput input) => Read(input, "m", "d", "m_pre", "d_pre");

    private static CupedInput Read(CalcInput input, params ReadOnlySpan<string> columns)
        => new(CalcParts.Columns(input.Object("a"), columns), CalcParts.Columns(input.Object("b"), columns), Level.FromAlpha(input.Alpha()));

    private static Estimable<(CupedResult Result, DeltaBlock Block)> Absolute(CupedResult r, Level level)
        => GrowthBookConvention.Refuse(r.Contrast) is { } reason ? reason : (r, r.Contrast.AbsoluteBlock(level));

    private static Estimable<(CupedResult Result, DeltaBlock Block)> Relative(CupedResult r, Level level)
        => r.Contrast.RelativeBlock(level).Select(block => (r, block));

    private static CupedMeanOutput MeanOutput((CupedResult Result, DeltaBlock Block) o) => new(
        o.Block.Estimate, o.Block.Ci, o.Block.StandardError, o.Block.PValue, o.Result.Theta[0], o.Result.Contrast.DegreesOfFreedom!.Value);

    private static CupedRatioOutput RatioOutput((CupedResult Result, DeltaBlock Block) o) => new(
        o.Block.Estimate, o.Block.Ci, o.Block.StandardError, o.Block.PValue, o.Result.Theta[0]);

    private static Estimable<(double A, double B, double Difference, double[] Ci, double Lift, double[] LiftCi, double P, double Statistic)> Log(
        CupedResult r, Level level)
        => LogLift.Effect(r.Contrast, level).Select(lift => (
            r.Contrast.Control.Mean,
            r.Contrast.Treatment.Mean,
            r.Contrast.Difference,
            r.Contrast.Absolute(level).Set.Ends(),
            lift.Value,
            lift.Set.Ends(),
            r.Contrast.Test().PValue,
            r.Contrast.Test().Statistic));

    private static (double[] Y, double[] X) Outcome(CalcInput arm)
    {
        double[] y = arm.Numbers("y"), x = arm.Numbers("x");
        return y.Length == x.Length ? (y, x) : throw arm.Refuse("x", Invariant($"has {x.Length} values; write as many as y has: {y.Length}"));
    }

    private static Estimable<RegressionOutput> Regression((double[] Y, double[] X) a, (double[] Y, double[] X) b)
        => AncovaOls.Fit(a.Y, [a.X], b.Y, [b.X]).Then(ancova => LinOls.Fit(a.Y, [a.X], b.Y, [b.X]).Then(lin =>
            ancova.Test(AncovaOls.Effect, CovarianceEstimator.Classical).Then(test => ErrorsOf(ancova).Then(common => ErrorsOf(lin).Select(own => new RegressionOutput(
                new AncovaOutput(ancova.Coefficients[AncovaOls.Effect], ancova.Coefficients[AncovaOls.Effect + 1], common[0], test.PValue, common[1], common[2], common[3], common[4]),
                new LinOutput(lin.Coefficients[LinOls.Effect], own[0], own[1], own[2], own[3], own[4])))))));

    // Null where a unit determines a coefficient by itself.
    private static Estimable<double?[]> ErrorsOf(LeastSquares fit)
        => fit.DegreesOfFreedom < 1
            ? fit.Covariance(CovarianceEstimator.Classical).Reason
            : new double?[]
            {
                fit.StandardError(AncovaOls.Effect, CovarianceEstimator.Classical).ValueOrNull(),
                fit.StandardError(AncovaOls.Effect, CovarianceEstimator.Hc0).ValueOrNull(),
                fit.StandardError(AncovaOls.Effect, CovarianceEstimator.Hc1).ValueOrNull(),
                fit.StandardError(AncovaOls.Effect, CovarianceEstimator.Hc2).ValueOrNull(),
                fit.StandardError(AncovaOls.Effect, CovarianceEstimator.Hc3).ValueOrNull(),
            };

    private sealed record CupedInput(JointMoments A, JointMoments B, Level Level)
    {
        public Estimable<CupedResult> Mean => Cuped.Adjust(A, B, 0, 1);

        public Estimable<CupedResult> Ratio(ThetaSource source) => Cuped.Adjust(A, B, Estimand.Ratio(0, 1), [Estimand.Ratio(2, 3)], source);
    }
}

internal sealed record CupedMeanOutput(double Estimate, double[] Ci, double StandardError, double PValue, double Theta, double Df);

internal sealed record CupedRatioOutput(double Estimate, double[] Ci, double StandardError, double PValue, double Theta);

internal sealed record CupedMeanLogOutput(
    double AdjustedMeanA, double AdjustedMeanB, double Difference, double[] Ci, double RelativeLift, double[] RelativeCi, double PValue, double Statistic);

internal sealed record CupedRatioLogOutput(
    double AdjustedRatioA, double AdjustedRatioB, double Difference, double[] Ci, double RelativeLift, double[] RelativeCi, double PValue, double Statistic);

internal sealed record RegressionOutput(AncovaOutput Ancova, LinOutput Lin);

internal sealed record AncovaOutput(
    double Effect, double Slope, double? SeClassical, double PClassical, double? SeHc0, double? SeHc1, double? SeHc2, double? SeHc3);

internal sealed record LinOutput(double Effect, double? SeClassical, double? SeHc0, double? SeHc1, double? SeHc2, double? SeHc3);
