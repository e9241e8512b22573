namespace KpiLab.Statistics;

/// <summary>How a link stands between two full verdicts.</summary>
public enum MonitorState
{
    /// <summary>Nothing speaks against it.</summary>
    Quiet,

    /// <summary>Above the watch level: shown, without consequence.</summary>
    Watch,

    /// <summary>Above the demotion level: a full verdict is due.</summary>
    Alarm,
}

/// <summary>One period of a monitored link.</summary>
/// <param name="Row">0-based row of the series.</param>
/// <param name="Score">Page's cumulative sum after this period.</param>
public readonly record struct MonitorScore(int Row, double Score);

/// <summary>A link under watch after a Keep: what was estimated then is frozen, and every further period adds its log-likelihood ratio of a dead link against the living one.</summary>
/// <remarks>
/// Page (1954, Biometrika 41:100): S ← max(0, S − δur + δ²u²/2), with u the lead in sds and r the outcome without its own past in innovation sds. The
/// levels are quantiles of the largest S that a living link reaches within the horizon, by parametric bootstrap: the effect drawn about its
/// shrunken estimate, the lead an AR(1) of its own autocorrelation. So the chance that a living link is ever demoted holds over all looks together.
/// S begins at a head start (Lucas and Crosier 1982, Technometrics 24:199), not at 0: what died shortly before the freeze, or dies soon after it, is
/// noticed sooner, and as a living link's S falls back to 0 within a few periods the levels hardly rise for it.
/// </remarks>
public sealed class LeadMonitor
{
    private readonly LeadPreparation _preparation;
    private readonly double[] _coefficients;
    private readonly int _ownLags;
    private readonly LeadWindow _window;
    private readonly int _season;

    private LeadMonitor(LeadPreparation preparation, double[] coefficients, int ownLags, LeadWindow window, int season, double sigma)
        => (_preparation, _coefficients, _ownLags, _window, _season, Sigma) = (preparation, coefficients, ownLags, window, season, sigma);

    /// <summary>Score at the freeze, before any further period.</summary>
    public double HeadStart { get; private init; }

    /// <summary>Periods that were known when the link was frozen.</summary>
    public int FrozenAt { get; private init; }

    /// <summary>Lag at which the link is watched.</summary>
    public int Lag { get; private init; }

    /// <summary>Effect as estimated then: innovation sd of the outcome per sd of the lead, in the sign of the estimate.</summary>
    public double Effect { get; private init; }

    /// <summary>Its standard error.</summary>
    public double StandardError { get; private init; }

    /// <summary>Innovation sd of the outcome, in units of its prepared series.</summary>
    public double Sigma { get; }

    /// <summary>Level above which the link is demoted.</summary>
    public double DemoteLevel { get; private init; }

    /// <summary>Level above which it is shown as to be watched.</summary>
    public double WatchLevel { get; private init; }

    /// <summary>Freezes a link that was just kept.</summary>
    /// <param name="outcome">Outcome up to now, without gaps.</param>
    /// <param name="lead">Lead up to now.</param>
    /// <param name="controls">Declared controls up to now.</param>
    /// <param name="window">Declared lags.</param>
    /// <param name="season">Periods of a cycle.</param>
    /// <param name="lag">The lag found by the examination.</param>
    /// <param name="looks">Looks that the levels are to hold for.</param>
    /// <param name="periodsPerLook">Periods between two looks.</param>
    /// <param name="random">Draws of the bootstrap.</param>
    /// <param name="settings">Thresholds; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lag is outside the window, or a count is below 1.</exception>
    public static LeadMonitor Freeze(
        IReadOnlyList<double> outcome,
        IReadOnlyList<double> lead,
        IReadOnlyList<IReadOnlyList<double>> controls,
        LeadWindow window,
        int season,
        int lag,
        int looks,
        int periodsPerLook,
        SeededRandom random,
        LeadSettings? settings = null)
    {
        settings ??= new LeadSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(lag, window.First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lag, window.Last);
        ArgumentOutOfRangeException.ThrowIfLessThan(looks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(periodsPerLook, 1);
        var n = outcome.Count;
        var pair = new LeadPair([.. outcome], [.. lead], [.. controls.Select(c => c.ToArray())], window, season);
        var preparation = pair.Prepare(n);
        var design = pair.DesignAt(n, preparation, double.PositiveInfinity);
        var ownLags = design.OwnLags(design.From, n);
        var weights = Single(window, lag);
        var fit = design.Fit(ownLags, design.From, n, preparation.LostDegrees).Candidate(weights);
        var x = design.Candidate(weights);
        List<double[]> columns = [.. design.Columns(ownLags)[..(design.BaseWithoutOwn + ownLags)], x, design.Outcome];
        var regression = SmallRegression.Of(columns, columns.Count - 1, design.From, n);
        var coefficients = regression.Coefficients(columns.Count - 1);
        var residuals = regression.Residuals(columns.Count - 1, design.From, n);
        var sigma = Math.Sqrt(residuals.Sum(e => e * e) / (residuals.Length - columns.Count + 1 - preparation.LostDegrees));
        var (effect, error) = (coefficients[^1] / sigma, fit.StandardError / sigma);
        var (demote, watch) = Levels(effect, error, Autocorrelation(x, design.From, n), looks, periodsPerLook, random, settings);
        return new LeadMonitor(preparation, coefficients, ownLags, window, season, sigma)
        {
            FrozenAt = n, Lag = lag, Effect = effect, StandardError = error, DemoteLevel = demote, WatchLevel = watch, HeadStart = settings.MonitorHeadStart,
        };
    }

    /// <summary>The scores of all periods since the freeze.</summary>
    /// <param name="outcome">Outcome from the beginning, the frozen part unchanged.</param>
    /// <param name="lead">Lead likewise.</param>
    /// <param name="controls">Controls likewise.</param>
    public IReadOnlyList<MonitorScore> Follow(IReadOnlyList<double> outcome, IReadOnlyList<double> lead, IReadOnlyList<IReadOnlyList<double>> controls)
    {
        var pair = new LeadPair([.. outcome], [.. lead], [.. controls.Select(c => c.ToArray())], _window, _season);
        var weights = Single(_window, Lag);

        // A line that was fitted to the frozen part alone leads astray within a year: it is drawn anew through all that is known before each period. A mean, a season or a step stays.
        var moves = _preparation.Series[0].Transform == SeriesTransform.Detrended;
        var design = pair.DesignAt(FrozenAt, _preparation, double.PositiveInfinity, outcome.Count);
        var (columns, x) = (design.Columns(_ownLags), design.Candidate(weights));
        List<MonitorScore> scores = [];
        var score = HeadStart;
        for (var t = FrozenAt; t < outcome.Count; t++)
        {
            if (moves)
            {
                design = pair.DesignAt(t, _preparation, double.PositiveInfinity, t + 1, unitOf: FrozenAt);
                (columns, x) = (design.Columns(_ownLags), design.Candidate(weights));
            }

            var rest = design.Outcome[t];
            for (var j = 0; j < _coefficients.Length - 1; j++)
            {
                rest -= _coefficients[j] * columns[j][t];
            }

            score = Next(score, Effect, x[t], rest / Sigma);
            scores.Add(new MonitorScore(t, score));
        }

        return scores;
    }

    /// <summary>What a score means.</summary>
    public MonitorState State(double score) => score > DemoteLevel ? MonitorState.Alarm : score > WatchLevel ? MonitorState.Watch : MonitorState.Quiet;

    private static double[] Single(LeadWindow window, int lag)
    {
        var weights = new double[window.Count];
        weights[lag - window.First] = 1;
        return weights;
    }

    private static double Next(double score, double effect, double u, double r) => Math.Max(0, score - (effect * u * r) + (effect * effect * u * u / 2));

    private static (double Demote, double Watch) Levels(double effect, double error, double phi, int looks, int periodsPerLook, SeededRandom random, LeadSettings settings)
    {
        var size = Math.Abs(effect);
        var centre = size * Math.Max(settings.MonitorSmallestShare, 1 - (settings.MonitorShrinkage * Math.Pow(error / size, 3)));
        var innovation = Math.Sqrt(1 - (phi * phi));
        var largest = new double[settings.MonitorPaths];
        for (var path = 0; path < settings.MonitorPaths; path++)
        {
            var living = Math.Max(settings.MonitorSmallestEffect, centre + (error * random.NextNormal()));
            double u = random.NextNormal(), score = settings.MonitorHeadStart;
            for (var t = 1; t <= looks * periodsPerLook; t++)
            {
                u = (phi * u) + (innovation * random.NextNormal());
                score = Next(score, size, u, (living * u) + random.NextNormal());
                if (t % periodsPerLook == 0)
                {
                    largest[path] = Math.Max(largest[path], score);
                }
            }
        }

        Array.Sort(largest);
        return (Quantile(largest, settings.MonitorDemoteQuantile), Quantile(largest, settings.MonitorWatchQuantile));
    }

    private static double Quantile(double[] sorted, double q)
    {
        var position = q * (sorted.Length - 1);
        var below = (int)position;
        return sorted[below] + ((position - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }

    private static double Autocorrelation(double[] values, int from, int to)
    {
        var mean = 0.0;
        for (var t = from; t < to; t++)
        {
            mean += values[t] / (to - from);
        }

        double products = 0, squares = 0;
        for (var t = from; t < to; t++)
        {
            squares += (values[t] - mean) * (values[t] - mean);
            if (t > from)
            {
                products += (values[t] - mean) * (values[t - 1] - mean);
            }
        }

        return squares > 0 ? Math.Clamp(products / squares, -0.99, 0.99) : 0;
    }
}
