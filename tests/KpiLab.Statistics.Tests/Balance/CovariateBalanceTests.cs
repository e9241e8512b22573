namespace KpiLab.Statistics.Tests;

public sealed class CovariateBalanceTests
{
    [Fact]
    public void Standardised_difference_and_Welch_p_agree_with_R()
    {
        // R: (mean(b) - mean(a)) / sqrt((var(a) + var(b)) / 2); t.test(b, a)
        var result = CovariateImbalance.Compare(Moments.Of([1, 2, 3, 4, 7, 9]), Moments.Of([2, 4, 4, 8, 9])).Value;
        Assert.Equal(0.3529507178711247, result.StandardisedDifference, 1e-14);
        Assert.Equal(0.57405163853281638, result.Test.PValue, 1e-13);
    }

    [Fact]
    public void Standardised_difference_ignores_unit_and_number_of_units()
    {
        double[] control = [1, 2, 3, 4, 7, 9], treatment = [2, 4, 4, 8, 9];
        var once = CovariateImbalance.Compare(Moments.Of(control), Moments.Of(treatment)).Value;
        var scaled = CovariateImbalance.Compare(
            Moments.Of([.. control.Select(x => 100 * x)]), Moments.Of([.. treatment.Select(x => 100 * x)])).Value;
        Assert.Equal(once.StandardisedDifference, scaled.StandardisedDifference, 1e-13);
        Assert.Equal(once.Test.PValue, scaled.Test.PValue, 1e-13);
    }

    [Fact]
    public void A_covariate_that_does_not_vary_cannot_be_compared()
        => Assert.Equal(Undefined.ZeroVariance, CovariateImbalance.Compare(Moments.Of([1, 1, 1]), Moments.Of([1, 1])).Reason.Code);

    [Fact]
    public void Association_agrees_with_R()
    {
        // R: chisq.test(matrix(c(120, 90, 30, 100, 110, 45), nrow = 3), correct = FALSE)
        var result = AssociationTest.Test(new long[,] { { 120, 100 }, { 90, 110 }, { 30, 45 } }).Value;
        Assert.Equal(6.3694852941176467, result.Test.Statistic, 1e-12);
        Assert.Equal(0.041388895984597253, result.Test.PValue, 1e-14);
        Assert.Equal(2, result.Test.DegreesOfFreedom);
        Assert.Equal(36.363636363636367, result.SmallestExpected, 1e-12);
        Assert.Equal(0.11343565162162876, result.CramersV, 1e-14);
    }

    [Fact]
    public void Empty_segments_cost_no_degrees_of_freedom()
    {
        var with = AssociationTest.Test(new long[,] { { 120, 100 }, { 0, 0 }, { 90, 110 }, { 30, 45 } }).Value;
        var without = AssociationTest.Test(new long[,] { { 120, 100 }, { 90, 110 }, { 30, 45 } }).Value;
        Assert.Equal(without, with);
    }

    [Fact]
    public void Complete_separation_has_an_association_of_one()
        => Assert.Equal(1, AssociationTest.Test(new long[,] { { 50, 0 }, { 0, 70 } }).Value.CramersV, 1e-14);

    [Fact]
    public void One_segment_has_no_association()
    {
        Assert.False(AssociationTest.Test(new long[,] { { 50, 60 } }).IsDefined);
        Assert.False(AssociationTest.Test(new long[,] { { 50, 60 }, { 0, 0 } }).IsDefined);
        Assert.Throws<ArgumentException>(() => AssociationTest.Test(new long[,] { { 50, -1 }, { 2, 3 } }));
    }
}
