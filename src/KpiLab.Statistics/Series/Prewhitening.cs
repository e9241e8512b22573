namespace KpiLab.Statistics;

/// <summary>Cross-correlations after taking out what each series says of itself.</summary>
/// <param name="LeadFilter">Autoregressive coefficients of the lead.</param>
/// <param name="OutcomeFilter">Those of the outcome.</param>
/// <param name="CommonFilter">Both series filtered by the lead's model (Box–Jenkins): shows the impulse response.</param>
/// <param name="OwnFilters">Each filtered by its own (Haugh): tests independence.</param>
/// <param name="HaughOneSided">Does x lead y at any lag 1 … M?</param>
/// <param name="HaughTwoSided">Are the series related at any lag −M … M?</param>
[TypeFormatterSource]
public sealed record PrewhitenedCorrelation(
    IReadOnlyList<double> LeadFilter,
    IReadOnlyList<double> OutcomeFilter,
    LagCorrelations CommonFilter,
    LagCorrelations OwnFilters,
    SeriesTest HaughOneSided,
    SeriesTest HaughTwoSided) : IShowable;

/// <summary>Pre-whitened cross-correlation by autoregressive filters.</summary>
/// <remarks>
/// AR(p) by Yule–Walker on the centred series; w_t = z_t − Σ φ_i z_(t−i) for t = p+1 … n. Box and Jenkins (1976), §11.2, for the common filter; Haugh (1976), J. Am. Stat. Assoc. 71:378, for
/// S = N² Σ r²/(N − |k|), χ². Needs stationary series.
/// </remarks>
public static class Prewhitening
{
    /// <summary>The two correlation functions and Haugh's tests.</summary>
    /// <param name="lead">x.</param>
    /// <param name="outcome">y, of the same periods.</param>
    /// <param name="order">p ≥ 0.</param>
    /// <param name="maxLag">Lags of the correlation functions.</param>
    /// <param name="testedLags">M of the tests, at most <paramref name="maxLag"/>.</param>
    /// <returns>Undefined for gaps, constant series and too few periods.</returns>
    public static Estimable<PrewhitenedCorrelation> Correlate(double[] lead, double[] outcome, int order, int maxLag, int testedLags)
    {
        if (SeriesGate.Refuse(3, lead, outcome) is { } reason)
        {
            return reason;
        }

        if ((SeriesGate.RefuseLag("the order", order, 0, lead.Length - 4)
            ?? SeriesGate.RefuseLag("the largest lag", maxLag, 1, lead.Length - order - 2)
            ?? SeriesGate.RefuseLag("the number of tested lags", testedLags, 1, maxLag)) is { } bad)
        {
            return bad;
        }

        double[] x = SeriesGate.Centred(lead), y = SeriesGate.Centred(outcome);
        double[] phi = Autocorrelation.YuleWalker(lead, order).Value, psi = Autocorrelation.YuleWalker(outcome, order).Value;
        var wx = Filter(x, phi);
        return CrossCorrelation.Of(wx, Filter(y, phi), maxLag).Then(common => CrossCorrelation.Of(wx, Filter(y, psi), maxLag).Select(own =>
        {
            double n = wx.Length, above = 0, all = 0;
            for (var k = -testedLags; k <= testedLags; k++)
            {
                var term = n * n * own.At(k) * own.At(k) / (n - Math.Abs(k));
                all += term;
                above += k > 0 ? term : 0;
            }

            return new PrewhitenedCorrelation(
                phi, psi, common, own, SeriesTest.ChiSquared(above, testedLags), SeriesTest.ChiSquared(all, (2 * testedLags) + 1));
        }));
    }

    internal static double[] Filter(double[] centred, double[] phi)
    {
        var p = phi.Length;
        var filtered = new double[centred.Length - p];
        for (var t = p; t < centred.Length; t++)
        {
            var value = centred[t];
            for (var i = 0; i < p; i++)
            {
                value -= phi[i] * centred[t - 1 - i];
            }

            filtered[t - p] = value;
        }

        return filtered;
    }
}
