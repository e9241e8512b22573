namespace KpiLab.Statistics;

/// <summary>Odds ratio of two proportions, treatment over control, with its interval on the logit scale.</summary>
/// <remarks>Woolf (1955), Annals of Human Genetics 19:251; with ½ added to all four cells: Gart and Zweifel (1967), Biometrika 54:181.</remarks>
public static class OddsRatio
{
    /// <summary>exp(ln OR ∓ z √(Σ 1/cell)); undefined where a cell is empty.</summary>
    public static Estimable<Effect> Logit(Proportion control, Proportion treatment, Level level)
        => Proportion.Refuse(control, treatment) is { } reason ? reason
        : Math.Min(Math.Min(control.Successes, control.Failures), Math.Min(treatment.Successes, treatment.Failures)) == 0
            ? new Undefined(Undefined.OutsideDomain, "a log odds ratio needs successes and failures in both arms")
            : Interval(control.Successes, control.Failures, treatment.Successes, treatment.Failures, level);

    /// <summary>The same after ½ is added to all four cells, estimate included.</summary>
    public static Estimable<Effect> LogitAdjusted(Proportion control, Proportion treatment, Level level)
        => Proportion.Refuse(control, treatment) is { } reason
            ? reason
            : Interval(control.Successes + 0.5, control.Failures + 0.5, treatment.Successes + 0.5, treatment.Failures + 0.5, level);

    private static Estimable<Effect> Interval(double xa, double fa, double xb, double fb, Level level)
    {
        var odds = xb / fb * (fa / xa);
        var half = Normal.UpperQuantile(level.Alpha / 2) * Math.Sqrt((1 / xa) + (1 / fa) + (1 / xb) + (1 / fb));
        return new Effect(odds, null, ConfidenceSet.Between(odds * Math.Exp(-half), odds * Math.Exp(half), level));
    }
}
