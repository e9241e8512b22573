using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Comparisons of two means from their summary statistics.</summary>
internal static class MeanCalculators
{
    private const string Example = """{"a": {"n": 1000, "mean": 10.0, "variance": 25.0}, "b": {"n": 1000, "mean": 10.4, "variance": 26.0}, "alpha": 0.05}""";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "welch_t_test", "Difference of two means with unequal variances", "docs/estimators/welch.md", Example,
            CalcParts.Arms, i => i.Welch.Select(c => Welch(c, i.Level)), static () => CalcJson.Default.WelchOutput),
        Calculator.Define(
            "student_t_test", "Difference of two means with a pooled variance", "docs/estimators/student.md", Example,
            CalcParts.Arms, i => StudentTTest.Contrast(i.A, i.B).Select(c => Student(c, i)), static () => CalcJson.Default.StudentOutput),
        Calculator.Define(
            "delta_t_test_absolute", "Difference of two means, as gbstats reports it", "docs/estimators/lift.md", Example,
            CalcParts.Arms,
            i => i.Welch.ByGrowthBook().Select(c => new DeltaSides(
                c.AbsoluteBlock(i.Level), c.AbsoluteBlock(i.Level, Alternative.Greater), c.AbsoluteBlock(i.Level, Alternative.Less))),
            static () => CalcJson.Default.DeltaSides),
        Calculator.Define(
            "delta_t_test_relative", "Lift by the delta method, as gbstats reports it", "docs/estimators/lift.md", Example,
            CalcParts.Arms, i => i.Welch.Then(c => Relative(c, i.Level)), static () => CalcJson.Default.DeltaSides),
        Calculator.Define(
            "log_ratio_delta_t_test", "Lift on the log scale, as tea-tasting reports it", "docs/estimators/lift.md", Example,
            CalcParts.Arms, i => i.Welch.Then(c => LogRatio(c, i.Level)), static () => CalcJson.Default.LogRatioOutput),
        Calculator.Define(
            "fieller_relative_ci", "Lift by Fieller's theorem at given degrees of freedom", "docs/estimators/lift.md",
            """{"a": {"n": 1000, "mean": 10.0, "variance": 25.0}, "b": {"n": 1000, "mean": 10.4, "variance": 26.0}, "alpha": 0.05, "df": 1997.2}""",
            i => (Arms: CalcParts.Arms(i), Df: i.Positive("df")), i => Fieller(i.Arms, i.Df), static () => CalcJson.Default.FiellerOutput),
    ];

    private static WelchOutput Welch(Contrast c, Level level) => new(
        c.Difference,
        c.StandardError,
        c.DegreesOfFreedom!.Value,
        c.Test().Statistic,
        c.Test().PValue,
        c.Test(Alternative.Greater).PValue,
        c.Test(Alternative.Less).PValue,
        c.Absolute(level).Set.Ends(),
        c.Absolute(level, Alternative.Greater).Set.Lower,
        c.Absolute(level, Alternative.Less).Set.Upper);

    private static StudentOutput Student(Contrast c, TwoArms input) => new(
        c.Difference,
        StudentTTest.PooledVariance(input.A, input.B),
        c.StandardError,
        c.DegreesOfFreedom!.Value,
        c.Test().Statistic,
        c.Test().PValue,
        c.Absolute(input.Level).Set.Ends());

    private static Estimable<DeltaSides> Relative(Contrast c, Level level)
        => c.RelativeBlock(level).Then(two => c.RelativeBlock(level, Alternative.Greater).Then(greater =>
            c.RelativeBlock(level, Alternative.Less).Select(less => new DeltaSides(two, greater, less))));

    private static Estimable<LogRatioOutput> LogRatio(Contrast c, Level level) => LogLift.Effect(c, level).Select(lift => new LogRatioOutput(
        lift.Value, lift.Set.Ends(), c.Test().PValue, c.Test().Statistic, c.Absolute(level).Set.Ends()));

    private static Estimable<FiellerOutput> Fieller(TwoArms input, double df)
    {
        var contrast = double.IsPositiveInfinity(df)
            ? Contrast.WithReference(WelchTest.Method, input.A, input.B, null)
            : Contrast.WithReference(WelchTest.Method, input.A, input.B, df);
        return contrast.Then(c => FiellerLift.Set(c, input.Level))
            .Select(set => new FiellerOutput(set.Shape == ConfidenceShape.Bounded, set.Shape == ConfidenceShape.Bounded ? set.Ends() : null));
    }
}

internal sealed record WelchOutput(
    double Difference,
    double StandardError,
    double Df,
    double Statistic,
    double PTwoSided,
    double PGreater,
    double PLess,
    double[] CiTwoSided,
    double CiGreaterLower,
    double CiLessUpper);

internal sealed record StudentOutput(
    double Difference, double PooledVariance, double StandardError, double Df, double Statistic, double PTwoSided, double[] CiTwoSided);

internal sealed record DeltaSides(DeltaBlock TwoSided, DeltaBlock Greater, DeltaBlock Less);

internal sealed record LogRatioOutput(double RelativeLift, double[] RelativeCi, double PValue, double Statistic, double[] AbsoluteCi);

internal sealed record FiellerOutput(bool Bounded, double[]? RelativeCi);
