using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Comparisons of clustered units, of panels, and of outcomes of zeros and ones with a covariate.</summary>
internal static class ClusterCalculators
{
    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "cluster_robust_difference", "Difference of means of clustered units: CR0, CR1, CR2 with Satterthwaite's degrees of freedom", "docs/estimators/clusters.md",
            """{"y": [5.4, 5.6, 4.5, 3.0, 5.5, 5.8, 7.1, 6.5], "treatment": [0, 0, 0, 0, 1, 1, 1, 1], "cluster": [1, 1, 2, 2, 3, 3, 4, 4]}""",
            i => (Y: i.Numbers("y"), Treatment: Zeros(i, "treatment", i.Numbers("y").Length), Cluster: Labels(i, "cluster", i.Numbers("y").Length)),
            i => Clusters(i.Y, i.Treatment, i.Cluster), static () => CalcJson.Default.ClusterOutput),
        Calculator.Define(
            "logistic_regression", "Zeros and ones on treatment and a covariate: odds ratio, average risk difference, linear probability model", "docs/estimators/logistic-regression.md",
            """{"y": [1, 0, 0, 1, 1, 0, 1, 1, 0, 1], "treatment": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], "x": [0.3, -0.8, 0.1, 1.2, -0.4, -0.2, 0.9, -1.0, 0.2, 0.6]}""",
            i => (Y: i.Binary("y"), Treatment: Zeros(i, "treatment", i.Binary("y").Length), X: Covariate(i, i.Binary("y").Length)),
            i => Logistic(i.Y, i.Treatment, i.X), static () => CalcJson.Default.LogisticOutput),
        Calculator.Define(
            "difference_in_differences", "Change of a treated group less the change of a control group, errors clustered by unit", "docs/estimators/difference-in-differences.md",
            """{"unit": [1, 1, 2, 2, 3, 3, 4, 4], "treated": [0, 0, 0, 0, 1, 1, 1, 1], "post": [0, 1, 0, 1, 0, 1, 0, 1], "y": [2.0, 2.5, 1.8, 2.6, 2.2, 3.4, 2.1, 3.1]}""",
            Panel, rows => DifferenceInDifferences.Compare(rows, Level.Of(0.95)).Select(r => new DifferenceInDifferencesOutput(
                r.Effect.Value, r.Effect.StandardError!.Value, r.Test.PValue, new CellMeansOutput(r.ControlPre, r.ControlPost, r.TreatedPre, r.TreatedPost))),
            static () => CalcJson.Default.DifferenceInDifferencesOutput),
    ];

    private static double[] Zeros(CalcInput input, string name, int length) => [.. Checked(input, name, input.Binary(name), length).Select(b => b ? 1.0 : 0.0)];

    private static int[] Labels(CalcInput input, string name, int length) => Checked(input, name, input.Labels(name), length);

    private static double[]? Covariate(CalcInput input, int length) => input.Has("x") ? Checked(input, "x", input.Numbers("x"), length) : null;

    private static T[] Checked<T>(CalcInput input, string name, T[] values, int length)
        => values.Length == length ? values : throw input.Refuse(name, Invariant($"has {values.Length} values; write as many as y has: {length}"));

    private static Estimable<ClusterOutput> Clusters(double[] y, double[] treatment, int[] cluster)
    {
        var ones = Array.ConvertAll(y, _ => 1.0);
        return LeastSquares.Fit(y, ones, treatment).Then(fit => ClusterRobust.Of(fit, cluster).Then(robust =>
            fit.StandardError(1, CovarianceEstimator.Classical).Then(iid => robust.Test(1, ClusterCorrection.Cr1).Select(cr1 =>
            {
                var cr2 = robust.Test(1, ClusterCorrection.Cr2);
                return new ClusterOutput(
                    fit.Coefficients[1],
                    iid,
                    robust.StandardError(1, ClusterCorrection.Cr0),
                    robust.StandardError(1, ClusterCorrection.Cr1),
                    cr1.PValue,
                    cr2.IsDefined ? robust.StandardError(1, ClusterCorrection.Cr2) : null,
                    cr2.IsDefined ? cr2.Value.DegreesOfFreedom : null,
                    cr2.IsDefined ? cr2.Value.PValue : null);
            }))));
    }

    private static Estimable<LogisticOutput> Logistic(bool[] y, double[] treatment, double[]? x)
    {
        double[] ones = Array.ConvertAll(y, _ => 1.0), outcome = Array.ConvertAll(y, v => v ? 1.0 : 0);
        double[][] columns = x is null ? [ones, treatment] : [ones, treatment, x];
        return LogisticRegression.Fit(y, columns).Then(fit => LeastSquares.Fit(outcome, columns).Select(linear =>
        {
            double[] Each(Func<int, double> of) => [.. Enumerable.Range(0, columns.Length).Select(of)];
            return new LogisticOutput(
                [.. fit.Coefficients],
                Each(j => fit.StandardError(j)),
                Each(j => fit.StandardError(j, robust: true)),
                fit.LogLikelihood,
                Each(j => fit.Test(j).Statistic),
                Each(j => fit.Test(j).PValue),
                fit.RiskDifference(1).Value,
                fit.RiskDifference(1).StandardError,
                Math.Exp(fit.Coefficients[1]),
                linear.Coefficients[1],
                linear.StandardError(1, CovarianceEstimator.Hc2).ValueOrNull());
        }));
    }

    private static PanelRow[] Panel(CalcInput input)
    {
        var y = input.Numbers("y");
        var unit = Labels(input, "unit", y.Length);
        bool[] treated = Checked(input, "treated", input.Binary("treated"), y.Length), post = Checked(input, "post", input.Binary("post"), y.Length);
        return [.. y.Select((value, i) => new PanelRow(unit[i], treated[i], post[i], value))];
    }
}

internal sealed record ClusterOutput(
    double Effect,
    double SeIid,
    double SeCr0,
    double SeCr1,
    [property: JsonPropertyName("p_cr1_t_g_minus_1")] double PCr1,
    double? SeCr2,
    double? DfSatterthwaite,
    [property: JsonPropertyName("p_cr2_satterthwaite")] double? PCr2);

internal sealed record LogisticOutput(
    double[] Coefficients,
    double[] Se,
    double[] SeHc0,
    double LogLikelihood,
    double[] Z,
    double[] P,
    [property: JsonPropertyName("g_computation_risk_difference")] double GComputation,
    [property: JsonPropertyName("g_computation_se")] double GComputationError,
    double OddsRatioTreatment,
    double LpmEffect,
    double? LpmSeHc2);

internal sealed record DifferenceInDifferencesOutput(double Effect, double SeClusterCr1, double P, CellMeansOutput CellMeans);

internal sealed record CellMeansOutput(double ControlPre, double ControlPost, double TreatedPre, double TreatedPost);
