using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>
/// <c>recommend</c>: links' stored verdicts (or, where none is stored, those of today), governance, experiments, redundancy and noise → the rule table → a word for every KPI. Stores nothing.
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
    public static async Task<KpiRecommendations> RunAsync(
        Session session, Registry registry, IReadOnlyList<string> ids, SeriesShelf shelf, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        var kpis = Wanted(definitions, ids);
        var past = await ReadPastExperiments.RunAsync(session, registry, progress, cancellation);
        var links = await LinksAsync(session, registry, past, shelf, progress, cancellation);
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

    // What a check would say now, its memory of earlier looks included; a link that cannot be read is open, and does not take the others with it.
    private static async Task<List<JudgedLink>> LinksAsync(Session session, Registry registry, PastExperiments past, SeriesShelf shelf, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            var (reports, journal, _) = await CheckLinks.JudgeAsync(session, registry, past, [], progress, cancellation, shelf);
            return [.. reports.Select(r => Judged(r, journal))];
        }
        catch (InvalidInputException)
        {
            var links = new List<JudgedLink>();
            foreach (var link in registry.Definitions.Links)
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
            report.Link, report, new LinkStanding(report.Link.Id, report.Link.To, report.Word, report.Sentence, stored?.AsOf, report.NextVerdict, report.Causal.Word), stored is null);
    }

    // A KPI is redundant only where each of its kept links is.
    private static Dictionary<string, Redundancy> Redundant(List<JudgedLink> links, LeadSettings settings)
    {
        var kept = links.Where(l => l.Report is { Word: LinkWord.Keep, Series.IsDefined: true, Verdict.Evidence.IsDefined: true }).ToList();
        var gone = new Dictionary<string, List<Redundancy>>(StringComparer.Ordinal);
        foreach (var rivals in kept.GroupBy(l => l.Link.To, StringComparer.Ordinal))
        {
            var standing = new List<JudgedLink>();
            foreach (var link in rivals.OrderByDescending(Strength).ThenBy(l => l.Link.From, StringComparer.Ordinal))
            {
                var twin = standing.Select(better => (Other: better.Link.From, Test: Compare(better.Report!, link.Report!, settings))).FirstOrDefault(c => c.Test is { IsDefined: true, Value.Redundant: not null });
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

    private static double Strength(JudgedLink link) => link.Report!.Verdict.Evidence.Value.Backtest is { IsDefined: true } b ? b.Value.Skill : 0;

    private static Estimable<Encompassing> Compare(LinkReport first, LinkReport second, LeadSettings settings)
    {
        AlignedSeries a = first.Series.Value, b = second.Series.Value;
        var n = Math.Min(a.Outcome.Count, b.Outcome.Count);
        if (a.Calendar != b.Calendar || a.Starts[^1] != b.Starts[^1])
        {
            return new Undefined(SeriesRefusal.NoOverlap, "the two leads are compared with their outcome on different calendars");
        }

        double[] Last(IReadOnlyList<double?> values) => LinkGate.Bridge([.. values.Skip(values.Count - n)], n);
        var window = new LeadWindow(1, Math.Max(a.LastLag, b.LastLag));
        return LeadRedundancy.Compare(
            Last(a.Outcome), Last(a.Lead), Last(b.Lead), window, Math.Min(first.Season.Periods, second.Season.Periods), first.Verdict.Evidence.Value.OwnLags, settings);
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

    private sealed record JudgedLink(LinkDefinition Link, LinkReport? Report, LinkStanding Standing, bool IsUnstored);
}
