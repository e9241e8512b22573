using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class ExactProportionTests
{
    private static readonly Proportion Control = new(5, 16);
    private static readonly Proportion Treatment = new(12, 15);

    [Fact]
    public void Fisher_agrees_with_fisher_test_of_R()
    {
        // R 4.2.2: fisher.test(matrix(c(12, 3, 5, 11), 2, byrow = TRUE)), two-sided, greater, less
        var test = FisherExactTest.Test(Control, Treatment).Value;
        Examples.Equal(0.011342206655585626, test.TwoSided);
        Examples.Equal(0.0082473760290200111, test.Greater);
        Examples.Equal(0.99924723546545913, test.Less);

        // fisher.test(matrix(c(5230, 94770, 5020, 94980), 2, byrow = TRUE))
        var large = FisherExactTest.Test(new(5020, 100_000), new(5230, 100_000)).Value;
        Properties.Close(0.034053945056624138, large.TwoSided, 1e-9);
        Properties.Close(0.017026972528312034, large.Greater, 1e-9);
    }

    [Fact]
    public void Boschloo_agrees_with_SciPy_and_barnard_with_fractions_of_Python()
    {
        // SciPy 1.10: boschloo_exact([[12, 5], [3, 11]], n = 256), two-sided and greater
        Properties.Close(0.007257527990542934, BoschlooTest.PValue(Control, Treatment).Value, 1e-6);
        Properties.Close(0.003628763995271467, BoschlooTest.PValue(Control, Treatment, Alternative.Greater).Value, 1e-6);

        // Python 3.11: z² of every table as a fraction, the largest probability over 20,001 shares, at 0.4331. SciPy's barnard_exact has 0.00655 here: rounding costs it a tied table.
        Properties.Close(0.006838572422728667, BarnardTest.PValue(Control, Treatment).Value, 1e-6);
        Properties.Close(0.006838572422728667, BarnardTest.PValue(Control, Treatment, pooled: false).Value, 1e-6);
    }

    [Fact]
    public void Mid_p_takes_half_the_observed_table_off()
    {
        // R 4.2.2: dhyper(12, 17, 14, 15) = 0.0074946114944791453
        var test = FisherExactTest.Test(Control, Treatment).Value;
        Examples.Equal(0.0074946114944791453, test.Observed);
        Examples.Equal(0.0082473760290200111 - (0.0074946114944791453 / 2), test.MidP(Alternative.Greater));
        Examples.Equal(0.011342206655585626 - (0.0074946114944791453 / 2), test.MidP());
    }

    [Theory]
    [InlineData(7, 9)]
    [InlineData(12, 5)]
    public void Every_table_of_small_arms_agrees_with_adding_up_all_tables_on_a_fine_grid(int na, int nb)
    {
        for (var i = 0; i <= na; i++)
        {
            for (var j = 0; j <= nb; j++)
            {
                Proportion a = new(i, na), b = new(j, nb);
                Near(Naive(na, nb, (x, y) => Z(x, y, na, nb, true) >= Z(i, j, na, nb, true) * (1 - 1e-9)), BarnardTest.PValue(a, b).Value);
                Near(Naive(na, nb, (x, y) => Z(x, y, na, nb, false) >= Z(i, j, na, nb, false) * (1 - 1e-9)), BarnardTest.PValue(a, b, pooled: false).Value);
                var fisher = FisherExactTest.Test(a, b).Value.Greater;
                Near(
                    Naive(na, nb, (x, y) => FisherExactTest.Test(new(x, na), new(y, nb)).Value.Greater <= fisher * (1 + 1e-9)),
                    BoschlooTest.PValue(a, b, Alternative.Greater).Value);
            }
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.01)]
    public void The_error_rate_of_the_guaranteed_tests_is_never_above_alpha_whatever_the_proportion(double alpha)
    {
        const int na = 9, nb = 14;
        var tests = new Func<Proportion, Proportion, double>[]
        {
            (a, b) => FisherExactTest.Test(a, b).Value.TwoSided,
            (a, b) => BoschlooTest.PValue(a, b).Value,
            (a, b) => BarnardTest.PValue(a, b).Value,
            (a, b) => BarnardTest.PValue(a, b, pooled: false).Value,
        };
        foreach (var test in tests)
        {
            var largest = Naive(na, nb, (x, y) => test(new(x, na), new(y, nb)) <= alpha);
            Assert.InRange(largest, alpha / 20, alpha * (1 + 1e-9));
        }
    }

    [Fact]
    public void Boschloo_is_never_above_fisher_one_sided_and_swapped_arms_swap_the_sides()
    {
        Properties.Hold(Tables(60), t =>
        {
            var (a, b) = t;
            var fisher = FisherExactTest.Test(a, b).Value;
            var boschloo = BoschlooTest.PValue(a, b, Alternative.Greater).Value;
            Assert.True(boschloo <= fisher.Greater * (1 + 1e-8), $"{boschloo} above {fisher.Greater}");
            Properties.Close(boschloo, BoschlooTest.PValue(b, a, Alternative.Less).Value, 1e-9);
            Properties.Close(BarnardTest.PValue(a, b).Value, BarnardTest.PValue(b, a).Value, 1e-9);
            Properties.Close(fisher.Greater, FisherExactTest.Test(b, a).Value.Less, 1e-11);
            Properties.Close(fisher.TwoSided, FisherExactTest.Test(b, a).Value.TwoSided, 1e-11);
            Assert.Equal(1 + fisher.Observed, fisher.Greater + fisher.Less, 11);
            Assert.InRange(fisher.TwoSided, Math.Min(fisher.Greater, fisher.Less) * (1 - 1e-12), 1);
        });
    }

    [Fact]
    public void Equal_proportions_give_one_and_a_complete_difference_of_large_arms_keeps_its_digits()
    {
        Assert.Equal(1, BarnardTest.PValue(new(3, 30), new(4, 40)).Value);
        Assert.Equal(1, BoschlooTest.PValue(new(0, 30), new(0, 40)).Value);

        // 0 of 100 against 100 of 100: at π = ½ each of the two tables has the probability 2^−200, and no π makes either more probable
        Properties.Close(2 * Math.Pow(2, -200), BarnardTest.PValue(new(0, 100), new(100, 100)).Value, 1e-12);
        Properties.Close(2 * Math.Pow(2, -200), BoschlooTest.PValue(new(0, 100), new(100, 100)).Value, 1e-12);
        Assert.Equal(0, BarnardTest.PValue(new(0, 5000), new(5000, 5000)).Value);
    }

    [Fact]
    public void A_few_thousand_units_an_arm_agree_with_the_normal_law_about_as_well_as_they_should()
    {
        Proportion a = new(400, 4000), b = new(460, 4000);
        var z = PooledProportionTest.Contrast(a, b).Value.Test().PValue;
        Assert.InRange(BarnardTest.PValue(a, b).Value, z * 0.97, z * 1.15);
        Assert.InRange(BoschlooTest.PValue(a, b).Value, z * 0.97, z * 1.15);
    }

    [Fact]
    public void Empty_arms_and_arms_beyond_the_limit_are_refused_with_a_reason()
    {
        Assert.Equal(Undefined.TooFewUnits, FisherExactTest.Test(default, Treatment).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, BoschlooTest.PValue(default, Treatment).Reason.Code);
        Assert.Contains("20000", BarnardTest.PValue(new(5, 12_000), new(9, 12_000)).Reason.Sentence, StringComparison.Ordinal);
        Assert.Equal(Undefined.OutsideDomain, FisherExactTest.Test(new(5, 9_000_000_000_000), new(9, 9_000_000_000_000)).Reason.Code);
    }

    private static FsCheck.Gen<(Proportion A, Proportion B)> Tables(int most)
        => from na in Gen.Choose(1, most)
           from nb in Gen.Choose(1, most)
           from i in Gen.Choose(0, na)
           from j in Gen.Choose(0, nb)
           select (new Proportion(i, na), new Proportion(j, nb));

    private static void Near(double grid, double searched)
        => Assert.True(searched >= grid * (1 - 1e-9) && searched <= grid * (1 + 2e-5), $"searched {searched:R}, grid {grid:R}");

    // The largest probability over 4,000 shares, each table's probability written out.
    private static double Naive(int na, int nb, Func<int, int, bool> extreme)
    {
        var tables = (from i in Enumerable.Range(0, na + 1) from j in Enumerable.Range(0, nb + 1) where extreme(i, j) select (i, j)).ToArray();
        double best = 0;
        for (var k = 0; k <= 4000; k++)
        {
            var pi = k / 4000.0;
            best = Math.Max(best, tables.Sum(t => Ways(na, t.i) * Ways(nb, t.j) * Math.Pow(pi, t.i + t.j) * Math.Pow(1 - pi, na + nb - t.i - t.j)));
        }

        return best;
    }

    private static double Ways(int n, int k)
    {
        double ways = 1;
        for (var i = 1; i <= k; i++)
        {
            ways = ways * (n - k + i) / i;
        }

        return ways;
    }

    private static double Z(int i, int j, double na, double nb, bool pooled)
    {
        double pa = i / na, pb = j / nb, p = (i + j) / (na + nb), d = Math.Abs(pb - pa);
        var variance = pooled ? p * (1 - p) * ((1 / na) + (1 / nb)) : (pa * (1 - pa) / na) + (pb * (1 - pb) / nb);
        return d < 1e-12 ? 0 : variance < 1e-15 ? double.PositiveInfinity : d / Math.Sqrt(variance);
    }
}
