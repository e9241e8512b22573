namespace KpiLab.Statistics;

/// <summary>Whether two arms have the same distribution, by the largest distance of their empirical distribution functions.</summary>
/// <remarks>
/// Smirnov (1939). Exact: lattice paths from (0, 0) to (n1, n2) counted without ties (Hodges 1958, Arkiv för Matematik 3:469); with ties it is conservative. Asymptotic: Kolmogorov's limit law, either series, whichever
/// converges.
/// </remarks>
public static class KolmogorovSmirnovTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "kolmogorov_smirnov";

    /// <summary>Product of the two numbers of units beyond which the exact test is refused.</summary>
    public const long LargestPairs = 100_000_000;

    /// <summary>The test by Kolmogorov's limit law; the statistic is D.</summary>
    /// <returns>Undefined without units in an arm.</returns>
    public static Estimable<TestResult> Asymptotic(RankedArms arms)
    {
        if (arms.Refuse(1) is { } reason)
        {
            return reason;
        }

        var d = (double)Distance(arms) / arms.Pairs;
        return new TestResult(Method, d, null, KolmogorovSurvival(d * Math.Sqrt(arms.ControlCount * (arms.TreatmentCount / arms.Total))), Alternative.TwoSided);
    }

    /// <summary>The exact test; the statistic is D.</summary>
    /// <returns>Undefined without units in an arm, and beyond <see cref="LargestPairs"/> pairs of units.</returns>
    public static Estimable<TestResult> Exact(RankedArms arms)
    {
        if (arms.Refuse(1) is { } reason)
        {
            return reason;
        }

        if (arms.Pairs > LargestPairs)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"{arms.ControlCount} × {arms.TreatmentCount} units are beyond the {LargestPairs} pairs of the exact test; use the limit law"));
        }

        var distance = (long)Distance(arms);
        return new TestResult(Method, distance / arms.Pairs, null, HittingShare((int)arms.ControlCount, (int)arms.TreatmentCount, distance), Alternative.TwoSided);
    }

    /// <summary>P(K &gt; x) of Kolmogorov's limit law.</summary>
    internal static double KolmogorovSurvival(double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        double sum = 0;
        if (x < 1)
        {
            // Jacobi's dual: 1 − √(2π)/x Σ exp(−(2j − 1)² π²/(8x²)).
            for (var j = 1; j <= 20; j++)
            {
                var odd = ((2 * j) - 1) * Math.PI / x;
                sum += Math.Exp(-odd * odd / 8);
            }

            return Math.Clamp(1 - (Math.Sqrt(2 * Math.PI) / x * sum), 0, 1);
        }

        for (var j = 1; j <= 20; j++)
        {
            var term = Math.Exp(-2 * j * j * x * x);
            sum += j % 2 == 1 ? term : -term;
        }

        return Math.Clamp(2 * sum, 0, 1);
    }

    // D n1 n2, a whole number.
    private static Int128 Distance(RankedArms arms)
    {
        Int128 largest = 0, gap = 0;
        for (var g = 0; g < arms.Values.Length; g++)
        {
            gap += ((Int128)arms.Control[g] * arms.TreatmentCount) - ((Int128)arms.Treatment[g] * arms.ControlCount);
            largest = Int128.Max(largest, Int128.Abs(gap));
        }

        return largest;
    }

    // The share of paths that reach |i/n1 − j/n2| ≥ D somewhere: positive terms only, so that small p-values keep their digits. A path to (i, j) came from (i − 1, j) with probability i/(i + j).
    private static double HittingShare(int n1, int n2, long distance)
    {
        var hit = new double[n2 + 1];
        for (var i = 0; i <= n1; i++)
        {
            for (var j = 0; j <= n2; j++)
            {
                var gap = Math.Abs(((long)i * n2) - ((long)j * n1));
                if (gap >= distance)
                {
                    hit[j] = 1;
                }
                else if (i + j == 0)
                {
                    hit[j] = 0;
                }
                else
                {
                    var fromBelow = i == 0 ? 0 : hit[j] * i;
                    var fromLeft = j == 0 ? 0 : hit[j - 1] * j;
                    hit[j] = (fromBelow + fromLeft) / (i + j);
                }
            }
        }

        return Math.Min(1, hit[n2]);
    }
}
