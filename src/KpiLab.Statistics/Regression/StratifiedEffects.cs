namespace KpiLab.Statistics;

/// <summary>Units of one arm in one stratum (and cluster): what a regression with an intercept a stratum needs of them.</summary>
/// <param name="Stratum">Number of the stratum.</param>
/// <param name="Cluster">Number of the cluster; any one number where units were randomised.</param>
/// <param name="Arm">Index of the arm; 0 is the control.</param>
/// <param name="Moments">The outcome of its units.</param>
public readonly record struct StratumCell(int Stratum, int Cluster, int Arm, Moments Moments);

/// <summary>Effects of several treatments with an intercept for every stratum (block, site, school) within which units were randomised, from one cell of moments an arm and stratum.</summary>
/// <remarks>
/// The regression of <see cref="FixedEffects"/> on dummies of the treatments, all arms at once: within a cell of one arm and stratum regressors and leverage are constant, so that count, mean and sum of squares of each give coefficients,
/// HC0–HC3 (MacKinnon and White 1985) and, with cells by cluster too, CR1 (k counts the slopes and one where strata lie within clusters, else the strata too). A treatment's effect is the average over strata, weighted by n₁n₀/n where there are two arms.
/// Strata with units of one arm only say nothing of effects and are left out. The control mean of lifts is that at the common mix of strata, ȳ − Σ τ x̄, with strata taken as fixed.
/// </remarks>
public sealed class StratifiedEffects
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "fixed_effects";

    private readonly int[] _column; // of each arm among the slopes; −1: the control, or an arm without units
    private readonly double[] _effects;
    private readonly List<Score> _scores;
    private readonly long[] _counts;
    private readonly double _level;

    private StratifiedEffects(int[] column, double[] effects, List<Score> scores, long[] counts, double level, int strata, int leftOut)
    {
        (_column, _effects, _scores, _counts, _level) = (column, effects, scores, counts, level);
        (Strata, LeftOut) = (strata, leftOut);
    }

    /// <summary>Strata with units of several arms.</summary>
    public int Strata { get; }

    /// <summary>Strata with units of one arm only, left out.</summary>
    public int LeftOut { get; }

    /// <summary>Units − slopes − strata.</summary>
    public long DegreesOfFreedom => _counts.Sum() - _effects.Length - Strata;

    /// <summary>Fits the effects.</summary>
    /// <param name="cells">Cells; several of one arm and stratum in different clusters add up.</param>
    /// <param name="arms">Number of arms.</param>
    /// <returns>Undefined without a stratum that has units of the control and of another arm, and without degrees of freedom.</returns>
    public static Estimable<StratifiedEffects> Fit(IReadOnlyList<StratumCell> cells, int arms)
    {
        var strata = cells.Where(c => c.Moments.Count > 0).GroupBy(c => c.Stratum).Select(g => g.ToArray()).ToList();
        var used = strata.Where(s => s.Select(c => c.Arm).Distinct().Count() > 1).ToList();
        var counts = new long[arms];
        foreach (var cell in used.SelectMany(s => s))
        {
            counts[cell.Arm] += cell.Moments.Count;
        }

        var column = new int[arms];
        Array.Fill(column, -1);
        var slopes = 0;
        for (var arm = 1; arm < arms; arm++)
        {
            column[arm] = counts[arm] > 0 ? slopes++ : -1;
        }

        double total = counts.Sum();
        if (slopes == 0 || counts[0] == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "no stratum has units of the control and of a treatment");
        }

        if (total - slopes - used.Count < 1)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{total} units leave no degrees of freedom for {slopes} effects and {used.Count} strata"));
        }

        var gram = new double[slopes, slopes];
        var right = new double[slopes];
        double grand = Mean([.. used.SelectMany(s => s)], 0), mean = 0;
        var middles = new List<double>();
        foreach (var stratum in used)
        {
            double n = stratum.Sum(c => c.Moments.Count), middle = Mean(stratum, grand);
            middles.Add(middle);
            mean += n / total * middle;
            double[] shares = Shares(stratum, column, slopes);
            for (var i = 0; i < slopes; i++)
            {
                for (var j = 0; j < slopes; j++)
                {
                    gram[i, j] += n * ((i == j ? shares[i] : 0) - (shares[i] * shares[j]));
                }
            }

            foreach (var cell in stratum.Where(c => column[c.Arm] >= 0))
            {
                right[column[cell.Arm]] += cell.Moments.Count * (cell.Moments.Mean - grand - middle);
            }
        }

        if (SmallMatrix.Inverse(gram) is not { } bread)
        {
            return new Undefined(Undefined.OutsideDomain, "no chain of strata connects all arms, so that their effects cannot be told from differences between strata");
        }

        double[] effects = [.. Enumerable.Range(0, slopes).Select(i => Enumerable.Range(0, slopes).Sum(j => bread[i, j] * right[j]))];
        double[] overall = [.. Enumerable.Range(1, arms - 1).Where(a => column[a] >= 0).Select(a => counts[a] / total)];
        var scores = new List<Score>();
        foreach (var (stratum, middle) in used.Zip(middles))
        {
            double n = stratum.Sum(c => c.Moments.Count);
            double[] shares = Shares(stratum, column, slopes);
            foreach (var cell in stratum)
            {
                double[] within = [.. shares.Select((s, j) => (column[cell.Arm] == j ? 1 : 0) - s)];
                double[] influence = [.. Enumerable.Range(0, slopes).Select(i => Enumerable.Range(0, slopes).Sum(j => bread[i, j] * within[j]))];
                var residual = cell.Moments.Mean - grand - middle - within.Zip(effects, (x, t) => x * t).Sum();
                scores.Add(new Score(
                    cell.Stratum, cell.Cluster, influence, (1 / total) - influence.Zip(overall, (x, s) => x * s).Sum(), cell.Moments.Count * residual,
                    cell.Moments.CentredSumOfSquares + (cell.Moments.Count * residual * residual), 1 - (1 / n) - within.Zip(influence, (x, i) => x * i).Sum(), cell.Moments.Count));
            }
        }

        return new StratifiedEffects(column, effects, scores, counts, grand + mean - effects.Zip(overall, (t, s) => t * s).Sum(), used.Count, strata.Count - used.Count);
    }

    /// <summary>Treatment − control with heteroskedasticity-robust errors, to be asked at any level.</summary>
    /// <param name="control">Index of the arm compared with.</param>
    /// <param name="treatment">Index of the arm compared.</param>
    /// <param name="estimator">How errors are estimated.</param>
    /// <returns>Undefined for an arm without units in a stratum with others; for HC2 and HC3 where a unit determines an effect or a stratum's mean by itself (leverage 1); and without residuals.</returns>
    public Estimable<Contrast> Contrast(int control, int treatment, CovarianceEstimator estimator)
    {
        if (Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        if (estimator is CovarianceEstimator.Hc2 or CovarianceEstimator.Hc3 && _scores.Exists(s => s.Free < 1e-12))
        {
            return new Undefined(Undefined.OutsideDomain, "one unit determines an effect or its stratum's mean by itself (leverage 1), so that its residual says nothing; use hc1");
        }

        double n = _counts.Sum(), residual = _scores.Sum(s => s.Squares) / DegreesOfFreedom;
        double difference = 0, baseline = 0, both = 0;
        foreach (var score in _scores)
        {
            var squares = estimator switch
            {
                CovarianceEstimator.Classical => score.Units * residual,
                CovarianceEstimator.Hc1 => score.Squares * n / DegreesOfFreedom,
                CovarianceEstimator.Hc2 => score.Squares / score.Free,
                CovarianceEstimator.Hc3 => score.Squares / (score.Free * score.Free),
                _ => score.Squares,
            };
            var (move, level) = Moves(score, control, treatment);
            difference += move * move * squares;
            baseline += level * level * squares;
            both += move * level * squares;
        }

        return Make(control, treatment, difference, baseline, both, DegreesOfFreedom);
    }

    /// <summary>The same with errors by cluster, CR1 and clusters − 1 degrees of freedom.</summary>
    public Estimable<Contrast> ClusteredContrast(int control, int treatment)
    {
        if (Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var clusters = _scores.GroupBy(s => s.Cluster).ToList();
        if (clusters.Count < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"errors by cluster need at least 2 clusters; there are {clusters.Count}"));
        }

        double difference = 0, baseline = 0, both = 0;
        foreach (var cluster in clusters)
        {
            double move = 0, level = 0;
            foreach (var score in cluster)
            {
                var (m, l) = Moves(score, control, treatment);
                move += m * score.Sum;
                level += l * score.Sum;
            }

            difference += move * move;
            baseline += level * level;
            both += move * level;
        }

        var nested = _scores.GroupBy(s => s.Stratum).All(s => s.Select(c => c.Cluster).Distinct().Count() == 1);
        double n = _counts.Sum(), g = clusters.Count, k = _effects.Length + (nested ? 1 : Strata), factor = g / (g - 1) * ((n - 1) / (n - k));
        return Make(control, treatment, difference * factor, baseline * factor, both * factor, g - 1);
    }

    private Undefined? Refuse(int control, int treatment)
        => (control > 0 && _column[control] < 0) || (treatment > 0 && _column[treatment] < 0)
            ? new Undefined(Undefined.TooFewUnits, "an arm has no units in a stratum that has units of other arms")
            : null;

    // What a unit's residual moves: the difference, and the mean of the arm compared with.
    private (double Difference, double Level) Moves(Score score, int control, int treatment)
    {
        double a = control == 0 ? 0 : score.Influence[_column[control]], b = treatment == 0 ? 0 : score.Influence[_column[treatment]];
        return (b - a, score.Level + a);
    }

    // The whole error of the difference is written on the control's side; the baseline keeps its own error and the covariance.
    private Estimable<Contrast> Make(int control, int treatment, double difference, double baseline, double both, double df)
    {
        double a = _level + (control == 0 ? 0 : _effects[_column[control]]), b = _level + (treatment == 0 ? 0 : _effects[_column[treatment]]), n = _counts[control];
        return KpiLab.Statistics.Contrast.WithReference(
            Method, new Arm(_counts[control], a, difference * n), new Arm(_counts[treatment], b, 0), df, new Baseline(a, baseline * n, -both * n));
    }

    private static double Mean(StratumCell[] cells, double origin)
    {
        double n = cells.Sum(c => c.Moments.Count);
        return cells.Sum(c => c.Moments.Count / n * (c.Moments.Mean - origin));
    }

    private static double[] Shares(StratumCell[] stratum, int[] column, int slopes)
    {
        double n = stratum.Sum(c => c.Moments.Count);
        var shares = new double[slopes];
        foreach (var cell in stratum.Where(c => column[c.Arm] >= 0))
        {
            shares[column[cell.Arm]] += cell.Moments.Count / n;
        }

        return shares;
    }

    // Of the units of one cell: how each residual moves the slopes and the control mean, and the sums of residuals and of their squares.
    private sealed record Score(int Stratum, int Cluster, double[] Influence, double Level, double Sum, double Squares, double Free, long Units);
}
