using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Measured false-positive rates as JSON: <c>camelCase</c>, full precision; the same definitions, data and seed give the same bytes.</summary>
public static class AaJson
{
    /// <summary>The text.</summary>
    public static string ToJson(this AaAnalysis measured) => JsonText.Of(measured.ToJsonBody());

    /// <summary>The body.</summary>
    public static JsonObject ToJsonBody(this AaAnalysis measured) => new()
    {
        ["experiment"] = new JsonObject { ["id"] = measured.ExperimentId, ["name"] = measured.Name },
        ["design"] = Spelling.Snake(measured.Plan.Design),
        ["units"] = measured.Units,
        ["unitsUsed"] = measured.UnitsUsed,
        ["by"] = measured.By,
        ["assigned"] = measured.Assigned,
        ["runs"] = measured.Runs,
        ["seed"] = measured.Seed,
        ["rows"] = AnalysisJson.Array(measured.Rows, row => new JsonObject
        {
            ["subject"] = Spelling.Snake(row.Subject),
            ["id"] = row.Id,
            ["name"] = row.Name,
            ["role"] = row.Role is { } role ? Spelling.Snake(role) : null,
            ["treatment"] = row.Treatment,
            ["alpha"] = JsonText.Number(row.Alpha),
            ["runs"] = row.Runs,
            ["undefinedRuns"] = row.Undefined,
            ["alarms"] = row.Alarms,
            ["rate"] = JsonText.Estimable(row.Rate, r => new JsonObject
            {
                ["value"] = JsonText.Number(r.Value),
                ["lower"] = JsonText.Number(r.Lower),
                ["upper"] = JsonText.Number(r.Upper),
                ["level"] = JsonText.Number(r.Level.Value),
            }),
            ["coverage"] = JsonText.Number(row.Coverage),
            ["meanEffect"] = JsonText.Number(row.MeanEffect),
            ["effectDeviation"] = JsonText.Number(row.EffectDeviation),
            ["meanStandardError"] = JsonText.Number(row.MeanStandardError),
            ["errorRatio"] = JsonText.Number(row.ErrorRatio),
            ["result"] = Spelling.Snake(row.Word),
        }),
        ["findings"] = AnalysisJson.Array(measured.Findings, AnalysisJson.Finding),
    };
}
