namespace KpiLab.Statistics;

/// <summary>The search behind the quantiles of counts.</summary>
internal static class DiscreteQuantile
{
    /// <summary>The smallest k in 0..last at which a condition that stays true once it is true holds; last if it never does.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="guess">Where to begin; from there the steps double until the answer lies between two of them.</param>
    /// <param name="last">The largest possible count.</param>
    public static long Smallest(Func<long, bool> holds, double guess, long last)
    {
        var start = guess > 0 ? (guess < last ? (long)guess : last) : 0;
        long low, high;   // the condition fails at low (or low is −1) and holds at high (or high is last)
        if (holds(start))
        {
            high = start;
            low = start - 1;
            for (long step = 1; low >= 0 && holds(low); step *= 2)
            {
                high = low;
                low = Math.Max(-1, low - step);
            }
        }
        else
        {
            low = start;
            high = Math.Min(last, start + 1);
            for (long step = 1; high < last && !holds(high); step *= 2)
            {
                low = high;
                high = step < last - high ? high + step : last;
            }
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = holds(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }
}
