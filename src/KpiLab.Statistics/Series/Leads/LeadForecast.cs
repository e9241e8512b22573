namespace KpiLab.Statistics;

/// <summary>A forecast in the outcome's own units.</summary>
/// <param name="Row">Row that is forecast, 0-based.</param>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Baseline">From the outcome's own past (and declared controls).</param>
/// <param name="Lead">With the lead beside it.</param>
[TypeFormatterSource]
public readonly record struct LeadForecast(int Row, int Horizon, double Baseline, double Lead) : IShowable;

/// <summary>Forecasts that a lead makes now, and those that it would have made at every origin of the past.</summary>
/// <remarks>
/// The forecasts of <see cref="LeadBacktest"/>, in the outcome's own units. Several steps ahead each has a regression of its own (direct), on lags of the lead that are known by
/// then; where changes were taken, the changes are added up from the last known value. Nothing at or after an origin enters a forecast from it.
/// </remarks>
public static class LeadForecaster
{
    /// <summary>Forecasts of the next periods.</summary>
    /// <returns>Undefined where no lag of the window reaches so far.</returns>
    public static Estimable<IReadOnlyList<LeadForecast>> Next(
        IReadOnlyList<double> outcome,
        IReadOnlyList<double> lead,
        IReadOnlyList<IReadOnlyList<double>> controls,
        LeadWindow window,
        int season,
        int sign,
        int steps,
        LeadSettings? settings = null)
    {
        if (Refused(window, steps) is { } reason)
        {
            return reason;
        }

        var pairs = Pairs(outcome, lead, controls, window, season, steps);
        return From(pairs, pairs[0].Prepare(outcome.Count), outcome.Count, outcome[^1], sign, settings ?? new LeadSettings());
    }

    /// <summary>Forecasts from every origin of the past, at least <paramref name="fewest"/> origins or none; what came is in the outcome.</summary>
    public static Estimable<IReadOnlyList<LeadForecast>> Past(
        IReadOnlyList<double> outcome,
        IReadOnlyList<double> lead,
        IReadOnlyList<IReadOnlyList<double>> controls,
        LeadWindow window,
        int season,
        int sign,
        int steps,
        int fewest = 1,
        LeadSettings? settings = null)
    {
        if (Refused(window, steps) is { } reason)
        {
            return reason;
        }

        settings ??= new LeadSettings();
        var pairs = Pairs(outcome, lead, controls, window, season, steps);
        var lost = LeadDesign.LostRows(window, steps);
        var degrees = 1 + (controls.Count * LeadDesign.ControlLags) + LeadDesign.LargestOwnLag + SeriesPreparation.SeasonCoefficients(season) + 1;
        var first = Math.Max(lost + (int)Math.Ceiling(settings.FirstOrigin * (outcome.Count - lost)), lost + degrees + settings.FewestOriginDegrees);
        if (outcome.Count - first < fewest)
        {
            return new Undefined(SeriesReason.TooShort, Invariant($"{outcome.Count} periods leave {Math.Max(0, outcome.Count - first)} past forecasts; {fewest} are needed"));
        }

        List<LeadForecast> forecasts = [];
        LeadPreparation? preparation = null;
        for (var origin = first; origin < outcome.Count; origin++)
        {
            if (preparation is null || (origin - first) % LeadBacktest.PreparationAge == 0)
            {
                preparation = pairs[0].Prepare(origin);
            }

            forecasts.AddRange(From(pairs, preparation, origin, outcome[origin - 1], sign, settings).Where(f => f.Row < outcome.Count));
        }

        return forecasts;
    }

    // One pair a step. Rows after the last known one have no value yet; what stands in their place is never read.
    private static List<LeadPair> Pairs(
        IReadOnlyList<double> outcome, IReadOnlyList<double> lead, IReadOnlyList<IReadOnlyList<double>> controls, LeadWindow window, int season, int steps)
    {
        double[] Extended(IReadOnlyList<double> values) => [.. values, .. Enumerable.Repeat(values[^1], steps)];
        var (y, x) = (Extended(outcome), Extended(lead));
        List<double[]> z = [.. controls.Where(c => c.Distinct().Take(2).Count() == 2).Select(Extended)];
        return [.. Enumerable.Range(1, steps).Select(step => new LeadPair(y, x, z, new LeadWindow(Math.Max(window.First, step), window.Last), season))];
    }

    private static List<LeadForecast> From(List<LeadPair> pairs, LeadPreparation preparation, int origin, double last, int sign, LeadSettings settings)
    {
        List<LeadForecast> result = [];
        var (baseline, withLead) = (last, last);
        for (var step = 1; step <= pairs.Count; step++)
        {
            var design = pairs[step - 1].DesignAt(origin, preparation, settings.Clip, origin + step, step);
            var forecast = LeadBacktest.Forecast(design, design.OwnLags(design.From, origin), origin, sign, step);
            baseline = design.OutcomeScale.Raw(forecast.Row, forecast.Baseline, baseline);
            withLead = design.OutcomeScale.Raw(forecast.Row, forecast.Lead, withLead);
            result.Add(new LeadForecast(forecast.Row, step, baseline, withLead));
        }

        return result;
    }

    private static Undefined? Refused(LeadWindow window, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return steps > window.Last
            ? new Undefined(Undefined.OutsideDomain, Invariant($"no declared lag is as long as {steps} periods, so that the lead says nothing about them"))
            : null;
    }
}
