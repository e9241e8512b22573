namespace KpiLab.Statistics;

/// <summary>Odds ratio of two proportions, treatment over control, with the interval that inverts the score test.</summary>
/// <remarks>
/// Miettinen and Nurminen (1985), Statistics in Medicine 4:213, with the factor N/(N − 1); Cornfield (1956) without it. Undefined where the odds ratio has no positive finite estimate.
/// </remarks>
public static class ScoreOddsRatio
{
    /// <summary>The odds ratio and its interval.</summary>
    public static Estimable<Effect> Interval(Proportion control, Proportion treatment, Level level)
    {
        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        if (Math.Min(Math.Min(control.Successes, control.Failures), Math.Min(treatment.Successes, treatment.Failures)) == 0)
        {
            return new Undefined(Undefined.OutsideDomain, "an odds ratio needs successes and failures in both arms");
        }

        var z = Normal.UpperQuantile(level.Alpha / 2);
        var odds = (double)treatment.Successes / treatment.Failures * ((double)control.Failures / control.Successes);
        return new Effect(odds, null, ConfidenceSet.Between(
            SearchRoots.LogBoundary(odds, false, psi => Statistic(control, treatment, psi) <= z),
            SearchRoots.LogBoundary(odds, true, psi => Statistic(control, treatment, psi) >= -z),
            level));
    }

    /// <summary>nb (pb − p̃b) / √V at the maximum-likelihood estimate under "odds of treatment = ψ odds of control".</summary>
    private static double Statistic(Proportion control, Proportion treatment, double psi)
    {
        double na = control.Trials, nb = treatment.Trials, n = na + nb, x = (double)control.Successes + treatment.Successes;
        double a = na * (psi - 1), b = (nb * psi) + na - (x * (psi - 1));

        // The root of a p² + b p − x = 0 in (0, 1), from the side that does not cancel.
        var root = Math.Sqrt(Math.Max(0, (b * b) + (4 * a * x)));
        var pa = Math.Clamp(b >= 0 ? 2 * x / (b + root) : (root - b) / (2 * a), 0, 1);
        var pb = psi * pa / (1 + (pa * (psi - 1)));
        var information = (1 / (nb * pb * (1 - pb))) + (1 / (na * pa * (1 - pa)));
        return nb * (treatment.Value - pb) / Math.Sqrt(n / (n - 1) / information);
    }
}
