namespace KpiLab.Statistics;

/// <summary>A regression whose stability is asked: an outcome on columns, of which the first is the intercept.</summary>
/// <param name="Outcome">y by period.</param>
/// <param name="Columns">The design.</param>
public sealed record StabilityDesign(double[] Outcome, double[][] Columns)
{
    /// <summary>y on 1 and the regressors.</summary>
    /// <returns>Undefined for gaps, constant series, too few periods (the least segment must have more rows than coefficients), or collinear regressors.</returns>
    public static Estimable<StabilityDesign> Of(double[] outcome, params double[][] regressors)
    {
        if (SeriesGate.Refuse(4, [outcome, .. regressors]) is { } reason)
        {
            return reason;
        }

        var design = new StabilityDesign(outcome, [SeriesGate.Ones(outcome.Length), .. regressors]);
        return outcome.Length <= 2 * design.Columns.Length
            ? new Undefined(SeriesReason.TooShort, Invariant($"{outcome.Length} periods are too few to split a regression of {design.Columns.Length} coefficients"))
            : design.Fit().Select(_ => design);
    }

    /// <summary>The regression over all periods.</summary>
    public Estimable<Ols> Fit() => Ols.Fit(Outcome, Columns).Then(fit => fit.IsExact ? SeriesGate.NoResiduals : (Estimable<Ols>)fit);

    internal int Rows => Outcome.Length;

    /// <summary>⌊share · n⌋, or a refusal where that is not more than the number of coefficients.</summary>
    internal Estimable<int> Segment(double share)
    {
        var rows = (int)Math.Floor((share * Rows) + 1e-9);
        return share is > 0 and < 0.5 && rows > Columns.Length
            ? rows
            : new Undefined(SeriesReason.TooShort, Invariant($"segments of {share:P0} of {Rows} periods do not exceed the {Columns.Length} coefficients"));
    }
}

/// <summary>Chow statistics over all candidate dates.</summary>
/// <param name="First">The first candidate: the break is after observation i, 1-based.</param>
/// <param name="Statistics">(RSS₀ − RSS₁)/(RSS₁/(n − 2k)) by candidate.</param>
/// <param name="Supremum">The largest.</param>
/// <param name="SupremumPValue">Of Andrews's law.</param>
/// <param name="BreakAfter">Its date: last observation of the earlier regime, 1-based.</param>
/// <param name="Mean">The mean.</param>
/// <param name="MeanPValue">Undefined beyond eight coefficients or a trim outside [0.1, 0.2].</param>
/// <param name="Exponential">ln of the mean of exp(½ ·).</param>
/// <param name="ExponentialPValue">Undefined likewise.</param>
[TypeFormatterSource]
public sealed record BreakScan(
    int First,
    IReadOnlyList<double> Statistics,
    double Supremum,
    double SupremumPValue,
    int BreakAfter,
    double Mean,
    Estimable<double> MeanPValue,
    double Exponential,
    Estimable<double> ExponentialPValue) : IShowable
{
    /// <summary>The last candidate.</summary>
    public int Last => First + Statistics.Count - 1;
}

/// <summary>Did the coefficients of a regression change, and when?</summary>
/// <remarks>
/// Chow (1960), Econometrica 28:591, at a date named beforehand; Andrews (1993) and Andrews and Ploberger (1994) over all dates. p-values by <see cref="SupremumBreakLaw"/> and <see cref="MeanBreakLaw"/> at π₀ =
/// f/n. Residuals should be white: put own lags into the design.
/// </remarks>
public static class BreakTest
{
    /// <summary>F(k, n − 2k) that nothing changed after observation <paramref name="after"/>.</summary>
    /// <returns>Undefined where either side has not more rows than coefficients, or a side's regressors are collinear.</returns>
    public static Estimable<SeriesTest> Chow(StabilityDesign design, int after)
    {
        int n = design.Rows, k = design.Columns.Length;
        if (after <= k || n - after <= k)
        {
            return new Undefined(SeriesReason.TooShort, Invariant($"a break after period {after} of {n} leaves too few periods for {k} coefficients on one side"));
        }

        return design.Fit().Then(whole => Part(design, 0, after).Then(left => Part(design, after, n).Then(right =>
        {
            var split = left + right;
            return split <= 0
                ? SeriesGate.NoResiduals
                : (Estimable<SeriesTest>)SeriesTest.F((whole.ResidualSumOfSquares - split) / k / (split / (n - (2 * k))), k, n - (2 * k));
        })));
    }

    /// <summary>The statistics over all dates between the trimmed ends.</summary>
    /// <returns>Undefined where the trimmed ends have not more rows than coefficients, or fit exactly.</returns>
    public static Estimable<BreakScan> Scan(StabilityDesign design, double trim = 0.15) => design.Fit().Then(whole => design.Segment(trim).Then(first =>
    {
        int n = design.Rows, k = design.Columns.Length;
        double[] ahead = Sums(design, backward: false), behind = Sums(design, backward: true);
        var statistics = new double[n - (2 * first) + 1];
        for (var i = first; i <= n - first; i++)
        {
            var split = ahead[i] + behind[i];
            if (!(split > 1e-20 * whole.ResidualSumOfSquares))
            {
                return SeriesGate.NoResiduals;
            }

            statistics[i - first] = Math.Max(0, (whole.ResidualSumOfSquares - split) / (split / (n - (2 * k))));
        }

        var largest = statistics.Max();
        var mean = statistics.Average();
        var exponential = (largest / 2) + Math.Log(statistics.Average(f => Math.Exp((f - largest) / 2)));
        var share = (double)first / n;
        var tabled = k <= MeanBreakLaw.MostCoefficients && trim is >= MeanBreakLaw.LeastTrim and <= MeanBreakLaw.MostTrim;
        Estimable<double> none = new Undefined(Undefined.OutsideDomain, "the law is tabled up to eight coefficients and a trim between 0.1 and 0.2");
        return (Estimable<BreakScan>)new BreakScan(
            first,
            statistics,
            largest,
            SupremumBreakLaw.PValue(largest, k, share),
            first + Array.IndexOf(statistics, largest),
            mean,
            tabled ? MeanBreakLaw.MeanPValue(mean, k, share) : none,
            exponential,
            tabled ? MeanBreakLaw.ExponentialPValue(exponential, k, share) : none);
    }));

    private static Estimable<double> Part(StabilityDesign design, int from, int to)
        => Ols.Fit(design.Outcome[from..to], Array.ConvertAll(design.Columns, c => c[from..to])).Select(fit => fit.ResidualSumOfSquares);

    // At i: RSS of rows 1 … i, or of i + 1 … n.
    private static double[] Sums(StabilityDesign design, bool backward)
    {
        var n = design.Rows;
        var fit = new GrowingFit(design.Columns.Length);
        var sums = new double[n + 1];
        for (var step = 1; step <= n; step++)
        {
            fit.Add(design.Columns, design.Outcome, backward ? n - step : step - 1);
            sums[backward ? n - step : step] = fit.ResidualSumOfSquares;
        }

        return sums;
    }
}
