namespace KpiLab.Statistics;

/// <summary>Whether an effect can be shown to lie between two limits.</summary>
/// <param name="Lower">Test that the effect is greater than the lower limit.</param>
/// <param name="Upper">Test that the effect is less than the upper limit.</param>
/// <param name="PValue">The larger of the two.</param>
/// <param name="IsEquivalent">Both are shown: p ≤ alpha.</param>
[TypeFormatterSource]
public sealed record EquivalenceResult(TestResult Lower, TestResult Upper, double PValue, bool IsEquivalent) : IShowable;

/// <summary>Two one-sided tests.</summary>
/// <remarks>
/// Schuirmann (1987), J. Pharmacokinet. Biopharm. 15:657. Equivalent at alpha exactly when the two-sided interval at level 1 − 2 alpha lies within the limits.
/// Works on any contrast: means by <see cref="WelchTest"/>, proportions by <see cref="WaldDifference"/> and <see cref="AgrestiCaffoDifference"/>;
/// <see cref="ScoreDifference"/> has score tests of its own to combine.
/// </remarks>
public static class EquivalenceTest
{
    /// <summary>Whether the difference lies between the limits, at alpha = 1 − level.</summary>
    /// <exception cref="ArgumentException">The limits are not ordered.</exception>
    public static EquivalenceResult Test(Contrast contrast, double lowerLimit, double upperLimit, Level level)
        => lowerLimit < upperLimit
            ? Combine(contrast.Test(Alternative.Greater, lowerLimit), contrast.Test(Alternative.Less, upperLimit), level)
            : throw new ArgumentException(Invariant($"the lower limit {lowerLimit} must be below the upper limit {upperLimit}"), nameof(lowerLimit));

    /// <summary>Whether the difference lies within ± margin, an amount in the metric's unit or a share of |control mean|.</summary>
    public static Estimable<EquivalenceResult> Test(Contrast contrast, Margin margin, Level level)
    {
        var lower = NonInferiority.Test(contrast, margin, BetterWhen.Higher, level);
        var upper = NonInferiority.Test(contrast, margin, BetterWhen.Lower, level);
        return !lower.IsDefined ? lower.Reason : !upper.IsDefined ? upper.Reason : Combine(lower.Value.Test, upper.Value.Test, level);
    }

    /// <summary>The two one-sided tests of any method, combined.</summary>
    public static EquivalenceResult Combine(TestResult lower, TestResult upper, Level level)
    {
        var p = Math.Max(lower.PValue, upper.PValue);
        return new EquivalenceResult(lower, upper, p, p <= level.Alpha);
    }
}
