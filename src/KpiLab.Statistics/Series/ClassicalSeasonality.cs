namespace KpiLab.Statistics;

/// <summary>A classical additive decomposition.</summary>
/// <param name="Figure">Season by position, centred to mean zero; position 1 is the first row's.</param>
/// <param name="Trend">Centred moving averages, for rows <paramref name="Lost"/> + 1 … n − <paramref name="Lost"/>.</param>
/// <param name="Remainder">Of the same rows.</param>
/// <param name="Lost">Rows without trend at either end.</param>
[TypeFormatterSource]
public sealed record ClassicalDecomposition(IReadOnlyList<double> Figure, IReadOnlyList<double> Trend, IReadOnlyList<double> Remainder, int Lost) : IShowable
{
    /// <summary>Of the remainder, divisor N − 1; 0 for a single row.</summary>
    public double RemainderStandardDeviation => Remainder.Count < 2 ? 0 : Math.Sqrt(Moments.Of([.. Remainder]).Variance);
}

/// <summary>Season by moving averages, and what simple rules leave of it.</summary>
/// <remarks>Persons (1919); Hyndman and Athanasopoulos, Forecasting, §3.4: the moving average is of length period, or 2 × period for even periods.</remarks>
public static class ClassicalSeasonality
{
    /// <summary>The decomposition.</summary>
    /// <returns>Undefined for gaps, a constant series, a period below 2, or fewer than two periods.</returns>
    public static Estimable<ClassicalDecomposition> Decompose(double[] values, int period)
    {
        if (Refused(values, period) is { } reason)
        {
            return reason;
        }

        int n = values.Length, lost = period / 2;
        var even = period % 2 == 0;
        var trend = new double[n - (2 * lost)];
        for (var t = lost; t < n - lost; t++)
        {
            var sum = 0.0;
            for (var j = -lost; j <= lost; j++)
            {
                sum += (even && Math.Abs(j) == lost ? 0.5 : 1) * values[t + j];
            }

            trend[t - lost] = sum / period;
        }

        double[] sums = new double[period], counts = new double[period];
        for (var i = 0; i < trend.Length; i++)
        {
            sums[(i + lost) % period] += values[i + lost] - trend[i];
            counts[(i + lost) % period]++;
        }

        double[] figure = SeriesGate.Centred([.. sums.Zip(counts, (s, c) => s / c)]);
        return new ClassicalDecomposition(figure, trend, [.. trend.Select((m, i) => values[i + lost] - m - figure[(i + lost) % period])], lost);
    }

    /// <summary>Residuals of the series on a dummy for each position and a linear trend.</summary>
    /// <returns>Undefined likewise.</returns>
    public static Estimable<double[]> DummyTrendResiduals(double[] values, int period)
    {
        if (Refused(values, period) is { } reason)
        {
            return reason;
        }

        var n = values.Length;
        double[][] columns =
        [
            .. Enumerable.Range(0, period).Select(p => Enumerable.Range(0, n).Select(t => t % period == p ? 1.0 : 0).ToArray()),
            [.. Enumerable.Range(1, n).Select(t => (double)t)],
        ];
        return Ols.Fit(values, columns).Select(fit => fit.ResidualArray);
    }

    /// <summary>Mean |y[t] − y[t − period]|: the error of repeating last season.</summary>
    /// <returns>Undefined likewise.</returns>
    public static Estimable<double> NaiveError(double[] values, int period)
        => Refused(values, period) is { } reason ? reason : values.Skip(period).Zip(values, (now, before) => Math.Abs(now - before)).Average();

    private static Undefined? Refused(double[] values, int period)
        => SeriesGate.Refuse(4, values) ?? SeriesGate.RefuseLag("the period", period, 2, values.Length / 2);
}
