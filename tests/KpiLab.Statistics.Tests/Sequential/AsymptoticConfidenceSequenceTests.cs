using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class AsymptoticConfidenceSequenceTests
{
    // SciPy 1.10.1, brentq on the width of arXiv:2103.06476 eq. 134 as a function of alpha with ρ tuned for 2 · 0.05 at 5000 units; n = 2000.
    [Theory]
    [InlineData(3.5, 0.011790745610740082)]
    [InlineData(4.2, 0.0016900599504596928)]
    [InlineData(-3.5, 1)]
    public void One_sided_p_values_invert_the_sequence(double z, double p)
    {
        Examples.Equal(p, AsymptoticConfidenceSequence.Of(0.05, 5000, Alternative.Greater).PValue(z, 2000), 1e-9);
        Examples.Equal(p, AsymptoticConfidenceSequence.Of(0.05, 5000, Alternative.Less).PValue(-z, 2000), 1e-9);
    }

    [Fact]
    public void Critical_values_agree_with_the_published_formulas()
    {
        // NumPy: sqrt(2(nρ²+1)/(nρ²) ln(sqrt(nρ²+1)/alpha)) at n = 2000; one-sided alike.
        Examples.Equal(3.1237790916747294, AsymptoticConfidenceSequence.Of(0.05).Critical(2000));
        Examples.Equal(2.8860139613428335, AsymptoticConfidenceSequence.Of(0.05, 5000, Alternative.Greater).Critical(2000));
    }

    [Fact]
    public void P_value_and_set_agree_at_every_level()
        => Properties.Hold(
            from alternative in Properties.Alternatives
            from alpha in Gen.Elements(0.3, 0.05, 0.001)
            from tuning in Properties.Magnitude(1, 6)
            from units in Properties.Magnitude(1, 8)
            from z in Properties.Signed(Properties.Magnitude(-2, 1))
            select (Sequence: AsymptoticConfidenceSequence.Of(alpha, tuning, alternative), units, z),
            c =>
            {
                var p = c.Sequence.PValue(c.z, c.units);
                var limit = c.Sequence.Alternative == Alternative.TwoSided ? 1 : 0.5;
                if (p > 1e-290 && p < limit * 0.999)
                {
                    Properties.Close(Math.Abs(c.z), c.Sequence.Critical(c.units, p), 1e-8);
                }
            });

    [Fact]
    public void It_contains_the_fixed_interval_and_a_larger_effect_never_has_a_larger_p_value()
        => Properties.Hold(
            from arms in Properties.Arms(0)
            from alpha in Gen.Elements(0.1, 0.05, 0.01)
            from alternative in Properties.Alternatives
            select (arms, alpha, alternative),
            c =>
            {
                if (Contrast.WithReference("z", c.arms.Control, c.arms.Treatment, null) is not { IsDefined: true, Value: var contrast })
                {
                    return;
                }

                var sequence = AsymptoticConfidenceSequence.Of(c.alpha, alternative: c.alternative);
                var wide = sequence.Absolute(contrast).Set;
                var narrow = contrast.Absolute(Level.FromAlpha(c.alpha), c.alternative).Set;
                Assert.True(wide.Lower <= narrow.Lower && wide.Upper >= narrow.Upper);
                Assert.True(sequence.Test(contrast).PValue >= contrast.Test(c.alternative).PValue * (1 - 1e-12));
                Assert.True(sequence.PValue(1.5, 1000) >= sequence.PValue(c.alternative == Alternative.Less ? -0.5 : 2.5, 1000) || c.alternative == Alternative.Less);
            });

    [Fact]
    public void The_running_p_of_the_mixture_test_falls_with_the_difference()
        => Properties.Hold(
            from n in Gen.Choose(1, 100000)
            from tau in Properties.Magnitude(-6, 2)
            from d in Properties.Magnitude(-4, 1)
            select (n, tau, d),
            c =>
            {
                var near = MixtureSprt.Of(c.d, 2, c.n, c.tau, Level.Of(0.95)).Value;
                var far = MixtureSprt.Of(c.d * 1.5, 2, c.n, c.tau, Level.Of(0.95)).Value;
                Assert.True(far.PValue <= near.PValue);
                Assert.Equal(near.PValue <= 0.05, c.d >= near.HalfWidth * (1 - 1e-12) && near.PValue <= 0.05 * (1 + 1e-9));
            });

    [Fact]
    public void Uniform_boundaries_invert_their_martingales()
        => Properties.Hold(
            from v in Properties.Magnitude(-1, 6)
            from best in Properties.Magnitude(0, 5)
            from alpha in Gen.Elements(0.2, 0.05, 0.001)
            select (v, best, alpha),
            c =>
            {
                var boundary = UniformBoundary.Of(c.best, c.alpha);
                Properties.Close(-Math.Log(c.alpha), boundary.LogNormalMixtureTwoSided(boundary.NormalMixtureTwoSided(c.v, c.alpha), c.v), 1e-9);
                Properties.Close(-Math.Log(c.alpha), boundary.LogNormalMixtureOneSided(boundary.NormalMixtureOneSided(c.v, c.alpha), c.v), 1e-9);
                Assert.True(boundary.GammaExponential(c.v, c.alpha, 1) > 0);
            });

    [Fact]
    public void The_regression_set_leaves_out_zero_exactly_when_its_p_value_is_below_alpha()
    {
        foreach (var shift in new[] { 0.0, 1, 2, 3, 5 })
        {
            double[] ones = [.. Enumerable.Repeat(1.0, 40)], treatment = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 2))];
            double[] y = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i * 1.7) + (shift * (i % 2)))];
            var result = AnytimeRegression.Of(LeastSquares.Fit(y, [ones, treatment]).Value, 1, 1, Level.Of(0.95)).Value;
            Assert.Equal(result.PValue <= 0.05, !result.Set.Contains(0));
        }
    }
}
