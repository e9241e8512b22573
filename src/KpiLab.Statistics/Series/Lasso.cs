namespace KpiLab.Statistics;

/// <summary>A lasso fit.</summary>
/// <param name="Intercept">Mean of the outcome less the means of the columns times their coefficients.</param>
/// <param name="Standardised">Coefficients of the columns divided by their standard deviation (divisor n).</param>
/// <param name="Coefficients">In the columns' own units.</param>
/// <param name="Penalty">λ.</param>
[TypeFormatterSource]
public sealed record LassoFit(double Intercept, IReadOnlyList<double> Standardised, IReadOnlyList<double> Coefficients, double Penalty) : IShowable
{
    /// <summary>Columns with a coefficient other than zero.</summary>
    public IReadOnlyList<int> Selected => [.. Enumerable.Range(0, Standardised.Count).Where(j => Standardised[j] != 0)];
}

/// <summary>Selection among many candidate leads.</summary>
/// <remarks>
/// Tibshirani (1996), J. Roy. Stat. Soc. B 58:267: minimises (1/2n)‖y − Zb‖² + λ‖b‖₁, y centred, Z standardised with divisor n, by coordinate descent (Friedman, Hastie and Tibshirani 2010) to 1e-12. Of twins it picks one;
/// it gives no p-values.
/// </remarks>
public static class Lasso
{
    /// <summary>The fit at a penalty ≥ 0.</summary>
    /// <returns>Undefined for gaps, constant columns, fewer than three rows, or a negative penalty.</returns>
    public static Estimable<LassoFit> Fit(double[] outcome, IReadOnlyList<double[]> columns, double penalty)
    {
        if (columns.Count == 0 || !(penalty >= 0) || double.IsInfinity(penalty))
        {
            return new Undefined(Undefined.OutsideDomain, "the lasso needs a column and a finite penalty not below 0");
        }

        if (SeriesGate.Refuse(3, [outcome, .. columns]) is { } reason)
        {
            return reason;
        }

        double[] means = [.. columns.Select(c => SeriesGate.Mean(c))];
        double[] scales = [.. columns.Select(c => Math.Sqrt(SeriesGate.Centred(c).Sum(v => v * v) / c.Length))];
        double[][] z = [.. columns.Select((c, j) => Array.ConvertAll(c, v => (v - means[j]) / scales[j]))];
        var b = new double[z.Length];
        var residuals = SeriesGate.Centred(outcome);
        double n = outcome.Length, size = Math.Sqrt(residuals.Sum(v => v * v) / n);
        for (var sweep = 0; sweep < 100_000; sweep++)
        {
            var largest = 0.0;
            for (var j = 0; j < z.Length; j++)
            {
                var gradient = b[j];
                for (var t = 0; t < residuals.Length; t++)
                {
                    gradient += z[j][t] * residuals[t] / n;
                }

                var next = Math.Sign(gradient) * Math.Max(0, Math.Abs(gradient) - penalty);
                var step = next - b[j];
                if (step != 0)
                {
                    b[j] = next;
                    for (var t = 0; t < residuals.Length; t++)
                    {
                        residuals[t] -= step * z[j][t];
                    }
                }

                largest = Math.Max(largest, Math.Abs(step));
            }

            if (largest <= 1e-12 * size)
            {
                break;
            }
        }

        double[] raw = [.. b.Select((v, j) => v / scales[j])];
        return new LassoFit(SeriesGate.Mean(outcome) - raw.Select((v, j) => v * means[j]).Sum(), b, raw, penalty);
    }

    /// <summary>The smallest penalty at which nothing is selected.</summary>
    /// <returns>Undefined as <see cref="Fit"/>.</returns>
    public static Estimable<double> LargestPenalty(double[] outcome, IReadOnlyList<double[]> columns)
    {
        if (columns.Count == 0)
        {
            return new Undefined(Undefined.OutsideDomain, "the lasso needs a column");
        }

        if (SeriesGate.Refuse(3, [outcome, .. columns]) is { } reason)
        {
            return reason;
        }

        var y = SeriesGate.Centred(outcome);
        return columns.Max(c =>
        {
            var x = SeriesGate.Centred(c);
            var length = Math.Sqrt(x.Sum(v => v * v) * y.Length);
            return Math.Abs(x.Zip(y, (a, b) => a * b).Sum()) / length;
        });
    }

    /// <summary>The fit whose penalty forecast best one step ahead, each time from rows before only.</summary>
    /// <param name="outcome">y by period.</param>
    /// <param name="columns">Candidates, each already at its lag.</param>
    /// <param name="firstOrigin">Rows of the first fit; every later row is forecast once.</param>
    /// <param name="penalties">Number of penalties, from the largest down to its thousandth by equal ratios.</param>
    /// <returns>Undefined as <see cref="Fit"/>, and where a column is constant before the first origin.</returns>
    public static Estimable<LassoFit> RollingValidation(double[] outcome, IReadOnlyList<double[]> columns, int firstOrigin, int penalties = 20)
    {
        if (SeriesGate.RefuseLag("the first origin", firstOrigin, 3, outcome.Length - 1) is { } bad)
        {
            return bad;
        }

        return LargestPenalty(outcome[..firstOrigin], [.. columns.Select(c => c[..firstOrigin])]).Then(largest =>
        {
            var grid = Enumerable.Range(0, penalties).Select(i => largest * Math.Pow(1e-3, (double)i / Math.Max(1, penalties - 1))).ToArray();
            var losses = new double[penalties];
            for (var origin = firstOrigin; origin < outcome.Length; origin++)
            {
                double[][] past = [.. columns.Select(c => c[..origin])];
                for (var i = 0; i < grid.Length; i++)
                {
                    var fit = Fit(outcome[..origin], past, grid[i]);
                    if (!fit.IsDefined)
                    {
                        return fit.Reason;
                    }

                    var error = outcome[origin] - fit.Value.Intercept - fit.Value.Coefficients.Select((b, j) => b * columns[j][origin]).Sum();
                    losses[i] += error * error;
                }
            }

            return Fit(outcome, columns, grid[Array.IndexOf(losses, losses.Min())]);
        });
    }
}
