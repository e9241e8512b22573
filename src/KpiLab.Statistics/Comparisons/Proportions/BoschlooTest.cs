namespace KpiLab.Statistics;

/// <summary>Unconditional exact test of two proportions, ordered by Fisher's p-value: never less powerful than Fisher's test.</summary>
/// <remarks>
/// Boschloo (1970), Statistica Neerlandica 24:1. One-sided: max over π of the probability of the tables whose one-sided Fisher p-value is at most the observed one (allowance 1e-9); two-sided: twice the smaller of the
/// two, at most 1 (the convention of SciPy).
/// </remarks>
public static class BoschlooTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "boschloo_exact";

    /// <summary>Trials in both arms together beyond which the test is refused.</summary>
    public const long LargestTotal = RejectionRegion.LargestTotal;

    private const double Tie = 1e-9;

    /// <summary>The p-value.</summary>
    /// <returns>Undefined without units in an arm, and beyond <see cref="LargestTotal"/> trials.</returns>
    public static Estimable<double> PValue(Proportion control, Proportion treatment, Alternative alternative = Alternative.TwoSided)
    {
        if (RejectionRegion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        return alternative switch
        {
            Alternative.Greater => Greater(control, treatment),
            Alternative.Less => Greater(Mirrored(control), Mirrored(treatment)),
            _ => Math.Min(1, 2 * Math.Min(Greater(control, treatment), Greater(Mirrored(control), Mirrored(treatment)))),
        };
    }

    // Fewer successes are more failures.
    private static Proportion Mirrored(Proportion p) => new(p.Failures, p.Trials);

    private static double Greater(Proportion control, Proportion treatment)
    {
        int na = (int)control.Trials, nb = (int)treatment.Trials, total = na + nb;
        var successes = control.Successes + treatment.Successes;
        var limit = Hypergeometric.LogUpper(treatment.Successes, nb, successes, total) + SpecialFunctions.Log1P(Tie);
        if (limit >= 0)
        {
            return 1;
        }

        // For every total of successes the fewest of treatment that are as extreme; it grows by 0 or 1 with the total.
        var fewest = new int[total + 1];
        var from = 0;
        for (var m = 0; m <= total; m++)
        {
            from = Math.Max(from, m - na);
            while (from <= Math.Min(nb, m) && Hypergeometric.LogUpper(from, nb, m, total) > limit)
            {
                from++;
            }

            fewest[m] = from;
        }

        return RejectionRegion.Of(na, nb, null, (i, j) => j >= fewest[i + j]).LargestProbability((double)successes / total);
    }
}
