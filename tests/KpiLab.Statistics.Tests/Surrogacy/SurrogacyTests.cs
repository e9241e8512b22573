namespace KpiLab.Statistics.Tests;

public class SurrogacyTests
{
    [Fact]
    public void Pooled_effects_agree_with_numpy()
    {
        // numpy 1.24.2 from the definitions; REML by scipy minimize_scalar of the restricted likelihood
        double[] estimates = [0.31, 0.52, 0.19, 0.44, -0.10], variances = [0.02, 0.03, 0.02, 0.04, 0.01];
        var dl = MetaAnalysis.Pool(estimates, variances, Pooling.DerSimonianLaird).Value;
        SeriesExamples.Near(0.24595443251358726, dl.Estimate);
        SeriesExamples.Near(0.12275341461934544, dl.StandardError);
        SeriesExamples.Near(0.052671666666666644, dl.Tau2);
        var reml = MetaAnalysis.Pool(estimates, variances, Pooling.Reml).Value;
        SeriesExamples.Near(0.04568540843318626, reml.Tau2, 1e-6);
        SeriesExamples.Near(0.24317094761314506, reml.Estimate, 1e-6);
        Assert.True(reml.Prediction.Lower < reml.Interval.Lower && reml.Prediction.Upper > reml.Interval.Upper);
        Assert.Equal(0.8, MetaAnalysis.SignAgreement(estimates), 12);
        Assert.False(MetaAnalysis.Pool([1], [1], Pooling.Fixed).IsDefined);
        Assert.False(MetaAnalysis.Pool([1, 2], [1, 0], Pooling.Fixed).IsDefined);
    }

    [Fact]
    public void Equal_estimates_have_no_heterogeneity()
    {
        var r = MetaAnalysis.Pool([0.3, 0.3, 0.3], [0.1, 0.2, 0.4], Pooling.Reml).Value;
        Assert.Equal(0, r.Tau2);
        Assert.Equal(0.3, r.Estimate, 12);
        Assert.Equal(1 / Math.Sqrt(17.5), r.StandardError, 12);
    }

    [Fact]
    public void Effects_without_noise_have_the_slope_of_the_scatter()
    {
        double[][] effects = [[1, 2], [-2, -4.5], [3, 5.5], [-1, -2.2]];
        var r = EffectCovariance.Estimate(effects, [1e12, 1e12, 1e12, 1e12], new[,] { { 1, 0.9 }, { 0.9, 1 } }, 1e12, Level.Of(0.95)).Value;

        // Through the origin: (2 + 9 + 16.5 + 2.2)/(1 + 4 + 9 + 1) = 1.98.
        SeriesExamples.Near(1.98, r.SingleSlopes[0].Value, 1e-8);
        SeriesExamples.Near(1.98, r.DebiasedSlopes.Value[0], 1e-8);
        Assert.True(r.SingleSlopeSets[0].Contains(1.98));
        Assert.Equal(1, r.Weights.Value[0], 12);
    }

    [Fact]
    public void A_surrogate_that_never_moves_excludes_no_slope()
    {
        var random = new SeededRandom(14);
        double[][] effects = [.. Enumerable.Range(0, 40).Select(_ => new[] { Math.Sqrt(2e-3) * random.NextNormal(), Math.Sqrt(2e-3) * random.NextNormal() })];
        var r = EffectCovariance.Estimate(effects, [.. Enumerable.Repeat(1000.0, 40)], new[,] { { 1.0, 0 }, { 0, 1.0 } }, 1000, Level.Of(0.95)).Value;
        Assert.NotEqual(ConfidenceShape.Bounded, r.SingleSlopeSets[0].Shape);
    }

    [Fact]
    public void The_threshold_effect_is_where_the_prediction_interval_leaves_zero()
    {
        double[] s = [1, 2, 3, 4, 5, 6, 7], t = [1.2, 1.9, 3.3, 3.8, 5.1, 6.2, 6.8];
        var r = TrialLevelSurrogacy.Regress(s, t).Value;
        var x = r.ThresholdEffect.Value;
        double mean = s.Average(), sxx = s.Sum(v => (v - mean) * (v - mean)), rss = s.Zip(t, (a, b) => b - r.Intercept - (r.Slope * a)).Sum(e => e * e);

        // R 4.2.2: qt(0.975, 5) = 2.570581835636314
        var reach = 2.570581835636314 * Math.Sqrt(rss / 5 * (1 + (1 / 7.0) + ((x - mean) * (x - mean) / sxx)));
        SeriesExamples.Near(reach, r.Intercept + (r.Slope * x), 1e-9);
        Assert.InRange(r.RSquared, 0.98, 1);
        Assert.Equal(1, r.SignAgreement);
    }

    [Fact]
    public void A_surrogate_that_carries_all_of_the_effect_explains_all()
    {
        var random = new SeededRandom(15);
        double[] z = [.. Enumerable.Range(0, 4000).Select(i => (double)(i % 2))];
        double[] s = [.. z.Select(v => v + random.NextNormal())], t = [.. s.Select(v => (2 * v) + random.NextNormal())];
        var r = PrenticeCriteria.Assess(s, t, z).Value;
        Assert.Equal(1, r.ProportionExplained, 0.1);
        Assert.InRange(r.RelativeEffect, 2 - (4 * r.RelativeEffectStandardError), 2 + (4 * r.RelativeEffectStandardError));
    }

    [Fact]
    public void A_surrogate_index_finds_the_effect_that_its_surrogates_carry()
    {
        var random = new SeededRandom(16);
        double[] s = Normals(3000), y = [.. s.Select(v => 1 + (2 * v) + random.NextNormal())];
        var r = SurrogateIndex.Estimate([s], y, [Normals(2000)], [[.. Normals(2000).Select(v => v + 0.5)]]).Value;
        Assert.InRange(r.Effect, 1 - (4 * r.StandardError), 1 + (4 * r.StandardError));
        Assert.True(r.StandardError > r.SamplingError);

        double[] Normals(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
    }

    [Fact]
    public void Distances_agree_with_scipy()
    {
        // SciPy 1.10.1: wasserstein_distance, ks_2samp
        var r = DistributionDrift.Between([1, 2, 3, 4, 5.5], [2, 2, 6, 7], 2).Value;
        SeriesExamples.Near(1.35, r.Wasserstein);
        SeriesExamples.Near(0.5, r.Distance.Statistic);
        Assert.Equal(0, DistributionDrift.Between([1, 2, 3, 4], [1, 2, 3, 4], 2).Value.Psi, 12);
    }

    [Fact]
    public void The_area_under_the_curve_counts_pairs_and_ignores_the_scale_of_scores()
    {
        var random = new SeededRandom(17);
        double[] x = [.. Enumerable.Range(0, 400).Select(_ => random.NextNormal())], y = [.. x.Select(v => random.NextDouble() < 1 / (1 + Math.Exp(-v)) ? 1.0 : 0)];
        var r = UnitPrediction.Assess(y, [x], 200).Value;
        double pairs = 0, wins = 0;
        for (var i = 200; i < 400; i++)
        {
            for (var j = 200; j < 400; j++)
            {
                if (y[i] == 1 && y[j] == 0)
                {
                    pairs++;
                    wins += x[i] > x[j] ? 1 : 0;
                }
            }
        }

        SeriesExamples.Near(wins / pairs, r.Auc);
        SeriesExamples.Near(r.Auc, UnitPrediction.Assess(y, [[.. x.Select(v => 5 + (3 * v))]], 200).Value.Auc);
        Assert.InRange(r.CalibrationSlope.Value, 0.4, 2);
        Assert.Equal(Undefined.OutsideDomain, UnitPrediction.Assess([.. x.Select(v => v > 0 ? 1.0 : 0)], [x], 200).Reason.Code);
    }
}
