using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Sample ratio, covariate balance and exposure hygiene as JSON.</summary>
internal static class BalanceJson
{
    public static JsonObject Of(Balance balance) => new()
    {
        ["variants"] = AnalysisJson.Array(balance.Variants, v => new JsonObject
        {
            ["variant"] = v.Variant,
            ["units"] = v.Units,
            ["weight"] = JsonText.Number(v.Weight),
            ["expected"] = JsonText.Number(v.Expected),
        }),
        ["sampleRatio"] = JsonText.Estimable(balance.SampleRatio, ComparisonJson.Of),
        ["covariates"] = AnalysisJson.Array(balance.Covariates, c => new JsonObject
        {
            ["covariate"] = c.Covariate,
            ["treatment"] = c.Treatment,
            ["controlMean"] = JsonText.Number(c.ControlMean),
            ["treatmentMean"] = JsonText.Number(c.TreatmentMean),
            ["standardisedDifference"] = JsonText.Number(c.StandardisedDifference),
            ["pValue"] = JsonText.Number(c.PValue),
        }),
        ["segments"] = AnalysisJson.Array(balance.Segments, s => new JsonObject
        {
            ["segment"] = s.Segment,
            ["test"] = JsonText.Estimable(s.Test, ComparisonJson.Of),
        }),
        ["multipleExposureUnits"] = balance.MultipleExposureUnits,
        ["multipleExposureShare"] = JsonText.Number(balance.MultipleExposureShare),
        ["unknownVariantRows"] = balance.UnknownVariantRows,
    };
}
