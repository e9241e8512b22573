using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class ProportionDifferenceTests
{
    private static readonly Level Level = Level.Of(0.95);

    private static readonly Gen<(Proportion Control, Proportion Treatment)> Tables =
        from na in Gen.Choose(1, 300)
        from nb in Gen.Choose(1, 300)
        from xa in Gen.Choose(0, na)
        from xb in Gen.Choose(0, nb)
        select (new Proportion(xa, na), new Proportion(xb, nb));

    [Theory] // Newcombe (1998), Statistics in Medicine 17:873, Table II: methods 6 (Miettinen–Nurminen) and 10
    [InlineData(56, 70, 48, 80, 0.0528, 0.3382, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1700, 0.8406, 0.1705, 0.8090)]
    [InlineData(5, 56, 0, 29, -0.0326, 0.1933, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, -0.1658, 0.2844, -0.1611, 0.2775)]
    public void Score_and_Newcombe_intervals_agree_with_the_published_table(
        long xb, long nb, long xa, long na, double scoreLower, double scoreUpper, double newcombeLower, double newcombeUpper)
    {
        Proportion control = new(xa, na), treatment = new(xb, nb);

        var score = ScoreDifference.Interval(control, treatment, Level).Value.Set;
        var newcombe = NewcombeDifference.Interval(control, treatment, Level).Value.Set;

        Assert.Equal((scoreLower, scoreUpper), (Math.Round(score.Lower, 4), Math.Round(score.Upper, 4)));
        Assert.Equal((newcombeLower, newcombeUpper), (Math.Round(newcombe.Lower, 4), Math.Round(newcombe.Upper, 4)));
    }

    [Fact]
    public void Wald_and_Agresti_Caffo_agree_with_statsmodels()
    {
        // statsmodels 0.13.5, confint_proportions_2indep(235, 1000, 200, 1000)
        Proportion control = new(200, 1000), treatment = new(235, 1000);

        Examples.Bounds(-0.0011279901295567427, 0.0711279901295567, WaldDifference.Contrast(control, treatment).Value.Absolute(Level).Set);
        Examples.Bounds(-0.0011956978911445496, 0.07105597733226232, AgrestiCaffoDifference.Contrast(control, treatment).Value.Absolute(Level).Set);
    }

    [Fact]
    public void Pooled_z_squared_is_Pearsons_chi_square_of_R()
    {
        // R 4.2.2, prop.test(c(15, 25), c(50, 50), correct = FALSE)
        Proportion control = new(15, 50), treatment = new(25, 50);
        var z = PooledProportionTest.Contrast(control, treatment).Value.Test();

        Examples.Equal(4.166666666666666963, z.Statistic * z.Statistic);
        Examples.Equal(0.041226833337163572, z.PValue);
        Examples.Equal(4.166666666666666963, ChiSquareTest.Pearson(control, treatment).Value.Statistic);
        Examples.Equal(0.041226833337163572, ChiSquareTest.Pearson(control, treatment).Value.PValue);
    }

    [Fact]
    public void Yates_and_G_agree_with_R_and_SciPy()
    {
        Proportion control = new(15, 50), treatment = new(25, 50);

        Examples.Equal(3.375, ChiSquareTest.Yates(control, treatment).Value.Statistic);
        Examples.Equal(0.06619257972219339, ChiSquareTest.Yates(control, treatment).Value.PValue);
        Assert.Equal(0, ChiSquareTest.Yates(new Proportion(1, 10), new Proportion(2, 10)).Value.Statistic); // R: the correction never exceeds |O − E|

        // SciPy 1.10.1, chi2_contingency(correction=False, lambda_="log-likelihood")
        Examples.Equal(4.201185140367418, ChiSquareTest.G(control, treatment).Value.Statistic);
        Examples.Equal(0.04039573850405656, ChiSquareTest.G(control, treatment).Value.PValue);
    }

    [Fact]
    public void The_score_interval_holds_what_the_score_test_does_not_reject() => Properties.Hold(
        from table in Tables
        from delta in Gen.Choose(-999, 999)
        from level in Properties.Levels
        select (table, delta: delta / 1000.0, level),
        c =>
        {
            var set = ScoreDifference.Interval(c.table.Control, c.table.Treatment, c.level).Value.Set;
            var test = ScoreDifference.Test(c.table.Control, c.table.Treatment, c.delta);
            if (test.IsDefined && Math.Abs(test.Value.PValue - c.level.Alpha) > 1e-9 * c.level.Alpha)
            {
                Assert.Equal(test.Value.PValue > c.level.Alpha, set.Contains(c.delta));
            }
        });

    [Fact]
    public void The_constrained_estimate_maximises_the_likelihood() => Properties.Hold(
        from table in Tables
        from delta in Gen.Choose(-990, 990)
        select (table.Control, table.Treatment, delta: delta / 1000.0),
        c =>
        {
            var (a, b) = ScoreDifference.Constrained(c.Control, c.Treatment, c.delta);
            double LogLikelihood(double p) => Term(c.Control.Successes, p) + Term(c.Control.Failures, 1 - p)
                + Term(c.Treatment.Successes, p + c.delta) + Term(c.Treatment.Failures, 1 - p - c.delta);
            static double Term(long count, double p) => count == 0 ? 0 : count * Math.Log(Math.Max(p, 0));

            Assert.Equal(c.delta, b - a, 1e-12);
            var best = LogLikelihood(a);
            double low = Math.Max(0, -c.delta), high = Math.Min(1, 1 - c.delta);
            for (var i = 0; i <= 40; i++)
            {
                var other = LogLikelihood(low + ((high - low) * i / 40));
                Assert.True(other <= best + (1e-9 * Math.Abs(best)), $"{low + ((high - low) * i / 40)} is likelier than {a}");
            }
        });

    [Fact]
    public void Swapping_the_arms_mirrors_every_interval() => Properties.Hold(Tables, c =>
    {
        foreach (var method in (Func<Proportion, Proportion, Level, Alternative, Estimable<Effect>>[])[NewcombeDifference.Interval, ScoreDifference.Interval])
        {
            var (forth, back) = (method(c.Control, c.Treatment, Level, Alternative.TwoSided).Value.Set, method(c.Treatment, c.Control, Level, Alternative.TwoSided).Value.Set);
            Properties.Close(forth.Lower, -back.Upper, 1e-11, 1);
            Properties.Close(forth.Upper, -back.Lower, 1e-11, 1);
        }
    });

    [Theory]
    [InlineData(Alternative.Greater)]
    [InlineData(Alternative.Less)]
    public void One_sided_intervals_spend_all_of_alpha_on_one_side(Alternative alternative)
    {
        Proportion control = new(20, 100), treatment = new(31, 100);
        foreach (var method in (Func<Proportion, Proportion, Level, Alternative, Estimable<Effect>>[])[NewcombeDifference.Interval, ScoreDifference.Interval])
        {
            var two = method(control, treatment, Level.Of(0.9), Alternative.TwoSided).Value.Set;
            var one = method(control, treatment, Level, alternative).Value.Set;
            Assert.Equal(ConfidenceShape.HalfLine, one.Shape);
            Assert.Equal(alternative == Alternative.Greater ? two.Lower : two.Upper, alternative == Alternative.Greater ? one.Lower : one.Upper, 1e-12);
            Assert.Equal(Undefined.OutsideDomain, method(control, treatment, Level.Of(0.2), alternative).Reason.Code);
        }
    }

    [Fact]
    public void Score_p_values_keep_their_digits_where_the_closed_form_of_the_cubic_does_not()
    {
        // mpmath 1.2.1, 50 digits, constrained estimate by bisection of the score equation
        var test = ScoreDifference.Test(new Proportion(3, 2_000_000), new Proportion(5, 1_500_000), 1e-6, Alternative.Greater).Value;

        Examples.Equal(0.504204963960811894143163801, test.Statistic, 1e-12);
        Examples.Equal(0.307058676261131341583312696, test.PValue, 1e-12);
    }

    [Fact]
    public void What_has_no_meaning_is_refused()
    {
        Proportion none = new(0, 0), all = new(10, 10), nothing = new(0, 10);

        Assert.Equal(Undefined.TooFewUnits, PooledProportionTest.Contrast(none, all).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, WaldDifference.Contrast(none, all).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, AgrestiCaffoDifference.Contrast(none, all).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, NewcombeDifference.Interval(none, all, Level).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, ScoreDifference.Interval(none, all, Level).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, ScoreDifference.Test(none, all, 0).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, ChiSquareTest.Pearson(none, all).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, PooledProportionTest.Contrast(all, all).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, WaldDifference.Contrast(nothing, all).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, ScoreDifference.Test(nothing, nothing, 0).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, ChiSquareTest.G(nothing, nothing).Reason.Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreDifference.Test(all, nothing, 1));
    }
}
