using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Reporting;
using KpiLab.Store;

namespace KpiLab;

/// <summary>
/// <c>link check</c>: definitions → series at their vintage → gate → tests, all links of the workspace as one family → verdicts with their memory of earlier looks →
/// journal. A link that was never applied is judged and not remembered.
/// </summary>
internal static class CheckLinks
{
    /// <summary>The journal's kind of a check.</summary>
    public const string Kind = "link-check";

    /// <summary>Checks the links of these ids, or all when there are none, and remembers the looks.</summary>
    public static async Task<IReadOnlyList<LinkReport>> RunAsync(
        Session session, IReadOnlyList<string> ids, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        using var memory = new RunMemory();
        session = session.Sharing(memory);
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var past = await ReadPastExperiments.RunAsync(session, registry, progress, cancellation);
        var (reports, journal, applied) = await JudgeReadableAsync(session, registry, past, ids, progress, cancellation);
        if (applied.Count > 0 && reports.Count > 0)
        {
            using var store = await session.StoreAsync(registry.Definitions.Settings, cancellation);
            await RecordAsync(session, store, registry.Definitions, journal, [.. reports.Where(r => applied.Contains(r.Link.Id))], cancellation);
        }

        return reports;
    }

    // Where all links are asked for, one that cannot be read is told of and does not take the others with it.
    private static async Task<(IReadOnlyList<LinkReport> Reports, LinkJournal Journal, HashSet<string> Applied)> JudgeReadableAsync(
        Session session, Registry registry, PastExperiments past, IReadOnlyList<string> ids, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return await JudgeAsync(session, registry, past, ids, progress, cancellation);
        }
        catch (InvalidInputException) when (ids.Count == 0)
        {
            var definitions = registry.Definitions;
            var unreadable = (await UnreadableLinks.FindAsync(session, registry, progress, cancellation)).ToDictionary(u => u.Link.Id, u => u.Problems, StringComparer.Ordinal);
            if (unreadable.Count == 0 || unreadable.Count == definitions.Links.Count)
            {
                throw;
            }

            var (reports, journal, applied) = await JudgeAsync(session, registry, past, [.. definitions.Links.Select(l => l.Id).Where(l => !unreadable.ContainsKey(l))], progress, cancellation);
            var byId = reports.ToDictionary(r => r.Link.Id, StringComparer.Ordinal);
            return ([.. definitions.Links.Select(l => byId.GetValueOrDefault(l.Id) ?? UnreadableLinks.Report(session, definitions, l, unreadable[l.Id], journal))], journal, applied);
        }
    }

    /// <summary>What a check would say now; nothing is stored.</summary>
    internal static async Task<(IReadOnlyList<LinkReport> Reports, LinkJournal Journal, HashSet<string> Applied)> JudgeAsync(
        Session session, Registry registry, PastExperiments past, IReadOnlyList<string> ids, IProgress<ScanProgress>? progress, CancellationToken cancellation, SeriesShelf? shelf = null)
    {
        var definitions = registry.Definitions;
        var wanted = Wanted(definitions, ids);
        var applied = registry.Stored.Where(s => s.Document.Kind == DefinitionKind.Link).Select(s => s.Document.Id).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return ([], LinkJournal.Empty, applied);
        }

        var (readings, family) = await ReadAsync(session, registry, wanted, progress, shelf, cancellation);
        using var store = applied.Count > 0 ? await session.StoreAsync(definitions.Settings, cancellation) : null;
        var journal = store is null ? LinkJournal.Empty : await LinkJournal.ReadAsync(store, cancellation);
        var simulated = store is not null && await store.IsSimulatedAsync(cancellation);
        var retired = (await ReadStates.RunAsync(store, registry, cancellation)).Where(k => k.Value.State == KpiState.Retired).Select(k => k.Key).ToHashSet(StringComparer.Ordinal);
        var units = new Dictionary<string, UnitEvidence>(StringComparer.Ordinal);

        // Those of the other leads of an outcome too: what is said of them together does not depend on who is asked for.
        foreach (var link in definitions.Links.Where(l => wanted.Exists(w => w.To == l.To)))
        {
            if (link.Units is { } declared)
            {
                var sources = declared.Sources.Select(definitions.Source).OfType<SourceDefinition>().ToList();
                units[link.Id] = UnitEvidence.Of(link, await session.UnitRows.UnitsAsync(link.Id, declared, sources, session.Options.Now, session.Options.Read(), progress, cancellation));
            }
        }

        var targets = Targets(session, definitions, readings);
        var cases = readings.Select(r => Case(session, definitions, r, journal, applied, simulated, family, past, units.GetValueOrDefault(r.Link.Id), retired, targets.GetValueOrDefault(r.Outcome))).ToList();
        var reports = LinkChecker.Check(cases, definitions.Settings.Defaults.Links, session.Options.Memory?.Links);
        return ([.. reports.Where(r => wanted.Exists(w => w.Id == r.Link.Id)).Select(r => WithEffects(r, definitions, past, units))], journal, applied);
    }

    // One for each series of an outcome, whatever the number of its leads; their paths are simulated side by side.
    private static Dictionary<KpiSeries, TargetRealism> Targets(Session session, DefinitionSet definitions, IReadOnlyList<LinkReading> readings)
    {
        var aimed = definitions.Kpis.Where(k => k.Target is not null).ToDictionary(k => k.Id, StringComparer.Ordinal);
        var gate = definitions.Settings.Defaults.Links.Gate;
        var outcomes = readings.Where(r => aimed.ContainsKey(r.Link.To)).Select(r => (Kpi: aimed[r.Link.To], r.Outcome)).DistinctBy(o => o.Outcome, ReferenceEqualityComparer.Instance);
        return SideBySide.Each([.. outcomes], o => (o.Outcome, Target: session.Judge(o.Outcome, o.Kpi.Target!, o.Kpi.Direction, gate)))
            .ToDictionary(p => p.Outcome, p => p.Target, (IEqualityComparer<KpiSeries>)ReferenceEqualityComparer.Instance);
    }

    private static LinkReport WithEffects(LinkReport report, DefinitionSet definitions, PastExperiments past, Dictionary<string, UnitEvidence> units)
    {
        var own = units.GetValueOrDefault(report.Link.Id);
        var siblings = definitions.Links.Where(l => l.To == report.Link.To).ToList();
        return report with
        {
            Units = own,
            LongTerm = own is null ? null : LongTermEffects.Of(report.Link, past, own, report.Causal),
            Proxy = ProxyMix.Of(
                report.Link.To, siblings.Select(l => l.From), past, report.Causal.Fewest,
                lead => siblings.Where(l => l.From == lead).Select(l => units.GetValueOrDefault(l.Id)).FirstOrDefault(u => u is { Relation.IsDefined: true })?.Relation.Value.Correlation),
        };
    }

    /// <summary>What a link and the measures behind it are, noted new definitions included, without its wording and without the units shown beside it, which decide nothing.</summary>
    internal static string DefinitionHash(LinkDefinition link, DefinitionSet definitions)
    {
        var content = definitions.Document(DefinitionKind.Link, link.Id)?.Content.DeepClone().AsObject() ?? [];
        content.Remove("name");
        content.Remove("because");
        content.Remove("units");
        var measures = new JsonObject();
        foreach (var id in link.Controls.Append(link.From).Append(link.To).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            measures[id] = Measure(id, definitions);
        }

        content["measures"] = measures;
        var noted = new JsonObject();
        foreach (var (id, _) in measures.Where(m => definitions.NotedChanges.ContainsKey(m.Key)))
        {
            noted[id] = Noted(id, definitions);
        }

        if (noted.Count > 0)
        {
            content["noted"] = noted;
        }

        return CanonicalJson.Hash(content);
    }

    /// <summary>What a KPI's or metric's measure is, noted new definitions included.</summary>
    internal static string MeasureHash(string id, DefinitionSet definitions)
    {
        var measure = Measure(id, definitions) ?? new JsonObject();
        return CanonicalJson.Hash(definitions.NotedChanges.ContainsKey(id) ? new JsonObject { ["measure"] = measure, ["noted"] = Noted(id, definitions) } : measure);
    }

    private static JsonArray Noted(string id, DefinitionSet definitions) => [.. definitions.NotedChanges[id].Select(h => JsonValue.Create(h))];

    private static JsonNode? Measure(string id, DefinitionSet definitions)
    {
        var kpi = definitions.Document(DefinitionKind.Kpi, id)?.Content;
        var metric = kpi?["measure"] is null && kpi?["metric"]?.GetValue<string>() is { } named ? named : id;
        return (kpi?["measure"] ?? definitions.Document(DefinitionKind.Metric, metric)?.Content["measure"])?.DeepClone();
    }

    internal static List<LinkDefinition> Wanted(DefinitionSet definitions, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
        {
            return [.. definitions.Links];
        }

        var known = definitions.Links.Select(l => l.Id).ToList();
        var problems = ids.Where(id => !known.Contains(id)).Distinct(StringComparer.Ordinal)
            .Select(id => new Problem(null, 0, "link", $"there is no link {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet: write one with `kind: link`" : "there are " + Suggestion.List(known))))
            .ToList();
        return problems.Count > 0 ? throw new InvalidInputException(problems) : [.. definitions.Links.Where(l => ids.Contains(l.Id))];
    }

    // The family is the workspace's, whoever asks for one link: asking for one at a time is no way around it.
    private static async Task<(IReadOnlyList<LinkReading> Readings, Finding? Incomplete)> ReadAsync(
        Session session, Registry registry, List<LinkDefinition> wanted, IProgress<ScanProgress>? progress, SeriesShelf? shelf, CancellationToken cancellation)
    {
        try
        {
            return (await ReadSeries.LinksAsync(session, registry, registry.Definitions.Links, progress, cancellation, shelf), null);
        }
        catch (InvalidInputException invalid) when (wanted.Count < registry.Definitions.Links.Count)
        {
            var readings = await ReadSeries.LinksAsync(session, registry, wanted, progress, cancellation, shelf);
            return (readings, new Finding(
                "family-incomplete", Severity.Warning, $"Other links of the workspace cannot be read ({invalid.Problems[0]}): this one is judged without them, and its p-value is not corrected for them.",
                "Repair them, and check all links together."));
        }
    }

    private static LinkCase Case(
        Session session, DefinitionSet definitions, LinkReading reading, LinkJournal journal, HashSet<string> applied, bool simulated, Finding? incomplete, PastExperiments past, UnitEvidence? units,
        HashSet<string> retiredKpis, TargetRealism? target)
    {
        var link = reading.Link;
        var asOf = session.Options.Now;
        var (memory, before) = journal.Memories(link.Id, asOf);
        var findings = new List<Finding>();
        if (incomplete is not null)
        {
            findings.Add(incomplete);
        }

        if (!applied.Contains(link.Id))
        {
            findings.Add(new Finding("not-applied", Severity.Info, "The link was never applied: this check is not remembered.", "Apply it: `kpilab apply`.", link.Id));
        }
        else if (IsAhead(session, asOf))
        {
            findings.Add(new Finding(
                "looked-ahead", Severity.Info, Invariant($"This check looks from {asOf:yyyy-MM-dd}, which has not come yet: it is not remembered."), "Nothing.", link.Id));
        }
        else if (journal.Newest(link.Id) is { } newest && newest.AsOf > asOf)
        {
            findings.Add(new Finding(
                "looked-back", Severity.Info, Invariant($"A check from {newest.AsOf:yyyy-MM-dd} is stored already: this one looks from an earlier moment, and is not remembered."),
                "Nothing.", link.Id));
        }

        var retired = new[] { link.From, link.To }.Where(retiredKpis.Contains).ToList();
        if (retired.Count > 0)
        {
            findings.Add(new Finding(
                "end-retired", Severity.Info, $"{string.Join(" and ", retired)} {(retired.Count == 1 ? "is" : "are")} retired: the link makes no new forecasts; those that are open are still scored.",
                "Remove the link where nobody needs its word any more.", link.Id));
        }

        if (simulated)
        {
            findings.Add(new Finding("simulated-clock", Severity.Info, "The times in this store were simulated.", "Use a store of your own for real links."));
        }

        if (definitions.Metric(link.From) is { } from && definitions.Metric(link.To) is { } to)
        {
            findings.AddRange(MechanicalLink.Between(from, to));
        }

        findings.AddRange(reading.Lead.Findings.Concat(reading.Outcome.Findings).Distinct());
        var causal = CausalGrade.Of(link, past, definitions, definitions.Settings.PastExperiments?.Causal, units is { Relation.IsDefined: true } ? units.Relation.Value : null);
        findings.AddRange(causal.Findings.Concat(units?.Findings ?? []));
        return new LinkCase(
            link,
            DefinitionHash(link, definitions),
            asOf,
            reading.Lead,
            reading.Outcome,
            reading.Aligned,
            memory,
            journal.Ledger(link.Id, MeasureHash(link.To, definitions)),
            causal,
            target,
            findings)
        {
            Before = before,
            MayForecast = retired.Count == 0,
        };
    }

    // A look from a day to come would stand before every look that follows until then.
    private static bool IsAhead(Session session, DateTimeOffset asOf) => asOf > session.Options.Time.GetUtcNow();

    private static async Task RecordAsync(Session session, SqlStore store, DefinitionSet definitions, LinkJournal journal, List<LinkReport> reports, CancellationToken cancellation)
    {
        var entries = new List<NewJournalEntry>();
        foreach (var report in reports.Where(r => r.Look != LookKind.Repeated && !r.Findings.Any(f => f.Code == UnreadableLinks.Code) && !(journal.Newest(r.Link.Id)?.AsOf > r.AsOf) && !IsAhead(session, r.AsOf)))
        {
            var subject = LinkJournal.Subject(report.Link.Id);
            entries.Add(new NewJournalEntry(
                Kind, subject, new JsonObject { ["memory"] = report.Memory.ToJson(), ["check"] = report.ToJsonBody(withSeries: false) }, journal.Revision(report.Link.Id)));
            entries.AddRange(LedgerKeeper.Entries(report.Ledger, subject, report.DefinitionHash, MeasureHash(report.Link.To, definitions)));
        }

        await store.RecordAsync(entries, session.Options.Who, cancellation);
    }
}
