using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab;

/// <summary>What the audit of the KPIs is asked.</summary>
/// <param name="Profile">In place of the workspace's own.</param>
/// <param name="Targets">Also compute how likely each target is met and whether counter metrics keep within their tolerance, from values over time; slow where there are many.</param>
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
    IReadOnlyDictionary<string, double> Targets)
{
    /// <summary>What counter metrics did, by KPI, where their values were read.</summary>
    public ILookup<string, CounterReading> Counters { get; init; } = Array.Empty<CounterReading>().ToLookup(c => c.Kpi, StringComparer.Ordinal);

    /// <summary>Answers to points of the checklist that hold, by KPI and point.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, PointAnswer>> Answers { get; init; } = new Dictionary<string, Dictionary<string, PointAnswer>>(StringComparer.Ordinal);
}

/// <summary>A deviation as the audit counts it.</summary>
/// <param name="On">The last day of its period.</param>
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
        var catalogue = Task.Run(() => PredefinedKpis.All, cancellation); // is understood while the store is read
        var shelf = new SeriesShelf(session, registry, progress);
        var targets = question.Targets ? await TargetsAsync(session, registry, shelf, cancellation) : [];
        var counters = question.Targets ? await CountersAsync(registry.Definitions.Kpis, registry.Definitions, shelf, DayOf(session.Options.Now), cancellation) : [];
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        var record = await RecordAsync(session, registry, store, targets, cancellation);
        await catalogue;
        record = record with { Counters = counters.ToLookup(c => c.Kpi, StringComparer.Ordinal) };
        return GovernanceAudit.Run(Case(registry, record, question.Profile));
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
                    Counters = [.. record.Counters[k.Id]],
                    Answers = record.Answers.GetValueOrDefault(k.Id) ?? [],
                    HasExperiment = tested.Contains(k.Id),
                };
            })],
            metrics.Keys.ToHashSet(StringComparer.Ordinal),
            definitions.Links,
            record.Events,
            PredefinedKpis.All);
    }

    /// <summary>What the counter metrics of some KPIs did over the last quarter; those whose values cannot be read are left out.</summary>
    public static async Task<List<CounterReading>> CountersAsync(IEnumerable<KpiDefinition> kpis, DefinitionSet definitions, SeriesShelf shelf, DateOnly until, CancellationToken cancellation)
    {
        var pairs = kpis.SelectMany(k => k.CounterMetrics.Select(c => (Kpi: k.Id, Counter: c, Metric: definitions.Metric(c.Kpi)))).Where(p => p.Metric is not null).ToList();
        var series = await shelf.ReadAsync([.. pairs.Select(p => new SeriesRequest(p.Counter.Kpi))], cancellation);
        return [.. pairs.Zip(series).Where(p => p.Second.IsDefined).Select(p => CounterReading.Of(p.First.Kpi, p.First.Counter, p.Second.Value, p.First.Metric!.Direction, until)).OfType<CounterReading>()];
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
        if (store is null)
        {
            return new AuditRecord(
                DayOf(session.Options.Now), await ReadStates.RunAsync(store, registry, cancellation, session.Options.AsOf), Validations(registry.Definitions.Links, _ => null), new Dictionary<string, DateOnly>(),
                Array.Empty<AuditedDeviation>().ToLookup(_ => ""), [], targets);
        }

        var reviewing = ReviewedAsync(store, registry.Definitions.Kpis, cancellation); // the largest entry of all is read beside the others
        try
        {
            return await RecordAsync(session, registry, store, targets, reviewing, cancellation);
        }
        finally
        {
            await ((Task)reviewing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<AuditRecord> RecordAsync(
        Session session, Registry registry, IStore store, IReadOnlyDictionary<string, double> targets, Task<Dictionary<string, DateOnly>> reviewing, CancellationToken cancellation)
    {
        var states = await ReadStates.RunAsync(store, registry, cancellation, session.Options.AsOf);

        // A check of an earlier definition of the link is none.
        var checks = (await store.NewestAsync(CheckLinks.Kind, cancellation)).ToDictionary(c => c.Subject, c => LinkMemory.Of(c.Content["memory"]!.AsObject()), StringComparer.Ordinal);
        var validations = Validations(
            registry.Definitions.Links,
            l => checks.TryGetValue(LinkJournal.Subject(l.Id), out var m) && m.DefinitionHash == CheckLinks.DefinitionHash(l, registry.Definitions) ? m : null);
        // What was opened and what was acted on are told by their names; their contents would be most of what a store of many years holds.
        var acted = (await store.SubjectsAsync(DeviationKeeper.ActKind, cancellation)).ToHashSet(StringComparer.Ordinal);
        var deviations = (await store.SubjectsAsync(DeviationKeeper.OpenKind, cancellation))
            .Select(s => (Id: DeviationKeeper.Parse(s), IsExecuted: acted.Contains(s))).Where(d => d.Id is not null)
            .ToLookup(d => d.Id!.Value.Kpi, d => new AuditedDeviation(LastDay(registry.Definitions.Kpi(d.Id!.Value.Kpi), d.Id!.Value.Period), d.IsExecuted), StringComparer.Ordinal);
        var events = await ReadStates.EventsAsync(store, registry, cancellation);
        var answers = await AnswerPoint.ReadAsync(store, registry.Definitions, DayOf(session.Options.Now), session.Options.AsOf, cancellation);
        return new AuditRecord(DayOf(session.Options.Now), states, validations, await reviewing, deviations, events, targets) { Answers = answers };
    }

    // Newest month first, and no further than until every KPI was met: a review holds all of them as a rule.
    private static async Task<Dictionary<string, DateOnly>> ReviewedAsync(IStore store, IReadOnlyList<KpiDefinition> kpis, CancellationToken cancellation)
    {
        var reviewed = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var month in (await store.SubjectsAsync(ReviewJournal.Kind, cancellation)).Reverse())
        {
            if (reviewed.Count == kpis.Count)
            {
                break;
            }

            var review = (await store.NewestAsync(ReviewJournal.Kind, month, cancellation))!;
            var listed = (review.Content["kpis"] as JsonArray)?.OfType<JsonObject>().Select(k => (string?)k["kpi"] ?? (string?)k["id"]).ToHashSet(StringComparer.Ordinal);
            foreach (var kpi in kpis.Where(k => listed?.Contains(k.Id) != false)) // one that lists none looked at all
            {
                reviewed.TryAdd(kpi.Id, DayOf(review.At));
            }
        }

        return reviewed;
    }

    // The day on which a period that began then was over.
    private static DateOnly LastDay(KpiDefinition? kpi, DateOnly start) => kpi?.Cadence switch
    {
        Cadence.Daily => start,
        Cadence.Monthly => start.AddMonths(1).AddDays(-1),
        Cadence.Quarterly => start.AddMonths(3).AddDays(-1),
        Cadence.Yearly => start.AddYears(1).AddDays(-1),
        _ => start.AddDays(6),
    };

    private static int Badness(LinkWord word) => word switch
    {
        LinkWord.Replace => 3,
        LinkWord.Revalidate => 2,
        LinkWord.InsufficientEvidence => 1,
        _ => 0,
    };

    private static async Task<Dictionary<string, double>> TargetsAsync(Session session, Registry registry, SeriesShelf shelf, CancellationToken cancellation)
    {
        var aimed = registry.Definitions.Kpis.Where(k => k.Target is not null).ToList();
        var series = await shelf.ReadAsync([.. aimed.Select(k => new SeriesRequest(k.Id))], cancellation);
        var gate = registry.Definitions.Settings.Defaults.Links.Gate;
        List<(KpiDefinition Kpi, KpiSeries Series)> known = [.. aimed.Zip(series).Where(p => p.Second.IsDefined).Select(p => (p.First, p.Second.Value))];
        return SideBySide.Each(known, p => (p.Kpi.Id, session.Judge(p.Series, p.Kpi.Target!, p.Kpi.Direction, gate).Probability))
            .Where(p => p.Probability.IsDefined).ToDictionary(p => p.Id, p => p.Probability.Value, StringComparer.Ordinal);
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static bool IsRecent(DateOnly on, DateOnly today) => today.DayNumber - on.DayNumber is >= 0 and < AlertDays;
}
