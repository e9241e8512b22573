namespace KpiLab.Statistics;

/// <summary>One p-value for the hypothesis that every one of several independent null hypotheses is true.</summary>
/// <remarks>Each method throws <see cref="ArgumentException"/> for no p-values or one outside [0, 1].</remarks>
public static class PValueCombination
{
    /// <summary>−2 Σ ln p, chi-square with 2k degrees of freedom (Fisher 1932): strong when one p-value is tiny.</summary>
    public static TestResult Fisher(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        double sum = 0;
        foreach (var p in pValues)
        {
            sum -= 2 * Math.Log(p);
        }

        return Result("fisher", sum, 2 * pValues.Length, ChiSquared.Survival(sum, 2 * pValues.Length));
    }

    /// <summary>Σ z(p) / √k, upper normal tail (Stouffer 1949): strong when many p-values lean the same way.</summary>
    /// <returns>Undefined when p-values of 0 and of 1 contradict each other.</returns>
    public static Estimable<TestResult> Stouffer(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        double sum = 0;
        foreach (var p in pValues)
        {
            sum += Normal.UpperQuantile(p);
        }

        if (double.IsNaN(sum))
        {
            return new Undefined(Undefined.OutsideDomain, "p-values of 0 and of 1 together have no sum of normal quantiles");
        }

        var z = sum / Math.Sqrt(pValues.Length);
        return Result("stouffer", z, null, Normal.Survival(z));
    }

    /// <summary>min p, 1 − (1 − min p)^k (Tippett 1931).</summary>
    public static TestResult Tippett(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        double smallest = 1;
        foreach (var p in pValues)
        {
            smallest = Math.Min(smallest, p);
        }

        return Result("tippett", smallest, null, PValueAdjustment.AnyOf(pValues.Length, smallest));
    }

    /// <summary>2 Σ ln(1 − p), chi-square cdf of its negative with 2k degrees of freedom (Pearson 1933): strong when no p-value is large.</summary>
    public static TestResult Pearson(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        double sum = 0;
        foreach (var p in pValues)
        {
            sum += 2 * (p == 1 ? double.NegativeInfinity : SpecialFunctions.Log1P(-p));
        }

        return Result("pearson", sum, 2 * pValues.Length, ChiSquared.Cdf(-sum, 2 * pValues.Length));
    }

    private static TestResult Result(string method, double statistic, double? df, double p) => new(method, statistic, df, p, Alternative.Greater);

    private static void Check(ReadOnlySpan<double> pValues)
    {
        if (pValues.IsEmpty)
        {
            throw new ArgumentException("there must be at least one p-value to combine", nameof(pValues));
        }

        PValueAdjustment.Check(pValues);
    }
}
