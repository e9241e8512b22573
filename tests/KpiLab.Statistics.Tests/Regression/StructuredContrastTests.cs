using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Contrasts from cells and sums are those of the regressions on every unit, which R, statsmodels and Stata's factors have checked.</summary>
public sealed class StructuredContrastTests
{
    private static readonly CovarianceEstimator[] Estimators = [CovarianceEstimator.Classical, CovarianceEstimator.Hc0, CovarianceEstimator.Hc1, CovarianceEstimator.Hc2, CovarianceEstimator.Hc3];

    [Fact]
    public void Fixed_effects_from_cells_are_those_of_the_units()
        => Properties.Hold(
            from seed in Gen.Choose(1, 1_000_000)
            from strata in Gen.Choose(2, 6)
            from arms in Gen.Choose(2, 4)
            select (seed, strata, arms),
            c =>
            {
                var random = new SeededRandom(c.seed);
                const int n = 80;
                int[] stratum = [.. Enumerable.Range(0, n).Select(i => i < c.strata * c.arms ? i % c.strata : random.NextInt(c.strata))];
                int[] arm = [.. Enumerable.Range(0, n).Select(i => i < c.strata * c.arms ? i / c.strata : random.NextInt(c.arms))];
                int[] cluster = [.. stratum.Select(s => s / 2)];
                double[] y = [.. Enumerable.Range(0, n).Select(i => 1000 + (5 * stratum[i]) + arm[i] + random.NextNormal())];
                var fit = FixedEffects.Fit(y, stratum, [.. Enumerable.Range(1, c.arms - 1).Select(a => arm.Select(t => t == a ? 1.0 : 0).ToArray())]).Value;
                var cells = Cells(stratum, cluster, arm, y);
                var effects = StratifiedEffects.Fit(cells, c.arms).Value;
                for (var a = 1; a < c.arms; a++)
                {
                    foreach (var estimator in Estimators)
                    {
                        var contrast = effects.Contrast(0, a, estimator).Value;
                        Properties.Close(fit.Coefficients[a - 1], contrast.Difference, 1e-8, 1);
                        Properties.Close(fit.StandardError(a - 1, estimator).Value, contrast.StandardError, 1e-8);
                        Assert.Equal(fit.DegreesOfFreedom, contrast.DegreesOfFreedom);
                    }

                    if (c.strata > 2)
                    {
                        var byCluster = fit.ClusteredTest(a - 1, cluster).Value;
                        Properties.Close(byCluster.PValue, effects.ClusteredContrast(0, a).Value.Test().PValue, 1e-7, 1e-9);
                    }
                }

                if (c.arms > 2)
                {
                    Properties.Close(fit.Coefficients[1] - fit.Coefficients[0], effects.Contrast(1, 2, CovarianceEstimator.Hc2).Value.Difference, 1e-8, 1);
                }
            });

    // One stratum, two arms: the regression on the treatment, whose HC2 is the unpooled error of two means and whose control mean is the arm's own.
    [Fact]
    public void Without_strata_HC2_is_the_error_of_two_means()
    {
        double[] a = [1, 4, 2, 8, 5], b = [7, 9, 4, 12];
        var contrast = StratifiedEffects.Fit([new StratumCell(0, 0, 0, Moments.Of(a)), new StratumCell(0, 0, 1, Moments.Of(b))], 2).Value.Contrast(0, 1, CovarianceEstimator.Hc2).Value;
        Assert.Equal(4, contrast.Difference, 1e-12);
        Assert.Equal(Math.Sqrt((7.5 / 5) + (34.0 / 3 / 4)), contrast.StandardError, 1e-12);
        Assert.Equal(4, contrast.Baseline.Mean, 1e-12);
        Assert.Equal(7.5 / 5, contrast.BaselineVariance, 1e-12);
        Assert.Equal(-7.5 / 5, contrast.BaselineCovariance, 1e-12);
    }

    [Fact]
    public void Strata_of_one_arm_are_left_out_and_an_arm_without_company_has_no_effect()
    {
        Moments some = Moments.Of([1.0, 2, 4]);
        var fit = StratifiedEffects.Fit([new(0, 0, 0, some), new(0, 0, 1, some), new(1, 0, 2, some)], 3).Value;
        Assert.Equal((1, 1), (fit.Strata, fit.LeftOut));
        Assert.Equal(Undefined.TooFewUnits, fit.Contrast(0, 2, CovarianceEstimator.Hc1).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, StratifiedEffects.Fit([new(0, 0, 0, some), new(1, 0, 1, some)], 2).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, fit.ClusteredContrast(0, 1).Reason.Code);
        Assert.Equal(
            Undefined.OutsideDomain,
            StratifiedEffects.Fit([new(0, 0, 0, some), new(0, 0, 1, some), new(1, 0, 2, some), new(1, 0, 3, some)], 4).Reason.Code); // 2 and 3 meet each other only
    }

    [Fact]
    public void Lin_s_contrast_is_the_regression_with_interactions()
        => Properties.Hold(
            from seed in Gen.Choose(1, 1_000_000)
            from covariates in Gen.Choose(0, 3)
            select (seed, covariates),
            c =>
            {
                var random = new SeededRandom(c.seed);
                double[][] Arm(int n, double effect)
                {
                    double[][] x = [.. Enumerable.Range(0, c.covariates).Select(_ => Enumerable.Range(0, n).Select(_ => 50 + random.NextNormal()).ToArray())];
                    return [[.. Enumerable.Range(0, n).Select(i => 7 + effect + x.Sum(v => v[i] * (1 + effect)) + (random.NextNormal() * (1 + effect)))], .. x];
                }

                double[][] a = Arm(20, 0), b = Arm(31, 0.5);
                var fit = LinOls.Fit(a[0], a[1..], b[0], b[1..]).Value;
                foreach (var estimator in Estimators)
                {
                    var contrast = LinContrast.Of(a, b, estimator).Value;
                    Properties.Close(fit.Coefficients[LinOls.Effect], contrast.Difference, 1e-8, 1);
                    Properties.Close(fit.StandardError(LinOls.Effect, estimator).Value, contrast.StandardError, 1e-8);
                    Properties.Close(fit.Coefficients[0], contrast.Baseline.Mean, 1e-9);
                    Properties.Close(fit.StandardError(0, estimator).Value, Math.Sqrt(contrast.BaselineVariance), 1e-8);
                    Assert.Equal(fit.DegreesOfFreedom, contrast.DegreesOfFreedom);
                }
            });

    [Fact]
    public void A_regression_without_room_is_undefined()
    {
        Assert.Equal(Undefined.TooFewUnits, LinContrast.Of([[1, 2], [1, 3]], [[1, 2, 3], [1, 2, 4]]).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, LinContrast.Of([[1, 2, 3, 5], [1, 1, 1, 1]], [[1, 2, 3, 4], [1, 2, 4, 5]]).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, LinContrast.Of([[1, 2, 3, 5], [1, 0, 0, 0]], [[1, 2, 3, 4], [1, 2, 4, 5]]).Reason.Code);
        Assert.Throws<ArgumentException>(() => LinContrast.Of([[1, 2]], [[1, 2], [1, 2]]));
    }

    [Fact]
    public void Panels_from_sums_are_the_saturated_regression()
        => Properties.Hold(
            from seed in Gen.Choose(1, 1_000_000)
            from units in Gen.Choose(4, 20)
            select (seed, units),
            c =>
            {
                var random = new SeededRandom(c.seed);
                List<PanelRow> rows = [];
                for (var u = 0; u < c.units; u++)
                {
                    var level = random.NextNormal();
                    for (var t = 0; t < 2; t++)
                    {
                        for (var i = 0; i <= random.NextInt(3); i++)
                        {
                            rows.Add(new PanelRow(u, u % 2 == 1, t == 1, 100 + level + (u % 2 * t) + random.NextNormal()));
                        }
                    }
                }

                PanelSum Sum(int u, bool treated, bool post)
                {
                    var of = rows.Where(r => r.Unit == u && r.IsTreated == treated && r.IsPost == post).ToList();
                    return new PanelSum(of.Sum(r => r.Value), of.Count);
                }

                var expected = DifferenceInDifferences.Compare(rows, Level.Of(0.95)).Value;
                var contrast = PanelDifference.Contrast(
                    [.. Enumerable.Range(0, c.units).Select(u => new PanelCluster(Sum(u, false, false), Sum(u, false, true), Sum(u, true, false), Sum(u, true, true)))]).Value;
                Properties.Close(expected.Effect.Value, contrast.Difference, 1e-8, 1);
                Properties.Close(expected.Effect.StandardError!.Value, contrast.StandardError, 1e-7);
                Properties.Close(expected.Test.PValue, contrast.Test().PValue, 1e-6, 1e-9);
                Properties.Close(expected.TreatedPre + expected.ControlPost - expected.ControlPre, contrast.Baseline.Mean, 1e-10);
            });

    [Fact]
    public void A_panel_without_a_cell_is_undefined()
    {
        PanelCluster Of(double value) => new(new(value, 1), new(value + 1, 1), new(0, 0), new(2, 1));
        Assert.Equal(Undefined.TooFewUnits, PanelDifference.Contrast([Of(1), Of(2)]).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, PanelDifference.Contrast([]).Reason.Code);
    }

    private static List<StratumCell> Cells(int[] stratum, int[] cluster, int[] arm, double[] y)
        => [.. Enumerable.Range(0, y.Length).GroupBy(i => (stratum[i], cluster[i], arm[i])).Select(g => new StratumCell(g.Key.Item1, g.Key.Item2, g.Key.Item3, Moments.Of([.. g.Select(i => y[i])])))];
}
