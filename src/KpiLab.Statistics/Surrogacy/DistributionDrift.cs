namespace KpiLab.Statistics;

/// <summary>How far a distribution moved from a reference.</summary>
/// <param name="Edges">Inner bin edges: quantiles of the reference.</param>
/// <param name="ReferenceCounts">By bin.</param>
/// <param name="CurrentCounts">By bin.</param>
/// <param name="Psi">Σ (c − r) ln(c/r) of the shares.</param>
/// <param name="Distance">Kolmogorov–Smirnov's largest distance, with the asymptotic p.</param>
/// <param name="Wasserstein">∫|F − G|, in the quantity's unit.</param>
[TypeFormatterSource]
public sealed record DriftResult(
    IReadOnlyList<double> Edges, IReadOnlyList<int> ReferenceCounts, IReadOnlyList<int> CurrentCounts, double Psi, SeriesTest Distance, double Wasserstein) : IShowable
{
    /// <summary>stable below 0.10, moderate below 0.25, else major: an industry convention, no test.</summary>
    public string Band => Psi < 0.10 ? "stable" : Psi < 0.25 ? "moderate" : "major";
}

/// <summary>Is the lead's distribution still that of the time when the link was found?</summary>
/// <remarks>
/// Population stability index over quantile bins of the reference (R type 7), a value on an edge in the lower bin, shares floored; Kolmogorov–Smirnov (Smirnov 1939); Wasserstein distance (Vallender 1974).
/// </remarks>
public static class DistributionDrift
{
    /// <summary>All three.</summary>
    /// <returns>Undefined with gaps, fewer than two values in either sample, fewer than two bins, or a floor outside (0, 1).</returns>
    public static Estimable<DriftResult> Between(double[] reference, double[] current, int bins = 10, double floor = 1e-4)
    {
        if (reference.Length < 2 || current.Length < 2)
        {
            return new Undefined(Undefined.TooFewUnits, "both samples need at least two values");
        }

        if (reference.Concat(current).Any(v => !(Math.Abs(v) < 1e150)))
        {
            return new Undefined(SeriesReason.Gaps, "a value is missing");
        }

        if (bins is < 2 or > 10_000 || floor is not (> 0 and < 1))
        {
            return new Undefined(Undefined.OutsideDomain, "there must be 2 to 10,000 bins, and a floor between 0 and 1");
        }

        double[] r = [.. reference.Order()], c = [.. current.Order()];
        double[] edges = [.. Enumerable.Range(1, bins - 1).Select(i => Quantile(r, (double)i / bins))];
        int[] inReference = Counts(r, edges), inCurrent = Counts(c, edges);
        var psi = inReference.Zip(inCurrent, (a, b) =>
        {
            double from = Math.Max(floor, (double)a / r.Length), to = Math.Max(floor, (double)b / c.Length);
            return (to - from) * Math.Log(to / from);
        }).Sum();
        var (largest, area) = Distances(r, c);
        var scale = Math.Sqrt((double)r.Length * c.Length / (r.Length + c.Length));
        return new DriftResult(edges, inReference, inCurrent, psi, new SeriesTest(largest, double.PositiveInfinity, Kolmogorov.Survival(largest * scale)), area);
    }

    private static double Quantile(double[] sorted, double p)
    {
        var at = p * (sorted.Length - 1);
        var below = Math.Min((int)at, sorted.Length - 2);
        return sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }

    private static int[] Counts(double[] sorted, double[] edges)
    {
        var counts = new int[edges.Length + 1];
        foreach (var v in sorted)
        {
            var bin = Array.FindIndex(edges, e => v <= e);
            counts[bin < 0 ? edges.Length : bin]++;
        }

        return counts;
    }

    private static (double Largest, double Area) Distances(double[] a, double[] b)
    {
        double largest = 0, area = 0, before = double.NaN;
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            var at = j >= b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            if (!double.IsNaN(before))
            {
                area += Math.Abs(((double)i / a.Length) - ((double)j / b.Length)) * (at - before);
            }

            while (i < a.Length && a[i] == at)
            {
                i++;
            }

            while (j < b.Length && b[j] == at)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((double)i / a.Length) - ((double)j / b.Length)));
            before = at;
        }

        return (largest, area);
    }
}
