using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

public sealed class LongTermEffectsTests
{
    private static readonly LinkDefinition Link = new("l", "early", "late", ExpectedSign.Positive, new LagRange(Lag.Weeks(1), Lag.Weeks(2)), null, 0.3, []);

    [Fact]
    public void The_prediction_and_its_error_are_those_of_the_surrogate_index_over_the_same_units()
    {
        var random = new SeededRandom(8);
        double[] Draw(int n, double mean) => [.. Enumerable.Range(0, n).Select(_ => mean + random.NextNormal())];
        double[] s = Draw(400, 0), control = Draw(300, 0), treatment = Draw(280, 0.4);
        double[] y = [.. s.Select(v => 1 + (0.6 * v) + random.NextNormal())];
        var whole = SurrogateIndex.Estimate([s], y, [control], [treatment]).Value;

        Moments a = Moments.Of(control), b = Moments.Of(treatment);
        var units = UnitEvidence.Of(Link, new UnitRowSample(s, y, new DateOnly?[400], 400, 0));
        var predicted = LongTermEffects.Predict(units.Relation.Value, b.Mean - a.Mean, Math.Sqrt((a.Variance / a.Count) + (b.Variance / b.Count)), Level.Of(0.95));
        Assert.Equal(whole.Effect, predicted.Value, 1e-10);
        Assert.Equal(whole.StandardError, predicted.StandardError!.Value, 1e-10);
        Assert.Equal(whole.Interval(Level.Of(0.95)).Upper, predicted.Set.Upper, 1e-10);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.0, true)]
    public void Experiments_whose_outcome_has_come_show_whether_the_index_holds(double effectOfMoving, bool contradicted)
    {
        // Over units the slope is 0.5; whether moving the lead moves the outcome so is for the experiments to tell.
        var random = new SeededRandom(21);
        double[] s = [.. Enumerable.Range(0, 3000).Select(_ => random.NextNormal())];
        double[] y = [.. s.Select(v => (0.5 * v) + random.NextNormal())];
        var units = UnitEvidence.Of(Link, new UnitRowSample(s, y, new DateOnly?[3000], 3000, 0));
        var effects = Enumerable.Range(0, 40).SelectMany(i =>
        {
            var moved = random.NextNormal();
            return new[]
            {
                new PastEffect($"e{i}", null, "early", moved + (0.1 * random.NextNormal()), 0.1),
                new PastEffect($"e{i}", null, "late", (effectOfMoving * moved) + (0.1 * random.NextNormal()), 0.1),
            };
        }).Append(new PastEffect("new", null, "early", 2, 0.1)).ToList();
        var past = new PastExperiments(effects, [], []);
        var causal = CausalGrade.Of("early", "late", ExpectedSign.Positive, past.Pairs("early", "late"));
        var longTerm = LongTermEffects.Of(Link, past, units, causal)!;
        Assert.Equal((41, 40, contradicted), (longTerm.Effects.Count, longTerm.Compared, longTerm.IsContradicted));
        var open = longTerm.Effects.Single(e => e.Observed is null);
        Assert.Equal("new", open.Experiment);
        Assert.True(open.Effect.Set.Contains(1));
        Assert.Null(LongTermEffects.Of(Link, PastExperiments.None, units, causal));
    }

    [Fact]
    public void A_mix_needs_two_leads_and_enough_experiments_that_have_both()
    {
        var random = new SeededRandom(5);
        List<PastEffect> effects = [];
        for (var i = 0; i < 30; i++)
        {
            double good = random.NextNormal(), busy = random.NextNormal();
            effects.AddRange(
            [
                new PastEffect($"e{i}", null, "good", good + (0.3 * random.NextNormal()), 0.3),
                new PastEffect($"e{i}", null, "busy", busy + (0.3 * random.NextNormal()), 0.3),
                new PastEffect($"e{i}", null, "late", (0.8 * good) + (0.2 * random.NextNormal()), 0.2),
            ]);
        }

        var past = new PastExperiments(effects, [], []);
        var mix = ProxyMix.Of("late", ["good", "busy", "good", "unheard"], past, 10)!;
        Assert.Equal(["busy", "good"], mix.Leads);
        Assert.Equal(30, mix.Experiments);
        Assert.True(Math.Abs(mix.Result.Value.Weights[0]) < 0.2);
        Assert.InRange(mix.Result.Value.Weights[1], 0.5, 1.0);
        Assert.Null(ProxyMix.Of("late", ["good"], past, 10));
        Assert.Null(ProxyMix.Of("late", ["good", "busy"], past, 31));
    }
}
