using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Comparisons, guardrails and their parts as JSON.</summary>
internal static class ComparisonJson
{
    public static JsonNode Of(KpiComparison c) => new JsonObject
    {
        ["kpi"] = c.Kpi,
        ["name"] = c.Name,
        ["unit"] = Spelling.Snake(c.Unit),
        ["direction"] = Spelling.Snake(c.Direction),
        ["role"] = Spelling.Snake(c.Role),
        ["segment"] = c.Segment is { } s ? new JsonObject { ["segment"] = s.Segment, ["value"] = s.Value } : null,
        ["control"] = Arm(c.Control, c.ControlEstimate),
        ["treatment"] = Arm(c.Treatment, c.TreatmentEstimate),
        ["absolute"] = JsonText.Estimable(c.Result, r => Of(r.Absolute)),
        ["relative"] = JsonText.Estimable(c.Result, r => JsonText.Estimable(r.Relative, Of)),
        ["lift"] = Spelling.Snake(c.Lift),
        ["test"] = JsonText.Estimable(c.Result, r => Of(r.Test)),
        ["family"] = c.Family,
        ["adjustedPValue"] = JsonText.Number(c.AdjustedPValue),
        ["intervals"] = AnalysisJson.Array(c.Intervals, i => new JsonObject
        {
            ["method"] = i.Method,
            ["absolute"] = Of(i.Absolute),
            ["relative"] = JsonText.Estimable(i.Relative, Of),
        }),
        ["adjustment"] = c.Adjustment is { } a ? Of(a) : null,
        ["cap"] = JsonText.Number(c.Cap),
        ["verdict"] = Spelling.Snake(c.Verdict),
        ["registered"] = c.Registered,
    }.With(c.Method).With(c.Events).With(c.Blocks).With(c.Sequential).With(c.Bayesian);

    public static JsonNode Of(GuardrailResult g) => new JsonObject
    {
        ["kpi"] = g.Kpi,
        ["name"] = g.Name,
        ["unit"] = Spelling.Snake(g.Unit),
        ["direction"] = Spelling.Snake(g.Direction),
        ["treatment"] = g.Treatment,
        ["margin"] = AnalysisJson.Size(g.Margin),
        ["marginAbsolute"] = JsonText.Estimable(g.MarginAbsolute, JsonText.Number),
        ["absolute"] = JsonText.Estimable(g.Effect, Of),
        ["relative"] = JsonText.Estimable(g.Relative, Of),
        ["test"] = JsonText.Estimable(g.Test, Of),
        ["state"] = Spelling.Snake(g.State),
    }.With(g.Sequential);

    public static JsonNode Of(DayEffect d) => new JsonObject
    {
        ["day"] = d.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["treatment"] = d.Treatment,
        ["units"] = d.Units,
        ["plannedUnits"] = JsonText.Number(d.PlannedUnits),
        ["absolute"] = JsonText.Estimable(d.Absolute, Of),
        ["relative"] = JsonText.Estimable(d.Relative, Of),
        ["newUnits"] = d.NewUnits,
        ["newUnitsEffect"] = JsonText.Estimable(d.NewUnitsEffect, Of),
    };

    public static JsonNode Of(TestResult test) => new JsonObject
    {
        ["method"] = test.Method,
        ["statistic"] = JsonText.Number(test.Statistic),
        ["degreesOfFreedom"] = JsonText.Number(test.DegreesOfFreedom),
        ["pValue"] = JsonText.Number(test.PValue),
        ["alternative"] = Spelling.Snake(test.Alternative),
        ["null"] = JsonText.Number(test.Null),
    };

    private static JsonObject Arm(string variant, Estimable<Estimate> arm)
    {
        var json = new JsonObject { ["variant"] = variant };
        if (arm.IsDefined)
        {
            json["units"] = arm.Value.Count;
            json["estimate"] = JsonText.Number(arm.Value.Value);
            json["standardError"] = JsonText.Number(arm.Value.StandardError);
        }
        else
        {
            json["undefined"] = JsonText.Reason(arm.Reason);
        }

        return json;
    }

    internal static JsonNode Of(Effect effect) => new JsonObject
    {
        ["estimate"] = JsonText.Number(effect.Value),
        ["standardError"] = JsonText.Number(effect.StandardError),
        ["confidenceSet"] = Of(effect.Set),
    };

    private static JsonNode Of(FamilyInterval interval) => new JsonObject
    {
        ["confidenceSet"] = Of(interval.Set),
        ["coverage"] = JsonText.Number(interval.Coverage.Value),
        ["promise"] = Spelling.Snake(interval.Promise),
        ["excludesZero"] = interval.ExcludesZero,
        ["endsAtZero"] = interval.EndsAtZero,
    };

    internal static JsonObject Of(ConfidenceSet set) => new()
    {
        ["shape"] = Spelling.Snake(set.Shape),
        ["lower"] = End(set.Lower),
        ["upper"] = End(set.Upper),
        ["level"] = JsonText.Number(set.Level.Value),
    };

    private static JsonObject Of(Adjustment adjustment) => new JsonObject
    {
        ["covariates"] = AnalysisJson.Texts(adjustment.Covariates),
        ["coefficients"] = AnalysisJson.Array(adjustment.Coefficients, JsonText.Number),
        ["varianceReduction"] = JsonText.Number(adjustment.VarianceReduction),
        ["unadjusted"] = Of(adjustment.Unadjusted),
        ["unadjustedTest"] = Of(adjustment.UnadjustedTest),
    }.With(adjustment.Model).With(adjustment.Estimator);

    private static JsonNode? End(double value) => double.IsFinite(value) ? JsonText.Number(value) : null;
}
