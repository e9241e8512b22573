namespace KpiLab.Statistics.Tests;

public class CorrelationOfSeriesTests
{
    private static double[] X => SeriesExamples.Lead;

    private static double[] Y => SeriesExamples.Outcome;

    [Fact]
    public void Partial_autocorrelations_and_Yule_Walker_agree_with_R()
    {
        // R 4.2.2: pacf(y, 3, plot = FALSE)$acf; ar.yw(x, order.max = 2, aic = FALSE)$ar
        var partial = Autocorrelation.Partial(Y, 3).Value;
        SeriesExamples.Near(0.707856724784, partial[0]);
        SeriesExamples.Near(0.123651513372, partial[1]);
        SeriesExamples.Near(-0.150357092184, partial[2]);
        var phi = Autocorrelation.YuleWalker(X, 2).Value;
        SeriesExamples.Near(0.6583649062317, phi[0]);
        SeriesExamples.Near(0.0214825832562, phi[1], 1e-8);
    }

    [Fact]
    public void Ljung_Box_agrees_with_its_definition_in_numpy()
    {
        // numpy 1.24.2: n(n+2) Σ r²/(n−k), k = 1 … 6; scipy 1.10.1 chi2.sf
        var test = Autocorrelation.LjungBox(Y, 6).Value;
        SeriesExamples.Near(38.918911557409274, test.Statistic);
        SeriesExamples.Near(7.42437971198533e-07, test.PValue, 1e-8 / 7e-4);
    }

    [Fact]
    public void Positive_lags_mean_that_the_lead_leads()
    {
        // R 4.2.2: ccf(y, x, lag.max = 3) gives, at −3 … 3, corr(y[t+k], x[t])
        double[] expected = [0.145193489191, 0.286257960624, 0.438555667992, 0.518253540183, 0.666339814270, 0.909129767097, 0.671165243205];
        var r = CrossCorrelation.Of(X, Y, 3).Value;
        for (var k = -3; k <= 3; k++)
        {
            SeriesExamples.Near(expected[k + 3], r.At(k));
        }

        Assert.Equal(2, r.PeakLeadLag);
    }

    [Fact]
    public void Swapping_the_series_swaps_the_lags()
    {
        LagCorrelations forward = CrossCorrelation.Of(X, Y, 5).Value, back = CrossCorrelation.Of(Y, X, 5).Value;
        Assert.All(Enumerable.Range(-5, 11), k => SeriesExamples.Near(forward.At(k), back.At(-k)));
    }

    [Fact]
    public void An_outcome_that_is_the_lead_two_periods_later_peaks_at_two_after_every_filter()
    {
        var x = SeriesExamples.Autoregression(new SeededRandom(4), 200, 0.8);
        double[] early = x[2..], late = x[..^2];
        var r = Prewhitening.Correlate(early, late, 2, 8, 4).Value;
        Assert.Equal(2, r.CommonFilter.PeakLeadLag);
        Assert.True(r.HaughOneSided.PValue < 1e-20);
        Assert.Equal(2, MovingAverage.Prewhitened(early, late, 0.5, 8).Value.PeakLeadLag);
    }

    [Fact]
    public void Exact_likelihood_of_a_moving_average_agrees_with_arima_of_R()
    {
        // R 4.2.2: arima(x, c(0,0,1), method = "ML", optim.control = list(reltol = 1e-14))
        var fit = MovingAverage.Fit(X).Value;
        SeriesExamples.Near(0.643647247, fit.Theta, 1e-5);
        SeriesExamples.Near(9.898607646, fit.Constant, 1e-6);
        SeriesExamples.Near(0.942834616, fit.InnovationVariance, 1e-6);
        Assert.Equal(-50.29, fit.LogLikelihood, 2);
    }

    [Fact]
    public void Correlations_at_a_lag_agree_with_scipy()
    {
        // SciPy 1.10.1: pearsonr, spearmanr, kendalltau(method="asymptotic") of x[:-2], y[2:]
        var r = LaggedCorrelation.Of(X, Y, 2).Value;
        SeriesExamples.Near(0.9355556083790704, r.Pearson.Value);
        SeriesExamples.Near(5.116261322531987e-16, r.Pearson.Test.PValue, 1e-6 / 5e-13);
        SeriesExamples.Near(0.9247747102659104, r.Spearman.Value);
        SeriesExamples.Near(0.7879671059178528, r.Kendall.Value);
        SeriesExamples.Near(1.4301162955963148e-10, r.Kendall.Test.PValue);
        Assert.InRange(r.EffectiveCount, 3, 34);
    }

    [Fact]
    public void Correlation_does_not_depend_on_units() => Properties.Hold(SeriesExamples.Units, units =>
    {
        SeriesExamples.Near(LaggedCorrelation.Of(X, Y, 1).Value.Pearson.Value, LaggedCorrelation.Of(X.In(units), Y, 1).Value.Pearson.Value, 1e-7);
        SeriesExamples.Near(CrossCorrelation.Of(X, Y, 3).Value.At(2), CrossCorrelation.Of(X, Y.In(units), 3).Value.At(2), 1e-7);
    });

    [Fact]
    public void Sample_size_is_that_of_Fishers_z_by_hand()
    {
        // ((1.959963984540054 + 0.8416212335729143)/atanh(0.3))² + 3 = 84.9278…
        var size = CorrelationSampleSize.For(0.3, 0.05, 0.8, 0.6, 0.6).Value;
        Assert.Equal(85, size.Periods);
        Assert.Equal(2.125, size.Inflation, 12);
        Assert.False(CorrelationSampleSize.For(0).IsDefined);
    }
}
