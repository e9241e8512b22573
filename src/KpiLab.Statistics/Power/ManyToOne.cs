namespace KpiLab.Statistics;

/// <summary>How alpha is shared among several treatments, each compared with the control.</summary>
public enum ComparisonSplit
{
    /// <summary>Each comparison at alpha.</summary>
    None,

    /// <summary>Each at alpha / k.</summary>
    Bonferroni,

    /// <summary>Each at the level that spends alpha exactly, given that they share the control: Dunnett (1955).</summary>
    Dunnett,
}

/// <summary>Error rate of one of k comparisons with a common control.</summary>
/// <remarks>
/// Dunnett (1955), J. Am. Stat. Assoc. 50:1096, for known variances: the statistics have the correlation ρ of a common factor, so that the chance that none rejects is
/// ∫ φ(x) P(|√ρ x + √(1 − ρ) Z| ≤ c)^k dx.
/// </remarks>
public static class ManyToOne
{
    /// <summary>Alpha of each comparison.</summary>
    /// <param name="split">How to share.</param>
    /// <param name="alpha">Of all together.</param>
    /// <param name="treatments">k, at least 1.</param>
    /// <param name="correlation">Of two comparisons: the control's share in the variance of a difference; ½ for equal arms.</param>
    /// <param name="alternative">Two-sided or one-sided, all alike.</param>
    /// <exception cref="ArgumentOutOfRangeException">No treatment, alpha outside (0, 1), or a correlation outside [0, 1).</exception>
    public static double AlphaOfEach(ComparisonSplit split, double alpha, int treatments, double correlation, Alternative alternative)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(treatments, 1);
        if (alpha is not (> 0 and < 1) || correlation is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, Invariant($"alpha must lie in (0, 1) and the correlation {correlation} in [0, 1)"));
        }

        if (split == ComparisonSplit.None || treatments == 1)
        {
            return alpha;
        }

        var least = alpha / treatments;
        return split == ComparisonSplit.Bonferroni ? least
            : SearchRoots.Boundary(least, alpha, each => AnyRejects(each, treatments, correlation, alternative) <= alpha);
    }

    private static double AnyRejects(double each, int treatments, double correlation, Alternative alternative)
    {
        var twoSided = alternative == Alternative.TwoSided;
        double critical = Normal.UpperQuantile(twoSided ? each / 2 : each), common = Math.Sqrt(correlation), own = Math.Sqrt(1 - correlation);
        double Any(double x)
        {
            var rejects = Normal.Survival((critical - (common * x)) / own) + (twoSided ? Normal.Survival((critical + (common * x)) / own) : 0);
            return -SpecialFunctions.ExpM1(treatments * SpecialFunctions.Log1P(-Math.Min(rejects, 1 - 1e-16)));
        }

        return PanelQuadrature.Integrate(x => Normal.Density(x) * Any(x), PanelQuadrature.BellPoints.ToArray());
    }
}
