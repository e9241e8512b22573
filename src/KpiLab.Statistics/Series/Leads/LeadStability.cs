namespace KpiLab.Statistics;

/// <summary>Whether the strongest candidate's coefficient is one coefficient throughout: a change at an unknown date, the recent window alone, and single periods.</summary>
internal sealed class LeadStability
{
    private readonly LeadDesign _design;
    private readonly List<double[]> _base;
    private readonly double[] _candidate;
    private readonly int _ownLags;
    private readonly int _sign;
    private readonly int _length;
    private readonly int _lost;
    private readonly LeadSettings _settings;

    public LeadStability(LeadDesign design, double[] weights, int ownLags, int sign, int length, int lostDegrees, LeadSettings settings)
    {
        _design = design;
        _ownLags = ownLags;
        _sign = sign;
        _length = length;
        _lost = lostDegrees;
        _settings = settings;
        _candidate = design.Candidate(weights);
        _base = design.Columns(ownLags)[..(design.BaseWithoutOwn + ownLags)];
    }

    /// <summary>Supremum over the dates of the F of x·1(t &gt; τ), base and x partialled out (Andrews 1993), and the change when it passes the threshold.</summary>
    public (double F, LeadBreak? Break) Break()
    {
        var from = _design.From;
        var n = _length - from;
        var trim = Math.Max((int)Math.Floor(_settings.Trim * n), 1);
        var highest = 0.0;
        var after = -1;
        var interaction = new double[_candidate.Length];
        List<double[]> columns = [.. _base, _candidate, interaction, _design.Outcome];
        int k = _base.Count + 1, y = k + 1;
        Array.Copy(_candidate, interaction, interaction.Length);
        for (var date = from; date <= _length - trim; date++)
        {
            // `date` is the first row after the change.
            if (date > from)
            {
                interaction[date - 1] = 0;
            }

            if (date < from + trim)
            {
                continue;
            }

            var products = CrossProducts.Of(columns, from, _length);
            products.EliminateFirst(k);
            var df = products.Rows - products.Rank - 1 - _lost;
            if (!(products[k, k] > 1e-10 * products.Rows) || df < 1)
            {
                continue;
            }

            var explained = products[k, y] * products[k, y] / products[k, k];
            var rss = Math.Max(products[y, y] - explained, 1e-14 * products.Rows);
            var f = explained / (rss / df);
            if (f > highest)
            {
                (highest, after) = (f, date);
            }
        }

        return (highest, highest > _settings.BreakF ? new LeadBreak(after, highest, _length - after, Z(after)) : null);
    }

    /// <summary>The last third, at least so many periods, at most half.</summary>
    public (int Periods, double Z) Recent()
    {
        var periods = Math.Min(Math.Max(_length / 3, _settings.RecentPeriods), _length / 2);
        return (periods, Z(_length - periods));
    }

    /// <summary>t with the residuals winsorised, and t without the single most influential period.</summary>
    public (double Winsorised, double Without, int Row) Robust()
    {
        var from = _design.From;
        List<double[]> columns = [.. _base, _candidate, _design.Outcome];
        var k = _base.Count;
        var regression = SmallRegression.Of(columns, k + 1, from, _length);
        var residuals = regression.Residuals(k + 1, from, _length);
        var reach = _settings.Clip * SeriesPreparation.NormalMad * Selection.Median([.. residuals.Select(Math.Abs)]);
        var winsorised = new double[_length];
        for (var t = from; t < _length; t++)
        {
            winsorised[t] = regression.Predict(k + 1, t) + Math.Clamp(residuals[t - from], -reach, reach);
        }

        var partialled = SmallRegression.Of([.. _base, _candidate], k, from, _length).Residuals(k, from, _length);
        var influential = from + Enumerable.Range(0, residuals.Length).MaxBy(i => Math.Abs(partialled[i] * residuals[i]));
        return (T([.. _base, _candidate, winsorised], from, -1), T(columns, from, influential), influential);
    }

    private double Z(int from) => T([.. _base, _candidate, _design.Outcome], Math.Max(from, _design.From), -1);

    // t of the column before the last, in the tested sign.
    private double T(List<double[]> columns, int from, int leftOut)
    {
        var products = CrossProducts.Of(columns, from, _length, leftOut);
        var k = columns.Count - 2;
        products.EliminateFirst(k);
        var df = products.Rows - products.Rank - 1;
        if (!(products[k, k] > 1e-10 * products.Rows) || df < 1)
        {
            return 0;
        }

        var b = products[k, k + 1] / products[k, k];
        var rss = Math.Max(products[k + 1, k + 1] - (b * products[k, k + 1]), 1e-14 * products.Rows);
        return _sign * b * Math.Sqrt(products[k, k] * df / rss);
    }
}
