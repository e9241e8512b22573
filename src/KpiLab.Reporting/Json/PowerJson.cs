using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A plan's power as JSON: <c>camelCase</c>, full precision; units are those of all variants together, effects are gains in the KPI's unit.</summary>
public static class PowerJson
{
    /// <summary>The text.</summary>
    public static string ToJson(this PowerAnswer answer) => JsonText.Of(answer.ToJsonBody());

    /// <summary>The body.</summary>
    public static JsonObject ToJsonBody(this PowerAnswer answer) => new()
    {
        ["experiment"] = new JsonObject { ["id"] = answer.ExperimentId, ["name"] = answer.Name },
        ["kpi"] = new JsonObject { ["id"] = answer.Kpi, ["name"] = answer.KpiName, ["unit"] = Spelling.Snake(answer.Unit), ["direction"] = Spelling.Snake(answer.Direction) },
        ["design"] = Spelling.Snake(answer.Plan.Design),
        ["alpha"] = JsonText.Number(answer.Plan.Alpha),
        ["power"] = JsonText.Number(answer.Power),
        ["baseline"] = new JsonObject
        {
            ["mean"] = JsonText.Number(answer.Baseline.Mean),
            ["unitVariance"] = JsonText.Number(answer.Baseline.UnitVariance),
            ["explained"] = JsonText.Number(answer.Baseline.Explained),
            ["measuredOn"] = answer.Baseline.MeasuredOn,
            ["clusters"] = answer.Baseline.Clusters is { } clusters ? new JsonObject
            {
                ["meanSize"] = JsonText.Number(clusters.MeanSize),
                ["icc"] = JsonText.Estimable(clusters.Icc, JsonText.Number),
                ["designEffect"] = JsonText.Number(clusters.DesignEffect),
                ["measuredOn"] = clusters.MeasuredOn,
            }
            : null,
        },
        ["minimumEffect"] = answer.MinimumEffect is { } minimum ? AnalysisJson.Size(minimum) : null,
        ["effect"] = JsonText.Estimable(answer.Effect, JsonText.Number),
        ["plannedUnits"] = answer.PlannedUnits,
        ["unitsNeeded"] = JsonText.Estimable(answer.UnitsNeeded, JsonText.Number),
        ["unitsPerDay"] = JsonText.Number(answer.UnitsPerDay),
        ["unitsSoFar"] = answer.UnitsSoFar,
        ["daysNeeded"] = JsonText.Estimable(answer.DaysNeeded, JsonText.Number),
        ["daysLeft"] = JsonText.Estimable(answer.DaysLeft, JsonText.Number),
        ["treatments"] = AnalysisJson.Array(answer.Treatments, t => Of(t, answer)),
        ["guardrails"] = AnalysisJson.Array(answer.Guardrails, g => new JsonObject
        {
            ["kpi"] = g.Kpi,
            ["name"] = g.Name,
            ["treatment"] = g.Treatment,
            ["margin"] = AnalysisJson.Size(g.Margin),
            ["unitsNeeded"] = JsonText.Estimable(g.UnitsNeeded, JsonText.Number),
            ["powerAtPlan"] = JsonText.Estimable(g.PowerAtPlan, JsonText.Number),
        }),
        ["curve"] = AnalysisJson.Array(answer.Curve, line => new JsonObject
        {
            ["name"] = line.Name,
            ["points"] = AnalysisJson.Array(line.Points, p => new JsonObject { ["units"] = JsonText.Number(p.Units), ["power"] = JsonText.Number(p.Power) }),
        }),
        ["assumptions"] = AnalysisJson.Texts(answer.Assumptions),
    };

    private static JsonObject Of(TreatmentPower treatment, PowerAnswer answer)
    {
        var json = new JsonObject
        {
            ["treatment"] = treatment.Treatment,
            ["alphaOfEach"] = JsonText.Number(treatment.AlphaOfEach),
            ["unitsNeeded"] = JsonText.Estimable(treatment.UnitsNeeded, JsonText.Number),
            ["powerAtPlan"] = JsonText.Estimable(treatment.PowerAtPlan, JsonText.Number),
            ["detectableAtPlan"] = JsonText.Estimable(treatment.DetectableAtPlan, JsonText.Number),
        };
        if (treatment.Running is { } running)
        {
            json["running"] = new JsonObject
            {
                ["units"] = running.Units,
                ["standardError"] = JsonText.Number(running.StandardError),
                ["power"] = JsonText.Estimable(running.Power, JsonText.Number),
                ["detectable"] = JsonText.Estimable(running.Detectable, JsonText.Number),
                ["unitsToCome"] = JsonText.Estimable(running.UnitsToCome, JsonText.Number),
                ["daysLeft"] = JsonText.Estimable(running.DaysLeft, JsonText.Number),
            };
        }

        if (treatment.Simulated is { } simulated)
        {
            json["simulated"] = new JsonObject
            {
                ["units"] = simulated.Units,
                ["looks"] = simulated.Looks,
                ["seed"] = answer.Seed,
                ["drawnFrom"] = simulated.DrawnFrom,
                ["drawn"] = simulated.Drawn,
                ["result"] = JsonText.Estimable(simulated.Result, r => new JsonObject { ["power"] = JsonText.Number(r.Power), ["monteCarloError"] = JsonText.Number(r.MonteCarloError), ["runs"] = r.Runs }),
            };
        }

        return json;
    }
}
