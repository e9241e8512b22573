using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class EffectHeterogeneityTests
{
    [Fact]
    public void Equal_variances_agree_with_the_textbook()
    {
        // effects 1, 2, 6 with variance 1: average 3, Q = 4 + 1 + 9 = 14, I² = 12/14, τ² = (14 − 2)/(3 − 1) = 6, random error √(7/3); P(χ²₂ > 14) = e⁻⁷
        var h = EffectHeterogeneity.Of([1, 2, 6], [1, 1, 1]).Value;
        Assert.Equal(3, h.Fixed.Value, 14);
        Assert.Equal(14, h.Q.Statistic, 13);
        Properties.Close(Math.Exp(-7), h.Q.PValue, 1e-13);
        Assert.Equal(12.0 / 14, h.ISquared, 14);
        Assert.Equal(6, h.TauSquared, 13);
        Assert.Equal(Math.Sqrt(7.0 / 3), h.Random.StandardError!.Value, 13);
    }

    [Fact]
    public void Units_of_measurement_do_not_matter()
    {
        var cases = from effects in Gen.ArrayOf(Properties.Signed(Properties.Magnitude(-2, 2)), 5)
                    from variances in Gen.ArrayOf(Properties.Magnitude(-3, 2), 5)
                    from scale in Properties.Magnitude(-100, 100)
                    select (effects, variances, scale);
        Properties.Hold(cases, c =>
        {
            var plain = EffectHeterogeneity.Of(c.effects, c.variances).Value;
            var scaled = EffectHeterogeneity.Of([.. c.effects.Select(e => e * c.scale)], [.. c.variances.Select(v => v * c.scale * c.scale)]).Value;
            Properties.Close(plain.Q.Statistic, scaled.Q.Statistic, 1e-9);
            Properties.Close(plain.ISquared, scaled.ISquared, 1e-9, 1e-3);
            Properties.Close(plain.TauSquared * c.scale * c.scale, scaled.TauSquared, 1e-7, c.variances.Min() * c.scale * c.scale);
            Assert.InRange(plain.Fixed.Value, c.effects.Min() - 1e-9, c.effects.Max() + 1e-9);
            Assert.True(plain.Random.StandardError >= plain.Fixed.StandardError * (1 - 1e-12));
        });
    }

    [Fact]
    public void One_segment_or_an_effect_without_variance_is_refused()
    {
        Assert.Equal(Undefined.TooFewUnits, EffectHeterogeneity.Of([1], [1]).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, EffectHeterogeneity.Of([1, 2], [1, 0]).Reason.Code);
        Assert.Throws<ArgumentException>(() => EffectHeterogeneity.Of([1, 2], [1]));
    }
}
