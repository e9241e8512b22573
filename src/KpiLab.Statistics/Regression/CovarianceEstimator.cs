namespace KpiLab.Statistics;

/// <summary>How the covariance of regression coefficients is estimated.</summary>
public enum CovarianceEstimator
{
    /// <summary>RSS/(N − K) (X′X)⁻¹: equal error variances.</summary>
    Classical,

    /// <summary>Sandwich with squared residuals (White 1980, Econometrica 48:817).</summary>
    Hc0,

    /// <summary>HC0 times N/(N − K).</summary>
    Hc1,

    /// <summary>Squared residuals over 1 − leverage: unbiased under equal variances (MacKinnon and White 1985, J. Econometrics 29:305).</summary>
    Hc2,

    /// <summary>Squared residuals over (1 − leverage)²: the cautious one for few units (same paper).</summary>
    Hc3,
}
