namespace KpiLab.Statistics;

/// <summary>Finds where a power that grows with a size reaches what is asked for.</summary>
internal static class PowerSearch
{
    private const double LargestSize = 1e18;

    /// <summary>The smallest size from <paramref name="least"/> on whose power is the required one, real-valued.</summary>
    /// <returns>Undefined where no size up to 10¹⁸ has it, with the reason.</returns>
    public static Estimable<double> Size(double least, double required, Func<double, double> power)
    {
        if (power(LargestSize) is var most && !(most >= required))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"no size reaches a power of {required}: it stays at {most} with {LargestSize} units"));
        }

        if (power(least) >= required)
        {
            return least;
        }

        var low = least;
        var step = Math.Max(1, least);
        while (power(low + step) < required)
        {
            low += step;
            step *= 2;
        }

        return SearchRoots.Boundary(low + step, low, size => power(size) >= required);
    }

    /// <summary>The smallest positive effect whose power is the required one, on a scale given by an effect of ordinary size.</summary>
    /// <returns>Undefined where power at no effect already has it, or where none up to 10¹⁵ ordinary ones reaches it.</returns>
    public static Estimable<double> Effect(double ordinary, double required, Func<double, double> power)
    {
        if (!(ordinary > 0) || !double.IsFinite(ordinary))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"a standard error of {ordinary} leaves no effect to detect"));
        }

        if (power(0) >= required)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"a power of {required} is reached without any effect: ask for more than {power(0)}"));
        }

        double low = 0, high = ordinary;
        for (; !(power(high) >= required); high *= 2)
        {
            if (high > ordinary * 1e15)
            {
                return new Undefined(Undefined.OutsideDomain, Invariant($"no effect reaches a power of {required}"));
            }

            low = high;
        }

        return SearchRoots.Boundary(high, low, effect => power(effect) >= required);
    }

    /// <summary>Power up to alpha is had without units or effect, and needs no plan.</summary>
    public static Undefined? RefusePower(double alpha, double power)
        => alpha is > 0 and < 1 && power > alpha && power < 1 ? null
            : new Undefined(Undefined.OutsideDomain, Invariant($"alpha {alpha} must lie between 0 and 1, and power {power} between alpha and 1"));
}
