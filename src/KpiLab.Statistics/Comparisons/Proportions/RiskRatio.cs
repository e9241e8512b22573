namespace KpiLab.Statistics;

/// <summary>Ratio of two proportions, treatment over control, with its interval on the log scale.</summary>
/// <remarks>Katz, Baptista, Azen and Pike (1978), Biometrics 34:469; with ½ added to successes and trials: Walter (1975), Biometrika 62:371.</remarks>
public static class RiskRatio
{
    /// <summary>exp(ln RR ∓ z √(1/xb − 1/nb + 1/xa − 1/na)); undefined where an arm has no success.</summary>
    public static Estimable<Effect> Log(Proportion control, Proportion treatment, Level level)
        => Proportion.Refuse(control, treatment) is { } reason ? reason
        : Math.Min(control.Successes, treatment.Successes) == 0
            ? new Undefined(Undefined.OutsideDomain, "a log ratio of proportions needs a success in both arms")
            : Interval(control.Successes, control.Trials, treatment.Successes, treatment.Trials, level);

    /// <summary>The same after ½ is added to successes and trials of both arms, estimate included.</summary>
    public static Estimable<Effect> LogAdjusted(Proportion control, Proportion treatment, Level level)
        => Proportion.Refuse(control, treatment) is { } reason
            ? reason
            : Interval(control.Successes + 0.5, control.Trials + 0.5, treatment.Successes + 0.5, treatment.Trials + 0.5, level);

    private static Estimable<Effect> Interval(double xa, double na, double xb, double nb, Level level)
    {
        var ratio = xb / nb / (xa / na);
        var half = Normal.UpperQuantile(level.Alpha / 2) * Math.Sqrt(Math.Max(0, ((nb - xb) / xb / nb) + ((na - xa) / xa / na)));
        return new Effect(ratio, null, ConfidenceSet.Between(ratio * Math.Exp(-half), ratio * Math.Exp(half), level));
    }
}
