namespace KpiLab.Statistics;

/// <summary>Codes of the refusals that time series have of their own.</summary>
public static class SeriesReason
{
    /// <summary>Fewer periods than the estimator needs.</summary>
    public const string TooShort = "too-short";

    /// <summary>A series, or a part of it that the estimator needs, does not vary.</summary>
    public const string Constant = "constant-series";

    /// <summary>A period has no value: fill or cut the gap first.</summary>
    public const string Gaps = "gaps";

    /// <summary>The regressors do not tell their effects apart.</summary>
    public const string Collinear = "collinear";
}
