using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Breakdowns by segment as JSON.</summary>
internal static class SegmentJson
{
    public static JsonNode Of(SegmentBreakdown b) => new JsonObject
    {
        ["segment"] = b.Segment,
        ["kpi"] = b.Kpi,
        ["name"] = b.Name,
        ["unit"] = Spelling.Snake(b.Unit),
        ["role"] = Spelling.Snake(b.Role),
        ["control"] = b.Control,
        ["treatment"] = b.Treatment,
        ["family"] = b.Family,
        ["familySize"] = b.FamilySize,
        ["fewUnits"] = SegmentBreakdown.FewUnits,
        ["leftOut"] = b.LeftOut,
        ["heterogeneity"] = JsonText.Estimable(b.Heterogeneity, h => new JsonObject
        {
            ["fixed"] = Average(h.Fixed),
            ["random"] = Average(h.Random),
            ["q"] = ComparisonJson.Of(h.Q),
            ["iSquared"] = JsonText.Number(h.ISquared),
            ["tauSquared"] = JsonText.Number(h.TauSquared),
        }),
        ["interaction"] = JsonText.Estimable(b.Interaction, i => new JsonObject
        {
            ["test"] = ComparisonJson.Of(i.Test),
            ["denominatorDegreesOfFreedom"] = double.IsFinite(i.DenominatorDegreesOfFreedom) ? JsonText.Number(i.DenominatorDegreesOfFreedom) : null,
            ["adjustedPValue"] = JsonText.Number(b.AdjustedInteractionPValue),
        }),
        ["shrinkage"] = JsonText.Estimable(b.Shrinkage, s => new JsonObject
        {
            ["method"] = EffectShrinkage.Method,
            ["average"] = JsonText.Number(s.Average),
            ["tauSquared"] = JsonText.Number(s.TauSquared),
        }),
        ["simpson"] = JsonText.Estimable(b.Simpson, s => new JsonObject
        {
            ["verdict"] = Spelling.Snake(s.Verdict),
            ["pooled"] = ComparisonJson.Of(s.Pooled),
            ["commonMix"] = ComparisonJson.Of(s.CommonMix),
            ["segments"] = s.Segments,
            ["against"] = s.Against,
        }),
        ["mixShift"] = JsonText.Estimable(b.MixShift, m => new JsonObject
        {
            ["total"] = ComparisonJson.Of(m.Total),
            ["within"] = ComparisonJson.Of(m.Within),
            ["mix"] = ComparisonJson.Of(m.Mix),
        }),
        ["values"] = AnalysisJson.Array(b.Parts, Part),
    };

    private static JsonNode Part(SegmentPart p) => new JsonObject
    {
        ["value"] = p.Value,
        ["controlUnits"] = p.ControlUnits,
        ["treatmentUnits"] = p.TreatmentUnits,
        ["small"] = p.IsSmall,
        ["raw"] = JsonText.Estimable(p.Raw, ComparisonJson.Of),
        ["shrunken"] = JsonText.Estimable(p.Shrunken, s =>
        {
            var json = (JsonObject)ComparisonJson.Of(s.Effect);
            json["shrinkage"] = JsonText.Number(s.Shrinkage);
            return json;
        }),
        ["adjustedPValue"] = JsonText.Number(p.AdjustedPValue),
        ["verdict"] = Spelling.Snake(p.Verdict),
        ["mixShift"] = JsonText.Estimable(p.MixShift, m => new JsonObject { ["within"] = JsonText.Number(m.Within), ["mix"] = JsonText.Number(m.Mix) }),
    };

    private static JsonObject Average(Estimate e) => new() { ["estimate"] = JsonText.Number(e.Value), ["standardError"] = JsonText.Number(e.StandardError) };
}
