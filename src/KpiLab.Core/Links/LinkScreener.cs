using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Screens candidates for a lead with the discipline of a link check: the same ladder, the window test two-sided as no sign was declared, one family by Benjamini and Hochberg, twins consolidated.</summary>
public static class LinkScreener
{
    private const int MostCompared = 12;

    /// <summary>Tests the candidates. None may pass.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="lags">Lags to try.</param>
    /// <param name="asOf">The moment that is looked from.</param>
    /// <param name="inputs">The candidates.</param>
    /// <param name="settings">Thresholds; null: the defaults.</param>
    /// <param name="brief">Where only those that pass are of interest: what fails the window test is not backtested, but for what past experiments have an effect on, which the front needs.</param>
    public static LinkScreen Screen(
        MetricDefinition outcome, LagRange lags, DateTimeOffset asOf, IReadOnlyList<ScreenInput> inputs, LinkSettings? settings = null, bool brief = false)
    {
        var chosen = settings ?? LinkSettings.Default;
        var (thresholds, gate) = (chosen.Lead, chosen.Gate);
        var tested = inputs.Where(i => !IsMechanical(i) && i.Series.IsDefined).Select(i => (Input: i, Series: Series(i.Series.Value, gate))).ToList();
        var verdicts = LinkExaminer.Check([.. tested.Select(t => t.Series)], adjust: true, thresholds, gate, brief ? i => tested[i].Input.Sensitivity is not null : null);
        var judged = tested.Zip(verdicts, (t, v) => (t.Series, Candidate: Judged(t.Input, v))).ToList();
        var passed = judged.Where(j => j.Candidate.Word == ScreenWord.Passed).OrderByDescending(j => j.Candidate.Skill).ThenBy(j => j.Candidate.Kpi, StringComparer.Ordinal).ToList();
        var ranked = Consolidated(passed, thresholds);
        var failed = judged.Select(j => j.Candidate).Where(c => c.Word != ScreenWord.Passed)
            .OrderBy(c => c.Word).ThenBy(c => c.PValue ?? 1).ThenBy(c => c.Kpi, StringComparer.Ordinal);
        var apart = inputs.Where(IsMechanical).Select(Mechanical).Concat(inputs.Where(i => !IsMechanical(i) && !i.Series.IsDefined).Select(Unread)).OrderBy(c => c.Word).ThenBy(c => c.Kpi, StringComparer.Ordinal);
        var all = Front([.. ranked, .. failed, .. apart]);
        var family = verdicts.Count(v => v.Evidence.IsDefined);
        return new LinkScreen(
            outcome.Id, lags, asOf, family, all, Sentence(outcome.Id, family, all), [.. inputs.SelectMany(i => i.Mechanical.Where(f => f.Severity >= Severity.Warning).Select(f => f with { Subject = i.Kpi.Id }))]);
    }

    private static bool IsMechanical(ScreenInput input) => input.Mechanical.Any(f => f.Severity >= Severity.Warning);

    private static LinkSeries Series(AlignedSeries s, LinkGateSettings gate)
        => new(s.Outcome, s.Lead, s.Controls, new LeadWindow(s.FirstLag, s.LastLag), LinkSeason.Choose(null, s.Calendar, s.Outcome.Count, gate).Periods, 0);

    private static ScreenCandidate Judged(ScreenInput input, LinkVerdict verdict)
    {
        var evidence = verdict.Evidence.IsDefined ? verdict.Evidence.Value : null;
        return new ScreenCandidate(
            input.Kpi.Id,
            input.Kpi.Name,
            verdict.Word switch { LinkWord.Keep => ScreenWord.Passed, LinkWord.InsufficientEvidence => ScreenWord.Insufficient, _ => ScreenWord.Failed },
            verdict.Reason,
            verdict,
            evidence is null ? null : verdict.PValue,
            evidence?.Lag,
            evidence?.Sign,
            evidence is null ? null : evidence.Lags[evidence.Lag - evidence.Lags[0].Lags[0]].Effect,
            evidence is { Backtest.IsDefined: true } ? evidence.Backtest.Value.Skill : null,
            input.Sensitivity,
            input.Declared);
    }

    private static ScreenCandidate Mechanical(ScreenInput input)
        => new(input.Kpi.Id, input.Kpi.Name, ScreenWord.Mechanical, input.Mechanical.First(f => f.Severity >= Severity.Warning).Sentence, null, null, null, null, null, null, input.Sensitivity, input.Declared);

    private static ScreenCandidate Unread(ScreenInput input)
        => new(input.Kpi.Id, input.Kpi.Name, ScreenWord.Insufficient, Capital(input.Series.Reason.Sentence), null, null, null, null, null, null, input.Sensitivity, input.Declared);

    // Each is held against the better ranked ones that stand; where neither adds to the other, the weaker goes.
    private static List<ScreenCandidate> Consolidated(List<(LinkSeries Series, ScreenCandidate Candidate)> passed, LeadSettings settings)
    {
        var kept = new List<(LinkSeries Series, ScreenCandidate Candidate)>();
        var result = new List<ScreenCandidate>();
        foreach (var (series, candidate) in passed)
        {
            var ranked = candidate with { Rank = result.Count + 1 };
            foreach (var better in kept.Take(MostCompared))
            {
                if (Compare(better, (series, candidate), settings) is { IsDefined: true, Value: { Redundant: not null } pair })
                {
                    ranked = ranked with { RedundantWith = better.Candidate.Kpi, Encompassing = (pair.SecondGivenFirst, pair.FirstGivenSecond) };
                    break;
                }
            }

            if (ranked.RedundantWith is null)
            {
                kept.Add((series, ranked));
            }

            result.Add(ranked);
        }

        return result;
    }

    private static Estimable<Encompassing> Compare((LinkSeries Series, ScreenCandidate Candidate) a, (LinkSeries Series, ScreenCandidate Candidate) b, LeadSettings settings)
    {
        var n = Math.Min(a.Series.Outcome.Count, b.Series.Outcome.Count);
        double[] Last(IReadOnlyList<double?> values) => LinkGate.Bridge([.. values.Skip(values.Count - n)], n);
        return LeadRedundancy.Compare(
            Last(a.Series.Outcome), Last(a.Series.Lead), Last(b.Series.Lead), a.Series.Window, Math.Min(a.Series.Season, b.Series.Season), a.Candidate.Verdict!.Evidence.Value.OwnLags, settings);
    }

    // Nobody is moved by more experiments and predicts better too.
    private static List<ScreenCandidate> Front(List<ScreenCandidate> all)
    {
        var known = all.Where(c => c is { Sensitivity: not null, Skill: not null }).ToList();
        return
        [
            .. all.Select(c => c is { Sensitivity: { } s, Skill: { } skill } && !known.Exists(o => o.Kpi != c.Kpi && o.Sensitivity!.MovedShare >= s.MovedShare && o.Skill >= skill && (o.Sensitivity.MovedShare > s.MovedShare || o.Skill > skill))
                ? c with { OnFront = true }
                : c),
        ];
    }

    private static string Sentence(string outcome, int family, List<ScreenCandidate> all)
    {
        var passed = all.Where(c => c.Word == ScreenWord.Passed).ToList();
        var kept = passed.Where(c => c.RedundantWith is null).Select(c => c.Kpi).ToList();
        var tested = Invariant($"{family} {(family == 1 ? "candidate was" : "candidates were")} tested for {outcome} as one family");
        return passed.Count == 0
            ? $"{tested}, and none passed: there is no other lead among the KPIs of today."
            : Invariant($"{tested}; {string.Join(", ", kept)} passed{(passed.Count > kept.Count ? Invariant($", {passed.Count - kept.Count} more as {(passed.Count - kept.Count == 1 ? "a twin" : "twins")} of these") : "")}. A screen finds candidates: declare a link, and let the next periods confirm it.");
    }

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..] + (sentence.EndsWith('.') ? "" : ".");
}
