namespace KpiLab.Statistics;

/// <summary>Whether either of two leads still says something once the other is known.</summary>
/// <param name="Correlation">Of the two leads in the same period.</param>
/// <param name="SecondGivenFirst">p of all lags of the second beside those of the first.</param>
/// <param name="FirstGivenSecond">p of all lags of the first beside those of the second.</param>
/// <param name="Redundant">1 or 2, the lead with the larger p, when neither adds to the other at 5 %; null otherwise.</param>
/// <remarks>
/// F tests in y on its own lags and the lags of both leads, with the degrees of freedom of the larger regression (Chong and Hendry 1986, Review of
/// Economic Studies 53:671: encompassing).
/// </remarks>
[TypeFormatterSource]
public sealed record Encompassing(double Correlation, double SecondGivenFirst, double FirstGivenSecond, int? Redundant) : IShowable
{
    private const double Level = 0.05;
    private const double Same = 1e-12;

    /// <summary>Compares two leads of one outcome.</summary>
    /// <param name="outcome">n values.</param>
    /// <param name="first">n values.</param>
    /// <param name="second">n values.</param>
    /// <param name="ownLags">Own lags of the outcome.</param>
    /// <param name="maxLag">Lags 1 to this of each lead.</param>
    /// <returns>Undefined with too few rows, and where a lead does not vary or is a combination of the rest. Of two leads that are the same but for origin and scale the second is redundant, with p = 1 both ways.</returns>
    public static Estimable<Encompassing> Compare(double[] outcome, double[] first, double[] second, int ownLags, int maxLag)
    {
        var from = Math.Max(ownLags, maxLag);
        var rows = outcome.Length - from;
        if (rows <= 1 + ownLags + (2 * maxLag))
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{outcome.Length} periods leave {Math.Max(0, rows)} rows for {1 + ownLags + (2 * maxLag)} coefficients"));
        }

        // The same series but for origin and scale: with it the other has nothing to add, and the regression on both does not exist.
        if (Math.Abs(Correlate(first, second)) > 1 - Same)
        {
            return new Encompassing(Math.CopySign(1, Correlate(first, second)), 1, 1, 2);
        }

        double[] Lagged(double[] values, int lag) => values[(from - lag)..(values.Length - lag)];
        var ones = new double[rows];
        Array.Fill(ones, 1);
        List<double[]> own = [ones, .. Enumerable.Range(1, ownLags).Select(k => Lagged(outcome, k))];
        List<double[]> firsts = [.. Enumerable.Range(1, maxLag).Select(k => Lagged(first, k))];
        List<double[]> seconds = [.. Enumerable.Range(1, maxLag).Select(k => Lagged(second, k))];
        var y = Lagged(outcome, 0);
        var both = LeastSquares.Fit(y, [.. own, .. firsts, .. seconds]);
        var withFirst = LeastSquares.Fit(y, [.. own, .. firsts]);
        var withSecond = LeastSquares.Fit(y, [.. own, .. seconds]);
        foreach (var fit in new[] { both, withFirst, withSecond })
        {
            if (!fit.IsDefined)
            {
                return fit.Reason;
            }
        }

        double PValue(LeastSquares restricted) => FisherF.Survival(
            Math.Max(0, restricted.ResidualSumOfSquares - both.Value.ResidualSumOfSquares) / maxLag / (both.Value.ResidualSumOfSquares / both.Value.DegreesOfFreedom),
            maxLag,
            both.Value.DegreesOfFreedom);
        if (both.Value.ResidualSumOfSquares == 0)
        {
            return new Undefined(Undefined.ZeroVariance, "the leads leave nothing of the outcome to compare them by");
        }

        var (secondP, firstP) = (PValue(withFirst.Value), PValue(withSecond.Value));
        int? redundant = secondP > Level && firstP > Level ? (secondP < firstP ? 1 : 2) : null;
        return new Encompassing(Correlate(first, second), secondP, firstP, redundant);
    }

    private static double Correlate(double[] a, double[] b)
    {
        var (ma, mb) = (a.Average(), b.Average());
        double ab = 0, aa = 0, bb = 0;
        for (var t = 0; t < a.Length; t++)
        {
            ab += (a[t] - ma) * (b[t] - mb);
            aa += (a[t] - ma) * (a[t] - ma);
            bb += (b[t] - mb) * (b[t] - mb);
        }

        return ab / Math.Sqrt(aa * bb);
    }
}
