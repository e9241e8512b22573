namespace KpiLab.Statistics;

/// <summary>How the comparisons of one family are corrected for their number.</summary>
public enum FamilyCorrection
{
    /// <summary>Each comparison by itself.</summary>
    None,

    /// <summary>Bonferroni, with simultaneous intervals.</summary>
    Bonferroni,

    /// <summary>Holm's step-down test, with compatible simultaneous intervals.</summary>
    Holm,

    /// <summary>Benjamini–Hochberg, with false-coverage-rate intervals for what it selects.</summary>
    BenjaminiHochberg,

    /// <summary>Benjamini–Yekutieli, with false-coverage-rate intervals for what it selects.</summary>
    BenjaminiYekutieli,
}

/// <summary>One comparison of a family.</summary>
/// <param name="P">Its unadjusted p-value, of the family's alternative.</param>
/// <param name="Direction">Sign of the estimated effect: −1, 0 or 1.</param>
public readonly record struct FamilyMember(double P, int Direction)
{
    /// <summary>A member from its p-value and estimated effect.</summary>
    public static FamilyMember Of(double p, double effect) => new(p, Math.Sign(effect));
}

/// <summary>What the family's correction says of one comparison.</summary>
/// <param name="AdjustedP">P-value adjusted by the correction.</param>
/// <param name="Rejected">Whether no effect is rejected: adjusted p ≤ alpha.</param>
/// <param name="Interval">How to build its interval.</param>
/// <param name="Bonferroni">With Holm: how to build the simultaneous Bonferroni interval, to be shown beside it.</param>
/// <param name="RejectedByTestOnly">
/// With Holm, two-sided: rejected, yet the compatible interval contains zero, because rejections in the other direction helped; see
/// <see cref="ComparisonFamily"/>.
/// </param>
[TypeFormatterSource]
public sealed record FamilyDecision(double AdjustedP, bool Rejected, IntervalRule Interval, IntervalRule? Bonferroni = null, bool RejectedByTestOnly = false) : IShowable;

/// <summary>Decides the comparisons of one family together and says how to build an interval for each.</summary>
/// <remarks>
/// <para>m is the number of members given; leave a comparison out only if it was never going to be made.</para>
/// <para><b>Bonferroni.</b> Sets at alpha/m; simultaneous under any dependence.</para>
/// <para><b>Holm, one-sided.</b> The compatible bounds of Strassburger and Bretz (2008), Statistics in Medicine 27:4914, and Guilbaud (2008),
/// Biometrical Journal 50:678. With r of m rejected: a comparison not rejected has its bound at alpha/(m − r); a rejected one has zero itself
/// (not included) while r &lt; m, and max(0, bound at alpha/m) once all are rejected. Simultaneous under any dependence.</para>
/// <para><b>Holm, two-sided.</b> Adjusted p-values and rejections are Holm's, of the two-sided p-values. The interval is the intersection of the
/// two families of one-sided bounds, each at alpha/2, hence simultaneous under any dependence by the Bonferroni inequality. A rejection
/// within a direction is always a rejection by the two-sided test, and when all rejections point the same way the converse holds: an interval
/// leaves out zero exactly when its comparison is rejected. With rejections in both directions Holm may reject what the intervals do not
/// resolve: that a step-down two-sided test also gets every sign right is known for independent statistics (Shaffer 1980, Annals of Statistics
/// 8:1342) but not in general. Such a comparison is marked <see cref="FamilyDecision.RejectedByTestOnly"/>.</para>
/// <para><b>Benjamini–Hochberg, Benjamini–Yekutieli.</b> For the R selected, sets at R·alpha/m, for Benjamini–Yekutieli divided by 1 + … + 1/m:
/// Benjamini and Yekutieli (2005), J. Am. Stat. Assoc. 100:71. They leave out zero, and their false-coverage rate is at most alpha: the first for
/// independent (or positively regression dependent) estimates, the second under any dependence. What is not selected gets its marginal set.</para>
/// </remarks>
public static class ComparisonFamily
{
    /// <summary>Decides every comparison, in the order given.</summary>
    /// <param name="members">The comparisons of the family.</param>
    /// <param name="correction">How to correct for their number.</param>
    /// <param name="alpha">Error rate of the family, in (0, 1); below 0.5 when one-sided.</param>
    /// <param name="alternative">The alternative that the p-values and intervals have.</param>
    /// <exception cref="ArgumentException">A p-value is not in [0, 1], or alpha is out of range.</exception>
    public static IReadOnlyList<FamilyDecision> Decide(
        IReadOnlyList<FamilyMember> members, FamilyCorrection correction, double alpha, Alternative alternative = Alternative.TwoSided)
    {
        var oneSided = alternative != Alternative.TwoSided;
        if (!(alpha > 0 && alpha < (oneSided ? 0.5 : 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, oneSided ? "a one-sided alpha must lie in (0, 0.5)" : "must lie in (0, 1)");
        }

        var p = new double[members.Count];
        for (var i = 0; i < p.Length; i++)
        {
            p[i] = members[i].P;
        }

        PValueAdjustment.Check(p);
        if (p.Length == 0)
        {
            return [];
        }

        var family = new Family(p.Length, alpha, alternative);
        return correction switch
        {
            FamilyCorrection.None => Each(p, alpha, _ => family.Rule(alpha, IntervalPromise.Marginal)),
            FamilyCorrection.Bonferroni => Each(PValueAdjustment.Bonferroni(p), alpha, _ => family.Bonferroni),
            FamilyCorrection.Holm => HolmFamily.Decide(members, p, family),
            FamilyCorrection.BenjaminiHochberg => Selected(p, PValueAdjustment.BenjaminiHochberg(p), family, divisor: 1),
            FamilyCorrection.BenjaminiYekutieli
                => Selected(p, PValueAdjustment.BenjaminiYekutieli(p), family, PValueAdjustment.HarmonicSum(p.Length)),
            _ => throw new ArgumentOutOfRangeException(nameof(correction), correction, "is not a correction"),
        };
    }

    private static FamilyDecision[] Selected(double[] p, double[] adjusted, Family family, double divisor)
    {
        var selected = adjusted.Count(a => a <= family.Alpha);
        var rule = family.Rule(selected == 0 ? family.Alpha : selected * family.Alpha / (p.Length * divisor), IntervalPromise.FalseCoverageRate);
        var marginal = family.Rule(family.Alpha, IntervalPromise.Marginal);
        return Each(adjusted, family.Alpha, i => adjusted[i] <= family.Alpha ? rule : marginal);
    }

    private static FamilyDecision[] Each(double[] adjusted, double alpha, Func<int, IntervalRule> rule)
    {
        var decisions = new FamilyDecision[adjusted.Length];
        for (var i = 0; i < decisions.Length; i++)
        {
            decisions[i] = new FamilyDecision(adjusted[i], adjusted[i] <= alpha, rule(i));
        }

        return decisions;
    }
}

/// <summary>Size, alpha and alternative of a family, and the rules that follow from them.</summary>
internal sealed record Family(int Size, double Alpha, Alternative Alternative)
{
    public Level Coverage => Level.FromAlpha(Alpha);

    public IntervalRule Bonferroni => Rule(Alpha / Size, IntervalPromise.Simultaneous);

    /// <summary>The set (or, one-sided, the bound) of the family's alternative at an alpha of that alternative.</summary>
    public IntervalRule Rule(double alpha, IntervalPromise promise) => Alternative switch
    {
        Alternative.Greater => new IntervalRule(new EndRule(2 * alpha), EndRule.Open, Coverage, promise),
        Alternative.Less => new IntervalRule(EndRule.Open, new EndRule(2 * alpha), Coverage, promise),
        _ => IntervalRule.Plain(alpha, Coverage, promise),
    };
}
