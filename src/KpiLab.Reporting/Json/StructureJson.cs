using System.Text.Json.Nodes;
using KpiLab.Core;

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
