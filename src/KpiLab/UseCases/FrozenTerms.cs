using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab;

/// <summary>What a registration freezes: KPI, direction, minimum effect, guardrails, look plan, and the measures behind them.</summary>
internal static class FrozenTerms
{
    /// <summary>The terms of an experiment, from the documents it refers to. Its name, owner and wording may change without a new registration.</summary>
    public static RegistrationTerms Of(ExperimentDefinition experiment, DefinitionSet definitions)
    {
        var document = definitions.Document(DefinitionKind.Experiment, experiment.Id)
            ?? throw new ArgumentException($"the experiment {experiment.Id} has no document", nameof(experiment));
        var terms = document.Content.DeepClone().AsObject();
        terms.Remove("name");
        terms.Remove("owner");
        (terms["hypothesis"] as JsonObject)?.Remove("statement");
        var measures = new JsonObject();
        foreach (var id in Metrics(experiment).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var kpi = definitions.Document(DefinitionKind.Kpi, id)?.Content;
            var metric = kpi?["measure"] is null && kpi?["metric"]?.GetValue<string>() is { } named ? named : id;
            var content = kpi?["measure"] ?? definitions.Document(DefinitionKind.Metric, metric)?.Content["measure"];
            measures[id] = new JsonObject
            {
                ["measure"] = content?.DeepClone(),
                ["direction"] = (kpi ?? definitions.Document(DefinitionKind.Metric, id)?.Content)?["direction"]?.DeepClone(),
            };
        }

        terms["measures"] = measures;
        return new RegistrationTerms(experiment.Id, CanonicalJson.Hash(terms), document.ContentHash, terms);
    }

    /// <summary>Ids of the definitions that the terms rest on: the experiment, its KPIs and metrics, and the metrics that those name.</summary>
    public static IEnumerable<string> Definitions(ExperimentDefinition experiment, DefinitionSet definitions)
        => Metrics(experiment)
            .SelectMany(id => definitions.Kpis.FirstOrDefault(k => k.Id == id)?.Metric is { } named ? [id, named] : (string[])[id])
            .Prepend(experiment.Id)
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Metrics(ExperimentDefinition experiment) =>
        [experiment.Hypothesis.Kpi, .. experiment.Secondary, .. experiment.Guardrails.Select(g => g.Kpi), .. experiment.Plan.Covariates.Select(c => c.Kpi)];
}
