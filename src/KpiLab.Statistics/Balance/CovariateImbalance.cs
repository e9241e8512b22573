namespace KpiLab.Statistics;

/// <summary>How one variant differs from the control in something that the experiment cannot have changed.</summary>
/// <param name="StandardisedDifference">Difference of means over the root of the mean of both variances: in standard deviations.</param>
/// <param name="Test">Welch's test of equal means.</param>
[TypeFormatterSource]
public sealed record CovariateDifference(double StandardisedDifference, TestResult Test) : IShowable;

/// <summary>Difference of a covariate between a variant and the control before the experiment.</summary>
/// <remarks>
/// Austin (2009), Statistics in Medicine 28:3083. The standardised difference does not grow with the number of units and says how large an
/// imbalance is; the p-value says whether chance explains it. Under a sound randomisation p is uniform.
/// </remarks>
public static class CovariateImbalance
{
    /// <summary>Compares one covariate; moments are of the same covariate in both arms.</summary>
    /// <returns>Undefined below two units in an arm, and where the covariate does not vary.</returns>
    public static Estimable<CovariateDifference> Compare(in Moments control, in Moments treatment)
    {
        var spread = Math.Sqrt((control.Variance / 2) + (treatment.Variance / 2));
        var difference = treatment.Mean - control.Mean;
        return WelchTest.Contrast(control, treatment).Select(c => new CovariateDifference(difference / spread, c.Test()));
    }
}
