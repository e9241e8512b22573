using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A comparison that is not left to the normal approximation: test, intervals and non-inferiority from the counts themselves.</summary>
internal abstract record ExactComparison
{
    /// <summary>The test of no difference; it decides where test and interval disagree about zero.</summary>
    public abstract Estimable<TestResult> Test();

    /// <summary>The difference with its interval.</summary>
    public abstract Effect Absolute(Contrast contrast, Level level);

    /// <summary>The relative difference with its interval.</summary>
    public abstract Estimable<Effect> Relative(Level level);

    /// <summary>Whether a loss larger than the margin can be ruled out.</summary>
    public abstract Estimable<NonInferiorityResult> NonInferior(Contrast contrast, Margin margin, BetterWhen better, Level level);

    /// <summary>Both one-sided tests at a margin, put together.</summary>
    /// <param name="at">The test at the margin by alternative.</param>
    /// <param name="contrast">The contrast, for the effect that is shown.</param>
    /// <param name="limit">The margin as an effect in the metric's unit.</param>
    /// <param name="better">Which way is better.</param>
    /// <param name="level">One-sided level.</param>
    protected static Estimable<NonInferiorityResult> Against(Func<Alternative, Estimable<TestResult>> at, Contrast contrast, double limit, BetterWhen better, Level level)
    {
        var (shown, reverse) = better == BetterWhen.Higher ? (Alternative.Greater, Alternative.Less) : (Alternative.Less, Alternative.Greater);
        Estimable<TestResult> test = at(shown), back = at(reverse);
        return !test.IsDefined ? test.Reason : !back.IsDefined ? back.Reason : new NonInferiorityResult(
            test.Value, back.Value, limit, contrast.Absolute(level, shown), null, test.Value.PValue <= level.Alpha, back.Value.PValue <= level.Alpha);
    }

    /// <summary>An interval that holds 0 exactly where the test does not reject. The two disagree at the edge of significance only, and the interval then ends there.</summary>
    protected ConfidenceSet Agreeing(ConfidenceSet set, Level level, bool rises)
    {
        var test = Test();
        if (!test.IsDefined || set.Contains(0) != (test.Value.PValue <= level.Alpha))
        {
            return set;
        }

        return !set.Contains(0) ? ConfidenceSet.Between(Math.Min(0, set.Lower), Math.Max(0, set.Upper), level)
            : rises ? ConfidenceSet.Between(double.Epsilon, Math.Max(set.Upper, double.Epsilon), level)
            : ConfidenceSet.Between(Math.Min(set.Lower, -double.Epsilon), -double.Epsilon, level);
    }
}
