namespace KpiLab.Statistics;

/// <summary>The four shapes that a confidence set of one number can take.</summary>
public enum ConfidenceShape
{
    /// <summary>[Lower, Upper], both finite.</summary>
    Bounded,

    /// <summary>One end is infinite.</summary>
    HalfLine,

    /// <summary>(−∞, Lower] ∪ [Upper, ∞): everything but a gap.</summary>
    TwoRays,

    /// <summary>The data exclude no value.</summary>
    Everything,
}

/// <summary>All values of an effect that the data do not reject at a level.</summary>
/// <remarks>Fieller (1954), J. R. Stat. Soc. B 16:175: a set for a ratio may be an interval, a half-line, two rays, or the whole line.</remarks>
[TypeFormatterSource]
public sealed record ConfidenceSet : IShowable
{
    private ConfidenceSet(ConfidenceShape shape, double lower, double upper, Level level)
    {
        Shape = shape;
        Lower = lower;
        Upper = upper;
        Level = level;
    }

    /// <summary>Which shape.</summary>
    public ConfidenceShape Shape { get; }

    /// <summary>Bounded and half-line: the lower end (−∞ if open). Two rays: where the left ray ends.</summary>
    public double Lower { get; }

    /// <summary>Bounded and half-line: the upper end (+∞ if open). Two rays: where the right ray begins.</summary>
    public double Upper { get; }

    /// <summary>The level at which values outside are rejected.</summary>
    public Level Level { get; }

    /// <summary>[lower, upper]; an infinite end makes a half-line, two make everything.</summary>
    /// <exception cref="ArgumentException">An end is NaN, or lower &gt; upper.</exception>
    public static ConfidenceSet Between(double lower, double upper, Level level)
    {
        if (double.IsNaN(lower) || double.IsNaN(upper) || lower > upper)
        {
            throw new ArgumentException(Invariant($"[{lower}, {upper}] is not an interval"), nameof(lower));
        }

        var open = (double.IsNegativeInfinity(lower) ? 1 : 0) + (double.IsPositiveInfinity(upper) ? 1 : 0);
        return new ConfidenceSet(
            open switch { 0 => ConfidenceShape.Bounded, 1 => ConfidenceShape.HalfLine, _ => ConfidenceShape.Everything }, lower, upper, level);
    }

    /// <summary>(−∞, leftEnd] ∪ [rightStart, ∞).</summary>
    /// <exception cref="ArgumentException">The gap between the rays is empty or an end is not finite.</exception>
    public static ConfidenceSet TwoRays(double leftEnd, double rightStart, Level level)
        => double.IsFinite(leftEnd) && double.IsFinite(rightStart) && leftEnd < rightStart
            ? new ConfidenceSet(ConfidenceShape.TwoRays, leftEnd, rightStart, level)
            : throw new ArgumentException(Invariant($"(−∞, {leftEnd}] and [{rightStart}, ∞) are not two rays"), nameof(leftEnd));

    /// <summary>Every value.</summary>
    public static ConfidenceSet Everything(Level level) => new(ConfidenceShape.Everything, double.NegativeInfinity, double.PositiveInfinity, level);

    /// <summary>The same values under the level that they hold at together with other sets, such as those of other looks.</summary>
    public ConfidenceSet At(Level level) => new(Shape, Lower, Upper, level);

    /// <summary>Whether the data leave <paramref name="value"/> possible.</summary>
    public bool Contains(double value)
        => Shape == ConfidenceShape.TwoRays ? value <= Lower || value >= Upper : value >= Lower && value <= Upper;

    /// <summary>Whether every value of the set is greater than <paramref name="value"/>.</summary>
    public bool IsAbove(double value) => Shape != ConfidenceShape.TwoRays && Lower > value;

    /// <summary>Whether every value of the set is less than <paramref name="value"/>.</summary>
    public bool IsBelow(double value) => Shape != ConfidenceShape.TwoRays && Upper < value;

    /// <summary>Whether the whole set lies strictly between the two values.</summary>
    public bool IsWithin(double lower, double upper) => IsAbove(lower) && IsBelow(upper);
}
