namespace KpiLab.Statistics;

/// <summary>The regression of an outcome on its own past, the past of declared controls, and the lags of a lead.</summary>
internal sealed class LeadDesign
{
    public const int LargestOwnLag = 4;
    public const int ControlLags = 6;

    private readonly double[][] _columns;

    /// <param name="outcome">y, prepared; one row more than is known may be there.</param>
    /// <param name="lead">x, prepared.</param>
    /// <param name="controls">Controls, prepared.</param>
    /// <param name="window">Lags of the lead.</param>
    /// <param name="firstRow">First row with values.</param>
    /// <param name="horizon">Periods from the last known row to the outcome: nothing nearer enters a row.</param>
    public LeadDesign(double[] outcome, double[] lead, IReadOnlyList<double[]> controls, LeadWindow window, int firstRow, int horizon = 1)
    {
        if (window.First < horizon)
        {
            throw new ArgumentException(Invariant($"a lead of {window.First} periods is not known {horizon} periods ahead"), nameof(window));
        }

        Window = window;
        var ones = new double[outcome.Length];
        Array.Fill(ones, 1);
        _columns =
        [
            ones,
            .. controls.SelectMany(c => Enumerable.Range(horizon, ControlLags).Select(k => Lagged(c, k))),
            .. Enumerable.Range(horizon, LargestOwnLag).Select(k => Lagged(outcome, k)),
            .. Enumerable.Range(window.First, window.Count).Select(k => Lagged(lead, k)),
            outcome,
        ];
        BaseWithoutOwn = 1 + (controls.Count * ControlLags);
        From = firstRow + Math.Max(LostRows(window, horizon), controls.Count > 0 ? ControlLags + horizon - 1 : 0);
    }

    /// <summary>Rows of which not every lag exists.</summary>
    public static int LostRows(LeadWindow window, int horizon = 1) => Math.Max(LargestOwnLag + horizon - 1, window.Last);

    public LeadWindow Window { get; }

    /// <summary>The way back to the outcome's own units.</summary>
    public PreparedScale OutcomeScale { get; init; } = new(_ => 0, 0, 1, false);

    /// <summary>The way back to the lead's own units.</summary>
    public PreparedScale LeadScale { get; init; } = new(_ => 0, 0, 1, false);

    /// <summary>Columns of the constant and the controls.</summary>
    public int BaseWithoutOwn { get; }

    /// <summary>First row of which every lag exists.</summary>
    public int From { get; }

    public double[] Outcome => _columns[^1];

    /// <summary>Own lags by BIC on the rows [from, to).</summary>
    public int OwnLags(int from, int to)
    {
        List<double[]> columns = [.. _columns.Take(BaseWithoutOwn + LargestOwnLag), Outcome];
        var products = CrossProducts.Of(columns, from, to);
        products.EliminateFirst(BaseWithoutOwn);
        var y = columns.Count - 1;
        var (best, lowest) = (0, double.PositiveInfinity);
        for (var p = 0; p <= LargestOwnLag; p++)
        {
            if (p > 0)
            {
                products.Eliminate(BaseWithoutOwn + p - 1);
            }

            var bic = (products.Rows * Math.Log(Math.Max(products[y, y], 1e-300))) + ((BaseWithoutOwn + p) * Math.Log(products.Rows));
            if (bic < lowest)
            {
                (lowest, best) = (bic, p);
            }
        }

        return best;
    }

    /// <summary>Constant, controls, own lags; then the lead's lags; then the outcome.</summary>
    public List<double[]> Columns(int ownLags)
        => [.. _columns.Take(BaseWithoutOwn + ownLags), .. _columns.Skip(BaseWithoutOwn + LargestOwnLag)];

    /// <summary>The lead's lags weighed into one column.</summary>
    public double[] Candidate(double[] weights)
    {
        var result = new double[Outcome.Length];
        for (var k = 0; k < weights.Length; k++)
        {
            if (weights[k] == 0)
            {
                continue;
            }

            var column = _columns[BaseWithoutOwn + LargestOwnLag + k];
            for (var t = 0; t < result.Length; t++)
            {
                result[t] += weights[k] * column[t];
            }
        }

        return result;
    }

    public LeadFit Fit(int ownLags, int from, int to, int lostDegrees)
    {
        var columns = Columns(ownLags);
        var products = CrossProducts.Of(columns, from, to);
        products.EliminateFirst(BaseWithoutOwn + ownLags);
        return new LeadFit(products, BaseWithoutOwn + ownLags, Window, lostDegrees);
    }

    private static double[] Lagged(double[] values, int lag)
    {
        var result = new double[values.Length];
        if (lag < values.Length)
        {
            Array.Copy(values, 0, result, lag, values.Length - lag);
        }

        return result;
    }
}

/// <summary>What is left of the lead's lags and of the outcome once the rest is partialled out, and what each candidate then says.</summary>
internal sealed class LeadFit
{
    private readonly CrossProducts _products;
    private readonly int _firstLag;
    private readonly LeadWindow _window;

    public LeadFit(CrossProducts products, int firstLag, LeadWindow window, int lostDegrees)
    {
        _products = products;
        _firstLag = firstLag;
        _window = window;
        DegreesOfFreedom = products.Rows - products.Rank - 1 - lostDegrees;
        OutcomeSquares = products[firstLag + window.Count, firstLag + window.Count];
    }

    public int Rows => _products.Rows;

    public int DegreesOfFreedom { get; }

    /// <summary>Residual sum of squares of the outcome without the lead.</summary>
    public double OutcomeSquares { get; }

    /// <summary>Cross product of two of the lead's lags, partialled.</summary>
    public double LagProduct(int i, int j) => _products[_firstLag + i, _firstLag + j];

    /// <summary>Coefficient, standard error, t, and residual sum of squares of one candidate.</summary>
    public CandidateFit Candidate(double[] weights)
    {
        double xx = 0, xy = 0;
        var outcome = _firstLag + _window.Count;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            xy += weights[i] * _products[_firstLag + i, outcome];
            for (var j = 0; j < weights.Length; j++)
            {
                xx += weights[i] * weights[j] * _products[_firstLag + i, _firstLag + j];
            }
        }

        if (!(xx > 1e-10 * Rows) || DegreesOfFreedom < 1)
        {
            return new CandidateFit(0, double.PositiveInfinity, 0, OutcomeSquares);
        }

        var b = xy / xx;
        // A lead that explains everything leaves rounding: it must not become a division by zero.
        var rss = Math.Max(OutcomeSquares - (b * xy), 1e-14 * Math.Max(OutcomeSquares, 1e-14 * Rows));
        var se = Math.Sqrt(rss / DegreesOfFreedom / xx);
        return new CandidateFit(b, se, b / se, rss);
    }
}

/// <summary>One candidate's regression coefficient.</summary>
internal readonly record struct CandidateFit(double Coefficient, double StandardError, double T, double ResidualSquares);
