namespace KpiLab.Statistics;

/// <summary>A series as the sum of season, trend and remainder.</summary>
/// <param name="Seasonal">By period; one value a position where the season is periodic.</param>
/// <param name="Trend">By period.</param>
/// <param name="Remainder">By period.</param>
[TypeFormatterSource]
public sealed record Decomposition(IReadOnlyList<double> Seasonal, IReadOnlyList<double> Trend, IReadOnlyList<double> Remainder) : IShowable
{
    /// <summary>max(0, 1 − var(R)/var(S + R)): 0 no season, 1 nothing but season (Wang, Smith and Hyndman 2006).</summary>
    public double SeasonalStrength => Strength(Seasonal);

    /// <summary>max(0, 1 − var(R)/var(T + R)).</summary>
    public double TrendStrength => Strength(Trend);

    private double Strength(IReadOnlyList<double> part)
    {
        var whole = Moments.Of([.. part.Zip(Remainder, (p, r) => p + r)]).Variance;
        return whole > 0 ? Math.Max(0, 1 - (Moments.Of([.. Remainder]).Variance / whole)) : 0;
    }
}

/// <summary>Seasonal and trend decomposition by local regression, with a periodic season.</summary>
/// <remarks>
/// Cleveland, Cleveland, McRae and Terpenning (1990), J. Official Statistics 6:3, with the settings of stl(s.window = "periodic") of R: seasonal window 10n + 1 of degree 0, trend window the next odd number from
/// 1.5 period/(1 − 1.5/s), low-pass window the next odd from the period, two inner loops, no robustness; fitted at every tenth of a window and interpolated; at last the season is averaged by position.
/// </remarks>
public static class SeasonalTrendLoess
{
    /// <summary>The decomposition.</summary>
    /// <returns>Undefined for gaps, a constant series, a period below 2, or fewer than two periods and one row.</returns>
    public static Estimable<Decomposition> Decompose(double[] values, int period)
    {
        if ((SeriesGate.Refuse(5, values) ?? SeriesGate.RefuseLag("the period", period, 2, (values.Length - 1) / 2)) is { } reason)
        {
            return reason;
        }

        var n = values.Length;
        int seasonWindow = (10 * n) + 1, trendWindow = Odd(1.5 * period / (1 - (1.5 / seasonWindow))), lowWindow = Odd(period);
        double[] trend = new double[n], season = new double[n];
        for (var pass = 0; pass < 2; pass++)
        {
            var cycles = Cycles([.. values.Zip(trend, (y, t) => y - t)], period, seasonWindow);
            var low = LocalRegression.Smooth(Average(Average(Average(cycles, period), period), 3), lowWindow, 1, Jump(lowWindow));
            for (var t = 0; t < n; t++)
            {
                season[t] = cycles[t + period] - low[t];
            }

            trend = LocalRegression.Smooth([.. values.Zip(season, (y, s) => y - s)], trendWindow, 1, Jump(trendWindow));
        }

        var positions = Enumerable.Range(0, period).Select(p => season.Where((_, t) => t % period == p).Average()).ToArray();
        double[] periodic = [.. Enumerable.Range(0, n).Select(t => positions[t % period])];
        return new Decomposition(periodic, trend, [.. values.Select((y, t) => y - periodic[t] - trend[t])]);
    }

    private static int Odd(double atLeast)
    {
        var whole = (int)Math.Ceiling(atLeast);
        return whole % 2 == 0 ? whole + 1 : whole;
    }

    private static int Jump(int window) => (int)Math.Ceiling(window / 10.0);

    // Each position's values smoothed and extended by one at both ends.
    private static double[] Cycles(double[] detrended, int period, int window)
    {
        var n = detrended.Length;
        var extended = new double[n + (2 * period)];
        for (var p = 0; p < period; p++)
        {
            double[] part = [.. detrended.Where((_, t) => t % period == p)];
            var k = part.Length;
            var smooth = LocalRegression.Smooth(part, window, 0, Jump(window));
            extended[p] = LocalRegression.At(part, window, 0, 0, 1, Math.Min(window, k)) ?? smooth[0];
            for (var i = 0; i < k; i++)
            {
                extended[p + ((i + 1) * period)] = smooth[i];
            }

            extended[p + ((k + 1) * period)] = LocalRegression.At(part, window, 0, k + 1, Math.Max(1, k - window + 1), k) ?? smooth[^1];
        }

        return extended;
    }

    private static double[] Average(double[] values, int width)
    {
        var averages = new double[values.Length - width + 1];
        for (var i = 0; i < averages.Length; i++)
        {
            averages[i] = values.AsSpan(i, width).ToArray().Average();
        }

        return averages;
    }
}

/// <summary>Loess at equally spaced points, as in the decomposition of Cleveland and others (1990).</summary>
internal static class LocalRegression
{
    /// <summary>Fitted at every <paramref name="jump"/>-th point, straight lines between.</summary>
    public static double[] Smooth(double[] y, int window, int degree, int jump)
    {
        var n = y.Length;
        if (n < 2)
        {
            return [.. y];
        }

        jump = Math.Min(jump, n - 1);
        var smooth = new double[n];
        int half = (window + 1) / 2, left = 1, right = Math.Min(window, n);
        for (var i = 1; i <= n; i += jump)
        {
            if (window < n)
            {
                left = i < half ? 1 : i >= n - half + 1 ? n - window + 1 : i - half + 1;
                right = left + window - 1;
            }

            smooth[i - 1] = At(y, window, degree, i, left, right) ?? y[i - 1];
        }

        if (jump == 1)
        {
            return smooth;
        }

        var last = ((n - 1) / jump * jump) + 1;
        if (last != n)
        {
            smooth[n - 1] = At(y, window, degree, n, left, right) ?? y[n - 1];
        }

        for (var i = 1; i < n; i += jump)
        {
            Interpolate(smooth, i, Math.Min(i + jump, n));
        }

        return smooth;
    }

    /// <summary>The fit at a point, 1-based, from the points left … right; null where all weights are zero.</summary>
    public static double? At(double[] y, int window, int degree, double at, int left, int right)
    {
        var n = y.Length;
        var reach = Math.Max(at - left, right - at) + (window > n ? (window - n) / 2 : 0);
        var weights = new double[right - left + 1];
        double sum = 0, centre = 0;
        for (var j = left; j <= right; j++)
        {
            var distance = Math.Abs(j - at);
            if (distance <= 0.999 * reach)
            {
                var cube = distance <= 0.001 * reach ? 1 : 1 - Math.Pow(distance / reach, 3);
                sum += weights[j - left] = cube * cube * cube;
            }
        }

        if (sum <= 0)
        {
            return null;
        }

        for (var j = left; j <= right; j++)
        {
            weights[j - left] /= sum;
            centre += weights[j - left] * j;
        }

        if (degree > 0 && reach > 0)
        {
            double spread = 0, offset = at - centre;
            for (var j = left; j <= right; j++)
            {
                spread += weights[j - left] * (j - centre) * (j - centre);
            }

            if (Math.Sqrt(spread) > 0.001 * (n - 1))
            {
                for (var j = left; j <= right; j++)
                {
                    weights[j - left] *= (offset / spread * (j - centre)) + 1;
                }
            }
        }

        var value = 0.0;
        for (var j = left; j <= right; j++)
        {
            value += weights[j - left] * y[j - 1];
        }

        return value;
    }

    private static void Interpolate(double[] smooth, int from, int to)
    {
        var slope = (smooth[to - 1] - smooth[from - 1]) / (to - from);
        for (var j = from + 1; j < to; j++)
        {
            smooth[j - 1] = smooth[from - 1] + (slope * (j - from));
        }
    }
}
