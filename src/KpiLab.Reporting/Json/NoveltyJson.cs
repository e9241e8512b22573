using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>The effect by days since exposure as JSON.</summary>
internal static class NoveltyJson
{
    public static JsonNode Of(NoveltyResult n) => new JsonObject
    {
        ["treatment"] = n.Treatment,
        ["fades"] = n.Fades,
        ["trend"] = JsonText.Estimable(n.Trend, t => new JsonObject
        {
            ["start"] = ComparisonJson.Of(t.Start),
            ["slope"] = ComparisonJson.Of(t.Slope),
            ["test"] = ComparisonJson.Of(t.Test),
            ["days"] = t.Days,
        }),
        ["days"] = AnalysisJson.Array(n.Days, d => new JsonObject
        {
            ["day"] = d.Day,
            ["controlUnits"] = d.ControlUnits,
            ["treatmentUnits"] = d.TreatmentUnits,
            ["absolute"] = ComparisonJson.Of(d.Absolute),
        }),
    };
}
