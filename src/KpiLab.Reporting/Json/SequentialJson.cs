using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>What the plan's looks mean, as JSON.</summary>
internal static class SequentialJson
{
    /// <summary>Adds the block where looks were planned.</summary>
    public static JsonObject With(this JsonObject json, SequentialResult? result)
    {
        if (result is not null)
        {
            json["sequential"] = Of(result);
        }

        return json;
    }

    /// <summary>Adds the account where looks were planned.</summary>
    public static JsonObject With(this JsonObject json, SequentialAccount? account)
    {
        if (account is not null)
        {
            json["sequential"] = Of(account);
        }

        return json;
    }

    private static JsonNode Of(SequentialAccount account) => new JsonObject
    {
        ["design"] = Spelling.Snake(account.Design),
        ["spending"] = account.Spending,
        ["alpha"] = JsonText.Number(account.Alpha),
        ["tuningUnits"] = JsonText.Number(account.TuningUnits),
        ["looks"] = AnalysisJson.Array(account.Looks, look => new JsonObject
        {
            ["units"] = look.Units,
            ["fraction"] = JsonText.Number(look.Fraction),
            ["bound"] = JsonText.Number(look.Bound),
            ["nominalAlpha"] = JsonText.Number(look.NominalAlpha),
            ["alphaSpent"] = JsonText.Number(look.Spent),
            ["final"] = look.IsFinal,
        }),
        ["account"] = AnalysisJson.Texts(account.Account),
    };

    private static JsonNode Of(SequentialResult result) => new JsonObject
    {
        ["alpha"] = JsonText.Number(result.Alpha),
        ["nominalAlpha"] = JsonText.Number(result.NominalAlpha),
        ["bound"] = JsonText.Number(result.Bound),
        ["nominalPValue"] = JsonText.Number(result.NominalPValue),
        ["pValue"] = JsonText.Number(result.PValue),
        ["crossed"] = result.Crossed,
        ["claimed"] = result.IsClaimed,
        ["atStopping"] = result.AtStopping is { } stopping
            ? new JsonObject { ["pValue"] = JsonText.Number(stopping.PValue), ["absolute"] = ComparisonJson.Of(stopping.Absolute) }
            : null,
    };
}
