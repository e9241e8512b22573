using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class ProportionRatioTests
{
    private static readonly Level Level = Level.Of(0.95);
    private static readonly Proportion Control = new(20, 1000);
    private static readonly Proportion Treatment = new(30, 1000);

    [Fact]
    public void Log_risk_ratio_agrees_with_SciPy()
    {
        // SciPy 1.10.1, relative_risk(30, 1000, 20, 1000)
        var effect = RiskRatio.Log(Control, Treatment, Level).Value;

        Examples.Equal(1.5, effect.Value);
        Examples.Bounds(0.8577033277537021, 2.623284680371567, effect.Set);
    }

    [Fact]
    public void Logit_odds_ratio_agrees_with_SciPy()
    {
        // SciPy 1.10.1, odds_ratio([[30, 970], [20, 980]], kind="sample")
        var effect = OddsRatio.Logit(Control, Treatment, Level).Value;

        Examples.Equal(1.5154639175257731, effect.Value);
        Examples.Bounds(0.8547102890371385, 2.687028475941011, effect.Set);
    }

    [Fact]
    public void Adjusted_and_score_intervals_agree_with_statsmodels()
    {
        // statsmodels 0.13.5, confint_proportions_2indep(235, 1000, 200, 1000, compare="ratio" and "odds-ratio"); its root search is to 1e-5
        Proportion a = new(200, 1000), b = new(235, 1000);

        Examples.Bounds(0.9942034704160043, 1.387643143891132, RiskRatio.LogAdjusted(a, b, Level).Value.Set);
        Examples.Bounds(0.9928192186176189, 1.5195506336331897, OddsRatio.LogitAdjusted(a, b, Level).Value.Set);
        Examples.Bounds(0.9946411681177824, 1.3886039615236918, ScoreRiskRatio.Interval(a, b, Level).Value.Set, 1e-5);
        Examples.Bounds(0.9931520914307591, 1.5202528843828909, ScoreOddsRatio.Interval(a, b, Level).Value.Set, 1e-5);
    }

    [Fact]
    public void The_score_interval_of_the_risk_ratio_ends_where_its_statistic_is_critical()
    {
        // Koopman (1984) statistic in closed form: Σ (x − n p̃)²/(n p̃ (1 − p̃)), times (N − 1)/N as Miettinen and Nurminen have it
        Proportion a = new(15, 40), b = new(36, 40);
        var set = ScoreRiskRatio.Interval(a, b, Level).Value.Set;
        foreach (var ratio in new[] { set.Lower, set.Upper })
        {
            double n = 80, x = 51, root = (40 * ratio) + 36 + 40 + (15 * ratio);
            double pa = (root - Math.Sqrt((root * root) - (4 * n * ratio * x))) / (2 * n * ratio), pb = ratio * pa;
            var chi = (Math.Pow(15 - (40 * pa), 2) / (40 * pa * (1 - pa))) + (Math.Pow(36 - (40 * pb), 2) / (40 * pb * (1 - pb)));
            Examples.Equal(Math.Pow(Normal.UpperQuantile(0.025), 2), chi * (n - 1) / n, 1e-9);
        }
    }

    [Fact]
    public void Score_intervals_hold_their_estimate_and_mirror_when_the_arms_are_swapped() => Properties.Hold(
        from na in Gen.Choose(2, 200)
        from nb in Gen.Choose(2, 200)
        from xa in Gen.Choose(1, na - 1)
        from xb in Gen.Choose(1, nb - 1)
        select (A: new Proportion(xa, na), B: new Proportion(xb, nb)),
        c =>
        {
            foreach (var method in (Func<Proportion, Proportion, Level, Estimable<Effect>>[])[ScoreRiskRatio.Interval, ScoreOddsRatio.Interval])
            {
                var (forth, back) = (method(c.A, c.B, Level).Value, method(c.B, c.A, Level).Value);
                Assert.True(forth.Set.Lower < forth.Value && forth.Value < forth.Set.Upper);
                Properties.Close(forth.Set.Lower, 1 / back.Set.Upper, 1e-9);
            }
        });

    [Fact]
    public void Empty_cells_are_refused_where_the_ratio_has_no_estimate()
    {
        Proportion none = new(0, 50), five = new(5, 50), all = new(50, 50);

        Assert.Equal(Undefined.OutsideDomain, RiskRatio.Log(none, five, Level).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, OddsRatio.Logit(five, all, Level).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, ScoreRiskRatio.Interval(none, five, Level).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, ScoreOddsRatio.Interval(five, all, Level).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, ScoreOddsRatio.Interval(new Proportion(0, 0), all, Level).Reason.Code);
        Assert.True(RiskRatio.LogAdjusted(none, five, Level).IsDefined && OddsRatio.LogitAdjusted(five, all, Level).IsDefined);
    }

    [Fact]
    public void A_treatment_without_success_has_a_score_interval_from_zero()
    {
        var effect = ScoreRiskRatio.Interval(new Proportion(5, 50), new Proportion(0, 50), Level).Value;

        Assert.Equal(0, effect.Value);
        Assert.Equal(0, effect.Set.Lower);
        Assert.InRange(effect.Set.Upper, 0.5, 1);
    }

    // SciPy 1.10: likelihood under "treatment = r control" maximised by minimize_scalar, statistic against the normal law.
    [Theory]
    [InlineData(1, 30, 6, 28, 0.97, Alternative.Greater, 0.016145219956972087)]
    [InlineData(2, 500, 9, 510, 1.5, Alternative.Less, 0.9270438150237785)]
    [InlineData(29, 30, 30, 30, 1.5, Alternative.Less, 0.00027360378029445305)]
    [InlineData(29, 30, 28, 28, 0.97, Alternative.Greater, 0.08989779651555652)]
    public void The_score_test_of_a_ratio_agrees_with_a_likelihood_maximised_numerically(int xa, int na, int xb, int nb, double ratio, Alternative alternative, double p)
        => Assert.Equal(p, ScoreRiskRatio.Test(new Proportion(xa, na), new Proportion(xb, nb), ratio, alternative).Value.PValue, 1e-7);
}
