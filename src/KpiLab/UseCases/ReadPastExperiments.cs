using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Data;

namespace KpiLab;

/// <summary>The effects of past experiments: those of the declared source, and those of the store's newest analyses, which count where both know an experiment.</summary>
internal static class ReadPastExperiments
{
    public static async Task<PastExperiments> RunAsync(Session session, Registry registry, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        var declared = PastExperiments.None;
        if (definitions.Settings.PastExperiments is { } settings && definitions.Source(settings.Source) is { } source)
        {
            declared = await session.PastExperiments.EffectsAsync(settings, source, session.Options.Read(), progress, cancellation);
        }

        using var store = await session.ExistingStoreAsync(definitions.Settings, cancellation);
        if (store is null)
        {
            return declared;
        }

        var stored = new List<PastEffect>();
        foreach (var experiment in definitions.Experiments)
        {
            if (await store.LatestAnalysisAsync(experiment.Id, cancellation) is { } analysis)
            {
                stored.AddRange(Of(analysis.Body));
            }
        }

        // A KPI that the teams know under another name is counted under both.
        foreach (var (name, id) in definitions.Settings.PastExperiments?.Kpis ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            stored.AddRange(stored.Where(e => e.Kpi == name && !stored.Exists(o => o.Kpi == id && o.Experiment == e.Experiment && o.Variant == e.Variant)).Select(e => e with { Kpi = id }).ToList());
        }

        var late = declared.With(stored);
        var decided = await store.JournalAsync("decision", cancellation: cancellation);
        return late with { Effects = [.. late.Effects.Select(e => e.Outcome is null && Decided(decided, e.Experiment) is { } known ? e with { Outcome = known } : e)] };
    }

    /// <summary>The effects of a complete analysis whose data can be trusted, over all units.</summary>
    internal static IEnumerable<PastEffect> Of(JsonObject body)
    {
        if (body["complete"]?.GetValue<bool>() != true || body["recommendation"]?["word"]?.GetValue<string>() == "invalid" || body["experiment"]?["id"]?.GetValue<string>() is not { } id)
        {
            yield break;
        }

        var comparisons = (body["comparisons"] as JsonArray)?.OfType<JsonObject>().Where(c => c["segment"] is null).ToList() ?? [];
        var several = comparisons.Select(c => c["treatment"]?["variant"]?.GetValue<string>()).Distinct(StringComparer.Ordinal).Count() > 1;
        var seen = new HashSet<(string, string?)>();
        foreach (var c in comparisons)
        {
            var variant = several ? c["treatment"]?["variant"]?.GetValue<string>() : null;
            if (c["kpi"]?.GetValue<string>() is { } kpi && c["absolute"] is JsonObject absolute && absolute["estimate"]?.GetValue<double>() is { } value
                && absolute["standardError"]?.GetValue<double>() is { } error && error > 0 && seen.Add((kpi, variant)))
            {
                yield return new PastEffect(id, variant, kpi, value, error, body["units"]?.GetValue<long>());
            }
        }
    }

    // ship was a win, rollback a loss, equivalent no difference; other words say nothing of the effect.
    private static KnownOutcome? Decided(IReadOnlyList<JournalEntry> decisions, string experiment)
        => decisions.LastOrDefault(d => d.Subject == "experiment/" + experiment)?.Content is { } content
            ? ((content["word"] ?? content["decision"]) is JsonValue value && value.TryGetValue<string>(out var word) ? word : null) switch
            {
                "ship" => KnownOutcome.Win,
                "rollback" => KnownOutcome.Loss,
                "equivalent" => KnownOutcome.Flat,
                _ => null,
            }
            : null;
}
