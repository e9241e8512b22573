namespace KpiLab.Statistics;

/// <summary>Holm's test with its compatible intervals; the construction is described at <see cref="ComparisonFamily"/>.</summary>
internal static class HolmFamily
{
    public static FamilyDecision[] Decide(IReadOnlyList<FamilyMember> members, double[] p, Family family)
    {
        var adjusted = PValueAdjustment.Holm(p);
        var twoSided = family.Alternative == Alternative.TwoSided;

        // Two-sided p-values tell their own direction only: in the other, the one-sided p-value is at least a half and never rejects at
        // alpha/2. Comparing a two-sided p-value with alpha is comparing the one-sided one with alpha/2.
        var lower = Ends(twoSided ? Towards(members, p, 1) : p, family, family.Alternative != Alternative.Less);
        var upper = Ends(twoSided ? Towards(members, p, -1) : p, family, family.Alternative != Alternative.Greater);

        var decisions = new FamilyDecision[p.Length];
        for (var i = 0; i < decisions.Length; i++)
        {
            var rejected = adjusted[i] <= family.Alpha;
            var resolved = lower[i].StopsAtZero || upper[i].StopsAtZero;
            var rule = new IntervalRule(lower[i], upper[i], family.Coverage, IntervalPromise.StepDownCompatible);
            decisions[i] = new FamilyDecision(adjusted[i], rejected, rule, family.Bonferroni, RejectedByTestOnly: rejected && !resolved);
        }

        return decisions;
    }

    private static double[] Towards(IReadOnlyList<FamilyMember> members, double[] p, int direction)
    {
        var towards = new double[p.Length];
        for (var i = 0; i < p.Length; i++)
        {
            towards[i] = members[i].Direction == direction ? p[i] : 1;
        }

        return towards;
    }

    /// <summary>Ends on one side. The set at two-sided alpha a has its end at one-sided level a/2.</summary>
    private static EndRule[] Ends(double[] p, Family family, bool wanted)
    {
        var ends = new EndRule[p.Length];
        if (!wanted)
        {
            return ends; // open
        }

        var scale = family.Alternative == Alternative.TwoSided ? 1 : 2;
        var adjusted = PValueAdjustment.Holm(p);
        var rejections = adjusted.Count(a => a <= family.Alpha);
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = adjusted[i] > family.Alpha
                ? new EndRule(scale * family.Alpha / (p.Length - rejections))
                : rejections < p.Length
                    ? EndRule.Zero
                    : new EndRule(scale * family.Alpha / p.Length, StopsAtZero: true);
        }

        return ends;
    }
}
