namespace KpiLab.Statistics;

/// <summary>What the level of an interval within a family of comparisons promises.</summary>
public enum IntervalPromise
{
    /// <summary>It covers its own effect at the level; nothing is promised of several intervals together.</summary>
    Marginal,

    /// <summary>All intervals of the family cover their effects together at the level.</summary>
    Simultaneous,

    /// <summary>Simultaneous, and compatible with a step-down test: an end may sit exactly at zero.</summary>
    StepDownCompatible,

    /// <summary>Among the selected effects, the expected share of intervals that miss is at most 1 − level. For selected effects only.</summary>
    FalseCoverageRate,
}

/// <summary>Where one end of an interval comes from.</summary>
/// <param name="Alpha">The end of the two-sided set at this alpha; absent where no set is needed.</param>
/// <param name="StopsAtZero">The test has excluded everything beyond zero, so the end does not pass it. Without an alpha the end is zero itself.</param>
[TypeFormatterSource]
public readonly record struct EndRule(double? Alpha, bool StopsAtZero = false) : IShowable
{
    /// <summary>No end: the interval is open to infinity.</summary>
    public static EndRule Open => new(null);

    /// <summary>Zero itself, not included.</summary>
    public static EndRule Zero => new(null, StopsAtZero: true);
}

/// <summary>An interval built by a rule of a family.</summary>
/// <param name="Set">The values left possible. An end at zero that the test excludes is drawn at zero; see <paramref name="ExcludesZero"/>.</param>
/// <param name="Coverage">The level of the family's promise, of the kind <paramref name="Promise"/> says.</param>
/// <param name="Promise">What the level promises.</param>
/// <param name="ExcludesZero">Whether zero is left out, by a finite distance or by an open end at zero.</param>
/// <param name="EndsAtZero">An end is zero itself: the direction is shown, the size is not bounded away from zero.</param>
[TypeFormatterSource]
public sealed record FamilyInterval(ConfidenceSet Set, Level Coverage, IntervalPromise Promise, bool ExcludesZero, bool EndsAtZero) : IShowable;

/// <summary>How to build the interval of one comparison of a family, on any scale for which a set can be computed at any alpha.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Coverage">The level of the family's promise.</param>
/// <param name="Promise">What that level promises.</param>
[TypeFormatterSource]
public sealed record IntervalRule(EndRule Lower, EndRule Upper, Level Coverage, IntervalPromise Promise) : IShowable
{
    /// <summary>The alpha of an ordinary two-sided set, when the rule is no more than that.</summary>
    public double? PlainAlpha => !Lower.StopsAtZero && !Upper.StopsAtZero && Lower.Alpha == Upper.Alpha ? Lower.Alpha : null;

    /// <summary>The rule on a scale that reverses the order, such as a relative effect over a negative baseline.</summary>
    public IntervalRule Reversed() => this with { Lower = Upper, Upper = Lower };

    /// <summary>Builds the interval.</summary>
    /// <param name="at">The two-sided confidence set of the effect at a level: Welch, Fieller, score, or any other.</param>
    /// <remarks>
    /// Ends are taken from different sets only where these are intervals. Where a Fieller set is two rays or everything, the baseline's sign is
    /// in doubt and with it the direction of the relative effect: the answer is then the set at the smallest alpha, uncut.
    /// </remarks>
    public FamilyInterval Build(Func<Level, ConfidenceSet> at)
    {
        if (PlainAlpha is { } plain)
        {
            return Describe(at(Level.FromAlpha(plain)), endsAtZero: false, open: false);
        }

        var lower = Lower.Alpha is { } a ? at(Level.FromAlpha(a)) : null;
        var upper = Upper.Alpha is not { } b ? null : Upper.Alpha == Lower.Alpha ? lower : at(Level.FromAlpha(b));
        if (lower is not null && !IsInterval(lower))
        {
            return Describe(upper is null || Lower.Alpha <= Upper.Alpha ? lower : upper, endsAtZero: false, open: false);
        }

        if (upper is not null && !IsInterval(upper))
        {
            return Describe(upper, endsAtZero: false, open: false);
        }

        var from = lower?.Lower ?? (Lower.StopsAtZero ? 0 : double.NegativeInfinity);
        var to = upper?.Upper ?? (Upper.StopsAtZero ? 0 : double.PositiveInfinity);
        var openBelow = Lower.StopsAtZero && from <= 0;
        var openAbove = Upper.StopsAtZero && to >= 0;
        from = openBelow ? 0 : from;
        to = openAbove ? 0 : to;
        var smallest = Math.Min(Lower.Alpha ?? double.PositiveInfinity, Upper.Alpha ?? double.PositiveInfinity);
        var level = double.IsFinite(smallest) ? Level.FromAlpha(smallest) : Coverage;
        return Describe(ConfidenceSet.Between(from, to, level), openBelow || openAbove, openBelow || openAbove);
    }

    internal static IntervalRule Plain(double alpha, Level coverage, IntervalPromise promise)
        => new(new EndRule(alpha), new EndRule(alpha), coverage, promise);

    private static bool IsInterval(ConfidenceSet set)
        => set.Shape is ConfidenceShape.Bounded or ConfidenceShape.HalfLine;

    private FamilyInterval Describe(ConfidenceSet set, bool endsAtZero, bool open)
        => new(set, Coverage, Promise, open || !set.Contains(0), endsAtZero);
}
