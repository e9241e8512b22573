namespace KpiLab.Oracles;

/// <summary>Methods of the reference cases that no calculator offers yet. Take a name off this list in the commit that builds it.</summary>
internal static class NotYetBuilt
{
    public static readonly string[] Methods =
    [
        // bayesian
        "beta_binomial", "gamma_poisson", "normal_effect_posterior_absolute", "normal_effect_posterior_relative",
        "normal_prob_best",

        // power
        "mid_experiment_power", "noninferiority_sample_size_mean", "power_mean_from_sample", "power_means", "power_proportions",

        // quantiles
        "maritz_jarrett_se", "quantile_difference_absolute", "quantile_difference_clustered_absolute",
        "quantile_difference_clustered_relative", "quantile_difference_relative", "quantile_order_statistic_ci", "sample_quantile",

        // resampling
        "bootstrap_difference", "permutation_mean_difference_exact",

        // leadlag
        "distribution_drift", "effect_covariance_debiased", "lasso_selection", "lead_lag_redundancy",
        "lead_lag_verdict", "meta_analysis", "surrogate_index", "unit_level_predictive_power",
    ];
}
