namespace KpiLab.Statistics;

/// <summary>Examines whether a lead still predicts an outcome beyond the outcome's own past: window test, backtest, break, recent window, robust repeats, and the bound that shows absence.</summary>
public static class LeadExamination
{
    /// <summary>Code of a backtest that nobody asked for.</summary>
    public const string NotRun = "not-run";

    /// <summary>Examines one pair.</summary>
    /// <param name="outcome">The lagging series, equally spaced, without gaps.</param>
    /// <param name="lead">The leading series, aligned with it.</param>
    /// <param name="controls">Declared common causes, aligned likewise.</param>
    /// <param name="window">Declared lags.</param>
    /// <param name="season">Periods of a cycle; 1 for none.</param>
    /// <param name="sign">Declared sign: 1, −1, or 0 when undeclared.</param>
    /// <param name="settings">Thresholds; null for the defaults.</param>
    /// <param name="backtest">Whether the backtest is run: by far the longest part, and of no consequence where the window test has failed already.</param>
    /// <returns>Undefined where a series does not vary or too few rows are left.</returns>
    /// <exception cref="ArgumentException">The series differ in length, or hold values that are not finite.</exception>
    public static Estimable<LeadEvidence> Examine(
        IReadOnlyList<double> outcome,
        IReadOnlyList<double> lead,
        IReadOnlyList<IReadOnlyList<double>> controls,
        LeadWindow window,
        int season,
        int sign,
        LeadSettings? settings = null,
        bool backtest = true)
    {
        settings ??= new LeadSettings();
        foreach (var series in controls.Append(lead).Append(outcome))
        {
            if (series.Count != outcome.Count || series.Any(v => !double.IsFinite(v)))
            {
                throw new ArgumentException("the series of a link must be of one length and hold finite values", nameof(lead));
            }
        }

        if (outcome.Distinct().Take(2).Count() < 2 || lead.Distinct().Take(2).Count() < 2)
        {
            return new Undefined(Undefined.ZeroVariance, "a series that does not vary can neither predict nor be predicted");
        }

        var fewest = (window.Last * 2) + 12 + SeriesPreparation.SeasonCoefficients(season);
        if (outcome.Count < fewest)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{outcome.Count} periods are too few for these lags and this season: {fewest} are the least"));
        }

        var pair = new LeadPair([.. outcome], [.. lead], [.. controls.Where(c => c.Distinct().Take(2).Count() == 2).Select(c => c.ToArray())], window, season);
        var preparation = pair.Prepare(pair.Length);
        var design = pair.DesignAt(pair.Length, preparation, settings.Clip);
        var ownLags = design.OwnLags(design.From, pair.Length);
        var fit = design.Fit(ownLags, design.From, pair.Length, preparation.LostDegrees);
        if (fit.DegreesOfFreedom < 10)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{fit.Rows} rows leave {fit.DegreesOfFreedom} degrees of freedom; 10 are the least"));
        }

        return Evidence(pair, preparation, design, fit, ownLags, sign, settings, backtest);
    }

    private static LeadEvidence Evidence(LeadPair pair, LeadPreparation preparation, LeadDesign design, LeadFit fit, int ownLags, int declared, LeadSettings settings, bool backtest)
    {
        var window = pair.Window;
        var candidates = window.Candidates;
        var fits = candidates.Select(fit.Candidate).ToList();
        var sign = declared != 0 ? declared : fits.MaxBy(f => Math.Abs(f.T)) is { T: < 0 } ? -1 : 1;
        var best = Enumerable.Range(0, fits.Count).MaxBy(i => fits[i].T * sign);
        var lag = Enumerable.Range(0, window.Count).MaxBy(i => fits[i].T * sign);
        var score = Score(fits[best].T * sign, fit.DegreesOfFreedom);
        var pValue = WindowTest.PValue(fit, candidates, score, twoSided: declared == 0);
        var wrong = declared == 0 ? 1 : WindowTest.PValue(fit, candidates, Score(fits.Max(f => -f.T * sign), fit.DegreesOfFreedom), twoSided: false);
        var effects = Enumerable.Range(0, fits.Count).Select(i => Effect(window, candidates[i], fits[i], fit)).ToList();
        var singles = effects.Take(window.Count).ToList();
        var bound = singles.Max(e => (declared == 0 ? Math.Abs(e.Effect) : e.Effect * sign) + (settings.AbsenceZ * e.StandardError));
        var stability = new LeadStability(design, candidates[best], ownLags, sign, pair.Length, preparation.LostDegrees, settings);
        var (winsorised, without, row) = stability.Robust();
        var (supremum, change) = stability.Break();
        var (recentPeriods, recentZ) = stability.Recent();
        return new LeadEvidence(
            preparation.Series[0],
            preparation.Series[1],
            ownLags,
            fit.Rows,
            sign,
            effects[best],
            window.First + lag,
            pValue,
            wrong,
            singles,
            bound,
            backtest ? LeadBacktest.Run(pair, declared, settings) : new Undefined(NotRun, "the backtest was not run"),
            supremum,
            change,
            recentPeriods,
            recentZ,
            winsorised,
            without,
            row + 1)
        {
            LeadSwing = design.LeadScale.Sd,
            OutcomeSwing = design.OutcomeScale.Sd * Math.Sqrt(fits[best].ResidualSquares / fit.DegreesOfFreedom),
        };
    }

    // The normal quantile with the same tail as t.
    private static double Score(double t, int df) => t > 35 ? t : Normal.UpperQuantile(StudentT.Survival(t, df));

    private static LagEffect Effect(LeadWindow window, double[] weights, CandidateFit candidate, LeadFit fit)
    {
        var sigma = Math.Sqrt(candidate.ResidualSquares / fit.DegreesOfFreedom);
        return new LagEffect(
            [.. Enumerable.Range(0, window.Count).Where(k => weights[k] != 0).Select(k => window.First + k)],
            candidate.Coefficient / sigma,
            candidate.StandardError / sigma,
            candidate.T);
    }
}
