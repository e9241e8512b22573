namespace KpiLab.Statistics;

/// <summary>One arm's events during its exposure, with how the units scatter about their common rate: what comparisons of rates need, from moments.</summary>
/// <param name="Units">Units of the arm.</param>
/// <param name="Rate">Events and exposure, added up.</param>
/// <param name="Scatter">Σ(x − rate · w)² over the units, x a unit's events and w its exposure.</param>
/// <param name="Concentration">Σw²/(Σw)²: the share of pairs of events that fall on one unit by chance.</param>
public readonly record struct EventArm(long Units, EventRate Rate, double Scatter, double Concentration)
{
    // Sums of whole numbers are whole, up to the rounding of a mean times a count.
    private const double Rounding = 1e-9;

    /// <summary>From joint moments of events, and of exposures where units differ in them.</summary>
    /// <param name="moments">The arm's moments.</param>
    /// <param name="events">Index of the events.</param>
    /// <param name="exposure">Index of the exposures; null: every unit has one.</param>
    /// <returns>Undefined without exposure, and where the events cannot be counts.</returns>
    public static Estimable<EventArm> Of(JointMoments moments, int events, int? exposure = null)
    {
        if (moments.Count == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "the arm has no units");
        }

        double n = moments.Count, x = moments.Mean(events), w = exposure is { } e ? moments.Mean(e) : 1;
        double total = n * x, whole = Math.Round(total), squares = moments.CentredProduct(events, events) + (n * x * x);
        var allowed = Rounding * Math.Max(1, squares);

        // Of counts: whole, not negative, and Σx ≤ Σx² ≤ (Σx)².
        if (!IsWhole(total) || !IsWhole(squares) || squares < total - allowed || squares > (total * total) + allowed)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"events are counted in whole numbers, and those of a unit are not: they add up to {total:0.######}"));
        }

        if (!(n * w > 0 && double.IsFinite(n * w)))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"events need an exposure, and it adds up to {n * w:0.######}"));
        }

        double rate = x / w, spread = exposure is { } i ? moments.CentredProduct(i, i) : 0, joint = exposure is { } j ? moments.CentredProduct(events, j) : 0;
        return new EventArm(
            moments.Count,
            new EventRate((long)Math.Max(0, whole), n * w),
            Math.Max(0, moments.CentredProduct(events, events) - (2 * rate * joint) + (rate * rate * spread)),
            (spread + (n * w * w)) / (n * w * n * w));
    }

    private static bool IsWhole(double sum) => Math.Abs(sum) < 1e15 && Math.Abs(sum - Math.Round(sum)) <= Rounding * Math.Max(1, Math.Abs(sum));
}
