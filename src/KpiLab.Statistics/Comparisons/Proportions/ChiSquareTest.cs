namespace KpiLab.Statistics;

/// <summary>Tests of independence in the 2×2 table of successes and failures by arm, one degree of freedom.</summary>
/// <remarks>
/// Pearson (1900), Philosophical Magazine 50:157; Yates (1934), JRSS Suppl. 1:217; Wilks (1935) for the likelihood ratio (G). Undefined where all units, or none, succeed.
/// </remarks>
public static class ChiSquareTest
{
    /// <summary>Pearson's Σ (O − E)² / E.</summary>
    public static Estimable<TestResult> Pearson(Proportion control, Proportion treatment)
        => Sum("chi_square", control, treatment, static (o, e) => (o - e) * (o - e) / e);

    /// <summary>With Yates's continuity correction, at most |O − E|: Σ (|O − E| − min(½, |O − E|))² / E.</summary>
    public static Estimable<TestResult> Yates(Proportion control, Proportion treatment)
        => Sum("chi_square_yates", control, treatment, static (o, e) =>
        {
            var distance = Math.Max(Math.Abs(o - e) - 0.5, 0);
            return distance * distance / e;
        });

    /// <summary>Likelihood ratio 2 Σ O ln(O/E).</summary>
    public static Estimable<TestResult> G(Proportion control, Proportion treatment)
        => Sum("g", control, treatment, static (o, e) => 2 * ((o == 0 ? 0 : o * SpecialFunctions.Log1P((o - e) / e)) - (o - e)));

    private static Estimable<TestResult> Sum(string method, Proportion control, Proportion treatment, Func<double, double, double> term)
    {
        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        double na = control.Trials, nb = treatment.Trials, n = na + nb;
        double successes = (double)control.Successes + treatment.Successes, failures = n - successes;
        if (successes == 0 || failures == 0)
        {
            return new Undefined(Undefined.ZeroVariance, Invariant($"{successes} of {n} units succeed, so that there is no table to test"));
        }

        var statistic = Math.Max(0, term(control.Successes, na * successes / n) + term(treatment.Successes, nb * successes / n)
            + term(control.Failures, na * failures / n) + term(treatment.Failures, nb * failures / n));
        return new TestResult(method, statistic, 1, ChiSquared.Survival(statistic, 1), Alternative.TwoSided);
    }
}
