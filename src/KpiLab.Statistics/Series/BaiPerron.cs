namespace KpiLab.Statistics;

/// <summary>Best segmentations by number of breaks.</summary>
/// <param name="SegmentRows">Least rows of a segment.</param>
/// <param name="ResidualSumsOfSquares">By m = 0 … most.</param>
/// <param name="Bic">n (ln RSS + 1 − ln n + ln 2π) + ln n (k + 1)(m + 1).</param>
/// <param name="BreaksAfter">Dates by m = 1 … most: last observation of the earlier regime, 1-based.</param>
[TypeFormatterSource]
public sealed record Segmentations(
    int SegmentRows, IReadOnlyList<double> ResidualSumsOfSquares, IReadOnlyList<double> Bic, IReadOnlyList<IReadOnlyList<int>> BreaksAfter) : IShowable
{
    /// <summary>The number of breaks of the smallest BIC; the smallest of equals.</summary>
    public int Best => Enumerable.Range(0, Bic.Count).MinBy(m => Bic[m]);

    /// <summary>The dates at the best number.</summary>
    public IReadOnlyList<int> BestBreaksAfter => Best == 0 ? [] : BreaksAfter[Best - 1];
}

/// <summary>How many regimes, and since when each?</summary>
/// <remarks>
/// Bai and Perron (2003), J. Appl. Econometrics 18:1: exact dynamic programming over the residual sums of squares of all segments, each by rotations rather than by the recursion of the paper, which loses digits.
/// BIC miscounts with autocorrelated residuals.
/// </remarks>
public static class BaiPerron
{
    /// <summary>Segmentations with up to <paramref name="most"/> breaks; as many as segments of the least length fit in.</summary>
    /// <returns>Undefined where segments have not more rows than coefficients, or fit exactly.</returns>
    public static Estimable<Segmentations> Segment(StabilityDesign design, double share = 0.15, int most = 5) => design.Fit().Then(whole => design.Segment(share).Then(h =>
    {
        int n = design.Rows, k = design.Columns.Length;
        most = Math.Min(most, (n / h) - 1);
        var cost = Costs(design, h);
        var best = new double[most + 1][];
        var from = new int[most + 1][];
        best[0] = [.. Enumerable.Range(0, n + 1).Select(end => end >= h ? cost[0][end] : double.PositiveInfinity)];
        for (var m = 1; m <= most; m++)
        {
            (best[m], from[m]) = (new double[n + 1], new int[n + 1]);
            Array.Fill(best[m], double.PositiveInfinity);
            for (var end = (m + 1) * h; end <= n; end++)
            {
                for (var start = m * h; start <= end - h; start++)
                {
                    var sum = best[m - 1][start] + cost[start][end - start];
                    if (sum < best[m][end])
                    {
                        (best[m][end], from[m][end]) = (sum, start);
                    }
                }
            }
        }

        double[] rss = [.. best.Select(b => b[n])];
        if (rss.Min() <= 1e-20 * whole.ResidualSumOfSquares)
        {
            return SeriesGate.NoResiduals;
        }

        var bic = rss.Select((r, m) => (n * (Math.Log(r) + 1 - Math.Log(n) + Math.Log(2 * Math.PI))) + (Math.Log(n) * (k + 1) * (m + 1)));
        return (Estimable<Segmentations>)new Segmentations(h, rss, [.. bic], [.. Enumerable.Range(1, most).Select(m => Dates(from, m, n))]);
    }));

    // cost[start][length]: RSS of rows start + 1 … start + length.
    private static double[][] Costs(StabilityDesign design, int h)
    {
        var n = design.Rows;
        var cost = new double[n][];
        for (var start = 0; start <= n - h; start++)
        {
            var fit = new GrowingFit(design.Columns.Length);
            cost[start] = new double[n - start + 1];
            for (var t = start; t < n; t++)
            {
                fit.Add(design.Columns, design.Outcome, t);
                cost[start][t - start + 1] = fit.ResidualSumOfSquares;
            }
        }

        return cost;
    }

    private static int[] Dates(int[][] from, int breaks, int end)
    {
        var dates = new int[breaks];
        for (var m = breaks; m >= 1; m--)
        {
            end = from[m][end];
            dates[m - 1] = end;
        }

        return dates;
    }
}
