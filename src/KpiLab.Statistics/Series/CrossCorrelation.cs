namespace KpiLab.Statistics;

/// <summary>Correlations of a lead with an outcome at lags −M … M: r(k) = corr(x[t − k], y[t]), so that positive k means x leads y by k periods.</summary>
/// <param name="MaxLag">M.</param>
/// <param name="Values">r(−M) … r(M).</param>
/// <param name="Bound95">z/√n: where 95 % of the correlations of two independent white series lie.</param>
[TypeFormatterSource]
public sealed record LagCorrelations(int MaxLag, IReadOnlyList<double> Values, double Bound95) : IShowable
{
    /// <summary>r at a lag.</summary>
    public double At(int lag) => Values[lag + MaxLag];

    /// <summary>The lead lag k ≥ 1 of the largest |r|; the smallest of equals.</summary>
    public int PeakLeadLag => Enumerable.Range(1, MaxLag).MaxBy(k => Math.Abs(At(k)));
}

/// <summary>Correlation of a lead with an outcome by lag.</summary>
/// <remarks>
/// Divided by n and by the standard deviations of the whole series (Box and Jenkins 1976, §11.1). For exploration only: two autocorrelated but independent series give false peaks; see
/// <see cref="Prewhitening"/>. The function ccf(x, y) of R puts this value at lag −k.
/// </remarks>
public static class CrossCorrelation
{
    private const double Z95 = 1.959963984540054;

    /// <summary>r(−M) … r(M).</summary>
    /// <returns>Undefined for gaps, constant series, or M ≥ n.</returns>
    public static Estimable<LagCorrelations> Of(double[] lead, double[] outcome, int maxLag)
    {
        if (SeriesGate.Refuse(3, lead, outcome) is { } reason)
        {
            return reason;
        }

        if (SeriesGate.RefuseLag("the largest lag", maxLag, 1, lead.Length - 1) is { } tooMany)
        {
            return tooMany;
        }

        double[] x = SeriesGate.Centred(lead), y = SeriesGate.Centred(outcome);
        var scale = Math.Sqrt(Autocorrelation.SumOfProducts(x, 0)) * Math.Sqrt(Autocorrelation.SumOfProducts(y, 0));
        var values = new double[(2 * maxLag) + 1];
        for (var k = -maxLag; k <= maxLag; k++)
        {
            var sum = 0.0;
            for (var t = Math.Max(0, k); t < Math.Min(y.Length, y.Length + k); t++)
            {
                sum += x[t - k] * y[t];
            }

            values[k + maxLag] = sum / scale;
        }

        return new LagCorrelations(maxLag, values, Z95 / Math.Sqrt(y.Length));
    }
}
