using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary>What <c>apply</c> would do to experiments and links: new registrations, amendments of registered terms, memories that start anew.</summary>
internal static class PlanEffects
{
    public static async Task<IReadOnlyList<PlanEffect>> OfAsync(DefinitionPlan plan, DefinitionSet after, IStore? store, CancellationToken cancellation)
    {
        var touched = plan.Changed.Select(c => c.New).Concat(plan.Added).Concat(plan.Removed).Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var effects = new List<PlanEffect>();
        foreach (var experiment in after.Experiments)
        {
            if (await ExperimentAsync(experiment, after, touched, store, cancellation) is { } effect)
            {
                effects.Add(effect);
            }
        }

        effects.AddRange(plan.Removed.Where(d => d.Kind == DefinitionKind.Experiment).Select(d => new PlanEffect(d.Kind, d.Id, "ends", "registered", "its registrations and looks stay on record; nothing new is analysed under its id")));
        effects.AddRange(await LinksAsync(after, touched, store, cancellation));
        effects.AddRange(plan.Changed.Where(c => c.New.Kind is DefinitionKind.Kpi or DefinitionKind.Metric && c.Fields.Any(f => IsMeasure(f.Path)))
            .Select(c => new PlanEffect(c.New.Kind, c.New.Id, "redefines", "values by the version so far", "values by another measure: series of before and after do not compare")));
        return effects;
    }

    private static async Task<PlanEffect?> ExperimentAsync(ExperimentDefinition experiment, DefinitionSet after, HashSet<string> touched, IStore? store, CancellationToken cancellation)
    {
        var terms = FrozenTerms.Of(experiment, after);
        var registrations = store is null ? [] : await store.RegistrationsAsync(experiment.Id, cancellation);
        if (registrations is not [.., var last])
        {
            return new PlanEffect(DefinitionKind.Experiment, experiment.Id, "registers", null, Invariant($"terms {terms.TermsHash[..12]}, version 1"));
        }

        if (last.TermsHash == terms.TermsHash)
        {
            return null;
        }

        var looks = (await store!.LooksAsync(experiment.Id, cancellation)).Count(l => l.Units > 0);
        var causes = FrozenTerms.Definitions(experiment, after).Where(touched.Contains).ToList();
        var because = causes.Count > 0 ? $" because of {string.Join(", ", causes)}" : "";
        return new PlanEffect(
            DefinitionKind.Experiment,
            experiment.Id,
            "amends",
            Invariant($"terms {last.TermsHash[..12]}, version {last.Version} of {last.At.UtcDateTime:yyyy-MM-dd}"),
            Invariant($"terms {terms.TermsHash[..12]}, version {last.Version + 1}{because}")
                + (looks > 0 ? Invariant($": {looks} {(looks == 1 ? "look was" : "looks were")} taken already, so the new terms are late") : ": late where exposures have begun"));
    }

    private static async Task<IEnumerable<PlanEffect>> LinksAsync(DefinitionSet after, HashSet<string> touched, IStore? store, CancellationToken cancellation)
    {
        var newest = store is null ? [] : await store.NewestAsync(CheckLinks.Kind, cancellation);
        var memories = newest.ToDictionary(e => e.Subject, e => (e.Number, Memory: LinkMemory.Of(e.Content["memory"]!.AsObject())), StringComparer.Ordinal);
        return after.Links
            .Where(l => memories.TryGetValue(LinkJournal.Subject(l.Id), out var known) && known.Memory.DefinitionHash != CheckLinks.DefinitionHash(l, after))
            .Select(l =>
            {
                var (number, memory) = memories[LinkJournal.Subject(l.Id)];
                var causes = l.Controls.Append(l.From).Append(l.To).Append(l.Id).Where(touched.Contains).Distinct(StringComparer.Ordinal).ToList();
                return new PlanEffect(
                    DefinitionKind.Link,
                    l.Id,
                    "restarts",
                    Invariant($"{memory.Standing.ToString().ToLowerInvariant()} since {memory.Since.UtcDateTime:yyyy-MM-dd}, {number} {(number == 1 ? "look" : "looks")}"),
                    "its memory of looks starts anew with the next check" + (causes.Count > 0 ? $" because of {string.Join(", ", causes)}" : ""));
            })
            .ToList();
    }

    private static bool IsMeasure(string path) => path is "metric" or "measure" || path.StartsWith("measure.", StringComparison.Ordinal);
}
