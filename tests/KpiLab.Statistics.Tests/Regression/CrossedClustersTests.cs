namespace KpiLab.Statistics.Tests;

/// <summary>Clusters with units of both arms, from sums.</summary>
public sealed class CrossedClustersTests
{
    // The regression on the treatment with cluster-robust errors is an estimator of its own, checked against statsmodels and clubSandwich.
    [Theory]
    [InlineData(1, 12, 90)]
    [InlineData(2, 40, 400)]
    [InlineData(3, 3, 30)]
    public void It_is_CR1_of_the_regression_on_the_treatment(int seed, int groups, int units)
    {
        var random = new SeededRandom(seed);
        var cluster = Enumerable.Range(0, units).Select(_ => random.NextInt(groups)).ToArray();
        var treated = Enumerable.Range(0, units).Select(_ => random.NextBernoulli(0.4) ? 1.0 : 0.0).ToArray();
        var y = Enumerable.Range(0, units).Select(i => 50 + (3 * cluster[i]) + (2 * treated[i]) + random.NextNormal()).ToArray();
        var fit = LeastSquares.Fit(y, Enumerable.Repeat(1.0, units).ToArray(), treated).Value;
        var robust = ClusterRobust.Of(fit, cluster).Value;
        var covariance = robust.Covariance(ClusterCorrection.Cr1);
        double Sum(int g, double arm, Func<int, double> of) => Enumerable.Range(0, units).Where(i => cluster[i] == g && treated[i] == arm).Sum(of);
        var contrast = CrossedClusters.Contrast(
            [.. cluster.Distinct().Select(g => new CrossedCluster(Sum(g, 0, i => y[i]), Sum(g, 0, _ => 1), Sum(g, 1, i => y[i]), Sum(g, 1, _ => 1)))],
            treated.Count(t => t == 0), treated.Count(t => t == 1)).Value;
        Assert.Equal(fit.Coefficients[1], contrast.Difference, 1e-9);
        Assert.Equal(robust.StandardError(1, ClusterCorrection.Cr1), contrast.StandardError, 1e-9);
        Assert.Equal(covariance[0, 0], contrast.BaselineVariance, 1e-9);
        Assert.Equal(covariance[0, 1], contrast.BaselineCovariance, 1e-9);
        Assert.Equal(robust.Clusters - 1, contrast.DegreesOfFreedom);
        Assert.Equal(robust.Test(1, ClusterCorrection.Cr1).Value.PValue, contrast.Test().PValue, 1e-9);
    }

    // With one unit a cluster it is White's HC1 of two independent means: Σe²/n² of either arm times N/(N − 2).
    [Fact]
    public void Clusters_of_one_unit_are_independent_units()
    {
        double[] a = [1, 4, 2, 8, 5], b = [7, 9, 4, 12];
        var contrast = CrossedClusters.Contrast([.. a.Select(x => new CrossedCluster(x, 1, 0, 0)), .. b.Select(x => new CrossedCluster(0, 0, x, 1))], 5, 4).Value;
        var expected = ((a.Sum(x => (x - 4) * (x - 4)) / 25) + (b.Sum(x => (x - 8) * (x - 8)) / 16)) * 9 / 7;
        Assert.Equal(Math.Sqrt(expected), contrast.StandardError, 1e-12);
        Assert.Equal(8, contrast.DegreesOfFreedom);
    }

    [Fact]
    public void What_cannot_be_estimated_says_why()
    {
        Assert.Equal(Undefined.TooFewUnits, CrossedClusters.Contrast([new CrossedCluster(1, 1, 2, 2)], 1, 2).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, CrossedClusters.Contrast([new CrossedCluster(1, 1, 0, 0), new CrossedCluster(1, 1, 0, 0)], 2, 0).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, CrossedClusters.Contrast([new CrossedCluster(1, 0, 2, 2), new CrossedCluster(1, 0, 2, 1)], 2, 3).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, CrossedClusters.Contrast([new CrossedCluster(2, 2, 2, 2), new CrossedCluster(3, 3, 1, 1)], 5, 3).Reason.Code);
    }
}
