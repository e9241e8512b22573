using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary>What the audit of the KPIs is asked.</summary>
/// <param name="Profile">In place of the workspace's own.</param>
/// <param name="Targets">Also compute how likely each target is met, from the KPI's values over time; slow where there are many.</param>
public sealed record AuditQuestion(AuditProfile? Profile = null, bool Targets = false);

/// <summary>What the record says of the KPIs at a day; the audit of a workspace and that of a review differ in nothing else.</summary>
/// <param name="Today">The day that is looked from.</param>
/// <param name="States">Where each KPI stands in its life.</param>
/// <param name="Validations">The last checks of each lead's links.</param>
/// <param name="LastReview">When a review last looked at a KPI.</param>
/// <param name="Deviations">Deviations by KPI.</param>
/// <param name="Events">When KPIs came into the reports, and left them.</param>
/// <param name="Targets">Probability that a KPI's target is met, where it was computed.</param>
internal sealed record AuditRecord(
    DateOnly Today,
    IReadOnlyDictionary<string, KpiStanding> States,
    IReadOnlyDictionary<string, LeadValidation> Validations,
    IReadOnlyDictionary<string, DateOnly> LastReview,
    ILookup<string, AuditedDeviation> Deviations,
    IReadOnlyList<DashboardEvent> Events,
    IReadOnlyDictionary<string, double> Targets);

/// <summary>A deviation as the audit counts it.</summary>
/// <param name="On">The day on which it was opened.</param>
/// <param name="IsExecuted">Somebody acted.</param>
internal readonly record struct AuditedDeviation(DateOnly On, bool IsExecuted);

/// <summary><c>kpi audit</c>: definitions, states, last checks, reviews and deviations → rules → findings, score, checklist, playbook. Stores nothing, and reads no audit trail.</summary>
internal static class AuditKpis
{
    /// <summary>Days of changes and deviations that an owner's load is counted over.</summary>
    private const int AlertDays = 31;

    public static async Task<GovernanceReport> RunAsync(Session session, AuditQuestion question, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var targets = question.Targets ? await TargetsAsync(session, registry, progress, cancellation) : [];
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        return GovernanceAudit.Run(Case(registry, await RecordAsync(session, registry, store, targets, cancellation), question.Profile));
    }

    /// <summary>The case as the audit sees it.</summary>
    public static GovernanceCase Case(Registry registry, AuditRecord record, AuditProfile? profile = null)
    {
        var definitions = registry.Definitions;
        var changed = registry.Stored.Where(s => s.Document.Kind == DefinitionKind.Kpi && s.Version > 1 && IsRecent(DayOf(s.At), record.Today)).Select(s => s.Document.Id).ToHashSet(StringComparer.Ordinal);
        var tested = definitions.Experiments.SelectMany(e => e.Secondary.Append(e.Hypothesis.Kpi)).ToHashSet(StringComparer.Ordinal);
        var documents = definitions.Documents.Where(d => d.Kind is DefinitionKind.Kpi or DefinitionKind.Metric).ToDictionary(d => d.Id, StringComparer.Ordinal);
        var metrics = definitions.Metrics.ToDictionary(m => m.Id, StringComparer.Ordinal);
        var byId = PredefinedKpis.All.ToDictionary(t => t.Id, StringComparer.Ordinal);
        var byName = PredefinedKpis.All.DistinctBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        var settings = definitions.Settings.Governance;
        return new GovernanceCase(
            record.Today,
            profile is { } other ? settings with { Profile = other } : settings,
            definitions.Settings.Defaults.MaxPrimary,
            definitions.Goals,
            [.. definitions.Kpis.Select(k =>
            {
                var measure = k.Measure ?? (k.Metric is { } named && metrics.TryGetValue(named, out var metric) ? metric.Measure : null);
                var content = documents.GetValueOrDefault(k.Id)?.Content["measure"] ?? (k.Metric is { } id ? documents.GetValueOrDefault(id)?.Content["measure"] : null);
                var deviations = record.Deviations[k.Id].ToList();
                return new KpiRecord(k, record.States[k.Id], measure is null ? null : new MetricDefinition(k.Id, k.Name, k.Unit, k.Direction, measure), byId.GetValueOrDefault(k.Id) ?? byName.GetValueOrDefault(k.Name))
                {
                    MeasureText = content is null ? null : CanonicalJson.Serialize(content),
                    LastReview = record.LastReview.TryGetValue(k.Id, out var day) ? day : null,
                    Validation = record.Validations.GetValueOrDefault(k.Id),
                    Actions = deviations.Count > 0 ? new ActionCount(deviations.Count, deviations.Count(d => d.IsExecuted)) : null,
                    RecentAlerts = (changed.Contains(k.Id) ? 1 : 0) + deviations.Count(d => IsRecent(d.On, record.Today)),
                    TargetProbability = record.Targets.TryGetValue(k.Id, out var probability) ? probability : null,
                    HasExperiment = tested.Contains(k.Id),
                };
            })],
            metrics.Keys.ToHashSet(StringComparer.Ordinal),
            definitions.Links,
            record.Events,
            PredefinedKpis.All);
    }

    /// <summary>Of several links of a lead the worst word counts, and of their days the oldest; a lead of which one link has no check has none.</summary>
    /// <param name="links">Links.</param>
    /// <param name="memory">The check that counts for a link, or null.</param>
    public static Dictionary<string, LeadValidation> Validations(IEnumerable<LinkDefinition> links, Func<LinkDefinition, LinkMemory?> memory)
    {
        var found = new Dictionary<string, LeadValidation>(StringComparer.Ordinal);
        foreach (var ofLead in links.GroupBy(l => l.From, StringComparer.Ordinal))
        {
            var known = ofLead.Select(memory).ToList();
            if (!known.Contains(null))
            {
                found[ofLead.Key] = new LeadValidation(DayOf(known.Min(m => m!.AsOf)), known.Select(m => m!.Standing).MaxBy(Badness));
            }
        }

        return found;
    }

    private static async Task<AuditRecord> RecordAsync(Session session, Registry registry, IStore? store, IReadOnlyDictionary<string, double> targets, CancellationToken cancellation)
    {
        var states = await ReadStates.RunAsync(store, registry, cancellation, session.Options.AsOf);
        if (store is null)
        {
            return new AuditRecord(
                DayOf(session.Options.Now), states, Validations(registry.Definitions.Links, _ => null), new Dictionary<string, DateOnly>(),
                Array.Empty<AuditedDeviation>().ToLookup(_ => ""), [], targets);
        }

        // A check of an earlier definition of the link is none.
        var checks = (await store.NewestAsync(CheckLinks.Kind, cancellation)).ToDictionary(c => c.Subject, c => LinkMemory.Of(c.Content["memory"]!.AsObject()), StringComparer.Ordinal);
        var validations = Validations(
            registry.Definitions.Links,
            l => checks.TryGetValue(LinkJournal.Subject(l.Id), out var m) && m.DefinitionHash == CheckLinks.DefinitionHash(l, registry.Definitions) ? m : null);
        var reviewed = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var review in await store.NewestAsync("review", cancellation))
        {
            foreach (var kpi in registry.Definitions.Kpis.Where(k => Covers(review, k.Id)))
            {
                reviewed[kpi.Id] = reviewed.TryGetValue(kpi.Id, out var known) && known > DayOf(review.At) ? known : DayOf(review.At);
            }
        }

        var acted = (await store.NewestAsync("deviation-action", cancellation)).Select(e => e.Subject).ToHashSet(StringComparer.Ordinal);
        var deviations = (await store.NewestAsync("deviation", cancellation)).ToLookup(KpiOf, d => new AuditedDeviation(DayOf(d.At), acted.Contains(d.Subject)), StringComparer.Ordinal);
        return new AuditRecord(DayOf(session.Options.Now), states, validations, reviewed, deviations, await ReadStates.EventsAsync(store, registry, cancellation), targets);
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
        var aimed = registry.Definitions.Kpis.Where(k => k.Target is not null).ToList();
        var series = await new SeriesShelf(session, registry, progress).ReadAsync([.. aimed.Select(k => new SeriesRequest(k.Id))], cancellation);
        var gate = registry.Definitions.Settings.Defaults.Links.Gate;
        return aimed.Zip(series).Where(p => p.Second.IsDefined)
            .Select(p => (p.First.Id, TargetCheck.Of(p.Second.Value, p.First.Target!, p.First.Direction, session.Options.Seed, gate).Probability))
            .Where(p => p.Probability.IsDefined).ToDictionary(p => p.Id, p => p.Probability.Value, StringComparer.Ordinal);
    }

    private static string KpiOf(JournalEntry deviation) => (string?)deviation.Content["kpi"] ?? deviation.Subject;

    // A review that lists its KPIs looked at those; one that does not, at all of them.
    private static bool Covers(JournalEntry review, string kpi)
        => review.Content["kpis"] is not JsonArray listed || listed.OfType<JsonObject>().Any(k => (string?)k["kpi"] == kpi || (string?)k["id"] == kpi);

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static bool IsRecent(DateOnly on, DateOnly today) => today.DayNumber - on.DayNumber is >= 0 and < AlertDays;
}
