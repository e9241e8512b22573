namespace KpiLab.Statistics;

/// <summary>What a series' own past leads to expect some periods ahead.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Median">Middle of the simulated values.</param>
/// <param name="Lower80">80 % interval.</param>
/// <param name="Upper80">80 % interval.</param>
/// <param name="Lower95">95 % interval.</param>
/// <param name="Upper95">95 % interval.</param>
/// <param name="Draws">The simulated values, in order of size.</param>
[TypeFormatterSource]
public sealed record OwnForecast(int Horizon, double Median, double Lower80, double Upper80, double Lower95, double Upper95, IReadOnlyList<double> Draws) : IShowable
{
    /// <summary>Share of the simulated values that reach a value: at least it, or at most it.</summary>
    public double Reach(double value, bool atMost) => Draws.Count(d => atMost ? d <= value : d >= value) / (double)Draws.Count;
}

/// <summary>Forecasts a series from its own past by simulated paths: season and trend taken out as the unit-root tests say, then an autoregression whose order BIC chooses.</summary>
/// <remarks>
/// Each path draws the coefficients from their estimated normal distribution (so that the uncertainty of level, drift and persistence enters) and its
/// innovations from the residuals, scaled for the degrees of freedom (Thombs and Schucany 1990, J. Am. Stat. Assoc. 85:486). A line that was taken out goes on, with the
/// uncertainty of its slope.
/// </remarks>
public static class OwnPath
{
    private const int LargestOrder = 4;
    private const int Paths = 2000;
    private const int Fewest = 24;

    /// <summary>The value some periods ahead.</summary>
    /// <returns>Undefined for a short series and one that does not vary.</returns>
    public static Estimable<OwnForecast> Ahead(IReadOnlyList<double> values, int season, int horizon, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        var n = values.Count;
        if (n < Math.Max(Fewest, season > 1 ? 2 * season : 0))
        {
            return new Undefined(SeriesReason.TooShort, Invariant($"{n} periods are too few to forecast from; {Math.Max(Fewest, season > 1 ? 2 * season : 0)} are the least"));
        }

        if (values.Distinct().Take(2).Count() < 2)
        {
            return new Undefined(SeriesReason.Constant, "the series does not vary, so that its past shows nothing of what may come");
        }

        double[] raw = [.. values];
        var columns = new SeasonColumns(season);
        var preparation = UnitRootDecision.Decide(SeriesPreparation.Deseasonalise(raw, season, columns), season);
        var prepared = preparation.Apply(raw, n, double.PositiveInfinity, columns, n, out var scale);
        var fit = Fit(prepared, preparation.FirstRow, n, preparation.Coefficients);
        if (fit is not { } f)
        {
            return new Undefined(SeriesReason.TooShort, "too few periods are left once season and trend are taken out");
        }

        // Season, line or step of the periods to come are the same on every path.
        double[] levels = [.. Enumerable.Range(n, horizon).Select(scale.Level)];
        scale = scale with { Level = row => levels[row - n] };
        var draws = new double[Paths];
        var past = new double[f.Coefficients.Length - 1 + horizon];
        for (var path = 0; path < Paths; path++)
        {
            draws[path] = Path(raw, prepared, scale, preparation, f, past, horizon, random.Stream((ulong)path));
        }

        Array.Sort(draws);
        return new OwnForecast(horizon, At(draws, 0.5), At(draws, 0.1), At(draws, 0.9), At(draws, 0.025), At(draws, 0.975), draws);
    }

    private static double Path(double[] raw, double[] prepared, PreparedScale scale, SeriesPreparation preparation, Autoregression f, double[] past, int horizon, SeededRandom random)
    {
        var n = raw.Length;
        var order = f.Coefficients.Length - 1;
        var b = f.Draw(random);
        var tilt = preparation.Transform == SeriesTransform.Detrended ? f.TiltError * random.NextNormal() : 0;
        for (var k = 0; k < order; k++)
        {
            past[k] = prepared[n - order + k];
        }

        var value = raw[^1];
        for (var step = 0; step < horizon; step++)
        {
            var next = b[0] + f.Residuals[random.NextInt(f.Residuals.Length)];
            for (var k = 1; k <= order; k++)
            {
                next += b[k] * past[order + step - k];
            }

            past[order + step] = next;
            if (scale.IsDifferenced || step == horizon - 1)
            {
                value = scale.Raw(n + step, next + (tilt * (((n / 2.0) + step) / n)), value);
            }
        }

        return value;
    }

    // Order by BIC on common rows.
    private static Autoregression? Fit(double[] series, int first, int n, int lost)
    {
        Autoregression? best = null;
        var lowest = double.PositiveInfinity;
        var from = first + LargestOrder;
        var rows = n - from;
        for (var order = 0; order <= LargestOrder; order++)
        {
            if (rows - order - 1 - lost < 8)
            {
                break;
            }

            double[][] columns = [SeriesGate.Ones(rows), .. Enumerable.Range(1, order).Select(k => series[(from - k)..(n - k)])];
            var fit = Ols.Fit(series[from..n], columns);
            if (!fit.IsDefined || fit.Value.IsExact)
            {
                continue;
            }

            var squares = fit.Value.ResidualArray.Sum(e => e * e);
            var bic = (rows * Math.Log(squares)) + ((order + 1) * Math.Log(rows));
            if (bic < lowest)
            {
                lowest = bic;
                best = Autoregression.Of(fit.Value, rows, lost);
            }
        }

        return best;
    }

    private static double At(double[] sorted, double q)
    {
        var position = q * (sorted.Length - 1);
        var below = (int)position;
        return sorted[below] + ((position - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }

    private sealed record Autoregression(double[] Coefficients, double[,] Root, double[] Residuals, double TiltError)
    {
        private const double LargestPersistence = 0.995;

        public static Autoregression Of(Ols fit, int rows, int lost)
        {
            var k = fit.Columns;
            var df = rows - k - lost;
            var widen = Math.Sqrt(rows / (double)df);
            double[] residuals = [.. fit.ResidualArray.Select(e => e * widen)];
            var variance = residuals.Sum(e => e * e) / rows;
            var persistence = Math.Min(LargestPersistence, fit.Coefficients.Skip(1).Sum());
            // Slope of a line through a series of this long-run variance, over the sample as one unit.
            var tilt = Math.Sqrt(12 * variance / rows) / (1 - persistence);
            return new Autoregression([.. fit.Coefficients], SmallMatrix.Cholesky(SmallMatrix.Scale(fit.InverseGram(), variance)) ?? new double[k, k], residuals, tilt);
        }

        public double[] Draw(SeededRandom random)
        {
            var k = Coefficients.Length;
            var z = new double[k];
            for (var i = 0; i < k; i++)
            {
                z[i] = random.NextNormal();
            }

            var b = new double[k];
            for (var i = 0; i < k; i++)
            {
                b[i] = Coefficients[i];
                for (var j = 0; j <= i; j++)
                {
                    b[i] += Root[i, j] * z[j];
                }
            }

            var persistence = 0.0;
            for (var i = 1; i < k; i++)
            {
                persistence += b[i];
            }

            if (persistence > LargestPersistence)
            {
                for (var i = 1; i < k; i++)
                {
                    b[i] *= LargestPersistence / persistence;
                }
            }

            return b;
        }
    }
}
