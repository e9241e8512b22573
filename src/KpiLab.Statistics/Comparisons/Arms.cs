namespace KpiLab.Statistics;

/// <summary>What all comparisons of two independent arms share.</summary>
internal static class Arms
{
    /// <summary>Why these arms cannot be compared, if they cannot.</summary>
    public static Undefined? Refuse(in Arm control, in Arm treatment, long leastUnits)
        => Math.Min(control.Count, treatment.Count) < leastUnits ? TooFew(control.Count, treatment.Count, leastUnits)
        : !Sound(control) || !Sound(treatment) ? new Undefined(
            Undefined.OutsideDomain, Invariant($"means must be finite and variances finite and not negative; got {control} and {treatment}"))
        : !double.IsFinite(treatment.Mean - control.Mean) || !double.IsFinite(control.SquaredStandardError + treatment.SquaredStandardError) ? new Undefined(
            Undefined.OutsideDomain, Invariant($"the difference or its variance is beyond the range of floating point; got {control} and {treatment}"))
        : control.SquaredStandardError + treatment.SquaredStandardError > 0 ? null : new Undefined(
            Undefined.ZeroVariance, Invariant($"neither arm varies: all {control.Count} control and {treatment.Count} treatment units have the same value within their arm"));

    public static Undefined TooFew(long control, long treatment, long least) => new(
        Undefined.TooFewUnits, Invariant($"each arm needs at least {least} units; control has {control}, treatment {treatment}"));

    /// <summary>Satterthwaite (1946): se⁴ / Σ (v/n)² / (n − 1), written in shares so that it neither over- nor underflows.</summary>
    public static double WelchDegreesOfFreedom(in Arm control, in Arm treatment)
    {
        var share = control.SquaredStandardError / (control.SquaredStandardError + treatment.SquaredStandardError);
        var rest = 1 - share;
        return 1 / ((share * share / (control.Count - 1)) + (rest * rest / (treatment.Count - 1)));
    }

    public static Estimate Estimate(in Arm arm) => new(arm.Count, arm.Mean, Math.Sqrt(arm.SquaredStandardError));

    private static bool Sound(in Arm arm) => double.IsFinite(arm.Mean) && double.IsFinite(arm.UnitVariance) && arm.UnitVariance >= 0;
}
