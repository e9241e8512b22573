using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Cliff's delta as a contrast, and the shift of Hodges and Lehmann.</summary>
public sealed class RankContrastTests
{
    private static readonly double[] A = [.. Enumerable.Range(0, 60).Select(i => (double)((i * 37 % 41) + (i * i % 7)))];
    private static readonly double[] B = [.. Enumerable.Range(0, 65).Select(i => (double)((i * 29 % 41) + (i * i % 5) + 4))];

    // scipy.stats.brunnermunzel(a, b), SciPy 1.10: statistic 1.633227300213087, p 0.10498158089324372; df, error and interval from scipy.stats.rankdata by the paper's formulas.
    [Fact]
    public void It_is_Brunner_and_Munzel_s_test_with_an_interval()
    {
        var contrast = RankContrast.Of(RankedArms.Of(A, B)).Value;
        Assert.Equal(0.16666666666666674, contrast.Difference, 1e-13);
        Assert.Equal(0.5833333333333334, contrast.Treatment.Mean, 1e-13);
        Assert.Equal(0.10204744106648331, contrast.StandardError, 1e-13);
        Assert.Equal(122.85077455387307, contrast.DegreesOfFreedom!.Value, 1e-9);
        Assert.Equal(1.633227300213087, contrast.Test().Statistic, 1e-11);
        Assert.Equal(0.10498158089324372, contrast.Test().PValue, 1e-9);
        var set = contrast.Absolute(Level.Of(0.95)).Set;
        Assert.Equal(-0.03533242339319781, set.Lower, 1e-9);
        Assert.Equal(0.3686657567265313, set.Upper, 1e-9);
    }

    [Fact]
    public void Swapped_arms_have_the_opposite_effect()
        => Properties.Hold(
            from a in Properties.Sample(2, 20)
            from b in Properties.Sample(2, 20)
            select (a, b),
            c =>
            {
                Estimable<Contrast> one = RankContrast.Of(RankedArms.Of(c.a, c.b)), other = RankContrast.Of(RankedArms.Of(c.b, c.a));
                Assert.Equal(one.IsDefined, other.IsDefined);
                if (one.IsDefined)
                {
                    Properties.Close(one.Value.Difference, -other.Value.Difference, 1e-12, 1);
                    Properties.Close(one.Value.StandardError, other.Value.StandardError, 1e-9);
                    Assert.InRange(one.Value.Difference, -1, 1);
                }
            });

    // numpy.median(numpy.subtract.outer(b, a)) = 4.
    [Fact]
    public void The_shift_agrees_with_NumPy() => Assert.Equal(4.0, HodgesLehmann.Shift(RankedArms.Of(A, B)).Value);

    [Fact]
    public void The_shift_is_the_median_of_all_differences()
        => Properties.Hold(
            from a in Properties.Sample(1, 12)
            from b in Properties.Sample(1, 12)
            select (a, b),
            c =>
            {
                double[] all = [.. c.b.SelectMany(y => c.a.Select(x => y - x)).Order()];
                var median = all.Length % 2 == 1 ? all[all.Length / 2] : all[(all.Length / 2) - 1] + ((all[all.Length / 2] - all[(all.Length / 2) - 1]) / 2);
                Properties.Close(median, HodgesLehmann.Shift(RankedArms.Of(c.a, c.b)).Value, 1e-12, c.a.Concat(c.b).Max(Math.Abs));
            });

    [Fact]
    public void A_shifted_sample_has_that_shift()
        => Assert.Equal(2.5, HodgesLehmann.Shift(RankedArms.Of([1, 4, 9], [3.5, 6.5, 11.5])).Value);

    [Fact]
    public void What_cannot_be_ranked_says_why()
    {
        Assert.Equal(Undefined.TooFewUnits, RankContrast.Of(RankedArms.Of([1], [1, 2])).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, RankContrast.Of(RankedArms.Of([1, 2], [3, 4])).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, HodgesLehmann.Shift(RankedArms.Of([], [1, 2])).Reason.Code);
    }
}
