using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What a posterior says, as JSON: losses and the data's own effect in the KPI's unit.</summary>
internal static class BayesianJson
{
    /// <summary>Adds the block where a posterior was planned.</summary>
    public static JsonObject With(this JsonObject json, BayesianResult? result)
    {
        if (result is not null)
        {
            json["bayesian"] = Of(result);
        }

        return json;
    }

    /// <summary>Adds the account where a posterior was planned.</summary>
    public static JsonObject With(this JsonObject json, BayesianAccount? account)
    {
        if (account is not null)
        {
            json["bayesian"] = new JsonObject
            {
                ["prior"] = Of(account.Prior),
                ["shipFrom"] = JsonText.Number(account.ShipFrom),
                ["rollbackUpTo"] = JsonText.Number(account.RollbackUpTo),
                ["account"] = AnalysisJson.Texts(account.Account),
            };
        }

        return json;
    }

    /// <summary>Adds the plan's prior where there is one.</summary>
    public static JsonObject With(this JsonObject json, EffectPrior prior)
    {
        if (!prior.IsFlat)
        {
            json["prior"] = Of(prior);
        }

        return json;
    }

    private static JsonNode Of(BayesianResult result) => new JsonObject
    {
        ["prior"] = Of(result.Prior),
        ["interval"] = "credible",
        ["chanceToBeatControl"] = JsonText.Number(result.ChanceToBeatControl),
        ["chanceHigher"] = JsonText.Number(result.ChanceHigher),
        ["expectedLoss"] = new JsonObject { ["shipping"] = JsonText.Number(result.LossOfShipping), ["keeping"] = JsonText.Number(result.LossOfKeeping) },
        ["equivalence"] = result.Equivalence is { } e
            ? new JsonObject
            {
                ["relative"] = e.IsRelative,
                ["lower"] = JsonText.Number(e.Region.Lower),
                ["upper"] = JsonText.Number(e.Region.Upper),
                ["below"] = JsonText.Number(e.Region.Below),
                ["within"] = JsonText.Number(e.Region.Within),
                ["above"] = JsonText.Number(e.Region.Above),
                ["verdict"] = Spelling.Snake(e.Region.Verdict),
            }
            : null,
        ["priorShare"] = JsonText.Number(result.PriorShare),
        ["dataAlone"] = new JsonObject { ["absolute"] = ComparisonJson.Of(result.DataAlone), ["verdict"] = Spelling.Snake(result.VerdictOfDataAlone) },
        ["claimed"] = result.IsClaimed,
    };

    private static JsonNode Of(EffectPrior prior) => prior.IsFlat
        ? new JsonObject { ["flat"] = true }
        : new JsonObject { ["flat"] = false, ["mean"] = JsonText.Number(prior.Mean), ["standardDeviation"] = JsonText.Number(prior.StandardDeviation), ["scale"] = Spelling.Snake(prior.Scale) };
}
