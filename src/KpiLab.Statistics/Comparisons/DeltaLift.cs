namespace KpiLab.Statistics;

/// <summary>Difference divided by |control mean|, with a symmetric delta-method interval and a test of its own.</summary>
/// <remarks>
/// The convention of gbstats (GrowthBook): variance by the delta method, degrees of freedom of the absolute difference, p-value of the relative statistic; it can
/// contradict the absolute test. For a negative control mean the sign is that of the difference, so that it differs from treatment / control − 1.
/// Refused where an arm does not vary or the control mean is zero.
/// </remarks>
public static class DeltaLift
{
    /// <summary>Lift and interval.</summary>
    public static Estimable<Effect> Effect(Contrast contrast, Level level, Alternative alternative = Alternative.TwoSided)
        => Moments(contrast).Select(m => new Effect(m.Lift, m.Error, contrast.Reference.Interval(m.Lift, m.Error, level, alternative)));

    /// <summary>The test of no relative effect, by lift / standard error.</summary>
    public static Estimable<TestResult> Test(Contrast contrast, Alternative alternative = Alternative.TwoSided) => Moments(contrast).Select(m =>
    {
        var statistic = m.Lift / m.Error;
        return new TestResult(contrast.Method, statistic, contrast.DegreesOfFreedom, contrast.Reference.PValue(statistic, alternative), alternative);
    });

    private static Estimable<(double Lift, double Error)> Moments(Contrast contrast)
    {
        if (GrowthBookConvention.Refuse(contrast) is { } reason)
        {
            return reason;
        }

        // var(D/A) = (var D − 2g cov(D, A) + g² var A) / A², the gradient g being the lift at which it is evaluated.
        double g = contrast.DeltaGradient, scale = Math.Abs(contrast.Baseline.Mean);
        var variance = contrast.Variance + (g * ((g * contrast.BaselineVariance) - (2 * contrast.BaselineCovariance)));
        double lift = contrast.Difference / scale, error = Math.Sqrt(Math.Max(0, variance)) / scale;
        return error > 0 && double.IsFinite(error)
            ? (lift, error)
            : new Undefined(Undefined.ZeroVariance, Invariant($"the lift {lift} has no standard error"));
    }
}
