namespace KpiLab.Statistics;

/// <summary>A comparison of two proportions as tea-tasting reports it.</summary>
/// <param name="Absolute">Difference with its interval, clipped to [−1, 1].</param>
/// <param name="Relative">Lift with its log-scale interval; undefined where a proportion is zero.</param>
/// <param name="Test">The z test; the statistic is after continuity correction.</param>
[TypeFormatterSource]
public sealed record TeaTastingProportionResult(Effect Absolute, Estimable<Effect> Relative, TestResult Test) : IShowable;

/// <summary>Normal comparison of two proportions in the convention of tea-tasting: pooled or unpooled variance, with or without continuity correction.</summary>
/// <remarks>
/// d = pb − pa, c = (1/na + 1/nb)/2; p = 2(1 − Φ(max(|d| − c, 0)/se)), interval d ∓ (z se + c). For people who migrate; the log-scale interval adds c/pa there.
/// </remarks>
public static class TeaTastingProportion
{
    /// <summary>The comparison.</summary>
    /// <returns>Undefined where the standard error is zero.</returns>
    public static Estimable<TeaTastingProportionResult> Compare(
        Proportion control, Proportion treatment, Level level, bool pooled = true, bool continuityCorrection = true)
    {
        var source = pooled ? PooledProportionTest.Contrast(control, treatment) : WaldDifference.Contrast(control, treatment);
        if (!source.IsDefined)
        {
            return source.Reason;
        }

        double na = control.Trials, nb = treatment.Trials, pa = control.Value, pb = treatment.Value;
        double difference = pb - pa, error = source.Value.StandardError, z = Normal.UpperQuantile(level.Alpha / 2);
        var correction = continuityCorrection ? ((1 / na) + (1 / nb)) / 2 : 0;
        var statistic = Math.CopySign(Math.Max(Math.Abs(difference) - correction, 0) / error, difference);
        var half = (z * error) + correction;
        return new TeaTastingProportionResult(
            new Effect(difference, error, ConfidenceSet.Between(Math.Max(-1, difference - half), Math.Min(1, difference + half), level)),
            Relative(control, treatment, pooled, error, z, correction, level),
            new TestResult(source.Value.Method, statistic, null, new ReferenceDistribution(null).PValue(statistic, Alternative.TwoSided), Alternative.TwoSided));
    }

    private static Estimable<Effect> Relative(
        Proportion control, Proportion treatment, bool pooled, double error, double z, double correction, Level level)
    {
        if (control.Successes == 0 || treatment.Successes == 0)
        {
            return new Undefined(Undefined.ZeroBaseline, "a log ratio of proportions needs a success in both arms");
        }

        double pa = control.Value, ratio = treatment.Value / pa;
        var logError = pooled
            ? error / ((double)(control.Successes + treatment.Successes) / (control.Trials + treatment.Trials))
            : Math.Sqrt(((1 - pa) / control.Successes) + ((1 - treatment.Value) / treatment.Successes));
        var half = (z * logError) + (correction / pa);
        return new Effect(ratio - 1, null, ConfidenceSet.Between((ratio * Math.Exp(-half)) - 1, (ratio * Math.Exp(half)) - 1, level));
    }
}
