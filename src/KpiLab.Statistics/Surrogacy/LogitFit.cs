namespace KpiLab.Statistics;

/// <summary>A logistic regression by maximum likelihood (Newton's method), for few columns.</summary>
internal sealed record LogitFit(double[] Coefficients, double[] StandardErrors, double LogLikelihood)
{
    /// <summary>P(y = 1) of a row whose linear predictor is given.</summary>
    public static double Probability(double linear) => linear >= 0 ? 1 / (1 + Math.Exp(-linear)) : Math.Exp(linear) / (1 + Math.Exp(linear));

    /// <summary>The fit; the offset is added to the linear predictor.</summary>
    /// <returns>Undefined where the classes are separated, so that the likelihood has no maximum, and for collinear columns.</returns>
    public static Estimable<LogitFit> Of(double[] outcome, double[][] columns, double[]? offset = null)
    {
        int n = outcome.Length, k = columns.Length;
        var b = new double[k];
        for (var pass = 0; pass < 100; pass++)
        {
            var information = new double[k, k];
            var score = new double[k];
            for (var i = 0; i < n; i++)
            {
                var p = Probability(Linear(columns, b, i) + (offset?[i] ?? 0));
                for (var j = 0; j < k; j++)
                {
                    score[j] += columns[j][i] * (outcome[i] - p);
                    for (var l = 0; l <= j; l++)
                    {
                        information[j, l] += p * (1 - p) * columns[j][i] * columns[l][i];
                    }
                }
            }

            for (var j = 0; j < k; j++)
            {
                for (var l = 0; l < j; l++)
                {
                    information[l, j] = information[j, l];
                }
            }

            if (SmallMatrix.Inverse(information) is not { } inverse)
            {
                break;
            }

            double[] step = [.. Enumerable.Range(0, k).Select(j => Enumerable.Range(0, k).Sum(l => inverse[j, l] * score[l]))];
            var size = score.Zip(step, (s, d) => s * d).Sum();
            var shrink = Math.Min(1, 5 / Math.Sqrt(Math.Max(size / n, 1e-300)));
            for (var j = 0; j < k; j++)
            {
                b[j] += shrink * step[j];
            }

            if (size < 1e-20 * n)
            {
                var log = 0.0;
                for (var i = 0; i < n; i++)
                {
                    var linear = Linear(columns, b, i) + (offset?[i] ?? 0);
                    log -= outcome[i] > 0.5 ? SoftPlus(-linear) : SoftPlus(linear);
                }

                return new LogitFit(b, [.. SmallMatrix.Diagonal(inverse).Select(Math.Sqrt)], log);
            }
        }

        return new Undefined(Undefined.OutsideDomain, "the predictors separate the two outcomes, or are collinear, so that the likelihood has no maximum");
    }

    private static double Linear(double[][] columns, double[] b, int row)
    {
        var sum = 0.0;
        for (var j = 0; j < b.Length; j++)
        {
            sum += b[j] * columns[j][row];
        }

        return sum;
    }

    private static double SoftPlus(double x) => x > 0 ? x + SpecialFunctions.Log1P(Math.Exp(-x)) : SpecialFunctions.Log1P(Math.Exp(x));
}
