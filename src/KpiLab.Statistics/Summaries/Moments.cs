namespace KpiLab.Statistics;

/// <summary>Count, mean and centred sum of squares of one quantity: all that a comparison of means needs.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean, in the quantity's unit; 0 when there are none.</param>
/// <param name="CentredSumOfSquares">Σ(x − mean)², in the unit squared.</param>
public readonly record struct Moments(long Count, double Mean, double CentredSumOfSquares)
{
    /// <summary>Sample variance with divisor n − 1; 0 below two values.</summary>
    public double Variance => Count < 2 ? 0 : CentredSumOfSquares / (Count - 1);

    /// <summary>Sample standard deviation with divisor n − 1; 0 below two values.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Moments of the values, by the corrected two-pass algorithm.</summary>
    /// <remarks>Chan, Golub and LeVeque (1983), The American Statistician 37:242, eq. 1.7; the mean itself is refined by one correction.</remarks>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var shift = values[0];
        double sum = 0, compensation = 0;
        foreach (var value in values)
        {
            var term = value - shift - compensation;
            var next = sum + term;
            compensation = next - sum - term;
            sum = next;
        }

        var mean = shift + (sum / values.Length);
        double squares = 0, squaresLost = 0, residual = 0;
        foreach (var value in values)
        {
            var d = value - mean;
            residual += d;
            var term = (d * d) - squaresLost;
            var next = squares + term;
            squaresLost = next - squares - term;
            squares = next;
        }

        return new Moments(values.Length, mean + (residual / values.Length), Math.Max(0, squares - (residual * residual / values.Length)));
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
}
