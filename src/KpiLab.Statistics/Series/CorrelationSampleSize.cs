namespace KpiLab.Statistics;

/// <summary>Periods needed to find a correlation.</summary>
/// <param name="Exact">((z_(1−α/2) + z_power)/atanh r)² + 3.</param>
/// <param name="Inflation">(1 + φ_x φ_y)/(1 − φ_x φ_y): how many periods of two first-order autoregressions are worth one.</param>
/// <remarks>Fisher (1921), Metron 1:3, for the size; Bartlett (1935), J. Roy. Stat. Soc. 98:536, for the inflation.</remarks>
public sealed record CorrelationSampleSize(double Exact, double Inflation)
{
    /// <summary>Of white series, rounded up.</summary>
    public double Periods => Math.Ceiling(Exact);

    /// <summary>Of autocorrelated ones, rounded up.</summary>
    public double AutocorrelatedPeriods => Math.Ceiling(Exact * Inflation);

    /// <summary>The size for a two-sided test of a correlation of r.</summary>
    /// <returns>Undefined unless 0 &lt; |r| &lt; 1, α and the power lie in (0, 1), and |φ_x φ_y| &lt; 1.</returns>
    public static Estimable<CorrelationSampleSize> For(double r, double alpha = 0.05, double power = 0.8, double leadAutocorrelation = 0, double outcomeAutocorrelation = 0)
    {
        var product = leadAutocorrelation * outcomeAutocorrelation;
        if (!(Math.Abs(r) is > 0 and < 1) || alpha is not (> 0 and < 1) || power is not (> 0 and < 1) || !(Math.Abs(product) < 1))
        {
            return new Undefined(Undefined.OutsideDomain, "r must lie between -1 and 1 and not be 0, alpha and power between 0 and 1, and the product of the autocorrelations between -1 and 1");
        }

        var z = (Normal.UpperQuantile(alpha / 2) + Normal.Quantile(power)) / Math.Atanh(r);
        return new CorrelationSampleSize((z * z) + 3, (1 + product) / (1 - product));
    }
}
