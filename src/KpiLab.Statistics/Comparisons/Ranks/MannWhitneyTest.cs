namespace KpiLab.Statistics;

/// <summary>What the pairs of a control and a treatment unit say.</summary>
/// <param name="U">Pairs in which treatment is greater, ties counting one half.</param>
/// <param name="Superiority">The same as a share of all pairs: P(treatment &gt; control) + ½ P(equal).</param>
/// <param name="CliffsDelta">2 × superiority − 1: P(treatment &gt; control) − P(treatment &lt; control).</param>
[TypeFormatterSource]
public sealed record PairDominance(double U, double Superiority, double CliffsDelta) : IShowable;

/// <summary>Whether one arm tends to greater values: the rank-sum test of Wilcoxon (1945) and of Mann and Whitney (1947), two-sided.</summary>
/// <remarks>
/// Exact (without ties) from the distribution of U over all C(N, n) assignments of ranks; asymptotic with the variance corrected for ties (Lehmann 1975, Nonparametrics, eq. 1.37), with continuity correction of one
/// half or without. Its null hypothesis is equal distributions; with unequal spreads use <see cref="BrunnerMunzelTest"/>. Not a test of means or medians.
/// </remarks>
public static class MannWhitneyTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "mann_whitney";

    /// <summary>Steps of the exact recursion (smaller arm × smaller U) beyond which it is refused: about two arms of 400.</summary>
    public const long LargestWork = 40_000_000;

    /// <summary>U, the probability of superiority and Cliff's delta.</summary>
    /// <returns>Undefined without units in an arm.</returns>
    /// <remarks>Cliff (1993), Psychological Bulletin 114:494.</remarks>
    public static Estimable<PairDominance> Dominance(RankedArms arms)
    {
        if (arms.Refuse(1) is { } reason)
        {
            return reason;
        }

        double u = 0, below = 0;
        for (var g = 0; g < arms.Values.Length; g++)
        {
            u += arms.Treatment[g] * (below + (arms.Control[g] / 2.0));
            below += arms.Control[g];
        }

        return new PairDominance(u, u / arms.Pairs, ((2 * u) - arms.Pairs) / arms.Pairs);
    }

    /// <summary>The test by the normal law; the statistic is z, positive where treatment tends to be greater.</summary>
    /// <param name="arms">The two samples.</param>
    /// <param name="continuityCorrection">Whether one half is taken off the distance of U from its mean.</param>
    /// <returns>Undefined without units in an arm, and where all units have the same value.</returns>
    public static Estimable<TestResult> Asymptotic(RankedArms arms, bool continuityCorrection = true)
    {
        var dominance = Dominance(arms);
        if (!dominance.IsDefined)
        {
            return dominance.Reason;
        }

        double n = arms.Total, ties = 0;
        for (var g = 0; g < arms.Values.Length; g++)
        {
            double t = arms.Control[g] + arms.Treatment[g];
            ties += t * ((t * t) - 1) / (n * n * n);
        }

        // n³ taken out, so that neither it nor the sum leaves the range.
        var variance = arms.Pairs / 12 * (n + 1 - (ties * n * (n / (n - 1))));
        if (!(variance > 0) || arms.Values.Length < 2)
        {
            return new Undefined(Undefined.ZeroVariance, "all units have the same value, so that ranks say nothing");
        }

        double distance = dominance.Value.U - (arms.Pairs / 2), size = Math.Abs(distance) - (continuityCorrection ? 0.5 : 0);
        var p = size <= 0 ? 1 : Math.Min(1, 2 * Normal.Survival(size / Math.Sqrt(variance)));
        return new TestResult(Method, Math.Sign(distance) * Math.Max(0, size) / Math.Sqrt(variance), null, p, Alternative.TwoSided);
    }

    /// <summary>The exact test; the statistic is U.</summary>
    /// <returns>Undefined with ties, without units in an arm, and where the recursion would take more than <see cref="LargestWork"/> steps.</returns>
    public static Estimable<TestResult> Exact(RankedArms arms)
    {
        var dominance = Dominance(arms);
        if (!dominance.IsDefined)
        {
            return dominance.Reason;
        }

        if (arms.HasTies)
        {
            return new Undefined(Undefined.OutsideDomain, "the exact distribution of U is that of untied ranks; there are ties");
        }

        var u = dominance.Value.U;
        var small = Math.Min(u, arms.Pairs - u);
        long few = Math.Min(arms.ControlCount, arms.TreatmentCount), many = Math.Max(arms.ControlCount, arms.TreatmentCount);
        var logAssignments = SpecialFunctions.LogGamma(few + many + 1.0) - SpecialFunctions.LogGamma(few + 1.0) - SpecialFunctions.LogGamma(many + 1.0);
        if (few * (small + 1) > LargestWork || small > int.MaxValue / 2 || logAssignments > 700)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"the exact distribution of U for {arms.ControlCount} and {arms.TreatmentCount} units is beyond {LargestWork} steps; use the normal law"));
        }

        return new TestResult(Method, u, null, Math.Min(1, 2 * UpTo((int)small, (int)few, many)), Alternative.TwoSided);
    }

    // P(U ≤ u): coefficients of the Gaussian binomial ∏ (1 − q^(many+i))/(1 − q^i), factor by factor, so that after each they count assignments; differences in doubled precision.
    private static double UpTo(int u, int few, long many)
    {
        var counts = new DoubleDouble[u + 1];
        counts[0] = new DoubleDouble(1);
        double all = 1;
        for (var i = 1; i <= few; i++)
        {
            all *= (many + i) / (double)i;
            var drop = many + i;
            for (var k = u; k >= drop; k--)
            {
                counts[k] -= counts[k - (int)drop];
            }

            for (var k = i; k <= u; k++)
            {
                counts[k] += counts[k - i];
            }
        }

        var sum = default(DoubleDouble);
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum.Value / all;
    }
}
