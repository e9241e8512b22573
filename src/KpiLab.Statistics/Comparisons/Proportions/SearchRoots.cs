namespace KpiLab.Statistics;

/// <summary>Bracketed searches to the last digits; a limit found by one of these does not depend on a tolerance.</summary>
internal static class SearchRoots
{
    private const double Relative = 1e-15;

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

    /// <summary>The root of a falling function between two ends, or the end where it keeps its sign; secant steps guarded by bisection.</summary>
    public static double Falling(Func<double, double> function, double low, double high, double start)
    {
        if (!(low < high) || function(low) <= 0)
        {
            return low;
        }

        if (function(high) >= 0)
        {
            return high;
        }

        double left = low, right = high, at = start > low && start < high ? start : low + ((high - low) / 2);
        var value = function(at);
        for (var i = 0; i < 200 && value != 0; i++)
        {
            if (value > 0)
            {
                left = at;
            }
            else
            {
                right = at;
            }

            // A step of Newton type with a numerical derivative over a tiny span keeps the search local near the closed form.
            var span = Math.Max(Math.Abs(at) * 1e-7, double.Epsilon);
            var probe = at + span < right ? at + span : at - span;
            var slope = (function(probe) - value) / (probe - at);
            var next = at - (value / slope);
            if (!(next > left && next < right))
            {
                next = left + ((right - left) / 2);
            }

            if (next == at || Math.Abs(next - at) <= Relative * Math.Abs(at) || next == left || next == right)
            {
                return next;
            }

            at = next;
            value = function(at);
        }

        return at;
    }
}
