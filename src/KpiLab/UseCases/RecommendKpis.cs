using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>
/// <c>recommend</c>: what a check of the links would say now, governance, experiments, redundancy and noise → the rule table → a word for every KPI. A review gives the checks that it
/// shows, and rests on those. Stores nothing.
/// </summary>
internal static class RecommendKpis
{
    private const int MostCandidates = 5;

    public static async Task<KpiRecommendations> RunAsync(Session session, IReadOnlyList<string> ids, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        return await RunAsync(session, registry, ids, new SeriesShelf(session, registry, progress), progress, cancellation);
    }

    /// <summary>The same with what was read already.</summary>
    /// <param name="session">Whose workspace.</param>
    /// <param name="registry">Definitions.</param>
    /// <param name="ids">KPIs; all when there are none.</param>
    /// <param name="shelf">Series.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="checks">Stored checks, by link, that count under today's definition of their link; null: links are judged now.</param>
    public static async Task<KpiRecommendations> RunAsync(
        Session session, Registry registry, IReadOnlyList<string> ids, SeriesShelf shelf, IProgress<ScanProgress>? progress, CancellationToken cancellation,
        IReadOnlyDictionary<string, StoredCheck>? checks = null)
    {
        var definitions = registry.Definitions;
        var kpis = Wanted(definitions, ids);
        var past = await ReadPastExperiments.RunAsync(session, registry, progress, cancellation);
        var links = checks is null ? await LinksAsync(session, registry, past, definitions.Links, shelf, progress, cancellation) : await StandingAsync(session, registry, past, checks, shelf, progress, cancellation);
        var redundant = Redundant(links, definitions.Settings.Defaults.Links.Lead);
        var goals = definitions.Goals.Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
        var noise = await NoiseAsync(kpis, definitions, shelf, cancellation);
        var screens = new Dictionary<string, LinkScreen>(StringComparer.Ordinal);
        var today = DateOnly.FromDateTime(session.Options.Now.UtcDateTime);
        var results = new List<KpiRecommendation>();
        foreach (var kpi in kpis)
        {
            var evidence = new KpiEvidence(
                kpi,
                kpi.Goal is { } goal && goals.Contains(goal),
                [.. links.Where(l => l.Link.From == kpi.Id).Select(l => l.Standing)],
                [.. definitions.Links.Where(l => l.To == kpi.Id).Select(l => l.Id)],
                definitions.Metric(kpi.Id) is { } metric ? KpiSensitivity.Of(metric, past.Effects) : null,
                redundant.GetValueOrDefault(kpi.Id),
                noise.GetValueOrDefault(kpi.Id),
                []);
            if (evidence.Holds(KpiConditions.LeadDead))
            {
                foreach (var outcome in evidence.Leads.Select(l => l.Outcome).Distinct(StringComparer.Ordinal).Where(o => !screens.ContainsKey(o)))
                {
                    screens[outcome] = await ScreenAsync(session, registry, past, outcome, definitions, shelf, cancellation);
                }

                evidence = evidence with { Candidates = [.. evidence.Leads.Select(l => l.Outcome).Distinct(StringComparer.Ordinal).SelectMany(o => Candidates(screens[o], kpi.Id))] };
            }

            results.Add(KpiRuleTable.Decide(evidence, definitions.Settings.KpiRules, today));
        }

        var simulated = false;
        using (var store = await session.ExistingStoreAsync(definitions.Settings, cancellation))
        {
            simulated = store is not null && await store.IsSimulatedAsync(cancellation);
        }

        return new KpiRecommendations(
            session.Options.Now,
            [.. results.OrderByDescending(r => r.Advice).ThenBy(r => r.Kpi, StringComparer.Ordinal)],
            definitions.Settings.KpiRules ?? KpiRuleTable.Default,
            [.. past.Findings, .. links.Where(l => l.IsUnstored).Select(l => l.Link.Id).ToList() is { Count: > 0 } unstored
                ? [new Finding(
                    "links-not-checked",
                    Severity.Info,
                    Invariant($"{unstored.Count} of {links.Count} links have no stored check under their definition of today; they were tested for this answer alone: {Suggestion.List(unstored)}."),
                    "Run `kpilab link check`, so that their looks are remembered.")]
                : Array.Empty<Finding>()],
            simulated);
    }

    private static List<KpiDefinition> Wanted(DefinitionSet definitions, IReadOnlyList<string> ids)
    {
        var known = definitions.Kpis.Select(k => k.Id).ToList();
        var problems = ids.Where(id => !known.Contains(id)).Distinct(StringComparer.Ordinal)
            .Select(id => new Problem(null, 0, "kpi", $"there is no KPI {id}", Suggestion.DidYouMean(id, known, known.Count == 0 ? "none is defined yet: write one with `kind: kpi`" : "there are " + Suggestion.List(known))))
            .ToList();
        return problems.Count > 0 ? throw new InvalidInputException(problems)
            : ids.Count == 0 ? [.. definitions.Kpis] : [.. definitions.Kpis.Where(k => ids.Contains(k.Id))];
    }

    // What was stored of links, and of those without a check under their definition of today what one would say now. Kept leads of one outcome are examined again only to hold them against each other.
    private static async Task<List<JudgedLink>> StandingAsync(
        Session session, Registry registry, PastExperiments past, IReadOnlyDictionary<string, StoredCheck> checks, SeriesShelf shelf, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        var hashes = definitions.Links.ToDictionary(l => l.Id, l => CheckLinks.DefinitionHash(l, definitions), StringComparer.Ordinal);
        var held = definitions.Links.Where(l => checks.TryGetValue(l.Id, out var check) && check.Memory.DefinitionHash == hashes[l.Id]).ToDictionary(l => l.Id, l => checks[l.Id], StringComparer.Ordinal);
        List<LinkDefinition> open = [.. definitions.Links.Where(l => !held.ContainsKey(l.Id))];
        var judged = open.Count == 0 ? [] : (await LinksAsync(session, registry, past, open, shelf, progress, cancellation)).ToDictionary(l => l.Link.Id, StringComparer.Ordinal);
        bool IsKept(LinkDefinition link) => held.TryGetValue(link.Id, out var check) ? check.Memory.Standing == LinkWord.Keep : judged[link.Id].Standing.Word == LinkWord.Keep;
        List<LinkDefinition> rivals = [.. definitions.Links.Where(IsKept).GroupBy(l => l.To, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).SelectMany(g => g).Where(l => held.ContainsKey(l.Id))];
        var settings = definitions.Settings.Defaults.Links;
        var readable = await ReadableAsync(session, registry, rivals, shelf, progress, cancellation);
        var examined = SideBySide.Each(readable, r => (r.Link.Id, Lead: LinkChecker.ExamineAlone(r.Link, hashes[r.Link.Id], r.Aligned, settings, session.Options.Memory?.Links)))
            .Where(e => e.Lead.IsDefined).ToDictionary(e => e.Id, e => e.Lead.Value, StringComparer.Ordinal);
        return
        [
            .. definitions.Links.Select(l => held.TryGetValue(l.Id, out var check)
                ? new JudgedLink(l, examined.GetValueOrDefault(l.Id), new LinkStanding(l.Id, l.To, check.Memory.Standing, check.Verdict.Sentence, check.Memory.AsOf, check.Verdict.NextVerdict, check.Verdict.Causal), false)
                : judged[l.Id]),
        ];
    }

    // What cannot be read is not held against anything, and does not take the others with it; its check has said so.
    private static async Task<IReadOnlyList<LinkReading>> ReadableAsync(
        Session session, Registry registry, List<LinkDefinition> links, SeriesShelf shelf, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return await ReadSeries.LinksAsync(session, registry, links, progress, cancellation, shelf);
        }
        catch (InvalidInputException) when (links.Count > 1)
        {
            var readable = new List<LinkReading>();
            foreach (var link in links)
            {
                readable.AddRange(await ReadableAsync(session, registry, [link], shelf, progress, cancellation));
            }

            return readable;
        }
        catch (InvalidInputException)
        {
            return [];
        }
    }

    // What a check would say now, its memory of earlier looks included; a link that cannot be read is open, and does not take the others with it.
    private static async Task<List<JudgedLink>> LinksAsync(
        Session session, Registry registry, PastExperiments past, IReadOnlyList<LinkDefinition> which, SeriesShelf shelf, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            var (reports, journal, _) = await CheckLinks.JudgeAsync(session, registry, past, [.. which.Select(l => l.Id)], progress, cancellation, shelf);
            return [.. reports.Select(r => Judged(r, journal))];
        }
        catch (InvalidInputException)
        {
            var links = new List<JudgedLink>();
            foreach (var link in which)
            {
                try
                {
                    var (reports, journal, _) = await CheckLinks.JudgeAsync(session, registry, past, [link.Id], progress, cancellation, shelf);
                    links.Add(Judged(reports[0], journal));
                }
                catch (InvalidInputException invalid)
                {
                    links.Add(new JudgedLink(link, null, new LinkStanding(link.Id, link.To, null, $"Its series cannot be read: {invalid.Problems[0].Message}.", null, null, CausalWord.Unknown), true));
                }
            }

            return links;
        }
    }

    private static JudgedLink Judged(LinkReport report, LinkJournal journal)
    {
        var stored = journal.Newest(report.Link.Id) is { } memory && memory.DefinitionHash == report.DefinitionHash ? memory : null;
        return new JudgedLink(
            report.Link,
            report is { Word: LinkWord.Keep, Series.IsDefined: true, Verdict.Evidence.IsDefined: true } ? new ExaminedLead(report.Series.Value, report.Season.Periods, report.Verdict.Evidence.Value) : null,
            new LinkStanding(report.Link.Id, report.Link.To, report.Word, report.Sentence, stored?.AsOf, report.NextVerdict, report.Causal.Word),
            stored is null);
    }

    // A KPI is redundant only where each of its kept links is.
    private static Dictionary<string, Redundancy> Redundant(List<JudgedLink> links, LeadSettings settings)
    {
        var kept = links.Where(l => l.Standing.Word == LinkWord.Keep && l.Lead is not null).ToList();
        var gone = new Dictionary<string, List<Redundancy>>(StringComparer.Ordinal);
        foreach (var rivals in kept.GroupBy(l => l.Link.To, StringComparer.Ordinal))
        {
            var standing = new List<JudgedLink>();
            foreach (var link in rivals.OrderByDescending(Strength).ThenBy(l => l.Link.From, StringComparer.Ordinal))
            {
                var twin = standing.Select(better => (Other: better.Link.From, Test: Compare(better.Lead!, link.Lead!, settings))).FirstOrDefault(c => c.Test is { IsDefined: true, Value.Redundant: not null });
                if (twin.Other is null)
                {
                    standing.Add(link);
                    continue;
                }

                gone.TryAdd(link.Link.From, []);
                gone[link.Link.From].Add(new Redundancy(twin.Other, rivals.Key, twin.Test.Value.SecondGivenFirst, twin.Test.Value.FirstGivenSecond));
            }
        }

        return gone.Where(g => g.Value.Count == kept.Count(k => k.Link.From == g.Key)).ToDictionary(g => g.Key, g => g.Value[0], StringComparer.Ordinal);
    }

    private static double Strength(JudgedLink link) => link.Lead!.Evidence.Backtest is { IsDefined: true } b ? b.Value.Skill : 0;

    private static Estimable<Encompassing> Compare(ExaminedLead first, ExaminedLead second, LeadSettings settings)
    {
        AlignedSeries a = first.Series, b = second.Series;
        var n = Math.Min(a.Outcome.Count, b.Outcome.Count);
        if (a.Calendar != b.Calendar || a.Starts[^1] != b.Starts[^1])
        {
            return new Undefined(SeriesRefusal.NoOverlap, "the two leads are compared with their outcome on different calendars");
        }

        double[] Last(IReadOnlyList<double?> values) => LinkGate.Bridge([.. values.Skip(values.Count - n)], n);
        var window = new LeadWindow(1, Math.Max(a.LastLag, b.LastLag));
        return LeadRedundancy.Compare(
            Last(a.Outcome), Last(a.Lead), Last(b.Lead), window, Math.Min(first.Season, second.Season), first.Evidence.OwnLags, settings);
    }

    private static async Task<Dictionary<string, NoiseCost>> NoiseAsync(List<KpiDefinition> kpis, DefinitionSet definitions, SeriesShelf shelf, CancellationToken cancellation)
    {
        var readable = kpis.Where(k => definitions.Metric(k.Id) is { Measure.Source: not null }).Select(k => k.Id).ToList();
        var read = await shelf.ReadAsync([.. readable.Select(id => new SeriesRequest(id))], cancellation);
        return readable.Zip(read).Where(p => p.Second.IsDefined).Select(p => (p.First, Cost: NoiseCost.Of(p.Second.Value))).Where(p => p.Cost is not null).ToDictionary(p => p.First, p => p.Cost!, StringComparer.Ordinal);
    }

    private static Task<LinkScreen> ScreenAsync(
        Session session, Registry registry, PastExperiments past, string outcome, DefinitionSet definitions, SeriesShelf shelf, CancellationToken cancellation)
    {
        // As wide as the links that failed: a shorter window would miss a slower lead.
        var widest = definitions.Links.Where(l => l.To == outcome).Select(l => l.Lag).MaxBy(l => l.To.Count);
        return ScreenLinks.RunAsync(session, registry, past, new ScreenQuestion(outcome, new LagRange(new Lag(1, widest.To.Unit), widest.To)), shelf, cancellation, brief: true);
    }

    private static IEnumerable<ReplacementCandidate> Candidates(LinkScreen screen, string instead)
        => screen.Kept.Where(c => c.Kpi != instead).Take(MostCandidates).Select((c, i) => new ReplacementCandidate(
            c.Kpi,
            screen.Outcome,
            i + 1,
            Invariant($"{c.Kpi} leads {screen.Outcome} by {c.Lag} {(c.Lag == 1 ? "period" : "periods")} ({Rounding.PValue(c.PValue ?? 1)} among {screen.Family} candidates, {c.Skill:0.0%} less squared error out of sample)."),
            c.Skill,
            c.Sensitivity?.MovedShare,
            c.OnFront));

    // The lead is there where it is kept and may have to stand against another one.
    private sealed record JudgedLink(LinkDefinition Link, ExaminedLead? Lead, LinkStanding Standing, bool IsUnstored);
}

/// <summary>A check as the store has it.</summary>
/// <param name="Memory">What it left for the next one.</param>
/// <param name="Verdict">What it said.</param>
internal sealed record StoredCheck(LinkMemory Memory, RecordedVerdict Verdict);
