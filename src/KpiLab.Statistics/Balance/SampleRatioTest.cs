namespace KpiLab.Statistics;

/// <summary>Units of one variant, as planned and as seen.</summary>
/// <param name="Observed">Units seen.</param>
/// <param name="Expected">All units times the planned share.</param>
/// <param name="PlannedShare">Weight over the sum of weights.</param>
[TypeFormatterSource]
public readonly record struct SampleRatioRow(long Observed, double Expected, double PlannedShare) : IShowable;

/// <summary>Whether the numbers of units fit the planned weights.</summary>
/// <param name="Rows">Variants in the order given.</param>
/// <param name="Test">Pearson's chi-square; the p-value is an upper tail that keeps its digits however small it is.</param>
[TypeFormatterSource]
public sealed record SampleRatio(IReadOnlyList<SampleRatioRow> Rows, TestResult Test) : IShowable;

/// <summary>Sample ratio mismatch (SRM): are units spread over the variants as the plan says?</summary>
/// <remarks>
/// Pearson's chi-square goodness of fit, Σ (observed − expected)²/expected over the variants with positive weight, with one degree of freedom
/// less than there are such variants. Units of a variant whose weight is zero count in the total, so that they pull the others from what they
/// should be. Fabijan et al. (2019), KDD, doi:10.1145/3292500.3330722, on why a mismatch invalidates a comparison.
/// </remarks>
public static class SampleRatioTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "srm_chi_square";

    /// <summary>An alarm is raised below this p-value: rare when all is well, since every analysis asks.</summary>
    public const double AlarmAlpha = 0.001;

    /// <summary>Compares the units seen with the planned weights. Without any units p is 1.</summary>
    /// <param name="observed">Units by variant, not negative.</param>
    /// <param name="weights">Planned weights by variant, not negative and finite, of any sum.</param>
    /// <returns>Undefined with fewer than two variants of positive weight.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a count or weight is out of range.</exception>
    public static Estimable<SampleRatio> ChiSquare(ReadOnlySpan<long> observed, ReadOnlySpan<double> weights)
    {
        if (observed.Length != weights.Length)
        {
            throw new ArgumentException(Invariant($"{observed.Length} counts need as many weights; got {weights.Length}"), nameof(weights));
        }

        double total = 0, weight = 0;
        var planned = 0;
        for (var i = 0; i < observed.Length; i++)
        {
            if (observed[i] < 0 || !(weights[i] >= 0 && double.IsFinite(weights[i])))
            {
                throw new ArgumentException(Invariant($"variant {i + 1}: {observed[i]} units with weight {weights[i]}; both must be finite and not negative"), nameof(observed));
            }

            total += observed[i];
            weight += weights[i];
            planned += weights[i] > 0 ? 1 : 0;
        }

        if (planned < 2 || !double.IsFinite(weight))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"a sample ratio needs at least two variants with a positive, finite weight; got {planned}"));
        }

        var rows = new SampleRatioRow[observed.Length];
        double statistic = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var share = weights[i] / weight;
            var expected = total * share;
            rows[i] = new SampleRatioRow(observed[i], expected, share);
            if (expected > 0)
            {
                var gap = observed[i] - expected;
                statistic += gap * (gap / expected);
            }
        }

        var df = planned - 1;
        return new SampleRatio(rows, new TestResult(Method, statistic, df, ChiSquared.Survival(statistic, df), Alternative.TwoSided));
    }
}
