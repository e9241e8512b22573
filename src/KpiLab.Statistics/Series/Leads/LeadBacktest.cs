namespace KpiLab.Statistics;

/// <summary>One forecast of a rolling-origin backtest, in units of the outcome's sd as known at the origin.</summary>
/// <param name="Row">Row that was forecast, 0-based.</param>
/// <param name="Outcome">What came.</param>
/// <param name="Baseline">Forecast from the outcome's own past (and declared controls).</param>
/// <param name="Lead">Forecast with the lead beside it.</param>
[TypeFormatterSource]
public readonly record struct BacktestForecast(int Row, double Outcome, double Baseline, double Lead) : IShowable;

/// <summary>Whether a lead would have helped to forecast the next period: expanding origins, everything re-estimated from the past of each origin alone.</summary>
/// <param name="Forecasts">One an origin.</param>
/// <param name="Skill">1 − MSE with the lead / MSE of the baseline.</param>
/// <param name="ClarkWest">Clark–West statistic, normal under no help.</param>
/// <param name="PValue">Its one-sided p-value.</param>
/// <remarks>
/// Clark and West (2007, J. Econometrics 138:291), nested models; further ahead than one step the errors of neighbouring origins overlap, and the variance
/// is Newey and West's (1987) with as many autocovariances as they share. The lead's forecast averages the candidates of the window with
/// weights RSS^(−t/2) of the past (Bayesian averaging by BIC: Raftery 1995), candidates of the wrong sign left out.
/// </remarks>
[TypeFormatterSource]
public sealed record LeadBacktest(IReadOnlyList<BacktestForecast> Forecasts, double Skill, double ClarkWest, double PValue) : IShowable
{
    // Origins after which it is decided anew what is to be taken out of the series.
    internal const int PreparationAge = 6;

    internal static Estimable<LeadBacktest> Run(LeadPair pair, int sign, LeadSettings settings, int horizon = 1)
    {
        List<BacktestForecast> forecasts = [];
        var first = FirstOrigin(pair, settings, horizon);
        LeadPreparation? preparation = null;
        for (var origin = first; origin + horizon <= pair.Length; origin++)
        {
            if (preparation is null || (origin - first) % PreparationAge == 0)
            {
                preparation = pair.Prepare(origin);
            }

            var design = pair.DesignAt(origin, preparation, settings.Clip, horizon: horizon);
            var ownLags = design.OwnLags(design.From, origin);
            if (origin - design.From - design.BaseWithoutOwn - ownLags - 1 - preparation.LostDegrees >= settings.FewestOriginDegrees)
            {
                forecasts.Add(Forecast(design, ownLags, origin, sign, horizon));
            }
        }

        if (forecasts.Count < settings.FewestForecasts)
        {
            return new Undefined(
                Undefined.TooFewUnits, Invariant($"{forecasts.Count} forecasts could be made and scored; {settings.FewestForecasts} are needed"));
        }

        double baseline = 0, lead = 0, mean = 0;
        foreach (var f in forecasts)
        {
            var (e1, e2, gap) = (f.Outcome - f.Baseline, f.Outcome - f.Lead, f.Baseline - f.Lead);
            baseline += e1 * e1;
            lead += e2 * e2;
            mean += (e1 * e1) - (e2 * e2) + (gap * gap);
        }

        mean /= forecasts.Count;
        double[] terms = [.. forecasts.Select(f =>
        {
            var (e1, e2, gap) = (f.Outcome - f.Baseline, f.Outcome - f.Lead, f.Baseline - f.Lead);
            return (e1 * e1) - (e2 * e2) + (gap * gap) - mean;
        })];
        var variance = LongRun(terms, horizon - 1) / (forecasts.Count - 1);
        var statistic = variance > 0 ? mean / Math.Sqrt(variance / forecasts.Count) : 0;
        return new LeadBacktest(forecasts, baseline > 0 ? 1 - (lead / baseline) : 0, statistic, Normal.Survival(statistic));
    }

    /// <summary>The first row that a backtest stands before.</summary>
    internal static int FirstOrigin(LeadPair pair, LeadSettings settings, int horizon)
    {
        var lost = LeadDesign.LostRows(pair.Window, horizon);
        return lost + (int)Math.Ceiling(settings.FirstOrigin * (pair.Length - lost));
    }

    // Bartlett weights keep it positive.
    private static double LongRun(double[] terms, int overlap)
    {
        var sum = 0.0;
        for (var lag = 0; lag <= overlap; lag++)
        {
            var products = 0.0;
            for (var t = lag; t < terms.Length; t++)
            {
                products += terms[t] * terms[t - lag];
            }

            sum += (lag == 0 ? 1 : 2 * (1 - (lag / (overlap + 1.0)))) * products;
        }

        return sum;
    }

    /// <summary>The forecast of row origin + horizon − 1 from the rows before the origin.</summary>
    internal static BacktestForecast Forecast(LeadDesign design, int ownLags, int origin, int sign, int horizon = 1)
    {
        var row = origin + horizon - 1;
        var columns = design.Columns(ownLags);
        var fixedColumns = design.BaseWithoutOwn + ownLags;
        var regression = SmallRegression.Of(columns, fixedColumns, design.From, origin);
        var outcome = columns.Count - 1;
        var baseline = regression.Predict(outcome, row);
        var fit = design.Fit(ownLags, design.From, origin, 0);
        var lowest = double.PositiveInfinity;
        var candidates = design.Window.Candidates;
        Span<double> squares = stackalloc double[candidates.Count];
        Span<double> gains = stackalloc double[candidates.Count];
        for (var c = 0; c < candidates.Count; c++)
        {
            var candidate = fit.Candidate(candidates[c]);
            squares[c] = double.PositiveInfinity;
            if (sign != 0 && candidate.Coefficient * sign <= 0)
            {
                continue;
            }

            var surprise = 0.0;
            for (var k = 0; k < design.Window.Count; k++)
            {
                if (candidates[c][k] != 0)
                {
                    surprise += candidates[c][k] * (columns[fixedColumns + k][row] - regression.Predict(fixedColumns + k, row));
                }
            }

            squares[c] = candidate.ResidualSquares;
            gains[c] = candidate.Coefficient * surprise;
            lowest = Math.Min(lowest, squares[c]);
        }

        double gain = 0, weights = 0;
        for (var c = 0; c < candidates.Count; c++)
        {
            if (!double.IsInfinity(squares[c]))
            {
                var weight = Math.Pow(squares[c] / lowest, -fit.Rows / 2.0);
                gain += weight * gains[c];
                weights += weight;
            }
        }

        return new BacktestForecast(row, columns[outcome][row], baseline, baseline + (weights > 0 ? gain / weights : 0));
    }
}
