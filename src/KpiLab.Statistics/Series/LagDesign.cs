namespace KpiLab.Statistics;

/// <summary>A regression of an outcome on a constant, its own lags and lags of a lead, over the rows for which all of them exist.</summary>
internal static class LagDesign
{
    /// <summary>y[t] on 1, y[t−1 … t−own], x[t−xFirst … t−xLast], for t ≥ first (zero-based; by default the first row for which all exist).</summary>
    public static Estimable<Ols> Fit(double[] outcome, int own, double[]? lead = null, int xFirst = 1, int xLast = 0, int? first = null)
    {
        var start = first ?? Math.Max(own, lead is null ? 0 : xLast);
        var count = outcome.Length - start;
        var columns = new List<double[]>(1 + own + Math.Max(0, xLast - xFirst + 1)) { SeriesGate.Ones(Math.Max(0, count)) };
        if (count <= 1 + own + Math.Max(0, xLast - xFirst + 1))
        {
            return new Undefined(SeriesReason.TooShort, Invariant($"{outcome.Length} periods are too few for {own} own lags and lead lags up to {xLast}"));
        }

        for (var i = 1; i <= own; i++)
        {
            columns.Add(SeriesGate.Lagged(outcome, i, start, count));
        }

        for (var i = xFirst; i <= xLast; i++)
        {
            columns.Add(SeriesGate.Lagged(lead!, i, start, count));
        }

        return Ols.Fit(outcome[start..], [.. columns]).Then(fit => fit.IsExact ? SeriesGate.NoResiduals : (Estimable<Ols>)fit);
    }

    public static int[] Range(int first, int count) => [.. Enumerable.Range(first, count)];
}
