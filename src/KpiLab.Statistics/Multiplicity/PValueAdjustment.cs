namespace KpiLab.Statistics;

/// <summary>P-values adjusted for the size of their family: reject at alpha what is ≤ alpha after adjustment.</summary>
/// <remarks>
/// All methods take the unadjusted p-values in any order, answer in the same order, and cap at 1. The first six bound the probability of any
/// false rejection (family-wise error rate); the last two the expected share of false ones among the rejections (false discovery rate).
/// Every method throws <see cref="ArgumentException"/> when a p-value is not in [0, 1]. An empty family has no adjusted values.
/// </remarks>
public static class PValueAdjustment
{
    /// <summary>m·p. Valid under any dependence.</summary>
    public static double[] Bonferroni(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        var adjusted = new double[pValues.Length];
        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = Math.Min(1, adjusted.Length * pValues[i]);
        }

        return adjusted;
    }

    /// <summary>1 − (1 − p)^m: exact for independent tests, valid for positively dependent normal ones (Šidák 1967).</summary>
    public static double[] Sidak(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        var adjusted = new double[pValues.Length];
        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = AnyOf(adjusted.Length, pValues[i]);
        }

        return adjusted;
    }

    /// <summary>Step-down Bonferroni: running maximum of (m − k + 1)·p₍k₎. Valid under any dependence.</summary>
    /// <remarks>Holm (1979), Scandinavian Journal of Statistics 6:65.</remarks>
    public static double[] Holm(ReadOnlySpan<double> pValues) => StepDown(pValues, static (p, m, k) => (m - k + 1) * p);

    /// <summary>Step-down Šidák: running maximum of 1 − (1 − p₍k₎)^(m − k + 1).</summary>
    public static double[] HolmSidak(ReadOnlySpan<double> pValues) => StepDown(pValues, static (p, m, k) => AnyOf(m - k + 1, p));

    /// <summary>Step-up Bonferroni: running minimum from the top of (m − k + 1)·p₍k₎. Valid where Simes' inequality holds.</summary>
    /// <remarks>Hochberg (1988), Biometrika 75:800.</remarks>
    public static double[] Hochberg(ReadOnlySpan<double> pValues) => StepUp(pValues, static (p, m, k) => (m - k + 1) * p);

    /// <summary>Closed testing with Simes' test. Valid where Simes' inequality holds; never less powerful than Hochberg.</summary>
    /// <remarks>Hommel (1988), Biometrika 75:383; the algorithm of Wright (1992), Biometrics 48:1005.</remarks>
    public static double[] Hommel(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        var order = Ascending(pValues);
        var m = order.Length;
        var p = new double[m];
        for (var i = 0; i < m; i++)
        {
            p[i] = pValues[order[i]];
        }

        var adjusted = (double[])p.Clone();
        for (var j = m; j >= 2; j--)
        {
            // Simes' p-value of the j largest.
            var c = double.PositiveInfinity;
            for (var i = 1; i <= j; i++)
            {
                c = Math.Min(c, j * p[m - j + i - 1] / i);
            }

            for (var i = 0; i < m; i++)
            {
                adjusted[i] = Math.Max(adjusted[i], i >= m - j ? c : Math.Min(c, j * p[i]));
            }
        }

        return Scatter(adjusted, order);
    }

    /// <summary>Running minimum from the top of m·p₍k₎/k. Valid for independent and for positively regression dependent tests.</summary>
    /// <remarks>Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57:289.</remarks>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> pValues) => StepUp(pValues, static (p, m, k) => m * p / k);

    /// <summary>Benjamini–Hochberg times 1 + 1/2 + … + 1/m. Valid under any dependence.</summary>
    /// <remarks>Benjamini and Yekutieli (2001), Annals of Statistics 29:1165, Theorem 1.3.</remarks>
    public static double[] BenjaminiYekutieli(ReadOnlySpan<double> pValues)
    {
        var factor = HarmonicSum(pValues.Length);
        return StepUp(pValues, (p, m, k) => factor * m * p / k);
    }

    /// <summary>1 + 1/2 + … + 1/m.</summary>
    internal static double HarmonicSum(int m)
    {
        double sum = 0;
        for (var i = m; i >= 1; i--)
        {
            sum += 1.0 / i;
        }

        return sum;
    }

    /// <summary>Positions of the p-values from the smallest to the largest; ties stay in the order given.</summary>
    internal static int[] Ascending(ReadOnlySpan<double> pValues)
    {
        var keys = pValues.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return order;
    }

    internal static void Check(ReadOnlySpan<double> pValues)
    {
        for (var i = 0; i < pValues.Length; i++)
        {
            if (!(pValues[i] >= 0 && pValues[i] <= 1))
            {
                throw new ArgumentException(Invariant($"p-value {i + 1} is {pValues[i]}; it must lie in [0, 1]"), nameof(pValues));
            }
        }
    }

    /// <summary>1 − (1 − p)^m, with the digits of a small p kept.</summary>
    internal static double AnyOf(int m, double p) => p >= 1 ? 1 : -SpecialFunctions.ExpM1(m * SpecialFunctions.Log1P(-p));

    private static double[] StepDown(ReadOnlySpan<double> pValues, Func<double, int, int, double> bound)
    {
        Check(pValues);
        var order = Ascending(pValues);
        var sorted = new double[order.Length];
        double running = 0;
        for (var k = 1; k <= order.Length; k++)
        {
            running = Math.Max(running, Math.Min(1, bound(pValues[order[k - 1]], order.Length, k)));
            sorted[k - 1] = running;
        }

        return Scatter(sorted, order);
    }

    private static double[] StepUp(ReadOnlySpan<double> pValues, Func<double, int, int, double> bound)
    {
        Check(pValues);
        var order = Ascending(pValues);
        var sorted = new double[order.Length];
        double running = 1;
        for (var k = order.Length; k >= 1; k--)
        {
            running = Math.Min(running, bound(pValues[order[k - 1]], order.Length, k));
            sorted[k - 1] = running;
        }

        return Scatter(sorted, order);
    }

    private static double[] Scatter(double[] sorted, int[] order)
    {
        var result = new double[sorted.Length];
        for (var k = 0; k < sorted.Length; k++)
        {
            result[order[k]] = sorted[k];
        }

        return result;
    }
}
