namespace KpiLab.Statistics.Tests;

public class BreakTests
{
    private static readonly double[] Steps = [1, 1.2, 0.9, 1.1, 3, 3.2, 2.9, 3.1, 3.05, 0.2, 0.1, 0.3, 0.25, 0.15];

    [Fact]
    public void Segmentations_are_those_of_a_search_through_all()
    {
        // Python itertools over all dates with segments of at least three rows
        var best = BaiPerron.Segment(StabilityDesign.Of(Steps).Value, 3.0 / 14, 2).Value;
        Assert.Equal([9], best.BreaksAfter[0]);
        Assert.Equal([4, 9], best.BreaksAfter[1]);
        SeriesExamples.Near(9.013888888888891, best.ResidualSumsOfSquares[1]);
        SeriesExamples.Near(0.125, best.ResidualSumsOfSquares[2]);
        Assert.Equal(2, best.Best);
    }

    [Fact]
    public void A_slope_that_changes_sign_is_dated()
    {
        var random = new SeededRandom(8);
        var x = SeriesExamples.Autoregression(random, 160, 0.3);
        double[] y = [.. x.Select((v, t) => (t < 90 ? v : -v) + (0.5 * random.NextNormal()))];
        var design = StabilityDesign.Of(y, x).Value;
        var scan = BreakTest.Scan(design).Value;
        Assert.InRange(scan.BreakAfter, 87, 93);
        Assert.True(scan.SupremumPValue < 1e-10 && scan.MeanPValue.Value < 1e-4 && scan.ExponentialPValue.Value < 1e-6, scan.ToString());
        Assert.True(BreakTest.Chow(design, 90).Value.PValue < 1e-10);
        var at = scan.Statistics[scan.BreakAfter - scan.First];
        SeriesExamples.Near(at / 2, BreakTest.Chow(design, scan.BreakAfter).Value.Statistic, 1e-8);
    }

    [Theory]
    [InlineData(1, 8.68)]
    [InlineData(2, 11.72)]
    [InlineData(3, 14.13)]
    [InlineData(5, 18.35)]
    public void Five_percent_points_of_the_supremum_are_those_of_Andrews(int coefficients, double critical)
    {
        // Andrews (2003), Econometrica 71:395, table 1 (corrected), π₀ = 0.15
        Assert.Equal(0.05, SupremumBreakLaw.PValue(critical, coefficients, 0.15), 0.004);
    }

    [Theory]
    [InlineData(0.5, 0.96394524)]
    [InlineData(0.9, 0.39273071)]
    [InlineData(1.0, 0.26999967)]
    [InlineData(1.36, 0.04948588)]
    public void Kolmogorovs_law_agrees_with_scipy(double x, double expected)
    {
        // SciPy 1.10.1: kstwobign.sf
        Assert.Equal(expected, Kolmogorov.Survival(x), 8);
    }

    [Fact]
    public void Laws_of_the_means_fall_from_one_to_zero()
    {
        for (var k = 1; k <= MeanBreakLaw.MostCoefficients; k++)
        {
            var p = Enumerable.Range(0, 400).Select(i => MeanBreakLaw.MeanPValue(i * 0.1, k, 0.14)).ToArray();
            Assert.Equal(1, p[0]);
            Assert.True(p[^1] < 1e-4);
            Assert.All(p.Zip(p.Skip(1)), pair => Assert.True(pair.First >= pair.Second - 1e-12));
        }
    }

    [Fact]
    public void Recursive_residuals_are_those_of_refitting_at_every_row()
    {
        double[] x = SeriesExamples.Lead, y = SeriesExamples.Outcome, ones = [.. x.Select(_ => 1.0)];
        var growing = new GrowingFit(2);
        for (var t = 0; t < y.Length; t++)
        {
            var residual = growing.Add([ones, x], y, t);
            if (t >= 4)
            {
                var before = Ols.Fit(y[..t], ones[..t], x[..t]).Value;
                var gram = before.InverseGram();
                var spread = 1 + gram[0, 0] + (2 * gram[0, 1] * x[t]) + (gram[1, 1] * x[t] * x[t]);
                SeriesExamples.Near((y[t] - before.Coefficients[0] - (before.Coefficients[1] * x[t])) / Math.Sqrt(spread), residual, 1e-7);
                SeriesExamples.Near(Ols.Fit(y[..(t + 1)], ones[..(t + 1)], x[..(t + 1)]).Value.ResidualSumOfSquares, growing.ResidualSumOfSquares, 1e-8);
            }
        }
    }

    [Fact]
    public void Fluctuation_tests_see_a_level_that_moves()
    {
        var random = new SeededRandom(9);
        var y = Enumerable.Range(0, 120).Select(t => (t < 60 ? 0 : 1.5) + random.NextNormal()).ToArray();
        var design = StabilityDesign.Of(y).Value;
        Assert.True(FluctuationTest.OlsCusum(design).Value.PValue < 0.001);
        Assert.True(FluctuationTest.RecursiveCusum(design).Value.PValue < 0.05);
        Assert.True(FluctuationTest.OlsMosum(design).Value.PValue <= 0.05);
    }
}
