using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public sealed class EffectTrendTests
{
    private static readonly Level Level95 = Level.Of(0.95);

    [Fact]
    public void Independent_days_agree_with_R_weighted_least_squares()
    {
        // R 4.3: e <- c(3,2.2,1.9,0.8,0.7); v <- c(.04,.09,.05,.2,.1); m <- lm(e~d, data.frame(e,d=0:4), weights=1/v); sqrt(diag(vcov(m)))/summary(m)$sigma
        double[] variances = [0.04, 0.09, 0.05, 0.2, 0.1];
        var fit = EffectTrend.Fit([0, 1, 2, 3, 4], [3, 2.2, 1.9, 0.8, 0.7], Diagonal(variances), Level95).Value;

        Assert.Equal(2.965466402041395, fit.Start.Value, 1e-10);
        Assert.Equal(-0.5883753898497306, fit.Slope.Value, 1e-10);
        Assert.Equal(0.1738504713559912, fit.Start.StandardError!.Value, 1e-10);
        Assert.Equal(0.0851956170644796, fit.Slope.StandardError!.Value, 1e-10);
        Assert.Equal(fit.Slope.Value / fit.Slope.StandardError.Value, fit.Test.Statistic, 1e-12);
    }

    [Fact]
    public void What_all_days_share_moves_the_start_and_leaves_the_slope_exact()
    {
        // A common error c of all effects: covariance v I + c². The slope's error is that of independent days, the start's grows by c².
        var alone = EffectTrend.Fit([0, 1, 2, 3], [4, 3, 2.5, 1], Diagonal([1, 1, 1, 1]), Level95).Value;
        var shared = EffectTrend.Fit([0, 1, 2, 3], [4, 3, 2.5, 1], [.. Enumerable.Range(0, 4).Select(i => (IReadOnlyList<double>)[.. Enumerable.Range(0, 4).Select(j => i == j ? 10.0 : 9.0)])], Level95).Value;

        Assert.Equal(alone.Slope.StandardError!.Value, shared.Slope.StandardError!.Value, 1e-12);
        Assert.Equal(Math.Pow(alone.Start.StandardError!.Value, 2) + 9, Math.Pow(shared.Start.StandardError!.Value, 2), 1e-10);
    }

    [Fact]
    public void Fewer_than_three_days_or_no_variance_have_no_trend()
    {
        Assert.Equal(Undefined.TooFewUnits, EffectTrend.Fit([0, 1], [1, 2], Diagonal([1, 1]), Level95).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, EffectTrend.Fit([0, 1, 2], [1, 2, 3], Diagonal([1, 0, 1]), Level95).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, EffectTrend.Fit([2, 2, 2], [1, 2, 3], Diagonal([1, 1, 1]), Level95).Reason.Code);
        Assert.Throws<ArgumentException>(() => EffectTrend.Fit([0, 1, 2], [1, 2], Diagonal([1, 1, 1]), Level95));
    }

    [Fact]
    public void A_line_is_found_exactly_and_scale_and_sign_only_carry_over()
        => Properties.Hold(
            from count in Gen.Choose(3, 60)
            from start in Properties.Signed(Properties.Magnitude(-2, 3))
            from slope in Properties.Signed(Properties.Magnitude(-3, 2))
            from variances in Gen.ArrayOf(Properties.Magnitude(-2, 2), count)
            select (start, slope, variances),
            c =>
            {
                double[] days = [.. Enumerable.Range(0, c.variances.Length).Select(d => (double)d)];
                double[] line = [.. days.Select(d => c.start + (c.slope * d))];
                var fit = EffectTrend.Fit(days, line, Diagonal(c.variances), Level95).Value;
                var size = Math.Abs(c.start) + Math.Abs(c.slope * days.Length);
                Assert.Equal(c.slope, fit.Slope.Value, 1e-10 * size);
                Assert.Equal(c.start, fit.Start.Value, 1e-9 * size);
                var flipped = EffectTrend.Fit(days, [.. line.Select(e => -2 * e)], Diagonal([.. c.variances.Select(v => 4 * v)]), Level95).Value;
                Assert.Equal(-2 * fit.Slope.Value, flipped.Slope.Value, 1e-9 * size);
                Assert.Equal(2 * fit.Slope.StandardError!.Value, flipped.Slope.StandardError!.Value, 1e-9 * fit.Slope.StandardError.Value);
            });

    private static IReadOnlyList<IReadOnlyList<double>> Diagonal(double[] variances)
        => [.. variances.Select((v, i) => (IReadOnlyList<double>)[.. variances.Select((_, j) => i == j ? v : 0)])];
}
