using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public sealed class PValueAdjustmentTests
{
    private static readonly double[] Eight = [0.021, 0.0004, 0.3, 0.013, 0.049, 0.0151, 0.72, 0.013];

    [Fact]
    public void Methods_agree_with_p_adjust_of_R()
    {
        // R 4.2.2, stats::p.adjust
        Agree([0.168, 0.0032, 1, 0.104, 0.392, 0.1208, 1, 0.104], PValueAdjustment.Bonferroni(Eight));
        Agree([0.091, 0.0032, 0.6, 0.091, 0.147, 0.091, 0.72, 0.091], PValueAdjustment.Holm(Eight));
        Agree([0.084, 0.0032, 0.6, 0.0755, 0.147, 0.0755, 0.72, 0.0755], PValueAdjustment.Hochberg(Eight));
        Agree([0.084, 0.0032, 0.6, 0.0525, 0.147, 0.0604, 0.72, 0.0525], PValueAdjustment.Hommel(Eight));
        Agree([0.0336, 0.0032, 0.34285714285714280, 0.0302, 0.065333333333333327, 0.0302, 0.72, 0.0302], PValueAdjustment.BenjaminiHochberg(Eight));
        Agree(
            [0.09132, 0.0086971428571428581, 0.93183673469387751, 0.082079285714285716, 0.17756666666666668, 0.082079285714285716, 1, 0.082079285714285716],
            PValueAdjustment.BenjaminiYekutieli(Eight));
    }

    [Fact]
    public void Hommel_can_be_smaller_than_Hochberg()
        => Agree([0.034, 0.03075, 0.041, 0.9, 0.03075], PValueAdjustment.Hommel([0.017, 0.0121, 0.0205, 0.9, 0.0131]));

    [Fact]
    public void Sidak_keeps_the_digits_of_tiny_p_values()
    {
        // 1 − (1 − p)^m in 40-digit arithmetic
        Agree([6.99999999999999999978800583e-20], PValueAdjustment.Sidak([1e-20, .. Enumerable.Repeat(1.0, 6)])[..1]);
        Agree([9.999995005001661669586e-7], PValueAdjustment.Sidak([1e-9, .. Enumerable.Repeat(1.0, 999)])[..1]);
        Agree([0.83193], PValueAdjustment.Sidak([0.3, 1, 1, 1, 1])[..1]);
        Assert.Equal([0.0, 1.0], PValueAdjustment.Sidak([0, 1]));
    }

    [Fact]
    public void An_empty_family_has_nothing_to_adjust()
    {
        Assert.Empty(PValueAdjustment.Holm([]));
        Assert.Empty(PValueAdjustment.BenjaminiYekutieli([]));
        Assert.Empty(PValueAdjustment.Hommel([]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0000001)]
    [InlineData(double.NaN)]
    public void A_value_that_is_no_probability_is_refused_by_position(double bad)
        => Assert.Contains("p-value 2", Assert.Throws<ArgumentException>(() => PValueAdjustment.Holm([0.5, bad])).Message, StringComparison.Ordinal);

    [Fact]
    public void Adjusted_values_keep_the_order_of_the_p_values_and_never_fall_below_them() => ForAnyFamily(p =>
    {
        foreach (var method in Methods)
        {
            var adjusted = method(p);
            for (var i = 0; i < p.Length; i++)
            {
                Assert.InRange(adjusted[i], p[i] * (1 - 1e-14), 1);
                for (var j = 0; j < p.Length; j++)
                {
                    Assert.False(p[i] < p[j] && adjusted[i] > adjusted[j] * (1 + 1e-14));
                }
            }
        }
    });

    [Fact]
    public void Adjusting_does_not_depend_on_the_order_given() => ForAnyFamily(p =>
    {
        var reversed = p.Reverse().ToArray();
        foreach (var method in Methods)
        {
            Assert.Equal(method(p).Reverse(), method(reversed));
        }
    });

    [Fact]
    public void Methods_are_ordered_as_their_theory_says() => ForAnyFamily(p =>
    {
        NoneAbove(PValueAdjustment.Holm(p), PValueAdjustment.Bonferroni(p));
        NoneAbove(PValueAdjustment.Sidak(p), PValueAdjustment.Bonferroni(p));
        NoneAbove(PValueAdjustment.HolmSidak(p), PValueAdjustment.Holm(p));
        NoneAbove(PValueAdjustment.Hochberg(p), PValueAdjustment.Holm(p));
        NoneAbove(PValueAdjustment.Hommel(p), PValueAdjustment.Hochberg(p));
        NoneAbove(PValueAdjustment.BenjaminiHochberg(p), PValueAdjustment.Hommel(p));
        NoneAbove(PValueAdjustment.BenjaminiHochberg(p), PValueAdjustment.BenjaminiYekutieli(p));
    });

    [Fact]
    public void Hommel_is_the_closure_of_Simes_test() => Prop.ForAll(Families(6), p =>
    {
        // By definition: the largest Simes p-value among all subsets that hold the hypothesis.
        var adjusted = PValueAdjustment.Hommel(p);
        var closed = new double[p.Length];
        for (var subset = 1; subset < 1 << p.Length; subset++)
        {
            var members = Enumerable.Range(0, p.Length).Where(i => (subset >> i & 1) == 1).ToArray();
            var sorted = members.Select(i => p[i]).Order().ToArray();
            var simes = sorted.Select((x, k) => x * sorted.Length / (k + 1)).Min();
            foreach (var i in members)
            {
                closed[i] = Math.Max(closed[i], simes);
            }
        }

        Agree(closed, adjusted);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_stage_with_no_or_all_rejections_equals_the_single_stage()
    {
        Assert.Equal(PValueAdjustment.BenjaminiHochberg([0.2, 0.5]), TwoStageAdjustment.Adjust([0.2, 0.5], 0.05, TwoStageRule.BenjaminiHochberg).Adjusted);
        Assert.All(TwoStageAdjustment.Adjust([0.001, 0.002], 0.05, TwoStageRule.BenjaminiKriegerYekutieli).Rejected, Assert.True);
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoStageAdjustment.Adjust([0.2], 0, TwoStageRule.BenjaminiHochberg));
    }

    [Fact]
    public void Two_stage_rejects_at_least_what_a_single_stage_at_its_first_level_rejects() => ForAnyFamily(p =>
    {
        var two = TwoStageAdjustment.Adjust(p, 0.1, TwoStageRule.BenjaminiKriegerYekutieli);
        var one = PValueAdjustment.BenjaminiHochberg(p);
        Assert.All(Enumerable.Range(0, p.Length).Where(i => one[i] <= 0.1 / 1.1), i => Assert.True(two.Rejected[i]));
    });

    private static Func<double[], double[]>[] Methods =>
    [
        p => PValueAdjustment.Bonferroni(p), p => PValueAdjustment.Sidak(p), p => PValueAdjustment.Holm(p), p => PValueAdjustment.HolmSidak(p),
        p => PValueAdjustment.Hochberg(p), p => PValueAdjustment.Hommel(p), p => PValueAdjustment.BenjaminiHochberg(p), p => PValueAdjustment.BenjaminiYekutieli(p),
    ];

    /// <summary>Families with large, small, tiny and tied p-values.</summary>
    internal static Arbitrary<double[]> Families(int largest) => Gen.Choose(0, 1_000_000)
        .SelectMany(_ => Gen.Choose(0, 4), (u, kind) => kind switch
        {
            0 => Math.Pow(10, -u / 1e5),
            1 => u / 20_000_000.0,
            2 => u % 5 / 100.0,
            _ => u / 1e6,
        })
        .ArrayOf()
        .Where(p => p.Length > 0)
        .Select(p => p.Length <= largest ? p : p[..largest])
        .ToArbitrary();

    private static void ForAnyFamily(Action<double[]> check) => Prop.ForAll(Families(40), check).QuickCheckThrowOnFailure();

    private static void NoneAbove(double[] smaller, double[] larger)
    {
        for (var i = 0; i < smaller.Length; i++)
        {
            Assert.True(smaller[i] <= larger[i] * (1 + 1e-13), $"{smaller[i]:R} above {larger[i]:R}");
        }
    }

    private static void Agree(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(actual[i] - expected[i]) <= 1e-13 * expected[i], $"{actual[i]:R}, expected {expected[i]:R}");
        }
    }
}
