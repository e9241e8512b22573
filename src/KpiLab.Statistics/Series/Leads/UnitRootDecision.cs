namespace KpiLab.Statistics;

/// <summary>Decides by unit-root and stationarity tests what to take out of a series before it is tested against another.</summary>
/// <remarks>
/// In order: a sharp step of the level that fits better than a line, where ADF on the rest is below the value for a step of unknown date → the step; ADF with constant rejects at 5 % and KPSS is below its 1 % value → levels; ADF with trend rejects → a line; a step of the level is found
/// and ADF on the rest is below the value for a step of unknown date → the step; KPSS below its 5 % value → levels; else differences. ADF: Dickey
/// and Fuller (1979), lags by BIC on a common sample, 5 % values of MacKinnon (2010). KPSS: Kwiatkowski et al. (1992), Bartlett weights, lag
/// trunc(4(n/100)^¼). Step of unknown date: Perron and Vogelsang (1992, J. Bus. Econ. Stat. 10:301).
/// </remarks>
internal static class UnitRootDecision
{
    private const double KpssOnePercent = 0.739;
    private const double KpssFivePercent = 0.463;
    private const double StepFivePercent = -4.9;
    private const double SmallestSegment = 0.15;

    // Wald statistic beyond which a step counts as found: Andrews (1993), one coefficient, 15 % trimmed, 5 %.
    private const double StepFound = 8.85;

    private const double SharpStepFound = 25;

    public static SeriesPreparation Decide(ReadOnlySpan<double> deseasonalised, int season)
    {
        double[] values = [.. deseasonalised];
        var (sharpAfter, sharpRest) = Step(values, robust: true);
        if (sharpAfter > 0 && SquaresOf(sharpRest) < SquaresAboutLine(values) && Adf(sharpRest, trend: false) is { } sharp && sharp.Statistic < StepFivePercent)
        {
            return new SeriesPreparation(season, SeriesTransform.StepRemoved, sharpAfter);
        }

        var kpss = Kpss(values);
        if (Adf(values, trend: false) is { } level && level.Statistic < Critical5(level.Rows, trend: false) && kpss < KpssOnePercent)
        {
            return new SeriesPreparation(season, SeriesTransform.Levels);
        }

        if (Adf(values, trend: true) is { } line && line.Statistic < Critical5(line.Rows, trend: true))
        {
            return new SeriesPreparation(season, SeriesTransform.Detrended);
        }

        var (after, rest) = Step(values, robust: false);
        if (after > 0 && Adf(rest, trend: false) is { } stepped && stepped.Statistic < StepFivePercent)
        {
            return new SeriesPreparation(season, SeriesTransform.StepRemoved, after);
        }

        return new SeriesPreparation(season, kpss < KpssFivePercent ? SeriesTransform.Levels : SeriesTransform.Differenced);
    }

    public static double Kpss(double[] values)
    {
        var n = values.Length;
        var mean = values.Average();
        double sum = 0, eta = 0;
        foreach (var v in values)
        {
            sum += v - mean;
            eta += sum * sum;
        }

        var lags = (int)(4 * Math.Pow(n / 100.0, 0.25));
        var variance = 0.0;
        for (var j = 0; j <= lags; j++)
        {
            var covariance = 0.0;
            for (var t = j; t < n; t++)
            {
                covariance += (values[t] - mean) * (values[t - j] - mean);
            }

            variance += (j == 0 ? 1 : 2 * (1 - (j / (lags + 1.0)))) * covariance / n;
        }

        return variance > 0 ? eta / ((double)n * n * variance) : double.PositiveInfinity;
    }

    /// <summary>The t statistic of y[t−1], and the rows that it comes from.</summary>
    public static (double Statistic, int Rows)? Adf(double[] values, bool trend)
    {
        var n = values.Length;
        var largest = Math.Min((int)(12 * Math.Pow(n / 100.0, 0.25)), (n / 3) - 3);
        if (largest < 0)
        {
            return null;
        }

        var (columns, fixedColumns) = Design(values, trend, largest);
        var best = 0;
        var lowest = double.PositiveInfinity;
        var products = CrossProducts.Of(columns, largest + 1, n);
        products.EliminateFirst(fixedColumns);
        for (var lags = 0; lags <= largest; lags++)
        {
            if (lags > 0)
            {
                products.Eliminate(fixedColumns + lags - 1);
            }

            // y[t−1] comes after the differences: what it takes off is added here.
            int level = columns.Count - 2, outcome = columns.Count - 1;
            var explained = products[level, level] > 0 ? products[level, outcome] * products[level, outcome] / products[level, level] : 0;
            var rss = products[outcome, outcome] - explained;
            var bic = (products.Rows * Math.Log(rss)) + ((fixedColumns + lags + 1) * Math.Log(products.Rows));
            if (bic < lowest)
            {
                (lowest, best) = (bic, lags);
            }
        }

        (columns, fixedColumns) = Design(values, trend, best);
        products = CrossProducts.Of(columns, best + 1, n);
        products.EliminateFirst(columns.Count - 2);
        int x = columns.Count - 2, y = columns.Count - 1;
        var df = products.Rows - products.Rank - 1;
        if (df < 1 || !(products[x, x] > 0))
        {
            return null;
        }

        var b = products[x, y] / products[x, x];
        var s2 = Math.Max(products[y, y] - (b * products[x, y]), 0) / df;
        return s2 > 0 ? (b * Math.Sqrt(products[x, x] / s2), products.Rows) : (double.NegativeInfinity, products.Rows);
    }

    // [1, t, Δy[t−1..t−L], y[t−1], Δy[t]]
    private static (List<double[]> Columns, int Fixed) Design(double[] values, bool trend, int lags)
    {
        var n = values.Length;
        var mean = values.Average();
        var difference = new double[n];
        var before = new double[n];
        var ones = new double[n];
        var line = new double[n];
        for (var t = 0; t < n; t++)
        {
            ones[t] = 1;
            line[t] = ((2.0 * t) / n) - 1;
            if (t > 0)
            {
                difference[t] = values[t] - values[t - 1];
                before[t] = values[t - 1] - mean;
            }
        }

        List<double[]> columns = trend ? [ones, line] : [ones];
        var fixedColumns = columns.Count;
        for (var lag = 1; lag <= lags; lag++)
        {
            var lagged = new double[n];
            Array.Copy(difference, 0, lagged, lag, n - lag);
            columns.Add(lagged);
        }

        columns.Add(before);
        columns.Add(difference);
        return (columns, fixedColumns);
    }

    private static double Critical5(int rows, bool trend)
    {
        double n = rows;
        return trend
            ? -3.41049 - (4.3904 / n) - (9.036 / (n * n)) - (45.374 / (n * n * n))
            : -2.86154 - (2.8903 / n) - (4.234 / (n * n)) - (40.04 / (n * n * n));
    }

    private static double SquaresOf(double[] values) => values.Sum(v => v * v);

    // What a straight line leaves: a step is only one where it fits better than a trend.
    private static double SquaresAboutLine(double[] values)
    {
        var (n, mean, centre) = (values.Length, values.Average(), (values.Length - 1) / 2.0);
        double products = 0, times = 0, squares = 0;
        for (var t = 0; t < n; t++)
        {
            products += (t - centre) * (values[t] - mean);
            times += (t - centre) * (t - centre);
            squares += (values[t] - mean) * (values[t] - mean);
        }

        return squares - (products * products / times);
    }

    // The split with the largest Wald statistic of a difference of means, and the series without the two means.
    private static (int After, double[] Without) Step(double[] values, bool robust)
    {
        var n = values.Length;
        var trim = robust ? 5 : Math.Max(2, (int)(SmallestSegment * n));
        var total = values.Sum();
        var squares = values.Sum(v => (v - (total / n)) * (v - (total / n)));
        double left = 0, highest = 0;
        var after = 0;
        for (var t = 1; t < n; t++)
        {
            left += values[t - 1];
            if (t < trim || t > n - trim)
            {
                continue;
            }

            var gap = (left / t) - ((total - left) / (n - t));
            var explained = gap * gap * t * (n - t) / n;
            var wald = explained / (Math.Max(squares - explained, 1e-300) / (n - 2));
            if (wald > highest)
            {
                (highest, after) = (wald, t);
            }
        }

        if (highest < StepFound)
        {
            return (0, values);
        }

        var before = values.Take(after).Average();
        var later = values.Skip(after).Average();
        double[] rest = [.. values.Select((v, t) => v - (t < after ? before : later))];
        if (robust)
        {
            double products = 0, sum = 0;
            for (var t = 0; t < n; t++)
            {
                sum += rest[t] * rest[t];
                products += t > 0 ? rest[t] * rest[t - 1] : 0;
            }

            var rho = Math.Clamp(products / sum, 0, 0.95);
            if (highest * (1 - rho) / (1 + rho) < SharpStepFound)
            {
                return (0, values);
            }
        }

        return (after, rest);
    }
}
