namespace KpiLab.Oracles;

/// <summary>Methods of the reference cases that no calculator offers yet. Take a name off this list in the commit that builds it.</summary>
internal static class NotYetBuilt
{
    public static readonly string[] Methods =
    [
        // leadlag
        "distribution_drift", "effect_covariance_debiased", "lasso_selection", "lead_lag_redundancy",
        "lead_lag_verdict", "meta_analysis", "surrogate_index", "unit_level_predictive_power",
    ];
}
