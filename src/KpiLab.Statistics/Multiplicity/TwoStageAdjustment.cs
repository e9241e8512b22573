namespace KpiLab.Statistics;

/// <summary>How the first stage of a two-stage adjustment chooses its level.</summary>
public enum TwoStageRule
{
    /// <summary>First stage at alpha.</summary>
    BenjaminiHochberg,

    /// <summary>First stage at alpha / (1 + alpha), which keeps the false discovery rate at alpha for independent tests.</summary>
    BenjaminiKriegerYekutieli,
}

/// <summary>What a two-stage adjustment says of each p-value, in the order given.</summary>
/// <param name="Adjusted">Adjusted p-values. They depend on alpha; at a boundary <paramref name="Rejected"/> decides.</param>
/// <param name="Rejected">Whether each hypothesis is rejected at the alpha of the call.</param>
/// <param name="EstimatedTrueNulls">m₀: m less the rejections of the first stage, or m when that rejected none or all.</param>
[TypeFormatterSource]
public sealed record TwoStageResult(IReadOnlyList<double> Adjusted, IReadOnlyList<bool> Rejected, int EstimatedTrueNulls) : IShowable;

/// <summary>Benjamini–Hochberg with the number of true null hypotheses estimated by a first pass.</summary>
/// <remarks>Benjamini, Krieger and Yekutieli (2006), Biometrika 93:491, definition 6. For independent tests.</remarks>
public static class TwoStageAdjustment
{
    /// <summary>Adjusts and decides at <paramref name="alpha"/>.</summary>
    /// <param name="pValues">Unadjusted p-values in [0, 1].</param>
    /// <param name="alpha">Target false discovery rate, in (0, 1).</param>
    /// <param name="rule">Level of the first stage.</param>
    /// <exception cref="ArgumentException">A p-value or alpha is out of range.</exception>
    public static TwoStageResult Adjust(ReadOnlySpan<double> pValues, double alpha, TwoStageRule rule)
    {
        if (alpha is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "must lie strictly between 0 and 1");
        }

        var single = PValueAdjustment.BenjaminiHochberg(pValues);
        var m = single.Length;
        var stretch = rule == TwoStageRule.BenjaminiKriegerYekutieli ? 1 + alpha : 1;
        var firstLevel = alpha / stretch;
        var first = single.Count(p => p <= firstLevel);
        var nulls = first == 0 || first == m ? m : m - first;
        var secondLevel = firstLevel * m / nulls;
        var adjusted = single.Select(p => Math.Min(1, p * nulls / m * stretch)).ToArray();
        var rejected = single.Select(p => first != 0 && (first == m || p <= secondLevel)).ToArray();
        return new TwoStageResult(adjusted, rejected, nulls);
    }
}
