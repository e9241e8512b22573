using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary>What the audit of the KPIs is asked.</summary>
/// <param name="Profile">In place of the workspace's own.</param>
/// <param name="Targets">Also compute how likely each target is met, from the KPI's values over time; slow where there are many.</param>
public sealed record AuditQuestion(AuditProfile? Profile = null, bool Targets = false);

/// <summary><c>kpi audit</c>: definitions, states, last checks, reviews and deviations → rules → findings, score, checklist, playbook. Stores nothing, and reads no audit trail.</summary>
internal static class AuditKpis
{
    private const int AlertDays = 31;

    public static async Task<GovernanceReport> RunAsync(Session session, AuditQuestion question, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var targets = question.Targets ? await TargetsAsync(session, registry, progress, cancellation) : [];
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        return GovernanceAudit.Run(await CaseAsync(session, registry, store, question, targets, cancellation));
    }

    /// <summary>The case as the audit sees it.</summary>
    public static async Task<GovernanceCase> CaseAsync(
        Session session, Registry registry, IStore? store, AuditQuestion question, IReadOnlyDictionary<string, double> targets, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        var today = DateOnly.FromDateTime(session.Options.Now.UtcDateTime);
        var states = await ReadStates.RunAsync(store, registry, cancellation);
        var validations = await ValidationsAsync(definitions, store, cancellation);
        var reviews = store is null ? [] : await store.NewestAsync("review", cancellation);
        var deviations = store is null ? [] : await store.NewestAsync("deviation", cancellation);
        var acted = store is null ? [] : (await store.NewestAsync("deviation-action", cancellation)).Select(e => e.Subject).ToHashSet(StringComparer.Ordinal);
        var byKpi = deviations.ToLookup(KpiOf, StringComparer.Ordinal);
        var changed = registry.Stored.Where(s => s.Document.Kind == DefinitionKind.Kpi && s.Version > 1 && IsRecent(s.At, today)).Select(s => s.Document.Id).ToHashSet(StringComparer.Ordinal);
        var tested = definitions.Experiments.SelectMany(e => e.Secondary.Append(e.Hypothesis.Kpi)).ToHashSet(StringComparer.Ordinal);
        var documents = definitions.Documents.Where(d => d.Kind is DefinitionKind.Kpi or DefinitionKind.Metric).ToDictionary(d => d.Id, StringComparer.Ordinal);
        var metrics = definitions.Metrics.ToDictionary(m => m.Id, StringComparer.Ordinal);
        var byId = PredefinedKpis.All.ToDictionary(t => t.Id, StringComparer.Ordinal);
        var byName = PredefinedKpis.All.DistinctBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        var settings = definitions.Settings.Governance;
        return new GovernanceCase(
            today,
            question.Profile is { } profile ? settings with { Profile = profile } : settings,
            definitions.Settings.Defaults.MaxPrimary,
            definitions.Goals,
            [.. definitions.Kpis.Select(k =>
            {
                var measure = k.Measure ?? (k.Metric is { } named && metrics.TryGetValue(named, out var metric) ? metric.Measure : null);
                var content = (documents.GetValueOrDefault(k.Id)?.Content["measure"] ?? (k.Metric is { } id ? documents.GetValueOrDefault(id)?.Content["measure"] : null))?.DeepClone();
                return new KpiRecord(k, states[k.Id], measure is null ? null : new MetricDefinition(k.Id, k.Name, k.Unit, k.Direction, measure), byId.GetValueOrDefault(k.Id) ?? byName.GetValueOrDefault(k.Name))
                {
                    MeasureText = content is null ? null : CanonicalJson.Serialize(content),
                    LastReview = reviews.Where(r => Covers(r, k.Id)).Select(r => (DateOnly?)DateOnly.FromDateTime(r.At.UtcDateTime)).Max(),
                    Validation = validations.GetValueOrDefault(k.Id),
                    Actions = byKpi[k.Id].Any() ? new ActionCount(byKpi[k.Id].Count(), byKpi[k.Id].Count(d => acted.Contains(d.Subject))) : null,
                    RecentAlerts = (changed.Contains(k.Id) ? 1 : 0) + byKpi[k.Id].Count(d => IsRecent(d.At, today)),
                    TargetProbability = targets.TryGetValue(k.Id, out var probability) ? probability : null,
                    HasExperiment = tested.Contains(k.Id),
                };
            })],
            metrics.Keys.ToHashSet(StringComparer.Ordinal),
            definitions.Links,
            store is null ? [] : await ReadStates.EventsAsync(store, registry, cancellation),
            PredefinedKpis.All);
    }

    // Of several links of a lead the worst word counts, and of their days the oldest. A check of an earlier definition of the link is none.
    private static async Task<Dictionary<string, LeadValidation>> ValidationsAsync(DefinitionSet definitions, IStore? store, CancellationToken cancellation)
    {
        var checks = store is null ? [] : await store.NewestAsync(CheckLinks.Kind, cancellation);
        var memories = checks.ToDictionary(c => c.Subject, c => LinkMemory.Of(c.Content["memory"]!.AsObject()), StringComparer.Ordinal);
        var found = new Dictionary<string, LeadValidation>(StringComparer.Ordinal);
        foreach (var links in definitions.Links.GroupBy(l => l.From, StringComparer.Ordinal))
        {
            var known = links.Select(l => memories.TryGetValue(LinkJournal.Subject(l.Id), out var m) && m.DefinitionHash == CheckLinks.DefinitionHash(l, definitions) ? m : null).ToList();
            if (!known.Contains(null))
            {
                found[links.Key] = new LeadValidation(DateOnly.FromDateTime(known.Min(m => m!.AsOf).UtcDateTime), known.Select(m => m!.Standing).MaxBy(Badness));
            }
        }

        return found;
    }

    private static int Badness(LinkWord word) => word switch
    {
        LinkWord.Replace => 3,
        LinkWord.Revalidate => 2,
        LinkWord.InsufficientEvidence => 1,
        _ => 0,
    };

    private static async Task<Dictionary<string, double>> TargetsAsync(Session session, Registry registry, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var kpi in registry.Definitions.Kpis.Where(k => k.Target is not null))
        {
            var realism = await JudgeTarget.RunAsync(session, kpi.Id, progress, cancellation);
            if (realism.IsDefined && realism.Value.Probability.IsDefined)
            {
                found[kpi.Id] = realism.Value.Probability.Value;
            }
        }

        return found;
    }

    private static string KpiOf(JournalEntry deviation) => (string?)deviation.Content["kpi"] ?? deviation.Subject;

    // A review that lists its KPIs looked at those; one that does not, at all of them.
    private static bool Covers(JournalEntry review, string kpi)
        => review.Content["kpis"] is not JsonArray listed || listed.OfType<JsonObject>().Any(k => (string?)k["kpi"] == kpi || (string?)k["id"] == kpi);

    private static bool IsRecent(DateTimeOffset at, DateOnly today) => today.DayNumber - DateOnly.FromDateTime(at.UtcDateTime).DayNumber < AlertDays;
}
