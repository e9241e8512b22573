using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Early behaviour and later outcome of the same units.</summary>
internal static class UnitEvidenceCalculators
{
    private const string Page = "docs/estimators/unit-evidence.md";

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "unit_level_predictive_power", "Logit of an outcome on early behaviour, judged on later rows: AUC, Brier skill, calibration, lift", Page,
            """{"series": {"x1": [0.2, 1.1, -0.5, 0.9, -1.2, 0.4, 1.6, -0.3, 0.8, -0.9, 0.1, 1.3, -0.7, 0.6, -0.2, 1.0], "y": [0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0]}, "params": {"train_rows": 10}}""",
            Units, i => UnitPrediction.Assess(i.Outcome, i.Predictors, i.TrainRows).Select(r => Output(r)), static () => SeriesJson.Default.UnitPredictionOutput),
        Calculator.Define(
            "distribution_drift", "Population stability index, Kolmogorov–Smirnov and Wasserstein distance of two samples", Page,
            """{"series": {"reference": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "current": [2, 3, 5, 6, 8, 9, 10, 11, 12, 13]}, "params": {"bins": 5, "floor": 0.0001}}""",
            i => (Reference: i.Object("series").Series("reference"), Current: i.Object("series").Series("current"), Params: i.Object("params")),
            i => DistributionDrift.Between(i.Reference, i.Current, i.Params.Small("bins", 10), i.Params.Number("floor", 1e-4)).Select(r => new DriftOutput(
                [.. r.Edges], [.. r.ReferenceCounts], [.. r.CurrentCounts], r.Psi, new KsOutput(r.Distance.Statistic, r.Distance.PValue), r.Wasserstein, r.Band)),
            static () => SeriesJson.Default.DriftOutput),
    ];

    private static UnitsInput Units(CalcInput input)
    {
        var series = input.Object("series");
        var y = series.Series("y");
        return new UnitsInput(y, [.. series.Names().Where(n => n != "y").Select(n => SeriesParts.AsLongAs(series, n, y.Length))], input.Object("params").Small("train_rows"));
    }

    private static UnitPredictionOutput Output(UnitPredictionResult r) => new(
        [.. r.Coefficients],
        [.. r.StandardErrors],
        r.LogLikelihood,
        r.McFaddenRSquared,
        new TestRowsOutput(
            r.Auc,
            r.AucStandardError,
            [r.AucInterval.Lower, r.AucInterval.Upper],
            r.AucPValue,
            r.AveragePrecision,
            r.Brier,
            r.BrierSkill.ValueOrNull(),
            r.LogLoss,
            r.CalibrationIntercept.ValueOrNull(),
            r.CalibrationSlope.ValueOrNull(),
            r.CalibrationInTheLarge.ValueOrNull(),
            r.ExpectedCalibrationError,
            r.LiftOfTopTenth));
}

internal sealed record UnitsInput(double[] Outcome, double[][] Predictors, int TrainRows);

internal sealed record TestRowsOutput(
    double Auc,
    double AucSeDelong,
    [property: JsonPropertyName("auc_ci95")] double[] Interval,
    double PValueVsHalf,
    double AveragePrecision,
    double Brier,
    double? BrierSkillVsTrainRate,
    double LogLoss,
    double? CalibrationIntercept,
    double? CalibrationSlope,
    double? CalibrationInTheLarge,
    [property: JsonPropertyName("ece10")] double CalibrationError,
    double LiftTopTenth);

internal sealed record UnitPredictionOutput(
    double[] Coef, double[] Se, double Loglik, [property: JsonPropertyName("mcfadden_r2")] double McFadden, TestRowsOutput TestRows);

internal sealed record KsOutput(double Statistic, double PValueAsymptotic);

internal sealed record DriftOutput(double[] Edges, int[] ReferenceCounts, int[] CurrentCounts, double Psi, KsOutput Ks, double Wasserstein, string PsiBand);
