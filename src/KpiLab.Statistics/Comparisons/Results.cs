namespace KpiLab.Statistics;

/// <summary>One arm's estimate.</summary>
/// <param name="Count">Units behind it.</param>
/// <param name="Value">The estimate, in the metric's unit.</param>
/// <param name="StandardError">Its standard error, same unit; absent when it cannot be estimated.</param>
[TypeFormatterSource]
public sealed record Estimate(long Count, double Value, double? StandardError) : IShowable;

/// <summary>An effect (treatment − control, or that relative to the control mean) with its confidence set.</summary>
/// <param name="Value">The point estimate.</param>
/// <param name="StandardError">Its standard error, where the method has one (a Fieller set has none).</param>
/// <param name="Set">All values that the data do not reject at the set's level.</param>
[TypeFormatterSource]
public sealed record Effect(double Value, double? StandardError, ConfidenceSet Set) : IShowable;

/// <summary>A hypothesis test.</summary>
/// <param name="Method">The method's name, as in <c>docs/estimators</c>.</param>
/// <param name="Statistic">The test statistic.</param>
/// <param name="DegreesOfFreedom">Its reference distribution's degrees of freedom; absent for a normal reference.</param>
/// <param name="PValue">From the survival function, so that small tails keep their digits.</param>
/// <param name="Alternative">The alternative hypothesis.</param>
/// <param name="Null">The value of the effect under the null hypothesis.</param>
[TypeFormatterSource]
public sealed record TestResult(string Method, double Statistic, double? DegreesOfFreedom, double PValue, Alternative Alternative, double Null = 0) : IShowable;

/// <summary>A comparison of one treatment with the control.</summary>
/// <param name="Control">The control arm's estimate.</param>
/// <param name="Treatment">The treatment arm's estimate.</param>
/// <param name="Absolute">Treatment − control.</param>
/// <param name="Relative">That divided by the control mean; undefined with a reason where the baseline forbids it.</param>
/// <param name="Test">The test of no effect; its verdict and that of <paramref name="Absolute"/> and of a Fieller <paramref name="Relative"/> agree.</param>
[TypeFormatterSource]
public sealed record Comparison(Estimate Control, Estimate Treatment, Effect Absolute, Estimable<Effect> Relative, TestResult Test) : IShowable;

/// <summary>
/// An arm reduced to what a t comparison needs: n units whose mean is <paramref name="Mean"/> and whose unit variance (the variance of
/// one unit's influence on that mean) is <paramref name="UnitVariance"/>, so that the squared standard error is UnitVariance / Count.
/// </summary>
/// <param name="Count">Number of units.</param>
/// <param name="Mean">A mean, a proportion, a ratio of means, or one of these after covariate adjustment.</param>
/// <param name="UnitVariance">Variance per unit, divisor n − 1 unless a convention says otherwise.</param>
[TypeFormatterSource]
public readonly record struct Arm(long Count, double Mean, double UnitVariance) : IShowable
{
    /// <summary>UnitVariance / Count.</summary>
    public double SquaredStandardError => UnitVariance / Count;

    /// <summary>An arm whose estimate is the mean of its units.</summary>
    public static Arm Of(in Moments moments) => new(moments.Count, moments.Mean, moments.Variance);
}
