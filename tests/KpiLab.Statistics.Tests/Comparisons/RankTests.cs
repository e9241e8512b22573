using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class RankTests
{
    private static readonly RankedArms Sleep = RankedArms.Of(Examples.SleepOne, Examples.SleepTwo);
    private static readonly RankedArms Plants = RankedArms.Of(Examples.PlantGrowth[0], Examples.PlantGrowth[2]);

    [Fact]
    public void Mann_whitney_agrees_with_wilcox_test_of_R_with_ties()
    {
        // R 4.2.2: wilcox.test(b, a, exact = FALSE), with correct = TRUE and FALSE
        Examples.Equal(0.069327575433626581, MannWhitneyTest.Asymptotic(Sleep).Value.PValue);
        Examples.Equal(0.063722250155025223, MannWhitneyTest.Asymptotic(Sleep, continuityCorrection: false).Value.PValue);
        Assert.Equal(74.5, MannWhitneyTest.Dominance(Sleep).Value.U);
        Assert.Equal(Undefined.OutsideDomain, MannWhitneyTest.Exact(Sleep).Reason.Code);
    }

    [Fact]
    public void Exact_mann_whitney_and_kolmogorov_smirnov_agree_with_R()
    {
        // R 4.2.2: wilcox.test(y, x, exact = TRUE), ks.test(x, y, exact = TRUE) on PlantGrowth, control and second treatment
        var test = MannWhitneyTest.Exact(Plants).Value;
        Assert.Equal(75, test.Statistic);
        Examples.Equal(0.063012838554634215, test.PValue);
        Examples.Equal(0.16782134274393501, KolmogorovSmirnovTest.Exact(Plants).Value.PValue);
        Assert.Equal(0.5, KolmogorovSmirnovTest.Exact(Plants).Value.Statistic, 15);
    }

    [Fact]
    public void Exact_tails_of_U_keep_their_digits_as_pwilcox_of_R()
    {
        // R 4.2.2: 2 * pwilcox(2000, 100, 80), 2 * pwilcox(10, 40, 30)
        Properties.Close(3.1926140827186136e-09, MannWhitneyTest.Exact(WithU(100, 80, 2000)).Value.PValue, 1e-11);
        Properties.Close(5.0227886397521468e-18, MannWhitneyTest.Exact(WithU(40, 30, 10)).Value.PValue, 1e-11);
    }

    [Fact]
    public void Exact_kolmogorov_smirnov_keeps_the_digits_of_small_p_values()
    {
        // Python 3.11: lattice paths counted in whole numbers (R 4.2.2 takes one minus the others and has 1.1988e-10); R: ks.test(1:40 + .5, c(1:30) * 2, exact = TRUE)
        double[] forty = [.. Enumerable.Range(1, 40).Select(i => (double)i)];
        Properties.Close(1.1993818322168843e-10, Smirnov(forty, [.. Enumerable.Range(31, 30).Select(i => i + 0.5)]), 1e-12);
        Properties.Close(0.029137611434774779, Smirnov([.. forty.Select(v => v + 0.5)], [.. Enumerable.Range(1, 30).Select(i => 2.0 * i)]), 1e-11);
    }

    [Theory]
    [InlineData(0.3, 0.9999906941986655)]
    [InlineData(0.5, 0.9639452436648751)]
    [InlineData(0.9, 0.3927307079406543)]
    [InlineData(1.0, 0.26999967167735456)]
    [InlineData(1.5, 0.022217962616525127)]
    [InlineData(3.0, 3.045995948942526e-08)]
    [InlineData(6.0, 1.0760372320042276e-31)]
    public void The_limit_law_agrees_with_scipy_special_kolmogorov(double x, double expected)
        => Properties.Close(expected, KolmogorovSmirnovTest.KolmogorovSurvival(x), 1e-13);

    [Fact]
    public void Brunner_munzel_agrees_with_SciPy()
    {
        // SciPy 1.10: brunnermunzel(a, b), whose sign is that of KpiLab in this order
        var test = BrunnerMunzelTest.Test(Sleep).Value;
        Examples.Equal(2.1446717367088013, test.Statistic);
        Examples.Equal(0.04681595467581978, test.PValue);
    }

    [Theory]
    [InlineData(2, 0.564189583547756287)]
    [InlineData(3, 0.723601254558267659)]
    [InlineData(10, 0.922745608053087103)]
    [InlineData(98, 0.992324087420595297)]
    [InlineData(10_000_000, 0.9999999249999978125)]
    public void The_factor_of_hedges_agrees_with_mpmath(int df, double expected)
    {
        var (a, b) = (new Moments(df / 2, 0, 1), new Moments(df - (df / 2) + 2, 1, 1));
        Properties.Close(expected, StandardisedDifference.HedgesG(a, b).Value / StandardisedDifference.CohensD(a, b).Value, 1e-14);
    }

    [Fact]
    public void Cohens_d_is_the_difference_over_the_pooled_deviation()
    {
        // Sleep: variances 3.200556 and 4.009; (2.33 − 0.75)/√((3.2005556 + 4.0090000)/2)
        var (a, b) = Sleep.Moments();
        Properties.Close(1.58 / Math.Sqrt((3.200555555555556 + 4.009) / 2), StandardisedDifference.CohensD(a, b).Value, 1e-12);
    }

    [Fact]
    public void Exact_tests_agree_with_counting_all_assignments_of_ranks()
    {
        for (var n1 = 1; n1 <= 5; n1++)
        {
            for (var n2 = 1; n2 <= 5; n2++)
            {
                var all = Assignments(n1 + n2, n1).Select(control => RankedArms.Of(
                    [.. control.Select(i => (double)i)], [.. Enumerable.Range(0, n1 + n2).Except(control).Select(i => (double)i)])).ToArray();
                var us = Array.ConvertAll(all, r => MannWhitneyTest.Dominance(r).Value.U);
                var ds = Array.ConvertAll(all, r => KolmogorovSmirnovTest.Asymptotic(r).Value.Statistic);
                for (var k = 0; k < all.Length; k++)
                {
                    var extreme = Math.Max(us[k], (n1 * n2) - us[k]);
                    Assert.Equal(Math.Min(1, 2.0 * us.Count(u => u >= extreme) / all.Length), MannWhitneyTest.Exact(all[k]).Value.PValue, 12);
                    Assert.Equal((double)ds.Count(d => d >= ds[k] - 1e-12) / all.Length, KolmogorovSmirnovTest.Exact(all[k]).Value.PValue, 12);
                }
            }
        }
    }

    [Fact]
    public void Counts_give_what_the_values_give_and_nothing_depends_on_a_rising_scale()
    {
        Properties.Hold(Tied, c =>
        {
            var arms = RankedArms.Of(c.A, c.B);
            double[] distinct = [.. c.A.Concat(c.B).Distinct()];
            var counted = RankedArms.OfCounts(
                distinct, [.. distinct.Select(v => c.A.LongCount(x => x == v))], [.. distinct.Select(v => c.B.LongCount(x => x == v))]);
            var scaled = RankedArms.Of([.. c.A.Select(Math.Exp)], [.. c.B.Select(Math.Exp)]);
            foreach (var other in new[] { counted, scaled })
            {
                Assert.Equal(MannWhitneyTest.Dominance(arms).Value, MannWhitneyTest.Dominance(other).Value);
                Assert.Equal(MannWhitneyTest.Asymptotic(arms), MannWhitneyTest.Asymptotic(other));
                Assert.Equal(BrunnerMunzelTest.Test(arms), BrunnerMunzelTest.Test(other));
                Assert.Equal(KolmogorovSmirnovTest.Exact(arms), KolmogorovSmirnovTest.Exact(other));
            }

            var (a, b) = counted.Moments();
            Close(Moments.Of(c.A), a);
            Close(Moments.Of(c.B), b);
        });
    }

    [Fact]
    public void Swapped_arms_mirror_every_statistic()
    {
        Properties.Hold(Tied, c =>
        {
            RankedArms arms = RankedArms.Of(c.A, c.B), swapped = RankedArms.Of(c.B, c.A);
            Assert.Equal(1, MannWhitneyTest.Dominance(arms).Value.Superiority + MannWhitneyTest.Dominance(swapped).Value.Superiority, 12);
            Assert.Equal(BrunnerMunzelTest.Test(arms).IsDefined, BrunnerMunzelTest.Test(swapped).IsDefined);
            if (BrunnerMunzelTest.Test(arms).IsDefined)
            {
                Properties.Close(BrunnerMunzelTest.Test(arms).Value.PValue, BrunnerMunzelTest.Test(swapped).Value.PValue, 1e-9);
                Properties.Close(BrunnerMunzelTest.Test(arms).Value.Statistic, -BrunnerMunzelTest.Test(swapped).Value.Statistic, 1e-9, 1);
            }

            Properties.Close(KolmogorovSmirnovTest.Exact(arms).Value.PValue, KolmogorovSmirnovTest.Exact(swapped).Value.PValue, 1e-12);
        });
    }

    [Fact]
    public void Ten_million_units_in_value_counts_are_one_pass_over_the_distinct_values()
    {
        double[] values = [0, 1, 2, 3];
        var arms = RankedArms.OfCounts(values, [2_500_000, 1_500_000, 700_000, 300_000], [2_490_000, 1_505_000, 703_000, 302_000]);

        Assert.Equal(10_000_000, arms.ControlCount + arms.TreatmentCount);
        Assert.InRange(MannWhitneyTest.Asymptotic(arms).Value.PValue, 1e-20, 1e-4);
        Properties.Close(MannWhitneyTest.Asymptotic(arms).Value.PValue, BrunnerMunzelTest.Test(arms).Value.PValue, 0.01);
        Assert.Equal(Undefined.OutsideDomain, KolmogorovSmirnovTest.Exact(arms).Reason.Code);
        Assert.Equal(0.002, KolmogorovSmirnovTest.Asymptotic(arms).Value.Statistic, 12);
    }

    [Fact]
    public void What_ranks_cannot_answer_is_refused_with_a_reason()
    {
        Assert.Equal(Undefined.ZeroVariance, MannWhitneyTest.Asymptotic(RankedArms.Of([1, 1], [1, 1, 1])).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, BrunnerMunzelTest.Test(RankedArms.Of([1, 2], [3, 4])).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, BrunnerMunzelTest.Test(RankedArms.Of([1], [3, 4])).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, MannWhitneyTest.Exact(RankedArms.Of([], [3, 4])).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, StandardisedDifference.CohensD(new Moments(5, 1, 0), new Moments(5, 2, 0)).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, StandardisedDifference.HedgesG(new Moments(1, 1, 0), new Moments(2, 2, 1)).Reason.Code);
        Assert.Throws<ArgumentException>(() => RankedArms.Of([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => RankedArms.OfCounts([1, 2], [1], [1]));
        Assert.Throws<ArgumentException>(() => RankedArms.OfCounts([1], [-1], [1]));
    }

    private static FsCheck.Gen<(double[] A, double[] B)> Tied
        => from na in Gen.Choose(2, 25)
           from nb in Gen.Choose(2, 25)
           from a in Gen.ArrayOf(Gen.Choose(-3, 6), na)
           from b in Gen.ArrayOf(Gen.Choose(-4, 5), nb)
           where a.Concat(b).Distinct().Count() > 1
           select (Array.ConvertAll(a, v => (double)v), Array.ConvertAll(b, v => (double)v));

    private static void Close(Moments expected, Moments actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Properties.Close(expected.Mean, actual.Mean, 1e-13, 1);
        Properties.Close(expected.CentredSumOfSquares, actual.CentredSumOfSquares, 1e-12, 1e-9);
    }

    private static double Smirnov(double[] a, double[] b) => KolmogorovSmirnovTest.Exact(RankedArms.Of(a, b)).Value.PValue;

    // Two untied arms in which treatment exceeds control in exactly u pairs.
    private static RankedArms WithU(int n1, int n2, int u)
    {
        double[] control = [.. Enumerable.Range(0, n1).Select(i => (double)i)];
        double[] treatment = [.. Enumerable.Range(0, n2).Select(j => Math.Min(n1, Math.Max(0, u - (j * n1))) - 0.5 + (j * 1e-3))];
        var arms = RankedArms.Of(control, treatment);
        Assert.Equal(u, MannWhitneyTest.Dominance(arms).Value.U);
        return arms;
    }

    private static IEnumerable<int[]> Assignments(int n, int k)
        => k == 0 ? [[]] : n < k ? [] : Assignments(n - 1, k).Concat(Assignments(n - 1, k - 1).Select(rest => (int[])[.. rest, n - 1]));
}
