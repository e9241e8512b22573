namespace KpiLab.Statistics;

/// <summary>Unconditional exact test of two proportions, ordered by a z statistic.</summary>
/// <remarks>
/// Barnard (1945), Nature 156:177, with the ordering by the pooled (Suissa and Shuster 1985, J. R. Stat. Soc. A 148:317) or unpooled z: p = max over π of the probability, both arms binomial with the same π, of all
/// tables whose |z| is at least the observed one, less a relative 1e-9. z is 0 where both proportions are equal and ±∞ where they differ without variance.
/// </remarks>
public static class BarnardTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "barnard_exact";

    /// <summary>Trials in both arms together beyond which the test is refused.</summary>
    public const long LargestTotal = RejectionRegion.LargestTotal;

    private const double Tie = 1e-9;

    /// <summary>Two-sided p-value.</summary>
    /// <param name="control">The control arm.</param>
    /// <param name="treatment">The treatment arm.</param>
    /// <param name="pooled">Whether z has the pooled variance.</param>
    /// <returns>Undefined without units in an arm, and beyond <see cref="LargestTotal"/> trials.</returns>
    public static Estimable<double> PValue(Proportion control, Proportion treatment, bool pooled = true)
    {
        if (RejectionRegion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        int na = (int)control.Trials, nb = (int)treatment.Trials;
        var observed = Squared(control.Successes, treatment.Successes, na, nb, pooled);
        if (observed == 0)
        {
            return 1;
        }

        var least = observed * (1 - Tie) * (1 - Tie);
        var region = RejectionRegion.Of(
            na,
            nb,
            (i, j) => (long)j * na < (long)i * nb && Squared(i, j, na, nb, pooled) >= least,
            (i, j) => (long)j * na > (long)i * nb && Squared(i, j, na, nb, pooled) >= least);
        return region.LargestProbability((double)(control.Successes + treatment.Successes) / (na + nb));
    }

    // z², +∞ without variance.
    private static double Squared(long i, long j, long na, long nb, bool pooled)
    {
        var distance = (j * na) - (i * nb);
        if (distance == 0)
        {
            return 0;
        }

        double pa = (double)i / na, pb = (double)j / nb, p0 = (double)(i + j) / (na + nb), d = distance / ((double)na * nb);
        var variance = pooled
            ? p0 * ((double)(na + nb - i - j) / (na + nb)) * ((1.0 / na) + (1.0 / nb))
            : (pa * ((double)(na - i) / na) / na) + (pb * ((double)(nb - j) / nb) / nb);
        return variance == 0 ? double.PositiveInfinity : d * d / variance;
    }
}
