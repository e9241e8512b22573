namespace KpiLab.Statistics;

/// <summary>When the looks of an experiment came, as information fractions: units so far over units planned.</summary>
/// <remarks>Fractions rise strictly. They may end above 1 where the experiment over-ran.</remarks>
internal static class Looks
{
    // Below it the width of a step is lost in the rounding of the fractions.
    private const double SmallestStep = 1e-9;

    public static void Check(ReadOnlySpan<double> fractions)
    {
        if (fractions.Length == 0)
        {
            throw new ArgumentException("there is no look", nameof(fractions));
        }

        var before = 0.0;
        foreach (var fraction in fractions)
        {
            if (!double.IsFinite(fraction) || !(fraction > before * (1 + SmallestStep)))
            {
                throw new ArgumentException(Invariant($"information fractions must rise from above 0: {fraction} does not follow {before}"), nameof(fractions));
            }

            before = fraction;
        }
    }

    /// <summary>1/k, 2/k, …, 1.</summary>
    /// <exception cref="ArgumentException">Not between 1 and 1,000 looks.</exception>
    public static double[] Even(int count)
    {
        if (count is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "there must be between 1 and 1,000 looks");
        }

        return [.. Enumerable.Range(1, count).Select(k => (double)k / count)];
    }

    public static void CheckAlpha(double alpha, Alternative alternative)
    {
        if (!(alpha > 0 && alpha < (alternative == Alternative.TwoSided ? 1 : 0.5)))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, alternative == Alternative.TwoSided ? "must lie in (0, 1)" : "a one-sided alpha must lie in (0, 0.5)");
        }
    }
}
