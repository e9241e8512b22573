using MathNet.Numerics.LinearAlgebra;

namespace KpiLab.Statistics;

/// <summary>Johansen's tests of two series; index r holds the null of at most r relations.</summary>
/// <param name="Eigenvalues">Largest first.</param>
/// <param name="Trace">−m Σ_(i&gt;r) ln(1 − λ).</param>
/// <param name="MaxEigenvalue">−m ln(1 − λ_(r+1)).</param>
/// <param name="TraceCritical">At 90, 95 and 99 %.</param>
/// <param name="MaxEigenvalueCritical">At 90, 95 and 99 %.</param>
[TypeFormatterSource]
public sealed record JohansenResult(
    IReadOnlyList<double> Eigenvalues,
    IReadOnlyList<double> Trace,
    IReadOnlyList<double> MaxEigenvalue,
    IReadOnlyList<IReadOnlyList<double>> TraceCritical,
    IReadOnlyList<IReadOnlyList<double>> MaxEigenvalueCritical) : IShowable;

/// <summary>Number of long-run relations between two series, with a constant.</summary>
/// <remarks>
/// Johansen (1991), Econometrica 59:1551, in the common convention: levels centred; differences, their lags and the levels before centred again; differences and levels cleaned of the lagged differences;
/// eigenvalues of S₁₁⁻¹S₁₀S₀₀⁻¹S₀₁. Critical values of MacKinnon, Haug and Michelis (1999), J. Appl. Econometrics 14:563.
/// </remarks>
public static class JohansenTest
{
    private static readonly double[][] TraceTable = [[13.4294, 15.4943, 19.9349], [2.7055, 3.8415, 6.6349]];
    private static readonly double[][] MaxTable = [[12.2971, 14.2639, 18.52], [2.7055, 3.8415, 6.6349]];

    /// <summary>The tests with a given number of lagged differences.</summary>
    /// <returns>Undefined for gaps, constant series, too few periods, or series of which one is a function of the other.</returns>
    public static Estimable<JohansenResult> Test(double[] first, double[] second, int lags)
    {
        if ((SeriesGate.Refuse(6, first, second) ?? SeriesGate.RefuseLag("the number of lagged differences", lags, 0, (first.Length - 5) / 3)) is { } reason)
        {
            return reason;
        }

        double[][] levels = [SeriesGate.Centred(first), SeriesGate.Centred(second)];
        var differences = Array.ConvertAll(levels, SeriesGate.Differences);
        var count = first.Length - 1 - lags;
        double[][] past =
        [
            .. from lag in Enumerable.Range(1, lags)
               from d in differences
               select SeriesGate.Centred(SeriesGate.Lagged(d, lag, lags, count)),
        ];
        var clean = new double[4][];
        for (var i = 0; i < 4; i++)
        {
            // Levels one period before each difference.
            var part = SeriesGate.Centred(i < 2 ? differences[i][lags..] : levels[i - 2][lags..^1]);
            if (past.Length == 0)
            {
                clean[i] = part;
                continue;
            }

            var fit = Ols.Fit(part, past);
            if (!fit.IsDefined)
            {
                return fit.Reason;
            }

            clean[i] = fit.Value.ResidualArray;
        }

        var s = Matrix<double>.Build.Dense(4, 4, (i, j) => clean[i].Zip(clean[j], (a, b) => a * b).Sum() / count);
        double[,] s00 = s.SubMatrix(0, 2, 0, 2).ToArray(), s11 = s.SubMatrix(2, 2, 2, 2).ToArray();
        if (SmallMatrix.Cholesky(s11) is not { } root || SmallMatrix.Inverse(s00) is not { } s00Inverse)
        {
            return new Undefined(SeriesReason.Collinear, "one series is a linear function of the other");
        }

        // Of L⁻¹ S₁₀ S₀₀⁻¹ S₀₁ L⁻ᵀ, which is symmetric and has the same eigenvalues; 2 × 2 by its trace and determinant.
        var lower = Matrix<double>.Build.DenseOfArray(root).Inverse();
        var s10 = s.SubMatrix(2, 2, 0, 2);
        var m = lower * s10 * Matrix<double>.Build.DenseOfArray(s00Inverse) * s10.Transpose() * lower.Transpose();
        double half = (m[0, 0] + m[1, 1]) / 2, gap = Math.Sqrt(Math.Pow((m[0, 0] - m[1, 1]) / 2, 2) + (m[0, 1] * m[1, 0]));
        double[] values = [Math.Clamp(half + gap, 0, 1), Math.Clamp(half - gap, 0, 1)];
        if (values[0] >= 1)
        {
            return SeriesGate.NoResiduals;
        }

        var max = Array.ConvertAll(values, v => -count * SpecialFunctions.Log1P(-v));
        return new JohansenResult(values, [max[0] + max[1], max[1]], max, TraceTable, MaxTable);
    }
}
