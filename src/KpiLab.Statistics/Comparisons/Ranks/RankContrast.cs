namespace KpiLab.Statistics;

/// <summary>How often a treated unit has the higher value of two drawn by chance, less how often the control unit has it: a comparison that outliers and the shape of a distribution do not touch. No difference of means.</summary>
/// <remarks>
/// Cliff's delta, δ = P(treatment &gt; control) − P(control &gt; treatment) = 2p − 1 with p = P(treatment &gt; control) + ½ P(equal) (Cliff 1993, Psychological Bulletin 114:494), with the variance and degrees of freedom of Brunner and Munzel (2000), Biometrical Journal 42:17:
/// the test of no effect is theirs. Its sides are p and 1 − p.
/// </remarks>
public static class RankContrast
{
    /// <summary>The contrast; its sides are the probabilities of having the higher value, ties shared.</summary>
    /// <returns>Undefined below two units in an arm, and where no unit of one arm lies among those of the other.</returns>
    public static Estimable<Contrast> Of(RankedArms arms)
    {
        if (arms.Refuse(2) is { } reason)
        {
            return reason;
        }

        double na = arms.ControlCount, nb = arms.TreatmentCount, p = MannWhitneyTest.Dominance(arms).Value.Superiority;
        double va = BrunnerMunzelTest.PlacementVariance(arms.Control, arms.Treatment, na) / (nb * nb), vb = BrunnerMunzelTest.PlacementVariance(arms.Treatment, arms.Control, nb) / (na * na);

        // p moves by 2 of these on the scale of the difference of both sides.
        return !(va + vb > 0)
            ? new Undefined(Undefined.ZeroVariance, Invariant($"the arms do not overlap, or no unit varies (probability of superiority {p}): there is no variance to test with"))
            : Contrast.Satterthwaite(BrunnerMunzelTest.Method, new Arm(arms.ControlCount, 1 - p, 4 * va), new Arm(arms.TreatmentCount, p, 4 * vb));
    }
}
