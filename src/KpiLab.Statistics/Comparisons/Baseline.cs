namespace KpiLab.Statistics;

/// <summary>The control mean that a relative effect is divided by, with what its own noise adds.</summary>
/// <param name="Mean">The control mean; after covariate adjustment still the unadjusted one, which is what a reader calls the control mean.</param>
/// <param name="UnitVariance">Variance of a control unit's influence on it; divided by the control count it is the squared standard error.</param>
/// <param name="UnitCovariance">
/// Covariance, within the control arm, of a unit's influence on the control side of the difference and on this mean. Without adjustment the
/// two are the same and this is the variance.
/// </param>
[TypeFormatterSource]
public readonly record struct Baseline(double Mean, double UnitVariance, double UnitCovariance) : IShowable
{
    /// <summary>The arm's own mean as its baseline.</summary>
    public static Baseline Of(in Arm control) => new(control.Mean, control.UnitVariance, control.UnitVariance);
}
