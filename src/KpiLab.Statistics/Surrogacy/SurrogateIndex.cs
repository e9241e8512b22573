namespace KpiLab.Statistics;

/// <summary>A long-term effect predicted from short-term outcomes.</summary>
/// <param name="Coefficients">Constant, then one a surrogate, from the observational sample.</param>
/// <param name="RSquared">Of that regression.</param>
/// <param name="Effect">Difference of the arms' mean predictions.</param>
/// <param name="SamplingError">As if the index were known.</param>
/// <param name="StandardError">With the index's own estimation: √(Welch variance + d′Vd).</param>
[TypeFormatterSource]
public sealed record SurrogateIndexResult(IReadOnlyList<double> Coefficients, double RSquared, double Effect, double SamplingError, double StandardError) : IShowable
{
    /// <summary>Normal interval with the honest error.</summary>
    public ConfidenceSet Interval(Level level)
    {
        var half = Normal.UpperQuantile(level.Alpha / 2) * StandardError;
        return ConfidenceSet.Between(Effect - half, Effect + half, level);
    }
}

/// <summary>Effect on an outcome that has not come yet, from surrogates that have.</summary>
/// <remarks>
/// Athey, Chetty, Imbens and Kang (2019), NBER 26463: E[Y | S] from an observational sample, averaged over the arms of an experiment. Needs surrogacy (no other way from treatment to outcome), comparability of the samples, and
/// unconfoundedness. None of these is visible in the data.
/// </remarks>
public static class SurrogateIndex
{
    /// <summary>The predicted effect.</summary>
    /// <param name="surrogates">Columns of the observational sample.</param>
    /// <param name="outcome">Its long-term outcome.</param>
    /// <param name="control">The same columns of the control arm.</param>
    /// <param name="treatment">And of the treatment arm.</param>
    /// <returns>Undefined for gaps, constant or collinear columns, too few units, or a perfect fit.</returns>
    public static Estimable<SurrogateIndexResult> Estimate(
        IReadOnlyList<double[]> surrogates, double[] outcome, IReadOnlyList<double[]> control, IReadOnlyList<double[]> treatment)
    {
        if (surrogates.Count == 0 || control.Count != surrogates.Count || treatment.Count != surrogates.Count)
        {
            throw new ArgumentException("the observational sample and both arms need the same surrogates, at least one", nameof(surrogates));
        }

        if (SeriesGate.Refuse(surrogates.Count + 3, [outcome, .. surrogates]) is { } reason)
        {
            return reason;
        }

        if (control[0].Length < 2 || treatment[0].Length < 2 || control.Concat(treatment).Any(c => Array.Exists(c, v => !(Math.Abs(v) < 1e70))))
        {
            return new Undefined(Undefined.TooFewUnits, "each arm needs at least two units, without gaps");
        }

        return Ols.Fit(outcome, [SeriesGate.Ones(outcome.Length), .. surrogates]).Then(fit =>
        {
            if (fit.IsExact)
            {
                return SeriesGate.NoResiduals;
            }

            Moments a = Moments.Of(Predict(fit, control)), b = Moments.Of(Predict(fit, treatment));
            double[] gap = [0, .. surrogates.Select((_, j) => SeriesGate.Mean(treatment[j]) - SeriesGate.Mean(control[j]))];
            var covariance = fit.Covariance(CovarianceEstimator.Classical);
            double sampling = (a.Variance / a.Count) + (b.Variance / b.Count), index = 0;
            for (var i = 0; i < gap.Length; i++)
            {
                for (var j = 0; j < gap.Length; j++)
                {
                    index += gap[i] * covariance[i, j] * gap[j];
                }
            }

            return (Estimable<SurrogateIndexResult>)new SurrogateIndexResult(
                fit.Coefficients, fit.RSquared, b.Mean - a.Mean, Math.Sqrt(sampling), Math.Sqrt(sampling + Math.Max(0, index)));
        });
    }

    private static double[] Predict(Ols fit, IReadOnlyList<double[]> columns)
        => [.. Enumerable.Range(0, columns[0].Length).Select(i => fit.Coefficients[0] + columns.Select((c, j) => fit.Coefficients[j + 1] * c[i]).Sum())];
}
