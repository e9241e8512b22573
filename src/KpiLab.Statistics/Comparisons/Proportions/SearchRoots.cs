namespace KpiLab.Statistics;

/// <summary>Bracketed searches to the last digits; a limit found by one of these does not depend on a tolerance.</summary>
internal static class SearchRoots
{
    private const double Relative = 1e-15;

    // A Newton step of this relative size leaves an error of its square.
    private const double Quadratic = 1e-9;

    public static Undefined OneSidedBelowHalf(Level level)
        => new(Undefined.OutsideDomain, Invariant($"a one-sided set needs a level of at least 50 %, not {level}"));

    /// <summary>How far from <paramref name="inside"/> towards <paramref name="limit"/> the condition holds; it holds at the one and is monotone.</summary>
    public static double Boundary(double inside, double limit, Func<double, bool> holds)
    {
        if (inside == limit || holds(limit))
        {
            return limit;
        }

        var outside = limit;
        for (var i = 0; i < 200; i++)
        {
            var middle = inside + ((outside - inside) / 2);
            if (middle == inside || middle == outside || Math.Abs(outside - inside) <= Relative * Math.Abs(middle))
            {
                break;
            }

            if (holds(middle))
            {
                inside = middle;
            }
            else
            {
                outside = middle;
            }
        }

        return inside;
    }

    /// <summary>The same on a positive scale without a far end: steps by growing factors until the condition fails, then bisects on the log scale.</summary>
    /// <returns>0 or +∞ where the condition holds to the end of the range.</returns>
    public static double LogBoundary(double inside, bool upwards, Func<double, bool> holds)
    {
        var at = Math.Log(inside);
        for (var step = 0.125; step < 2048; step *= 2)
        {
            var next = at + (upwards ? step : -step);
            var value = Math.Exp(next);
            if (value == 0 || double.IsPositiveInfinity(value))
            {
                break;
            }

            if (!holds(value))
            {
                return Math.Exp(Boundary(at, next, t => holds(Math.Exp(t))));
            }

            at = next;
        }

        return upwards ? double.PositiveInfinity : 0;
    }

    /// <summary>The root of a falling function between two ends, or the end where it keeps its sign; Newton steps guarded by bisection.</summary>
    /// <param name="function">Value and slope.</param>
    /// <param name="low">Left end.</param>
    /// <param name="high">Right end.</param>
    /// <param name="start">Where to begin, if between the ends.</param>
    public static double Falling(Func<double, (double Value, double Slope)> function, double low, double high, double start)
    {
        if (!(low < high) || function(low).Value <= 0)
        {
            return low;
        }

        if (function(high).Value >= 0)
        {
            return high;
        }

        double left = low, right = high, at = start > low && start < high ? start : low + ((high - low) / 2);
        for (var i = 0; i < 100; i++)
        {
            var (value, slope) = function(at);
            if (value > 0)
            {
                left = at;
            }
            else
            {
                right = at;
            }

            var next = at - (value / slope);
            var inside = next > left && next < right;
            if (inside && Math.Abs(next - at) <= Quadratic * Math.Abs(at))
            {
                return next;
            }

            at = inside ? next : left + ((right - left) / 2);
            if (at == left || at == right)
            {
                return at;
            }
        }

        return at;
    }
}
