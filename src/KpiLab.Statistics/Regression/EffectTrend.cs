namespace KpiLab.Statistics;

/// <summary>A straight line through effects of successive days.</summary>
/// <param name="Start">The line at day 0.</param>
/// <param name="Slope">Its change a day.</param>
/// <param name="Test">The test that it does not change, against the normal law.</param>
/// <param name="Days">Days behind it.</param>
[TypeFormatterSource]
public sealed record EffectTrendResult(Effect Start, Effect Slope, TestResult Test, int Days) : IShowable;

/// <summary>Whether an effect changes from day to day since exposure.</summary>
/// <remarks>
/// Weighted least squares of the daily effects on the day, weights 1/variance, with the standard error from the whole covariance of the daily effects (the sandwich of White 1980, Econometrica 48:817, with units as clusters): the same units are
/// measured every day, so that the days are far from independent and the textbook error of a weighted regression is wrong. With a diagonal covariance it is the textbook's.
/// </remarks>
public static class EffectTrend
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "effect_trend";

    /// <summary>From effects, their days and their covariance.</summary>
    /// <param name="days">Days since exposure.</param>
    /// <param name="effects">Treatment − control, one a day.</param>
    /// <param name="covariance">Covariance of the effects, one row a day.</param>
    /// <param name="level">Level of the intervals.</param>
    /// <returns>Undefined with fewer than three days, a variance that is not positive, or all on one day.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Estimable<EffectTrendResult> Fit(IReadOnlyList<double> days, IReadOnlyList<double> effects, IReadOnlyList<IReadOnlyList<double>> covariance, Level level)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(effects);
        ArgumentNullException.ThrowIfNull(covariance);
        var k = days.Count;
        if (effects.Count != k || covariance.Count != k || covariance.Any(row => row.Count != k))
        {
            throw new ArgumentException(Invariant($"{k} days need as many effects and a square covariance of that size"), nameof(effects));
        }

        if (k < 3)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"a trend needs at least three days; there are {k}"));
        }

        double least = double.PositiveInfinity, weights = 0, day = 0;
        for (var i = 0; i < k; i++)
        {
            if (!(covariance[i][i] > 0) || !double.IsFinite(covariance[i][i]) || !double.IsFinite(effects[i]) || !double.IsFinite(days[i]))
            {
                return new Undefined(Undefined.ZeroVariance, Invariant($"the effect of day {days[i]} is {effects[i]} with variance {covariance[i][i]}; effects must be finite and variances positive"));
            }

            least = Math.Min(least, covariance[i][i]);
        }

        for (var i = 0; i < k; i++)
        {
            var w = least / covariance[i][i];
            weights += w;
            day += w * days[i];
        }

        day /= weights;
        double spread = 0;
        for (var i = 0; i < k; i++)
        {
            spread += least / covariance[i][i] * (days[i] - day) * (days[i] - day);
        }

        if (!(spread > 0))
        {
            return new Undefined(Undefined.OutsideDomain, "all effects are of one day");
        }

        // Both coefficients are weighted sums of the effects; their variance is that of the sums.
        var slopeWeights = new double[k];
        var startWeights = new double[k];
        double slope = 0, start = 0;
        for (var i = 0; i < k; i++)
        {
            var w = least / covariance[i][i];
            slopeWeights[i] = w * (days[i] - day) / spread;
            startWeights[i] = (w / weights) - (day * slopeWeights[i]);
            slope += slopeWeights[i] * effects[i];
            start += startWeights[i] * effects[i];
        }

        double slopeVariance = Quadratic(slopeWeights, covariance), startVariance = Quadratic(startWeights, covariance);
        if (!(slopeVariance > 0) || !(startVariance > 0))
        {
            return new Undefined(Undefined.ZeroVariance, "the covariance of the daily effects leaves the trend without an error");
        }

        var error = Math.Sqrt(slopeVariance);
        var reference = new ReferenceDistribution(null);
        Effect With(double value, double se) => new(value, se, reference.Interval(value, se, level, Alternative.TwoSided));
        return new EffectTrendResult(
            With(start, Math.Sqrt(startVariance)),
            With(slope, error),
            new TestResult(Method, slope / error, null, reference.PValue(slope / error, Alternative.TwoSided), Alternative.TwoSided),
            k);
    }

    private static double Quadratic(double[] weights, IReadOnlyList<IReadOnlyList<double>> covariance)
    {
        double sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            for (var j = 0; j < weights.Length; j++)
            {
                sum += weights[i] * weights[j] * covariance[i][j];
            }
        }

        return sum;
    }
}
