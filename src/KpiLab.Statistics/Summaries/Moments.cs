namespace KpiLab.Statistics;

/// <summary>Count, mean and centred sum of squares of one quantity: all that a comparison of means needs.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean, in the quantity's unit; 0 when there are none.</param>
/// <param name="CentredSumOfSquares">Σ(x − mean)², in the unit squared.</param>
[TypeFormatterSource]
public readonly record struct Moments(long Count, double Mean, double CentredSumOfSquares) : IShowable
{
    /// <summary>Sample variance with divisor n − 1; 0 below two values.</summary>
    public double Variance => Count < 2 ? 0 : CentredSumOfSquares / (Count - 1);

    /// <summary>Sample standard deviation with divisor n − 1; 0 below two values.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Moments of the values: as exact as the values themselves.</summary>
    /// <remarks>Two passes about the mean (Chan, Golub and LeVeque 1983, The American Statistician 37:242, eq. 1.7), summed in doubled precision.</remarks>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var mean = MeanOf(values);
        double sum = 0, lost = 0;
        foreach (var value in values)
        {
            // (value − mean)² with what rounding takes from the difference, from the square and from the sum.
            var distance = DoubleDouble.Difference(value, mean.High);
            var square = distance.High * distance.High;
            var next = DoubleDouble.Sum(sum, square);
            sum = next.High;
            lost += next.Low + Math.FusedMultiplyAdd(distance.High, distance.High, -square) + (2 * distance.High * (distance.Low - mean.Low));
        }

        return new Moments(values.Length, mean.Value, double.IsFinite(sum) ? Math.Max(0, sum + lost) : sum);
    }

    /// <summary>The mean in doubled precision; of at least one value.</summary>
    internal static DoubleDouble MeanOf(ReadOnlySpan<double> values)
    {
        var mean = Sum(values, 1) / values.Length;
        return double.IsFinite(mean.Value) ? mean : Sum(values, values.Length); // the sum overflows, or a value is not finite
    }

    /// <summary>Moments of the union of two disjoint groups.</summary>
    /// <remarks>Chan, Golub and LeVeque (1979), eq. 2.1.</remarks>
    public static Moments operator +(in Moments a, in Moments b)
    {
        if (a.Count == 0)
        {
            return b;
        }

        if (b.Count == 0)
        {
            return a;
        }

        var count = a.Count + b.Count;
        var delta = b.Mean - a.Mean;
        var mean = a.Mean + (delta * ((double)b.Count / count));
        var squares = a.CentredSumOfSquares + b.CentredSumOfSquares + (delta * delta * ((double)a.Count * b.Count / count));
        return new Moments(count, mean, squares);
    }

    /// <summary>The same as <c>a + b</c>, for languages without operators.</summary>
    public static Moments Add(in Moments a, in Moments b) => a + b;

    private static DoubleDouble Sum(ReadOnlySpan<double> values, double divisor)
    {
        double sum = 0, lost = 0;
        foreach (var value in values)
        {
            var next = DoubleDouble.Sum(sum, value / divisor);
            sum = next.High;
            lost += next.Low;
        }

        return DoubleDouble.Sum(sum, lost);
    }
}
