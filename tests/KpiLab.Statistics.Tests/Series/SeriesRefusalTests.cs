namespace KpiLab.Statistics.Tests;

/// <summary>Every estimator of series refuses with a reason; none lets a NaN out.</summary>
public class SeriesRefusalTests
{
    private static readonly Dictionary<string, Func<double[], double[], Undefined?>> Estimators = new()
    {
        ["ccf"] = (x, y) => Reason(CrossCorrelation.Of(x, y, 3)),
        ["prewhitened"] = (x, y) => Reason(Prewhitening.Correlate(x, y, 2, 4, 3)),
        ["moving average"] = (x, y) => Reason(MovingAverage.Prewhitened(x, y, 0.3, 3)),
        ["lagged"] = (x, y) => Reason(LaggedCorrelation.Of(x, y, 1)),
        ["granger"] = (x, y) => Reason(GrangerTest.Test(x, y, 2)),
        ["toda yamamoto"] = (x, y) => Reason(TodaYamamotoTest.Test(x, y, 2)),
        ["ardl"] = (x, y) => Reason(DistributedLag.Fit(x, y, 2, 2)),
        ["ols"] = (x, y) => Reason(LeadRegression.Fit(x, y, 1)),
        ["engle granger"] = (x, y) => Reason(EngleGrangerTest.Test(y, x, 1)),
        ["johansen"] = (x, y) => Reason(JohansenTest.Test(y, x, 1)),
        ["break"] = (x, y) => Reason(StabilityDesign.Of(y, x).Then(d => BreakTest.Scan(d))),
        ["backtest"] = (x, y) => Reason(RollingOrigin.Run(x, y, new BacktestPlan(1, 1, FirstOrigin: 20))),
        ["lasso"] = (x, y) => Reason(Lasso.Fit(y, [x], 0.1)),
        ["rolling coefficient"] = (x, y) => Reason(TimeVaryingCoefficient.Rolling(x, y, 1, 12)),
        ["local level"] = (x, y) => Reason(TimeVaryingCoefficient.LocalLevel(x, y, 1)),
    };

    private static readonly Dictionary<string, Func<double[], Undefined?>> Single = new()
    {
        ["acf"] = y => Reason(Autocorrelation.Correlations(y, 3)),
        ["adf"] = y => Reason(AugmentedDickeyFuller.Test(y, 1)),
        ["kpss"] = y => Reason(KpssTest.Test(y)),
        ["phillips perron"] = y => Reason(PhillipsPerronTest.Test(y)),
        ["stl"] = y => Reason(SeasonalTrendLoess.Decompose(y, 4)),
        ["classical"] = y => Reason(ClassicalSeasonality.Decompose(y, 4)),
    };

    public static TheoryData<string> Pairs => [.. Estimators.Keys];

    public static TheoryData<string> Singles => [.. Single.Keys];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_pair_with_gaps_constant_or_too_short_is_refused_with_its_code(string name)
    {
        var estimator = Estimators[name];
        double[] x = SeriesExamples.Lead, y = SeriesExamples.Outcome;
        Assert.Null(estimator(x, y));
        double[] gap = [.. x];
        gap[7] = double.NaN;
        Assert.Equal(SeriesReason.Gaps, estimator(gap, y)?.Code);
        Assert.Equal(SeriesReason.Constant, estimator([.. x.Select(_ => 4.0)], y)?.Code);
        Assert.Equal(SeriesReason.Constant, estimator(x, [.. x.Select(_ => 0.1 + 0.2)])?.Code);
        Assert.Equal(SeriesReason.TooShort, estimator(x[..2], y[..2])?.Code);
        Assert.Throws<ArgumentException>(() => estimator(x, y[1..]));
    }

    [Theory]
    [MemberData(nameof(Singles))]
    public void A_series_with_gaps_constant_or_too_short_is_refused_with_its_code(string name)
    {
        var estimator = Single[name];
        var y = SeriesExamples.Outcome;
        Assert.Null(estimator(y));
        double[] gap = [.. y];
        gap[3] = double.PositiveInfinity;
        Assert.Equal(SeriesReason.Gaps, estimator(gap)?.Code);
        Assert.Equal(SeriesReason.Constant, estimator([.. y.Select(_ => -2.0)])?.Code);
        Assert.Equal(SeriesReason.TooShort, estimator(y[..1])?.Code);
    }

    private static Undefined? Reason<T>(Estimable<T> value)
        where T : notnull
        => value.IsDefined ? null : value.Reason;
}
