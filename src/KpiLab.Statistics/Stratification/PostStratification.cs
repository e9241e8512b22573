namespace KpiLab.Statistics;

/// <summary>A comparison post-stratified by segments known before exposure.</summary>
/// <param name="Contrast">The difference, to be asked at any level on the absolute or relative scale; its arms share the standard error of the difference between them.</param>
/// <param name="Control">The control mean at the common mix of strata.</param>
/// <param name="Treatment">The treatment mean at the common mix of strata.</param>
/// <param name="Strata">Strata used.</param>
/// <param name="Merged">Strata merged into the largest, because an arm had fewer than two units there or did not vary.</param>
/// <param name="Unadjusted">Welch's comparison without strata.</param>
[TypeFormatterSource]
public sealed record PostStratified(Contrast Contrast, Estimate Control, Estimate Treatment, int Strata, int Merged, Contrast Unadjusted) : IShowable;

/// <summary>Difference of means at a common mix of strata: removes the chance imbalance of the strata between the arms and the variance between strata.</summary>
/// <remarks>
/// Miratrix, Sekhon and Yu (2013), J. R. Stat. Soc. B 75:369, with the shares w of both arms together as multinomial, as gbstats does: M = Σ w m, V = Σ w² v/n + (Σ w m² − M²)/N in either arm, covariance (Σ w ma mb − MA MB)/N;
/// degrees of freedom of Welch's test on the arms pooled over strata. A stratum in which an arm has fewer than two units or does not vary is merged into the largest.
/// </remarks>
public static class PostStratification
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "post_stratification";

    /// <summary>The comparison.</summary>
    /// <param name="strata">The strata; those without units are left out.</param>
    /// <returns>Undefined below two units in an arm over all strata, and where nothing varies.</returns>
    public static Estimable<PostStratified> Compare(IReadOnlyList<Stratum> strata)
    {
        var pooled = Stratum.Pooled(strata);
        var plain = WelchTest.Contrast(pooled.Control, pooled.Treatment);
        if (!plain.IsDefined)
        {
            return plain.Reason;
        }

        var (used, merged) = Merge(strata);
        double total = pooled.Count, meanA = 0, meanB = 0;
        foreach (var s in used)
        {
            meanA += s.Count / total * s.Control.Mean;
            meanB += s.Count / total * s.Treatment.Mean;
        }

        double varA = 0, varB = 0, cov = 0, within = 0, between = 0;
        foreach (var s in used)
        {
            double w = s.Count / total, a = s.Control.Mean - meanA, b = s.Treatment.Mean - meanB;
            double va = w * w * (s.Control.Variance / s.Control.Count), vb = w * w * (s.Treatment.Variance / s.Treatment.Count);
            varA += va + (w * a * a / total);
            varB += vb + (w * b * b / total);
            cov += w * a * b / total;
            within += va + vb;
            between += w * (b - a) * ((b - a) / total);
        }

        // The squared error of the difference, shared between the arms; what a lift needs of the control mean goes into the baseline.
        double variance = within + between, share = varA + varB > 0 ? varA / (varA + varB) : 0.5;
        long na = pooled.Control.Count, nb = pooled.Treatment.Count;
        var contrast = Contrast.WithReference(
            Method,
            new Arm(na, meanA, variance * share * na),
            new Arm(nb, meanB, variance * (1 - share) * nb),
            plain.Value.DegreesOfFreedom,
            new Baseline(meanA, varA * na, (varA - cov) * na));
        return contrast.Select(c => new PostStratified(
            c, new Estimate(na, meanA, Math.Sqrt(varA)), new Estimate(nb, meanB, Math.Sqrt(varB)), used.Count, merged, plain.Value));
    }

    private static (IReadOnlyList<Stratum> Strata, int Merged) Merge(IReadOnlyList<Stratum> strata)
    {
        Stratum[] bySize = [.. strata.Where(s => s.Count > 0).OrderByDescending(s => s.Count)];
        var largest = bySize[0];
        var kept = new List<Stratum> { largest };
        foreach (var s in bySize.Skip(1))
        {
            if (Stands(s))
            {
                kept.Add(s);
            }
            else
            {
                largest += s;
            }
        }

        kept[0] = largest;
        if (!Stands(largest) && kept.Count > 1)
        {
            // The largest itself cannot stand, not even with what was merged into it: it joins the next.
            kept[1] += largest;
            kept.RemoveAt(0);
        }

        return (kept, bySize.Length - kept.Count);
    }

    private static bool Stands(in Stratum s)
        => Math.Min(s.Control.Count, s.Treatment.Count) >= 2 && s.Control.CentredSumOfSquares > 0 && s.Treatment.CentredSumOfSquares > 0;
}
