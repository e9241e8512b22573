using System.Runtime.CompilerServices;

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

        var simulation = new Simulation(raw, prepared, scale, preparation, f, horizon);
        var draws = new double[Paths];
        for (var path = 0; path < Paths; path++)
        {
            draws[path] = simulation.Path(random, path);
        }

        Array.Sort(draws);
        return new OwnForecast(horizon, At(draws, 0.5), At(draws, 0.1), At(draws, 0.9), At(draws, 0.025), At(draws, 0.975), draws);
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

        /// <summary>Coefficients from their estimated distribution.</summary>
        public void Draw(SeededRandom random, double[] z, double[] b)
        {
            var k = Coefficients.Length;
            for (var i = 0; i < k; i++)
            {
                z[i] = random.NextNormal();
            }

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
        }
    }

    // What all paths of a forecast have in common, and the room that one after the other works in: a review walks millions of them.
    private sealed class Simulation
    {
        private readonly Autoregression _fit;
        private readonly PreparedScale _scale;
        private readonly double[] _levels;
        private readonly double[] _before;
        private readonly double[] _past;
        private readonly double[] _slope;
        private readonly double[] _coefficients;
        private readonly double[] _normals;
        private readonly int[] _picks;
        private readonly SeededRandom _random = new(0);
        private readonly bool _isTilted;
        private readonly double _last;

        public Simulation(double[] raw, double[] prepared, PreparedScale scale, SeriesPreparation preparation, Autoregression fit, int horizon)
        {
            var (n, order) = (raw.Length, fit.Coefficients.Length - 1);
            (_fit, _scale, _last) = (fit, scale, raw[^1]);

            // Season, line or step of the periods to come are the same on every path.
            _levels = [.. Enumerable.Range(n, horizon).Select(scale.Level)];
            _slope = [.. Enumerable.Range(0, horizon).Select(step => ((n / 2.0) + step) / n)];
            _before = prepared[(n - order)..n];
            _past = new double[order + horizon];
            _coefficients = new double[order + 1];
            _normals = new double[order + 1];
            _picks = new int[horizon];
            _isTilted = preparation.Transform == SeriesTransform.Detrended;
        }

        /// <summary>Where a path ends.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public double Path(SeededRandom random, int number)
        {
            _random.BecomeStream(random, (ulong)number);
            _fit.Draw(_random, _normals, _coefficients);
            var tilt = _isTilted ? _fit.TiltError * _random.NextNormal() : 0;
            var (picks, past, b, residuals, order) = (_picks, _past, _coefficients, _fit.Residuals, _coefficients.Length - 1);
            _random.NextInts(picks, residuals.Length);
            _before.CopyTo(past, 0);
            var (value, isDifferenced) = (_last, _scale.IsDifferenced);
            for (var step = 0; step < picks.Length; step++)
            {
                var next = b[0] + residuals[picks[step]];
                for (var k = 1; k <= order; k++)
                {
                    next += b[k] * past[order + step - k];
                }

                past[order + step] = next;
                if (isDifferenced || step == picks.Length - 1)
                {
                    value = _scale.Above(_levels[step], next + (tilt * _slope[step]), value);
                }
            }

            return value;
        }
    }
}
