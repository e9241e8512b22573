namespace KpiLab.Statistics;

/// <summary>Covariance of regression coefficients whose errors are heteroskedastic and autocorrelated.</summary>
/// <remarks>
/// Newey and West (1987), Econometrica 55:703: S = Γ₀ + Σ w_j (Γ_j + Γ_j′) with Bartlett weights w_j = 1 − j/(L + 1) and Γ_j = Σ u_t u_(t−j)′, u = X·e; V = (X′X)⁻¹ S (X′X)⁻¹, without a small-sample
/// factor and without prewhitening. L is the number of autocovariances, not one more.
/// </remarks>
public static class NeweyWest
{
    /// <summary>The covariance with L autocovariances.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lag is below zero.</exception>
    public static double[,] Covariance(Ols fit, int lag)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lag);
        int n = fit.Rows, k = fit.Columns;
        var scores = Array.ConvertAll(fit.Design, column => Scores(column, fit.ResidualArray));
        var meat = new double[k, k];
        for (var j = 0; j <= Math.Min(lag, n - 1); j++)
        {
            var weight = 1 - (j / (lag + 1.0));
            for (var a = 0; a < k; a++)
            {
                for (var b = 0; b < k; b++)
                {
                    var sum = 0.0;
                    double[] left = scores[a], right = scores[b];
                    for (var t = j; t < n; t++)
                    {
                        sum += left[t] * right[t - j];
                    }

                    meat[a, b] += weight * sum;
                    if (j > 0)
                    {
                        meat[b, a] += weight * sum;
                    }
                }
            }
        }

        return fit.Sandwich(meat);
    }

    /// <summary>The bandwidth that the data choose, for Bartlett weights; the lag to use is its whole part.</summary>
    /// <remarks>
    /// Newey and West (1994), Rev. Econ. Stud. 61:631: w_t = sum of the scores of the columns other than the first (the intercept), m = ⌊4(n/100)^(2/9)⌋, bandwidth 1.1447 ((s¹/s⁰)² n)^(1/3),
    /// with s⁰ = s₀ + 2Σs_j and s¹ = 2Σ j s_j over j ≤ m. No prewhitening.
    /// </remarks>
    /// <returns>Undefined for a fit without residuals.</returns>
    public static Estimable<double> AutomaticBandwidth(Ols fit)
    {
        if (fit.IsExact)
        {
            return new Undefined(Undefined.ZeroVariance, "the regression leaves no residuals, so that there is no bandwidth to choose");
        }

        var n = fit.Rows;
        var w = new double[n];
        for (var j = Math.Min(1, fit.Columns - 1); j < fit.Columns; j++)
        {
            for (var t = 0; t < n; t++)
            {
                w[t] += fit.Design[j][t] * fit.ResidualArray[t];
            }
        }

        var most = Math.Min(n - 1, (int)Math.Floor(4 * Math.Pow(n / 100.0, 2.0 / 9)));
        double level = 0, slope = 0;
        for (var j = 0; j <= most; j++)
        {
            var sum = 0.0;
            for (var t = j; t < n; t++)
            {
                sum += w[t] * w[t - j];
            }

            sum /= n;
            level += j == 0 ? sum : 2 * sum;
            slope += 2 * j * sum;
        }

        var bandwidth = 1.1447 * Math.Cbrt(Math.Pow(slope / level, 2) * n);
        return double.IsFinite(bandwidth)
            ? Math.Min(bandwidth, n - 1)
            : new Undefined(Undefined.OutsideDomain, "the long-run variance of the scores is estimated as zero, so that there is no bandwidth to choose");
    }

    private static double[] Scores(double[] column, double[] residuals)
    {
        var scores = new double[column.Length];
        for (var t = 0; t < scores.Length; t++)
        {
            scores[t] = column[t] * residuals[t];
        }

        return scores;
    }
}
