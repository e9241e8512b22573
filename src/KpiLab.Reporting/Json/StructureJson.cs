using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>How the plan uses what is known of units, as JSON.</summary>
internal static class StructureJson
{
    /// <summary>Adds the plan's outcome model where there is one.</summary>
    public static JsonObject With(this JsonObject json, OutcomeModelPlan? model)
    {
        if (model is not null)
        {
            json["outcomeModel"] = new JsonObject { ["type"] = Spelling.Snake(model.Type), ["folds"] = model.Folds };
        }

        return json;
    }

    /// <summary>Adds the plan's estimator and what belongs to it, where it is not the plain difference.</summary>
    public static JsonObject WithEstimator(this JsonObject json, AnalysisPlan plan)
    {
        if (plan.Estimator != PlanEstimator.Difference)
        {
            json["estimator"] = Spelling.Snake(plan.Estimator);
            if (plan.Strata.Count > 0)
            {
                json["strata"] = AnalysisJson.Texts(plan.Strata);
            }

            if (plan.Estimator is PlanEstimator.Regression or PlanEstimator.FixedEffects)
            {
                json["errors"] = Spelling.Snake(plan.Errors);
            }
        }

        if (plan.Methods.Count > 0)
        {
            json["methods"] = new JsonObject(plan.Methods.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)Spelling.Snake(m.Value))));
        }

        if (plan.Period is { } period)
        {
            json["period"] = new JsonObject { ["column"] = period.Column, ["before"] = period.Before, ["after"] = period.After, ["randomised"] = period.Randomised };
        }

        if (plan.Switchback is { } switchback)
        {
            json["switchback"] = new JsonObject
            {
                ["blockSeconds"] = switchback.Block.TotalSeconds, ["region"] = switchback.Region, ["burnInSeconds"] = switchback.BurnIn.TotalSeconds, ["assignment"] = Spelling.Snake(switchback.Assignment),
            };
        }

        return json;
    }

    /// <summary>Adds what effects rest on, where that is not the plain difference of randomised units.</summary>
    public static JsonObject With(this JsonObject json, StructureAccount? account)
    {
        if (account is not null)
        {
            json["structure"] = new JsonObject { ["estimator"] = Spelling.Snake(account.Estimator), ["basis"] = Spelling.Snake(account.Basis), ["sentence"] = account.Sentence };
        }

        return json;
    }

    /// <summary>Adds the estimator of a comparison, where it is not the plain difference.</summary>
    public static JsonObject With(this JsonObject json, EstimatorUse? use)
    {
        if (use is not null)
        {
            json["estimator"] = new JsonObject
            {
                ["type"] = Spelling.Snake(use.Type),
                ["by"] = AnalysisJson.Texts(use.By),
                ["errors"] = use.Errors,
                ["strata"] = use.Strata,
                ["leftOut"] = use.LeftOut,
            };
        }

        return json;
    }

    /// <summary>Adds what a KPI's own method says, where it has one.</summary>
    public static JsonObject With(this JsonObject json, MethodReading? reading)
    {
        if (reading is not null)
        {
            var method = new JsonObject { ["type"] = Spelling.Snake(reading.Method) };
            if (reading.IsRank)
            {
                method["probabilityHigher"] = JsonText.Number(reading.ProbabilityHigher);
                method["shift"] = JsonText.Number(reading.Shift);
                method["mannWhitneyPValue"] = JsonText.Number(reading.MannWhitneyPValue);
            }
            else if (reading.Resamples is { } resamples)
            {
                method["resamples"] = resamples;
            }

            json["method"] = method;
        }

        return json;
    }

    /// <summary>Adds events and exposures, where they are compared as such or are few.</summary>
    public static JsonObject With(this JsonObject json, EventReading? events)
    {
        static JsonObject Of(EventRate rate) => new() { ["events"] = rate.Events, ["exposure"] = JsonText.Number(rate.Exposure), ["rate"] = JsonText.Number(rate.Rate) };
        if (events is not null)
        {
            json["events"] = new JsonObject
            {
                ["test"] = Spelling.Snake(events.Test),
                ["control"] = Of(events.Control),
                ["treatment"] = Of(events.Treatment),
                ["dispersion"] = events.Dispersion.IsDefined ? JsonText.Number(events.Dispersion.Value.Index) : null,
                ["dispersionPValue"] = events.Dispersion.IsDefined ? JsonText.Number(events.Dispersion.Value.PValue) : null,
            };
        }

        return json;
    }

    /// <summary>Adds what the assignment of blocks alone says, in a switchback.</summary>
    public static JsonObject With(this JsonObject json, Estimable<BlockReading>? blocks)
    {
        if (blocks is { } told)
        {
            json["blocks"] = told.Match(
                b => new JsonObject
                {
                    ["difference"] = JsonText.Number(b.Absolute.Value),
                    ["pValue"] = JsonText.Number(b.PValue),
                    ["confidenceSet"] = ComparisonJson.Of(b.Absolute.Set),
                    ["assignments"] = b.Assignments,
                    ["all"] = b.IsExact,
                },
                reason => new JsonObject { ["undefined"] = reason.Code, ["reason"] = reason.Sentence });
        }

        return json;
    }

    /// <summary>Adds the fitted outcome model where there is one.</summary>
    public static JsonObject With(this JsonObject json, OutcomeModelFit? model)
    {
        if (model is not null)
        {
            json["model"] = new JsonObject
            {
                ["type"] = Spelling.Snake(model.Type),
                ["folds"] = model.Folds,
                ["features"] = AnalysisJson.Texts(model.Features),
                ["learnedFrom"] = model.LearnedFrom,
                ["explained"] = JsonText.Number(model.Explained),
            };
        }

        return json;
    }
}
