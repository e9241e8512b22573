using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

public sealed class CausalGradeTests
{
    [Fact]
    public void Nine_experiments_are_unknown_and_ten_may_speak()
    {
        Assert.Equal(CausalWord.Unknown, Grade(Pairs(9, 0.5, 0.02)).Word);
        Assert.Equal(CausalWord.Supported, Grade(Pairs(10, 0.5, 0.02)).Word);
        Assert.Contains("9 past experiments have an effect on both lead and outcome, and 10 are needed", Grade(Pairs(9, 0.5, 0.02)).Sentence, StringComparison.Ordinal);
        Assert.Equal(CausalWord.Supported, CausalGrade.Of("lead", "outcome", ExpectedSign.Positive, Pairs(9, 0.5, 0.02), settings: new CausalSettings(9)).Word);
    }

    [Fact]
    public void No_experiment_says_so() => Assert.Contains("no past experiment has an effect on both", Grade([]).Sentence, StringComparison.Ordinal);

    [Fact]
    public void The_declared_sign_decides_between_supported_and_contradicted()
    {
        Assert.Equal(CausalWord.Contradicted, Grade(Pairs(20, -0.5, 0.02)).Word);
        Assert.Equal(CausalWord.Supported, CausalGrade.Of("lead", "outcome", ExpectedSign.Negative, Pairs(20, -0.5, 0.02)).Word);
        Assert.Equal(CausalWord.NotShown, Grade(Pairs(20, 0, 0.3)).Word);
    }

    [Fact]
    public void A_grade_that_hangs_on_an_unknown_correlation_says_so()
    {
        // Nothing but correlated noise: with the correlation known, nothing is left.
        var random = new SeededRandom(3);
        EffectPair[] pairs =
        [
            .. Enumerable.Range(0, 80).Select(i =>
            {
                double e = random.NextNormal(), f = (0.7 * e) + (Math.Sqrt(0.51) * random.NextNormal());
                return new EffectPair($"e{i}", null, null, null, random.NextNormal() + e, 1, f, 1);
            }),
        ];
        var assumed = Grade(pairs);
        Assert.Equal(CausalWord.Supported, assumed.Word);
        Assert.Equal("error-correlation-unknown", Assert.Single(assumed.Findings).Code);
        Assert.Contains(assumed.Sensitivity, c => c.Correlation > 0.3 && c.Word == CausalWord.NotShown);
        Assert.Equal(CausalWord.NotShown, CausalGrade.Of("lead", "outcome", ExpectedSign.Positive, pairs, 0.7, CorrelationOrigin.Units).Word);
        Assert.Equal(CausalWord.NotShown, Grade([.. pairs.Select(p => p with { ErrorCorrelation = 0.7 })]).Word);
    }

    [Fact]
    public void Later_effects_of_the_same_experiment_count()
    {
        var past = new PastExperiments([new PastEffect("e", null, "a", 1, 0.1, Outcome: KnownOutcome.Win), new PastEffect("f", null, "a", 2, 0.1)], [], []);
        var both = past.With([new PastEffect("e", null, "a", 5, 0.2)]);
        Assert.Equal([5.0, 2.0], both.Effects.Select(e => e.Effect));
        Assert.Equal(KnownOutcome.Win, both.Effects[0].Outcome);
    }

    [Fact]
    public void Sensitivity_counts_what_moved_and_what_moved_rightly()
    {
        var kpi = new MetricDefinition("k", "K", MetricUnit.Score, Direction.Decrease, new Measure(MeasureType.Mean, "s"));
        PastEffect Row(double z, KnownOutcome? outcome) => new(Invariant($"e{z}{outcome}"), null, "k", z, 1, Outcome: outcome);
        var s = KpiSensitivity.Of(kpi, [Row(-3, KnownOutcome.Win), Row(3, KnownOutcome.Win), Row(2.5, KnownOutcome.Loss), Row(-1, KnownOutcome.Win), Row(0.5, null), Row(2.2, KnownOutcome.Flat)])!;
        Assert.Equal((6, 4, 4, 2, 1, 3), (s.Experiments, s.Moved, s.Known, s.Agreeing, s.Opposing, s.SameSign));
        Assert.Equal((1, 1), (s.Flat, s.FalseAlarms));
        Assert.True(s.IsSensitive);
        Assert.Null(KpiSensitivity.Of(kpi, []));
    }

    private static CausalEvidence Grade(IReadOnlyList<EffectPair> pairs) => CausalGrade.Of("lead", "outcome", ExpectedSign.Positive, pairs);

    private static EffectPair[] Pairs(int count, double slope, double noise)
    {
        var random = new SeededRandom(1);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var s = random.NextNormal();
                return new EffectPair(Invariant($"e{i}"), null, null, 1000, s + (noise * random.NextNormal()), noise, (slope * s) + (noise * random.NextNormal()), noise);
            }),
        ];
    }
}
