namespace KpiLab.Statistics;

/// <summary>What the log-rank test compares.</summary>
/// <param name="Test">χ² with one degree of freedom.</param>
/// <param name="Observed">Events in treatment.</param>
/// <param name="Expected">Those expected there if the hazards were one.</param>
/// <param name="Variance">Hypergeometric variance of observed − expected.</param>
[TypeFormatterSource]
public sealed record LogRankResult(TestResult Test, double Observed, double Expected, double Variance) : IShowable;

/// <summary>Whether two groups have the same survival curve.</summary>
/// <remarks>
/// Mantel (1966), Cancer Chemotherapy Reports 50:163; Peto and Peto (1972), J. R. Stat. Soc. A 135:185. At every event time the events are compared with their expectation given the units at risk; hypergeometric variance, hence
/// correct with ties. Most powerful for proportional hazards; curves that cross can cancel out.
/// </remarks>
public static class LogRankTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "log_rank";

    /// <summary>The test.</summary>
    /// <returns>Undefined without units in an arm, and where no event happened while both arms had units at risk.</returns>
    /// <exception cref="ArgumentException">A time is negative or not finite.</exception>
    public static Estimable<LogRankResult> Test(ReadOnlySpan<FollowUp> control, ReadOnlySpan<FollowUp> treatment)
    {
        if (control.IsEmpty || treatment.IsEmpty)
        {
            return Arms.TooFew(control.Length, treatment.Length, 1);
        }

        var a = RiskSets.ByTime(control);
        var b = RiskSets.ByTime(treatment);
        double observed = 0, expected = 0, variance = 0, na = control.Length, nb = treatment.Length;
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            var time = Math.Min(i < a.Count ? a[i].Time : double.PositiveInfinity, j < b.Count ? b[j].Time : double.PositiveInfinity);
            var fromA = i < a.Count && a[i].Time == time ? a[i++] : default;
            var fromB = j < b.Count && b[j].Time == time ? b[j++] : default;
            double events = fromA.Events + fromB.Events, n = na + nb;
            if (events > 0)
            {
                observed += fromB.Events;
                expected += events * (nb / n);
                variance += n > 1 ? events * (na / n) * (nb / n) * ((n - events) / (n - 1)) : 0;
            }

            na -= fromA.Leaving;
            nb -= fromB.Leaving;
        }

        if (!(variance > 0))
        {
            return new Undefined(Undefined.ZeroVariance, "no event happened while both arms had units at risk, so that nothing can be compared");
        }

        var distance = observed - expected;
        var statistic = distance * (distance / variance);
        return new LogRankResult(new TestResult(Method, statistic, 1, ChiSquared.Survival(statistic, 1), Alternative.TwoSided), observed, expected, variance);
    }
}
