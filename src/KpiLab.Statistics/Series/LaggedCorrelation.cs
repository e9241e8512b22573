namespace KpiLab.Statistics;

/// <summary>A correlation with its test and, for Pearson's, its Fisher interval.</summary>
/// <param name="Value">The correlation.</param>
/// <param name="Test">t, or z for Kendall's tau.</param>
[TypeFormatterSource]
public sealed record CorrelationTest(double Value, SeriesTest Test) : IShowable;

/// <summary>The correlations of x[t − lag] with y[t].</summary>
/// <param name="Count">Pairs.</param>
/// <param name="Pearson">With n − 2 degrees of freedom, as if both series were white.</param>
/// <param name="Interval">Of Pearson's r at 95 %, by Fisher's z; undefined below four pairs or at |r| = 1.</param>
/// <param name="Spearman">Of mid-ranks, t with n − 2 degrees of freedom.</param>
/// <param name="Kendall">τ_b, normal with ties, no continuity correction.</param>
/// <param name="GivenOwnLag">Partial, given y[t − 1], df n − 3; undefined where that explains all of either.</param>
/// <param name="EffectiveCount">n/(1 + 2 Σ (1 − j/n) r_X(j) r_Y(j)), within [3, n].</param>
/// <param name="Effective">Pearson's r tested with the effective count.</param>
[TypeFormatterSource]
public sealed record LaggedCorrelations(
    int Count,
    CorrelationTest Pearson,
    Estimable<ConfidenceSet> Interval,
    CorrelationTest Spearman,
    CorrelationTest Kendall,
    Estimable<CorrelationTest> GivenOwnLag,
    double EffectiveCount,
    CorrelationTest Effective) : IShowable;

/// <summary>Correlation at one lag: the number people ask for, next to what autocorrelation leaves of its evidence.</summary>
/// <remarks>
/// Fisher (1921), Metron 1:3; Spearman (1904); Kendall (1970), Rank Correlation Methods, with the variance under ties; effective sample size of Bartlett (1935) after Pyper and Peterman (1998), Can. J. Fish.
/// Aquat. Sci. 55:2127. A correlation of levels or of seasonal series proves nothing: see <see cref="GrangerTest"/>.
/// </remarks>
public static class LaggedCorrelation
{
    /// <summary>All of them at one lag.</summary>
    /// <param name="lead">x.</param>
    /// <param name="outcome">y, of the same periods.</param>
    /// <param name="lag">k ≥ 0.</param>
    /// <param name="effectiveLags">Autocorrelations that go into the effective count.</param>
    /// <returns>Undefined for gaps, too few periods, and where either part does not vary.</returns>
    public static Estimable<LaggedCorrelations> Of(double[] lead, double[] outcome, int lag, int effectiveLags = 10)
    {
        if (SeriesGate.Refuse(4, lead, outcome) is { } reason)
        {
            return reason;
        }

        if ((SeriesGate.RefuseLag("the lag", lag, 0, lead.Length - 4) ?? SeriesGate.RefuseLag("the number of lags", effectiveLags, 0, int.MaxValue)) is { } bad)
        {
            return bad;
        }

        double[] x = lead[..^lag], y = outcome[lag..];
        if (SeriesGate.Refuse(4, x, y) is { } flat)
        {
            return flat;
        }

        var n = x.Length;
        var r = Correlation(x, y);
        var effective = EffectiveCount(x, y, Math.Min(effectiveLags, n - 1));
        return new LaggedCorrelations(
            n,
            Tested(r, n - 2),
            Fisher(r, n),
            Tested(Correlation(MidRanks(x), MidRanks(y)), n - 2),
            KendallTau(x, y),
            Partial(lead, outcome, lag),
            effective,
            Tested(r, effective - 2));
    }

    internal static double Correlation(double[] a, double[] b)
    {
        double[] x = SeriesGate.Centred(a), y = SeriesGate.Centred(b);
        double xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xx += x[i] * x[i];
            yy += y[i] * y[i];
            xy += x[i] * y[i];
        }

        return Math.Clamp(xy / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1);
    }

    internal static double[] MidRanks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort((double[])values.Clone(), order);
        var ranks = new double[values.Length];
        for (var i = 0; i < order.Length;)
        {
            var next = i;
            while (next < order.Length && values[order[next]] == values[order[i]])
            {
                next++;
            }

            for (var j = i; j < next; j++)
            {
                ranks[order[j]] = (i + next + 1) / 2.0;
            }

            i = next;
        }

        return ranks;
    }

    private static CorrelationTest Tested(double r, double df)
    {
        var left = 1 - (r * r);
        return new CorrelationTest(r, left <= 0 ? new SeriesTest(r > 0 ? double.PositiveInfinity : double.NegativeInfinity, df, 0) : SeriesTest.T(r * Math.Sqrt(df / left), df));
    }

    private static Estimable<ConfidenceSet> Fisher(double r, int n)
    {
        if (n < 4 || Math.Abs(r) >= 1)
        {
            return new Undefined(Undefined.OutsideDomain, "Fisher's interval needs four pairs and |r| below 1");
        }

        double z = Math.Atanh(r), half = 1.959963984540054 / Math.Sqrt(n - 3);
        return ConfidenceSet.Between(Math.Tanh(z - half), Math.Tanh(z + half), Level.Of(0.95));
    }

    private static double EffectiveCount(double[] x, double[] y, int lags)
    {
        double[] gx = Autocorrelation.Of(SeriesGate.Centred(x), lags), gy = Autocorrelation.Of(SeriesGate.Centred(y), lags);
        double n = x.Length, sum = 1;
        for (var j = 1; j <= lags; j++)
        {
            sum += 2 * (1 - (j / n)) * (gx[j] / gx[0]) * (gy[j] / gy[0]);
        }

        // Negative common autocorrelation may take the sum to zero or below: then all n count.
        return sum <= 0 ? n : Math.Clamp(n / sum, 3, n);
    }

    private static Estimable<CorrelationTest> Partial(double[] lead, double[] outcome, int lag)
    {
        var first = Math.Max(lag, 1);
        var count = outcome.Length - first;
        double[] own = SeriesGate.Lagged(outcome, 1, first, count), ones = SeriesGate.Ones(count);
        return Ols.Fit(SeriesGate.Lagged(lead, lag, first, count), ones, own).Then(x => Ols.Fit(outcome[first..], ones, own).Then(y =>
            x.IsExact || y.IsExact || count < 4
                ? (Estimable<CorrelationTest>)SeriesGate.NoResiduals
                : Tested(Correlation(x.ResidualArray, y.ResidualArray), count - 3)));
    }

    private static CorrelationTest KendallTau(double[] x, double[] y)
    {
        var n = x.Length;
        double s = 0;
        for (var i = 1; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                s += Math.Sign(x[i] - x[j]) * Math.Sign(y[i] - y[j]);
            }
        }

        var (tx, ty) = (Ties(x), Ties(y));
        double pairs = n * (n - 1.0) / 2, m = n;
        var tau = s / Math.Sqrt((pairs - (tx.Pairs / 2)) * (pairs - (ty.Pairs / 2)));
        var v0 = ((m * (m - 1) * ((2 * m) + 5)) - tx.Cubic - ty.Cubic) / 18;
        var v1 = tx.Pairs * ty.Pairs / (2 * m * (m - 1));
        var v2 = tx.Triples * ty.Triples / (9 * m * (m - 1) * (m - 2));
        return new CorrelationTest(tau, SeriesTest.Z(s / Math.Sqrt(v0 + v1 + v2)));
    }

    private static (double Pairs, double Triples, double Cubic) Ties(double[] values)
    {
        double pairs = 0, triples = 0, cubic = 0;
        foreach (double t in values.GroupBy(v => v).Select(g => g.Count()))
        {
            pairs += t * (t - 1);
            triples += t * (t - 1) * (t - 2);
            cubic += t * (t - 1) * ((2 * t) + 5);
        }

        return (pairs, triples, cubic);
    }
}
