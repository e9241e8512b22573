namespace KpiLab.Statistics;

/// <summary>What is taken out of a pair of series before one is tested against the other.</summary>
public enum SeriesTransform
{
    /// <summary>Nothing but the season: both are stationary.</summary>
    Levels,

    /// <summary>A straight line, where the rest is stationary.</summary>
    Detrended,

    /// <summary>A step of the level, where the rest is stationary.</summary>
    StepRemoved,

    /// <summary>First differences, where a unit root cannot be ruled out.</summary>
    Differenced,
}

/// <summary>How a series is prepared: the season of its calendar, what else is taken out, and where its step is.</summary>
/// <param name="Season">Periods of a cycle; 1 for none.</param>
/// <param name="Transform">What is taken out beside the season.</param>
/// <param name="StepAfter">Rows before the step, for <see cref="SeriesTransform.StepRemoved"/>.</param>
[TypeFormatterSource]
public readonly record struct SeriesPreparation(int Season, SeriesTransform Transform, int StepAfter = 0) : IShowable
{
    // The share of the normal sd that the median absolute deviation is.
    internal const double NormalMad = 1.4826;

    /// <summary>Coefficients that the season takes: they count against the degrees of freedom.</summary>
    public static int SeasonCoefficients(int season) => SeasonColumns.CountOf(season);

    /// <summary>All coefficients but the mean.</summary>
    public int Coefficients => SeasonCoefficients(Season) + (Transform is SeriesTransform.Detrended or SeriesTransform.StepRemoved ? 1 : 0);

    /// <summary>First row that has a value: one is lost to differences.</summary>
    public int FirstRow => Transform == SeriesTransform.Differenced ? 1 : 0;

    /// <summary>The transformed series, fitted on the rows before <paramref name="known"/> and applied to one more where there is one.</summary>
    /// <param name="values">The series without gaps.</param>
    /// <param name="known">Rows that may be read.</param>
    /// <param name="clip">Clip at the median ± this many scaled median absolute deviations of the known rows; infinite for never.</param>
    /// <param name="season">The season's regressors.</param>
    /// <param name="rows">Rows to apply it to; left out: the known ones and one more.</param>
    /// <returns>Known rows and the next, if it exists; zero before <see cref="FirstRow"/>. In units of the sd of the known rows.</returns>
    internal double[] Apply(ReadOnlySpan<double> values, int known, double clip, SeasonColumns season, int? rows = null)
        => Apply(values, known, clip, season, rows, out _);

    /// <summary>The transformed series, and the way back.</summary>
    internal double[] Apply(ReadOnlySpan<double> values, int known, double clip, SeasonColumns season, int? rows, out PreparedScale scale, int? unitOf = null)
    {
        var n = rows ?? Math.Min(known + 1, values.Length);
        var first = FirstRow;
        var result = new double[n];
        if (first == 0)
        {
            values[..n].CopyTo(result);
        }
        else
        {
            for (var t = 1; t < n; t++)
            {
                result[t] = values[t] - values[t - 1];
            }
        }

        var level = RemoveMeans(result, first, known, season);
        Clip(result, first, known, clip);
        var (mean, sd) = Standardise(result, first, known, unitOf ?? known);
        scale = new PreparedScale(level, mean, sd, Transform == SeriesTransform.Differenced);
        return result;
    }

    /// <summary>Takes out the season only, with a straight line fitted beside it so that a trend does not enter the seasonal means.</summary>
    internal static double[] Deseasonalise(ReadOnlySpan<double> values, int season, SeasonColumns columns)
    {
        double[] result = [.. values];
        if (season <= 1)
        {
            return result;
        }

        var preparation = new SeriesPreparation(season, SeriesTransform.Detrended);
        var (design, coefficients) = preparation.Fit(result, 0, result.Length, columns);
        for (var t = 0; t < result.Length; t++)
        {
            design.Fill(t);
            for (var j = 0; j < design.SeasonCount; j++)
            {
                result[t] -= coefficients[j] * design.Row[j];
            }
        }

        return result;
    }

    private Func<int, double> RemoveMeans(double[] series, int first, int known, SeasonColumns season)
    {
        if (Coefficients == 0)
        {
            var mean = 0.0;
            for (var t = first; t < known; t++)
            {
                mean += series[t];
            }

            mean /= known - first;
            for (var t = first; t < series.Length; t++)
            {
                series[t] -= mean;
            }

            return _ => mean;
        }

        var (design, coefficients) = Fit(series, first, known, season);
        double Fitted(int row)
        {
            design.Fill(row);
            var fitted = 0.0;
            for (var j = 0; j < coefficients.Length; j++)
            {
                fitted += coefficients[j] * design.Row[j];
            }

            return fitted;
        }

        for (var t = first; t < series.Length; t++)
        {
            series[t] -= Fitted(t);
        }

        return Fitted;
    }

    // Least squares on the season's columns, the line or step, and the constant last; columns without a say get zero.
    private (CalendarDesign Design, double[] Coefficients) Fit(double[] series, int first, int known, SeasonColumns season)
    {
        var design = new CalendarDesign(this, season);
        var k = design.Row.Length;
        var cells = new double[k * (k + 1)];
        for (var t = first; t < known; t++)
        {
            design.Fill(t);
            ReadOnlySpan<double> row = design.Row;
            var y = series[t];
            for (var i = 0; i < row.Length; i++)
            {
                var x = row[i];
                if (x == 0)
                {
                    continue;
                }

                var sums = cells.AsSpan(i * (k + 1), k + 1);
                for (var j = i; j < row.Length; j++)
                {
                    sums[j] += x * row[j];
                }

                sums[k] += x * y;
            }
        }

        // Symmetric: the other half is the same.
        for (var i = 0; i < k; i++)
        {
            for (var j = i + 1; j < k; j++)
            {
                cells[(j * (k + 1)) + i] = cells[(i * (k + 1)) + j];
            }
        }

        return (design, Solve(cells, k));
    }

    // Gauss–Jordan on a positive semidefinite system, in place.
    private static double[] Solve(double[] cells, int k)
    {
        var width = k + 1;
        var lengths = new double[k];
        for (var i = 0; i < k; i++)
        {
            lengths[i] = cells[(i * width) + i];
        }

        var used = new bool[k];
        for (var pivot = 0; pivot < k; pivot++)
        {
            var diagonal = cells[(pivot * width) + pivot];
            if (!(diagonal > 1e-10 * lengths[pivot]))
            {
                continue;
            }

            used[pivot] = true;
            for (var j = 0; j <= k; j++)
            {
                cells[(pivot * width) + j] /= diagonal;
            }

            for (var i = 0; i < k; i++)
            {
                var factor = cells[(i * width) + pivot];
                if (i == pivot || factor == 0)
                {
                    continue;
                }

                for (var j = 0; j <= k; j++)
                {
                    cells[(i * width) + j] -= factor * cells[(pivot * width) + j];
                }
            }
        }

        var coefficients = new double[k];
        for (var i = 0; i < k; i++)
        {
            coefficients[i] = used[i] ? cells[(i * width) + k] : 0;
        }

        return coefficients;
    }

    private static void Clip(double[] series, int first, int known, double clip)
    {
        if (double.IsInfinity(clip))
        {
            return;
        }

        var copy = series.AsSpan(first, known - first).ToArray();
        var median = Selection.Median(copy);
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = Math.Abs(copy[i] - median);
        }

        var reach = clip * NormalMad * Selection.Median(copy);
        if (reach == 0)
        {
            return;
        }

        for (var t = first; t < series.Length; t++)
        {
            series[t] = Math.Clamp(series[t], median - reach, median + reach);
        }
    }

    private static (double Mean, double Sd) Standardise(double[] series, int first, int known, int unitOf)
    {
        double mean = 0, sum = 0;
        for (var t = first; t < known; t++)
        {
            mean += series[t];
        }

        mean /= known - first;
        for (var t = first; t < unitOf; t++)
        {
            sum += (series[t] - mean) * (series[t] - mean);
        }

        var scale = Math.Sqrt(sum / (unitOf - first - 1));
        for (var t = first; t < series.Length; t++)
        {
            series[t] = scale > 0 ? (series[t] - mean) / scale : 0;
        }

        return (mean, scale);
    }

    // One row of season columns, line or step, constant.
    private sealed class CalendarDesign(SeriesPreparation preparation, SeasonColumns season)
    {
        public int SeasonCount => season.Count;

        public double[] Row { get; } = new double[preparation.Coefficients + 1];

        public void Fill(int t)
        {
            season.At(t).CopyTo(Row);
            if (preparation.Transform == SeriesTransform.Detrended)
            {
                Row[SeasonCount] = t / 100.0;
            }
            else if (preparation.Transform == SeriesTransform.StepRemoved)
            {
                Row[SeasonCount] = t >= preparation.StepAfter ? 1 : 0;
            }

            Row[^1] = 1;
        }
    }
}
