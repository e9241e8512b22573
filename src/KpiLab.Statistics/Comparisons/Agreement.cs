namespace KpiLab.Statistics;

/// <summary>Keeps a confidence set and the test that it inverts from contradicting each other in the last bit.</summary>
/// <remarks>
/// In exact arithmetic a value lies outside the set exactly when its test rejects. The set comes from a quantile and the decision from a tail
/// probability, so that rounding could part them within a few units in the last place; then the end that is nearest to the value yields.
/// </remarks>
internal static class Agreement
{
    public static ConfidenceSet Agreeing(this ConfidenceSet set, double value, bool rejected)
    {
        if (set.Contains(value) == !rejected)
        {
            return set;
        }

        var nearLower = value - set.Lower <= set.Upper - value;
        if (!rejected)
        {
            return set.Shape == ConfidenceShape.TwoRays
                ? nearLower ? ConfidenceSet.TwoRays(value, set.Upper, set.Level) : ConfidenceSet.TwoRays(set.Lower, value, set.Level)
                : ConfidenceSet.Between(Math.Min(set.Lower, value), Math.Max(set.Upper, value), set.Level);
        }

        double below = Math.BitDecrement(value), above = Math.BitIncrement(value);
        return set.Shape switch
        {
            ConfidenceShape.Everything => ConfidenceSet.TwoRays(below, above, set.Level),
            ConfidenceShape.TwoRays when value <= set.Lower => ConfidenceSet.TwoRays(below, set.Upper, set.Level),
            ConfidenceShape.TwoRays => ConfidenceSet.TwoRays(set.Lower, above, set.Level),
            _ when nearLower => ConfidenceSet.Between(above, Math.Max(set.Upper, above), set.Level),
            _ => ConfidenceSet.Between(Math.Min(set.Lower, below), below, set.Level),
        };
    }
}
