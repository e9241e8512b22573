namespace KpiLab.Statistics;

/// <summary>What every estimator of series asks first, and the arrays that regressions on lags are made of.</summary>
internal static class SeriesGate
{
    // Squares of squares stay within floating point.
    private const double Largest = 1e70;

    /// <summary>Why these series cannot be used together; null if they can.</summary>
    /// <exception cref="ArgumentException">The series differ in length.</exception>
    public static Undefined? Refuse(int least, params ReadOnlySpan<double[]> series)
    {
        foreach (var values in series)
        {
            if (values.Length != series[0].Length)
            {
                throw new ArgumentException(Invariant($"series have {series[0].Length} and {values.Length} periods; they must cover the same"), nameof(series));
            }

            if (values.Length < least)
            {
                return new Undefined(SeriesReason.TooShort, Invariant($"{values.Length} periods are too few; this needs {least}"));
            }

            var gap = Array.FindIndex(values, v => !double.IsFinite(v));
            if (gap >= 0)
            {
                return new Undefined(SeriesReason.Gaps, Invariant($"period {gap + 1} has no value; fill the gap or cut the series there"));
            }

            if (Array.Exists(values, v => Math.Abs(v) > Largest))
            {
                return new Undefined(Undefined.OutsideDomain, "a value beyond 1e70 in size; rescale the series");
            }

            if (!Varies(values))
            {
                return new Undefined(SeriesReason.Constant, Invariant($"a series has the same value in all {values.Length} periods"));
            }
        }

        return null;
    }

    public static Undefined? RefuseLag(string name, int lag, int least, int most)
        => lag < least
            ? new Undefined(Undefined.OutsideDomain, Invariant($"{name} is {lag}; it must be at least {least}"))
            : lag > most
                ? new Undefined(SeriesReason.TooShort, Invariant($"{name} is {lag}, but the series is long enough only for {most}"))
                : null;

    // Beyond rounding: a constant that went through arithmetic is still one.
    public static bool Varies(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return false;
        }

        double least = values[0], most = values[0];
        foreach (var v in values)
        {
            least = Math.Min(least, v);
            most = Math.Max(most, v);
        }

        // Its squares must not vanish either.
        return most - least > 1e-13 * Math.Max(Math.Abs(least), Math.Abs(most)) && most - least > 1e-70;
    }

    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var v in values)
        {
            sum += v;
        }

        var mean = sum / values.Length;
        sum = 0;
        foreach (var v in values)
        {
            sum += v - mean;
        }

        return mean + (sum / values.Length);
    }

    public static double[] Centred(double[] values)
    {
        var mean = Mean(values);
        return Array.ConvertAll(values, v => v - mean);
    }

    public static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }

    /// <summary>values[t − lag] for t = first … first + count − 1 (zero-based).</summary>
    public static double[] Lagged(double[] values, int lag, int first, int count) => values.AsSpan(first - lag, count).ToArray();

    /// <summary>values[t] for t ≥ first.</summary>
    public static double[] From(double[] values, int first) => values[first..];

    public static double[] Differences(double[] values)
    {
        var differences = new double[values.Length - 1];
        for (var t = 0; t < differences.Length; t++)
        {
            differences[t] = values[t + 1] - values[t];
        }

        return differences;
    }

    public static Undefined NoResiduals { get; } = new(Undefined.ZeroVariance, "the regression leaves no residuals, so that nothing can be tested");
}
