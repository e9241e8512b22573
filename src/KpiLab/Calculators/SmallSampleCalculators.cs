using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Exact tests, rank tests and event rates.</summary>
internal static class SmallSampleCalculators
{
    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "two_proportion_exact_tests", "Exact tests of two proportions: Fisher (and mid-p), Barnard, Boschloo", "docs/estimators/exact-proportions.md",
            """{"a": {"successes": 3, "n": 30}, "b": {"successes": 9, "n": 32}}""",
            CalcParts.Proportions, i => FisherExactTest.Test(i.A, i.B).Select(fisher => Exact(i, fisher)), static () => CalcJson.Default.ExactTestsOutput),
        Calculator.Define(
            "rank_tests", "Mann–Whitney, Brunner–Munzel, Kolmogorov–Smirnov, Cliff's delta, Cohen's d, Hedges' g", "docs/estimators/rank-tests.md",
            """{"a": [1.2, 3.4, 2.2, 0.7, 1.9], "b": [2.6, 4.1, 3.3, 1.4]}""",
            ReadArms, Ranks, static () => CalcJson.Default.RankOutput),
        Calculator.Define(
            "poisson_rate_ratio", "Ratio of two event rates with exposures: exact, score, Wald and square-root tests", "docs/estimators/event-rates.md",
            """{"a": {"count": 120, "exposure": 1000}, "b": {"count": 150, "exposure": 1010}, "alpha": 0.05}""",
            i => (A: Rate(i.Object("a")), B: Rate(i.Object("b")), Level: Level.FromAlpha(i.Alpha())),
            i => PoissonRateRatio.Exact(i.A, i.B, i.Level).Select(e => Rates(i.A, i.B, e)), static () => CalcJson.Default.RateRatioOutput),
    ];

    private static ExactTestsOutput Exact(TwoProportions i, FisherResult fisher)
    {
        var boschloo = BoschlooTest.PValue(i.A, i.B);
        return new ExactTestsOutput(
            fisher.TwoSided,
            fisher.Greater,
            fisher.Less,
            fisher.MidP(),
            fisher.MidP(Alternative.Greater),
            fisher.MidP(Alternative.Less),
            BarnardTest.PValue(i.A, i.B).ValueOrNull(),
            BarnardTest.PValue(i.A, i.B, pooled: false).ValueOrNull(),
            boschloo.ValueOrNull(),
            boschloo.IsDefined ? null : boschloo.Reason.Sentence);
    }

    // Two arrays of values, or distinct values with a count an arm.
    private static RankedArms ReadArms(CalcInput input)
    {
        if (!input.Has("values"))
        {
            return RankedArms.Of(input.Numbers("a"), input.Numbers("b"));
        }

        var values = input.Numbers("values");
        long[] a = input.Counts("a_counts"), b = input.Counts("b_counts");
        return values.Length == a.Length && values.Length == b.Length
            ? RankedArms.OfCounts(values, a, b)
            : throw input.Refuse("values", Invariant($"has {values.Length} values beside {a.Length} and {b.Length} counts; write one count of each arm a value"));
    }

    private static Estimable<RankOutput> Ranks(RankedArms arms) => MannWhitneyTest.Dominance(arms).Then(dominance =>
    {
        var exact = MannWhitneyTest.Exact(arms);
        var asymptotic = MannWhitneyTest.Asymptotic(arms);
        var munzel = BrunnerMunzelTest.Test(arms);
        var smirnov = KolmogorovSmirnovTest.Asymptotic(arms).Value;
        var (control, treatment) = arms.Moments();
        return (Estimable<RankOutput>)new RankOutput(
            exact.IsDefined ? new MannWhitneyOutput(dominance.U, exact.Value.PValue) : null,
            asymptotic.IsDefined ? new MannWhitneyOutput(dominance.U, asymptotic.Value.PValue) : null,
            MannWhitneyTest.Asymptotic(arms, continuityCorrection: false).Select(t => t.PValue).ValueOrNull(),
            munzel.IsDefined ? new RankStatisticOutput(munzel.Value.Statistic, munzel.Value.PValue) : null,
            new RankStatisticOutput(smirnov.Statistic, smirnov.PValue),
            KolmogorovSmirnovTest.Exact(arms).Select(t => t.PValue).ValueOrNull(),
            dominance.Superiority,
            dominance.CliffsDelta,
            StandardisedDifference.CohensD(control, treatment).ValueOrNull(),
            StandardisedDifference.HedgesG(control, treatment).ValueOrNull());
    });

    private static EventRate Rate(CalcInput input)
    {
        var exposure = input.Positive("exposure");
        return double.IsFinite(exposure) ? new EventRate(input.Count("count"), exposure) : throw input.Refuse("exposure", "is infinite; write a finite number");
    }

    private static RateRatioOutput Rates(EventRate a, EventRate b, Effect exact)
    {
        var exactP = PoissonRateRatio.ExactPValue(a, b).ValueOrNull();
        return new RateRatioOutput(
            PoissonRateRatio.Score(a, b).Select(t => t.PValue).ValueOrNull(),
            PoissonRateRatio.Wald(a, b).Select(t => t.PValue).ValueOrNull(),
            PoissonRateRatio.SquareRoot(a, b).Select(t => t.PValue).ValueOrNull(),
            exactP,
            PoissonRateRatio.MidPValue(a, b).ValueOrNull(),
            exactP,
            exact.Value,
            exact.Set.Ends());
    }
}

internal sealed record ExactTestsOutput(
    double FisherTwoSided,
    double FisherGreater,
    double FisherLess,
    double FisherMidpTwoSided,
    double FisherMidpGreater,
    double FisherMidpLess,
    double? BarnardPooledTwoSided,
    double? BarnardUnpooledTwoSided,
    double? BoschlooTwoSided,
    string? UnconditionalRefused);

internal sealed record RankOutput(
    MannWhitneyOutput? MwuExact,
    MannWhitneyOutput? MwuAsymptotic,
    double? MwuAsymptoticNoccP,
    RankStatisticOutput? BrunnerMunzel,
    RankStatisticOutput KsAsymptotic,
    double? KsExactP,
    double ProbSuperiority,
    double CliffsDelta,
    double? CohensD,
    double? HedgesG);

internal sealed record MannWhitneyOutput(double UB, double P)
{
    [System.Text.Json.Serialization.JsonPropertyName("u_b")]
    public double UB { get; } = UB;
}

internal sealed record RankStatisticOutput(double Statistic, double P);

internal sealed record RateRatioOutput(
    double? ScoreP, double? WaldP, double? SqrtP, double? ExactCondP, double? CondMidpP, double? RExactP, double RateRatio, double[] RExactCi);
