namespace KpiLab.Statistics.Tests;

public class SeasonAndSelectionTests
{
    [Fact]
    public void Loess_decomposition_agrees_with_stl_of_R()
    {
        // R 4.2.2: stl(ts(y, frequency = 4), "periodic")
        var r = SeasonalTrendLoess.Decompose(SeriesExamples.Outcome, 4).Value;
        double[] seasonal = [-0.2044109239547, 0.0264573756646, -0.2103351980153, 0.3882858655907], trend = [19.9219034026, 19.7555333550, 19.6051520327, 19.5596455738];
        for (var t = 0; t < 4; t++)
        {
            SeriesExamples.Near(seasonal[t], r.Seasonal[t], 1e-8);
            SeriesExamples.Near(trend[t], r.Trend[t], 1e-9);
        }

        Assert.InRange(r.SeasonalStrength, 0, 1);
    }

    [Fact]
    public void Classical_figure_agrees_with_decompose_of_R()
    {
        // R 4.2.2: decompose(ts(y, frequency = 4))$figure
        double[] expected = [-0.256250, 0.053125, -0.190625, 0.393750];
        var r = ClassicalSeasonality.Decompose(SeriesExamples.Outcome, 4).Value;
        Assert.All(expected.Zip(r.Figure), pair => Assert.Equal(pair.First, pair.Second, 10));
        Assert.Equal(2, r.Lost);
    }

    [Fact]
    public void A_pure_season_on_a_line_is_recovered()
    {
        double[] season = [3, -1, -2], y = [.. Enumerable.Range(0, 30).Select(t => season[t % 3] + (0.5 * t))];
        var r = ClassicalSeasonality.Decompose(y, 3).Value;
        Assert.All(season.Zip(r.Figure), pair => Assert.Equal(pair.First, pair.Second, 10));
        Assert.All(ClassicalSeasonality.DummyTrendResiduals(y, 3).Value, e => Assert.Equal(0, e, 10));
        Assert.Equal(1.5, ClassicalSeasonality.NaiveError(y, 3).Value, 10);
    }

    [Fact]
    public void The_lasso_meets_its_optimality_conditions()
    {
        var random = new SeededRandom(3);
        double[][] columns = [.. Enumerable.Range(0, 6).Select(_ => SeriesExamples.Autoregression(random, 80, 0.4))];
        double[] y = [.. Enumerable.Range(0, 80).Select(t => (2 * columns[1][t]) - columns[4][t] + random.NextNormal())];
        const double Penalty = 0.15;
        var fit = Lasso.Fit(y, columns, Penalty).Value;
        double[] e = [.. y.Select((v, t) => v - fit.Intercept - columns.Select((c, j) => fit.Coefficients[j] * c[t]).Sum())];
        for (var j = 0; j < columns.Length; j++)
        {
            double mean = columns[j].Average(), sd = Math.Sqrt(columns[j].Average(v => (v - mean) * (v - mean)));
            var gradient = columns[j].Zip(e, (v, r) => (v - mean) / sd * r).Average();
            if (fit.Standardised[j] == 0)
            {
                Assert.True(Math.Abs(gradient) <= Penalty + 1e-9);
            }
            else
            {
                Assert.Equal(Penalty * Math.Sign(fit.Standardised[j]), gradient, 9);
            }
        }

        Assert.Contains(1, fit.Selected);
        Assert.Empty(Lasso.Fit(y, columns, Lasso.LargestPenalty(y, columns).Value * 1.0001).Value.Selected);
        Assert.Contains(4, Lasso.RollingValidation(y, columns, 40).Value.Selected);
    }

    [Fact]
    public void Without_penalty_the_lasso_is_least_squares()
    {
        double[][] columns = [SeriesExamples.Lead, [.. SeriesExamples.Lead.Select((v, t) => (v * v) + t)]];
        var fit = Lasso.Fit(SeriesExamples.Outcome, columns, 0).Value;
        var plain = Ols.Fit(SeriesExamples.Outcome, [.. columns[0].Select(_ => 1.0)], columns[0], columns[1]).Value;
        SeriesExamples.Near(plain.Coefficients[1], fit.Coefficients[0], 1e-5);
        SeriesExamples.Near(plain.Coefficients[2], fit.Coefficients[1], 1e-5);
    }

    [Fact]
    public void A_coefficient_that_dies_is_followed_and_one_that_stays_is_flat()
    {
        var random = new SeededRandom(21);
        var x = SeriesExamples.Autoregression(random, 200, 0.5);
        double[] dying = new double[200], living = new double[200];
        for (var t = 1; t < 200; t++)
        {
            var e = 0.5 * random.NextNormal();
            dying[t] = (t < 100 ? x[t - 1] : 0) + e;
            living[t] = x[t - 1] + e;
        }

        var path = TimeVaryingCoefficient.LocalLevel(x, dying, 1, 0).Value;
        Assert.True(path.SignalToNoise > 0);
        Assert.InRange(path.Path[40].Value, 0.7, 1.3);
        Assert.InRange(path.Path[180].Value, -0.3, 0.3);
        var flat = TimeVaryingCoefficient.LocalLevel(x, living, 1, 0).Value;
        Assert.All(flat.Path, p => Assert.InRange(p.Value, 0.7, 1.3));
        var windows = TimeVaryingCoefficient.Rolling(x, dying, 1, 40, 0).Value;
        Assert.InRange(windows[0].Value, 0.7, 1.3);
        Assert.InRange(windows[^1].Value, -0.3, 0.3);
        Assert.Equal(200, windows[^1].Period);
        Assert.Equal(200, path.Path[^1].Period);
    }
}
