namespace KpiLab.Statistics;

/// <summary>Whether a loss larger than the margin can be ruled out.</summary>
/// <param name="Test">One-sided test that the effect is not beyond the margin; small p-values rule a larger loss out.</param>
/// <param name="Reverse">The test in the other direction; small p-values show that the loss is larger than the margin.</param>
/// <param name="Limit">The margin as an effect in the metric's unit, negative where higher is better; for a relative margin at the observed control mean.</param>
/// <param name="Effect">Treatment − control with the one-sided set that the test inverts to, at the level 1 − alpha.</param>
/// <param name="Lift">With a relative margin, the lift with its one-sided Fieller set; it leaves the margin out exactly when non-inferiority is shown.</param>
/// <param name="IsNonInferior">A loss larger than the margin is ruled out: p ≤ alpha.</param>
/// <param name="IsInferior">The loss is larger than the margin: reverse p ≤ alpha.</param>
[TypeFormatterSource]
public sealed record NonInferiorityResult(
    TestResult Test, TestResult Reverse, double Limit, Effect Effect, Effect? Lift, bool IsNonInferior, bool IsInferior) : IShowable;

/// <summary>One-sided non-inferiority test with a fixed margin, or one relative to the control mean.</summary>
/// <remarks>
/// Absolute margin δ, higher is better: H0: D ≤ −δ. Relative margin m: H0: mean_b ≤ (1 − m) mean_a, a linear contrast that counts the noise of both means, with Satterthwaite degrees of freedom
/// (Hauschke, Kieser and Hothorn 1999, Biometrical Journal 41:295, for equal variances); with covariate adjustment the covariances enter. For a
/// negative control mean the margin is a share of its absolute value. All of alpha is spent on the one side.
/// </remarks>
public static class NonInferiority
{
    /// <summary>The test at alpha = 1 − level, one-sided.</summary>
    /// <returns>Undefined for a relative margin where the control mean is exactly zero.</returns>
    public static Estimable<NonInferiorityResult> Test(Contrast contrast, Margin margin, BetterWhen better, Level level)
    {
        double against = better == BetterWhen.Higher ? -1 : 1, mean = contrast.Baseline.Mean;
        var (shown, reverse) = better == BetterWhen.Higher ? (Alternative.Greater, Alternative.Less) : (Alternative.Less, Alternative.Greater);
        if (!margin.IsRelative)
        {
            var limit = against * margin.Size;
            var test = contrast.Test(shown, limit);
            var rejected = test.PValue <= level.Alpha;
            var back = contrast.Test(reverse, limit);
            var absolute = contrast.Absolute(level, shown);
            return new NonInferiorityResult(
                test, back, limit, absolute with { Set = absolute.Set.Agreeing(limit, rejected) }, null, rejected, back.PValue <= level.Alpha);
        }

        if (mean == 0)
        {
            return new Undefined(Undefined.ZeroBaseline, Invariant($"a margin of {margin} has no meaning: the control mean is exactly zero"));
        }

        var lift = against * margin.Size * Math.Sign(mean);
        var forward = contrast.TestLift(shown, lift);
        var backward = contrast.TestLift(reverse, lift);
        if (!forward.IsDefined)
        {
            return forward.Reason;
        }

        var noWorse = forward.Value.PValue <= level.Alpha;
        var relative = contrast.Relative(level, LiftMethod.Fieller, shown);
        return new NonInferiorityResult(
            forward.Value,
            backward.Value,
            lift * mean,
            contrast.Absolute(level, shown),
            relative.IsDefined ? relative.Value with { Set = relative.Value.Set.Agreeing(lift, noWorse) } : null,
            noWorse,
            backward.Value.PValue <= level.Alpha);
    }
}
