using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Reads what a review of a month shows.</summary>
/// <param name="session">Seen from the month's end.</param>
/// <param name="registry">Definitions.</param>
/// <param name="store">The store.</param>
/// <param name="month">The month.</param>
/// <param name="preliminary">It is not over.</param>
/// <param name="until">Checks and decisions from this moment on belong to the next review.</param>
/// <param name="shelf">Series as seen from the month's end.</param>
/// <param name="recorded">The deviations on record, under way: they are read once the crossings of today were opened.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed partial class ReviewReading(
    Session session, Registry registry, IStore store, Month month, bool preliminary, DateTimeOffset until, SeriesShelf shelf, Task<IReadOnlyList<Deviation>> recorded, IProgress<ScanProgress>? progress)
{
    private readonly DefinitionSet _definitions = registry.Definitions;

    /// <param name="tags">What the review belongs to.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task<ReviewSnapshot> ReadAsync(IReadOnlyList<string> tags, CancellationToken cancellation)
    {
        var states = await ReadStates.RunAsync(store, registry, cancellation, session.Options.AsOf);
        var active = _definitions.Kpis.Where(k => states[k.Id].State is KpiState.Active or KpiState.Trial).ToList();
        var series = await shelf.ReadAsync([.. active.Select(k => new SeriesRequest(k.Id))], cancellation);

        // Paths are simulated on every core while the store is read and the rest follows step by step.
        var judging = Task.Run(() => SideBySide.Each([.. active.Zip(series)], p => Target(p.First, p.Second)), cancellation);
        Dictionary<string, StoredCheck> checks;
        Dictionary<string, KpiRecommendation> advice;
        ILookup<string, ReviewFormer> former;
        try
        {
            checks = await ChecksAsync(cancellation);
            advice = (await RecommendKpis.RunAsync(session, registry, [.. active.Select(k => k.Id)], shelf, progress, cancellation, checks)).Kpis.ToDictionary(k => k.Kpi, StringComparer.Ordinal);
            former = await FormerAsync(active, series, cancellation);
        }
        catch
        {
            await ((Task)judging).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var targets = await judging;
        List<ReviewKpi> kpis = [.. active.Select((k, i) => Kpi(k, series[i], targets[i], active.Count > 0 ? advice.GetValueOrDefault(k.Id) : null) with { Former = [.. former[k.Id]] })];
        var counters = await AuditKpis.CountersAsync(active, _definitions, shelf, month.LastDay, cancellation);
        var milestones = Milestones(kpis);
        List<ReviewLink> links = [.. _definitions.Links.Select(l => Link(l, checks.GetValueOrDefault(l.Id)?.Memory))];
        var experiments = await ExperimentsAsync(cancellation);
        var all = await recorded;
        var deviations = all.Where(d => month.Holds(d.Crossing.End) || (d.Crossing.End < month.FirstDay && !WasSettled(d))).Select(Deviation).ToList();
        var events = await ReadStates.EventsAsync(store, registry, cancellation);
        var noise = DashboardNoise.Between(events, month.FirstDay, month.LastDay);
        var record = Record(states, active, targets, checks, all, events) with
        {
            Counters = counters.ToLookup(c => c.Kpi, StringComparer.Ordinal),
            Answers = await AnswerPoint.ReadAsync(store, _definitions, month.LastDay, session.Options.AsOf, cancellation),
        };
        var audit = GovernanceAudit.Run(AuditKpis.Case(registry, record));
        List<ReviewFinding> findings =
        [
            .. audit.Findings.Select(f => new ReviewFinding(f.Finding.Code, f.Finding.Severity, f.Finding.Subject, f.Finding.Sentence, f.Finding.Remedy)),
            .. await UnregisteredAsync(cancellation),
            .. active.Zip(series).SelectMany(p => Quality(p.First, p.Second)),
        ];
        var ofMonth = deviations.Where(d => d.OfTheMonth).ToList();
        return new ReviewSnapshot(
            month.ToString(), preliminary, await store.IsSimulatedAsync(cancellation), kpis, links, experiments, deviations, ofMonth.Count, ofMonth.Count(d => d.Done is not null),
            noise.ActiveAtStart, noise.Added, noise.Retired, findings, [.. Questions(active, kpis, links, ofMonth, findings), .. Questions(milestones)])
        {
            Score = audit.Score.Value,
            ScoreTerms = audit.Score.Terms,
            Tags = tags,
            Milestones = milestones,
            Counters = counters,
        };
    }

    private TargetRealism? Target(KpiDefinition kpi, Estimable<KpiSeries> read)
        => read.IsDefined && kpi.Target is { } goal ? session.Judge(read.Value, goal, kpi.Direction, _definitions.Settings.Defaults.Links.Gate) : null;

    // The review that is being made counts as this month's: the second run sees the same as the first.
    private AuditRecord Record(
        IReadOnlyDictionary<string, KpiStanding> states, List<KpiDefinition> active, IReadOnlyList<TargetRealism?> targets, Dictionary<string, StoredCheck> checks, IReadOnlyList<Deviation> deviations, IReadOnlyList<DashboardEvent> events)
        => new(
            month.LastDay,
            states,
            AuditKpis.Validations(_definitions.Links, l => checks.TryGetValue(l.Id, out var c) && c.Memory.DefinitionHash == CheckLinks.DefinitionHash(l, _definitions) ? c.Memory : null),
            active.ToDictionary(k => k.Id, _ => month.LastDay, StringComparer.Ordinal),
            deviations.Where(d => d.Crossing.End <= month.LastDay).ToLookup(d => d.Kpi, d => new AuditedDeviation(d.Crossing.End, d.IsExecuted), StringComparer.Ordinal),
            events,
            active.Zip(targets).Where(p => p.Second is { Probability.IsDefined: true }).ToDictionary(p => p.First.Id, p => p.Second!.Probability.Value, StringComparer.Ordinal));

    private ReviewKpi Kpi(KpiDefinition kpi, Estimable<KpiSeries> read, TargetRealism? target, KpiRecommendation? advice)
    {
        var series = read.IsDefined ? read.Value : null;
        var known = series?.Points.Where(p => p.Value is not null && End(series, p) <= month.LastDay).ToList() ?? [];
        SeriesPoint? last = known.Count > 0 ? known[^1] : null;
        var before = known.LastOrDefault(p => End(series!, p) < month.FirstDay);
        List<string> notes = series is null ? [read.Reason.Sentence]
            :
            [
                .. series.Changes.Where(c => c.At >= month.Previous.FirstDay && c.At <= month.LastDay).Select(c => Invariant($"{c.At:yyyy-MM-dd}: new definition, {c.Sentence}; values before follow the old one.")),
                .. series.Notes.Where(n => month.Holds(n.At)).Select(n => Invariant($"{n.At:yyyy-MM-dd}: {n.Text} ({n.Actor})")),
                .. series.Findings.Where(f => f.Severity != Severity.Info || f.Code == "recomputed").Select(f => f.Sentence),
            ];
        return new ReviewKpi(
            kpi.Id, kpi.Name, kpi.Goal, kpi.Team, kpi.Owner, kpi.Tier, kpi.Public, kpi.Unit, last?.Start, last?.Value, last?.StandardError, before.Value, kpi.Target?.Value, kpi.Target?.Due, target?.Sentence, target?.InInterval,
            advice?.Advice, advice?.Sentence, notes);
    }

    private static DateOnly End(KpiSeries series, SeriesPoint p) => series.Calendar.LastDay(series.Calendar.PeriodOf(p.Start));

    // By link the newest check that was made before the end of the month in which one meets about this one.
    private async Task<Dictionary<string, StoredCheck>> ChecksAsync(CancellationToken cancellation)
    {
        var newest = (await store.NewestAsync(CheckLinks.Kind, cancellation)).ToDictionary(e => e.Subject, StringComparer.Ordinal);
        var found = new Dictionary<string, StoredCheck>(StringComparer.Ordinal);
        foreach (var link in _definitions.Links)
        {
            var entry = newest.GetValueOrDefault(LinkJournal.Subject(link.Id));
            if (entry is not null && Memory(entry).AsOf >= until)
            {
                entry = (await store.JournalAsync(CheckLinks.Kind, LinkJournal.Subject(link.Id), cancellation)).LastOrDefault(e => Memory(e).AsOf < until);
            }

            if (entry is not null)
            {
                var memory = Memory(entry);
                found[link.Id] = new StoredCheck(memory, LinkHistory.Verdict(entry.Content["check"]!.AsObject(), memory));
            }
        }

        return found;

        static LinkMemory Memory(JournalEntry entry) => LinkMemory.Of(entry.Content["memory"]!.AsObject());
    }

    private static ReviewLink Link(LinkDefinition link, LinkMemory? memory) => memory is null
        ? new ReviewLink(link.Id, link.From, link.To, null, "It was never checked: run `kpilab link check`.", null)
        : new ReviewLink(link.Id, link.From, link.To, memory.Standing, memory.Reason, DateOnly.FromDateTime(memory.AsOf.UtcDateTime));

    private async Task<IReadOnlyList<ReviewExperiment>> ExperimentsAsync(CancellationToken cancellation)
    {
        var decisions = (await store.JournalAsync("decision", cancellation: cancellation)).Where(e => e.At < until).ToLookup(e => e.Subject, StringComparer.Ordinal);
        var result = new List<ReviewExperiment>();
        foreach (var e in _definitions.Experiments)
        {
            var stored = await store.LatestAnalysisAsync(e.Id, cancellation);
            DateOnly? ended = e.Plan.Ends is { } ends ? DateOnly.FromDateTime(ends.UtcDateTime) : stored?.Body["complete"]?.GetValue<bool>() == true ? DateOnly.FromDateTime(stored.Look.At.UtcDateTime) : null;
            if (ended is not { } day || !month.Holds(day))
            {
                continue;
            }

            var recommendation = stored?.Body["recommendation"];
            var decision = decisions["experiment/" + e.Id].LastOrDefault();
            result.Add(new ReviewExperiment(
                e.Id, e.Name ?? e.Id, e.Hypothesis.Kpi, day, (string?)recommendation?["word"], (string?)recommendation?["sentence"], (string?)decision?.Content["word"], (string?)decision?.Content["reason"], decision?.Actor));
        }

        return result;
    }

    private async Task<IReadOnlyList<ReviewFinding>> UnregisteredAsync(CancellationToken cancellation)
    {
        var result = new List<ReviewFinding>();
        foreach (var e in _definitions.Experiments.Where(e => e.Plan.Starts is { } starts && DateOnly.FromDateTime(starts.UtcDateTime) <= month.LastDay))
        {
            var first = await store.RegistrationsAsync(e.Id, cancellation) is [var earliest, ..] ? earliest : null;
            if (first is null || first.At > e.Plan.Starts)
            {
                result.Add(new ReviewFinding(
                    first is null ? "unregistered-experiment" : "late-registration", Severity.Warning, e.Id,
                    first is null ? "It was never applied: its comparisons are exploratory." : Invariant($"It was applied on {first.At:yyyy-MM-dd}, after its start on {e.Plan.Starts:yyyy-MM-dd}: its comparisons are exploratory."),
                    "Apply experiments before their first exposure."));
            }
        }

        return result;
    }

    private bool WasSettled(Deviation d) => d.Acts.Any(a => a.On < month.FirstDay) || (d.Closing is { } end && DateOnly.FromDateTime(end.At.UtcDateTime) < month.FirstDay);

    private ReviewDeviation Deviation(Deviation d)
    {
        var due = d.Due is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : (DateOnly?)null;
        var act = d.Acts.Count > 0 ? d.Acts[0] : null;
        var late = due is { } day && (act is not null ? act.On > day : day <= month.LastDay && d.Closing is null);
        return new ReviewDeviation(
            d.Id, d.Kpi, d.When, d.Crossing.Period, d.Crossing.Value, d.Crossing.Reference, d.Crossing.Score, d.Crossing.IsInsideNoise, d.Action, due,
            act is not null ? Invariant($"{act.On:yyyy-MM-dd} {act.By}: {act.What}") : null, late, month.Holds(d.Crossing.End))
        {
            Unit = _definitions.Kpis.FirstOrDefault(k => k.Id == d.Kpi)?.Unit,
        };
    }

    private static List<ReviewQuestion> Questions(List<KpiDefinition> active, List<ReviewKpi> kpis, IReadOnlyList<ReviewLink> links, List<ReviewDeviation> deviations, List<ReviewFinding> findings)
    {
        var questions = new List<ReviewQuestion>();
        var primary = active.Where(k => k.Tier == Tier.Primary).ToList();
        foreach (var k in primary)
        {
            questions.Add(new ReviewQuestion($"outcome:{k.Id}", $"What outcome did we intend to influence with {k.Name}?", k.Narrative?.Outcome ?? k.Hypothesis));
            var captured = links.Where(l => (l.From == k.Id || l.To == k.Id) && l.Word is not null).Select(l => $"{l.Id}: {Spelling.Words(l.Word!.Value)}").ToList();
            questions.Add(new ReviewQuestion($"capture:{k.Id}", $"How well did {k.Name} capture it?", captured.Count > 0 ? "By its links, " + string.Join(", ", captured) + "." : null));
            var mine = deviations.Where(d => d.Kpi == k.Id).ToList();
            questions.Add(new ReviewQuestion(
                $"actions:{k.Id}", $"What actions did {k.Name} prompt?",
                k.Thresholds.Count == 0 || mine.Exists(d => d.Done is null) ? null : mine.Count == 0 ? "It crossed no threshold: no action was called for." : string.Join("; ", mine.Select(d => d.Done))));
        }

        List<string> Subjects(params string[] codes) => [.. findings.Where(f => codes.Contains(f.Code)).Select(f => f.Subject!).Distinct(StringComparer.Ordinal)];
        var acted = deviations.Count(d => d.Done is not null);
        var broken = Subjects("not-linked-to-goal", "ladder-broken");
        questions.Add(new ReviewQuestion("ladder", "Does every KPI ladder up to an outcome?", broken.Count > 0 ? $"No: {string.Join(", ", broken)}." : "Yes: each that is reported reaches one."));
        questions.Add(new ReviewQuestion(
            "act", "Do people act on drift, or are the reports passive?",
            deviations.Count == 0 ? "No KPI crossed a threshold this month." : Invariant($"{acted} of {deviations.Count} deviations were acted on.")));
        List<string> carried = [.. Subjects("vanity-unpaired", "activity-phrased", "retired-still-used", "undecided").Concat(kpis.Where(k => k.Advice is KpiAdvice.Retire or KpiAdvice.Replace).Select(k => k.Id)).Distinct(StringComparer.Ordinal)];
        questions.Add(new ReviewQuestion("carried", "Are outdated or vanity metrics carried along?", carried.Count > 0 ? $"Yes: {string.Join(", ", carried)}." : "None is known."));
        var aimed = active.Where(k => k.Target is not null).ToList();
        questions.Add(new ReviewQuestion(
            "behaviour", "Do targets set behaviour, or are they only benchmarks?",
            aimed.Count == 0 ? null : Invariant($"{aimed.Count(k => k.Thresholds.Count > 0)} of {aimed.Count} KPIs with a target say what is done when they deviate.")
                + (Subjects("target-sets-nothing") is { Count: > 0 } idle ? $" No more than what is there already is asked of {string.Join(", ", idle)}." : "")));
        return questions;
    }
}
