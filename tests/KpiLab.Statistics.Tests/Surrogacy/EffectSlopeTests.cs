using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class EffectSlopeTests
{
    private static readonly Level Ninety5 = Level.Of(0.95);

    // scipy 1.10: linregress-free, b = Σxy/Σx² = 29.7/15 and the set of all b with |corr0(x, y − bx)|·√(n − 1)/√(1 − corr0²) ≤ t(0.975, 3), corr0 through the origin:
    // b ± t·√(RSS/(n − 1)/Σx²) = 1.98 ± 3.182446305284263·√(0.084/3/15).
    [Fact]
    public void Without_errors_the_set_is_that_of_least_squares_through_the_origin()
    {
        (double S, double Y)[] effects = [(1, 2), (-2, -4.5), (3, 5.5), (-1, -2.2)];
        var r = EffectSlope.Estimate([.. effects.Select(e => new NoisyEffects(e.S, e.Y, 0, 1e-9))], Ninety5).Value;
        double rss = effects.Sum(e => (e.Y - (1.98 * e.S)) * (e.Y - (1.98 * e.S))), half = 3.182446305284263 * Math.Sqrt(rss / 3 / 15);
        Assert.Equal(1.98, r.Slope, 6);
        Assert.Equal(1.98, r.NaiveSlope, 12);
        Assert.Equal(1.98 - half, r.Set.Lower, 5);
        Assert.Equal(1.98 + half, r.Set.Upper, 5);
    }

    // Λ_SY/Λ_SS of equal experiments: mean(d_S d_Y) − ρσσ over mean(d_S²) − σ².
    [Fact]
    public void With_equal_errors_the_slope_is_that_of_the_debiased_moments()
    {
        var random = new SeededRandom(11);
        NoisyEffects[] effects =
        [
            .. Enumerable.Range(0, 60).Select(_ =>
            {
                double s = random.NextNormal(), e = random.NextNormal(), f = (0.6 * e) + (0.8 * random.NextNormal());
                return new NoisyEffects(s + (0.5 * e), (-0.7 * s) + (0.2 * random.NextNormal()) + (0.5 * f), 0.5, 0.5, 0.6);
            }),
        ];
        var r = EffectSlope.Estimate(effects, Ninety5).Value;
        double both = effects.Average(e => e.Surrogate * e.Outcome) - (0.6 * 0.25), alone = effects.Average(e => e.Surrogate * e.Surrogate) - 0.25;
        Assert.Equal(both / alone, r.Slope, 6);
        Assert.True(r.Set.Contains(r.Slope));
        Assert.True(r.Set.IsBelow(0));
    }

    [Fact]
    public void A_surrogate_that_never_moves_excludes_no_slope()
    {
        var random = new SeededRandom(5);
        NoisyEffects[] effects = [.. Enumerable.Range(0, 40).Select(_ => new NoisyEffects(0.05 * random.NextNormal(), 0.05 * random.NextNormal(), 0.05, 0.05))];
        var r = EffectSlope.Estimate(effects, Ninety5);
        Assert.True(!r.IsDefined || r.Value.Set.Shape != ConfidenceShape.Bounded);
    }

    [Fact]
    public void Too_little_is_refused_with_its_reason()
    {
        Assert.Equal(Undefined.TooFewUnits, EffectSlope.Estimate([new(1, 1, 0.1, 0.1), new(2, 1, 0.1, 0.1)], Ninety5).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, EffectSlope.Estimate([new(1, 1, 0.1, 0), new(2, 1, 0.1, 0.1), new(2, 1, 0.1, 0.1)], Ninety5).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, EffectSlope.Estimate([new(double.NaN, 1, 0.1, 0.1), new(2, 1, 0.1, 0.1), new(2, 1, 0.1, 0.1)], Ninety5).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, EffectSlope.Estimate([new(1, 1, 0.1, 0.1, 1), new(2, 1, 0.1, 0.1), new(2, 1, 0.1, 0.1)], Ninety5).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, EffectSlope.Estimate([new(0, 1, 0.1, 0.1), new(0, 1, 0.1, 0.1), new(0, 2, 0.1, 0.1)], Ninety5).Reason.Code);
    }

    [Fact]
    public void Units_of_measurement_only_rescale_the_slope() => Properties.Hold(Corpora, effects =>
    {
        var r = EffectSlope.Estimate(effects, Ninety5);
        var scaled = EffectSlope.Estimate([.. effects.Select(e => e with { Surrogate = 8 * e.Surrogate, SurrogateError = 8 * e.SurrogateError, Outcome = 2 * e.Outcome, OutcomeError = 2 * e.OutcomeError })], Ninety5);
        Assert.Equal(r.IsDefined, scaled.IsDefined);
        if (r.IsDefined)
        {
            Close(r.Value.Slope / 4, scaled.Value.Slope);
            Assert.Equal(r.Value.Set.Shape, scaled.Value.Set.Shape);
        }
    });

    [Fact]
    public void Which_arm_is_the_treatment_does_not_matter() => Properties.Hold(Corpora, effects =>
    {
        Estimable<EffectSlopeResult> r = EffectSlope.Estimate(effects, Ninety5), t = EffectSlope.Estimate(
            [.. effects.Select((e, i) => i % 3 == 0 ? e with { Surrogate = -e.Surrogate, Outcome = -e.Outcome } : e)], Ninety5);
        Assert.Equal(r.IsDefined, t.IsDefined);
        if (r.IsDefined)
        {
            Close(r.Value.Slope, t.Value.Slope);
            Assert.Equal(r.Value.Set.Shape, t.Value.Set.Shape);
        }
    });

    [Fact]
    public void The_slope_is_in_its_set_and_a_turned_lead_turns_it() => Properties.Hold(Corpora, effects =>
    {
        Estimable<EffectSlopeResult> r = EffectSlope.Estimate(effects, Ninety5), t = EffectSlope.Estimate(
            [.. effects.Select(e => e with { Surrogate = -e.Surrogate, ErrorCorrelation = -e.ErrorCorrelation })], Ninety5);
        if (r.IsDefined && t.IsDefined)
        {
            Assert.True(r.Value.Set.Contains(r.Value.Slope));
            Close(r.Value.Slope, -t.Value.Slope);
        }
    });

    private static Gen<NoisyEffects[]> Corpora => Gen.Choose(1, 1_000_000).Select(Draw);

    private static NoisyEffects[] Draw(int seed)
    {
        var random = new SeededRandom(seed);
        var correlation = (1.6 * random.NextDouble()) - 0.8;
        return
        [
            .. Enumerable.Range(0, 10 + random.NextInt(20)).Select(_ =>
            {
                double s = random.NextNormal(), size = 0.2 + random.NextDouble(), e = random.NextNormal(), f = (correlation * e) + (Math.Sqrt(1 - (correlation * correlation)) * random.NextNormal());
                return new NoisyEffects(s + (size * e), (0.8 * s) + (size * f), size, size, correlation);
            }),
        ];
    }

    private static void Close(double a, double b) => Assert.True(Math.Abs(a - b) <= 1e-6 * Math.Max(1e-3, Math.Abs(a)), Invariant($"{a} and {b}"));
}
