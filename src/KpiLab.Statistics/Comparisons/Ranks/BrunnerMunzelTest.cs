namespace KpiLab.Statistics;

/// <summary>Whether P(treatment &gt; control) + ½ P(equal) differs from one half, without assuming equal spreads.</summary>
/// <remarks>Brunner and Munzel (2000), Biometrical Journal 42:17, with their t approximation. Positive where treatment tends to be greater.</remarks>
public static class BrunnerMunzelTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "brunner_munzel";

    /// <summary>The test.</summary>
    /// <returns>Undefined below two units in an arm, and where no unit of one arm lies among those of the other (the variance estimate is zero).</returns>
    public static Estimable<TestResult> Test(RankedArms arms, Alternative alternative = Alternative.TwoSided)
    {
        if (arms.Refuse(2) is { } reason)
        {
            return reason;
        }

        double na = arms.ControlCount, nb = arms.TreatmentCount;

        // A unit's overall midrank less that within its arm: the units of the other arm below it, and half of those equal.
        var (sa, sb) = (PlacementVariance(arms.Control, arms.Treatment, na), PlacementVariance(arms.Treatment, arms.Control, nb));
        var u = MannWhitneyTest.Dominance(arms).Value;

        // Placements in shares of the other arm: their variances are of order one.
        double va = sa / (nb * nb) / na, vb = sb / (na * na) / nb, variance = va + vb;
        if (!(variance > 0))
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"the arms do not overlap, or no unit varies (probability of superiority {u.Superiority}): there is no variance to test with"));
        }

        // The same as n1 n2 (Rb − Ra)/(N √(n1 Sa + n2 Sb)).
        var statistic = u.CliffsDelta / 2 / Math.Sqrt(variance);
        var share = va / variance;
        var df = 1 / ((share * share / (na - 1)) + ((1 - share) * (1 - share) / (nb - 1)));
        return new TestResult(Method, statistic, df, new ReferenceDistribution(df).PValue(statistic, alternative), alternative);
    }

    /// <summary>Variance of the units' placements: for each the units of the other arm below it, and half of those equal.</summary>
    internal static double PlacementVariance(ReadOnlySpan<long> own, ReadOnlySpan<long> other, double count)
    {
        double below = 0, mean = 0;
        for (var g = 0; g < own.Length; g++)
        {
            mean += (below + (other[g] / 2.0)) * (own[g] / count);
            below += other[g];
        }

        double squares = 0;
        below = 0;
        for (var g = 0; g < own.Length; g++)
        {
            var distance = below + (other[g] / 2.0) - mean;
            squares += distance * distance * own[g];
            below += other[g];
        }

        return squares / (count - 1);
    }
}
