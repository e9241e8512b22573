using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A link's standing after a look: the word that holds, its monitor, and the dates to come.</summary>
internal sealed record LinkState(LinkMemory Memory, LookKind Look, MonitorReading? Reading, bool Alarmed, DateOnly NextLook, DateOnly NextVerdict, IReadOnlyList<Finding> Findings)
{
    /// <summary>Goes on from the check before.</summary>
    public static LinkState Advance(LinkCase link, LinkMemory? before, LinkVerdict verdict, Examined examined, LinkSettings settings)
    {
        var findings = new List<Finding>();
        if (!link.Series.IsDefined)
        {
            return WithoutSeries(link, before, verdict, examined, settings, findings);
        }

        var series = link.Series.Value;
        var looks = settings.Looks;
        var calendar = series.Calendar;
        var perLook = looks.PeriodsOf(calendar.Cadence);
        var last = calendar.PeriodOf(series.Starts[^1]);

        // Where data are stale, no date to come lies in the past.
        var today = calendar.PeriodOf(DateOnly.FromDateTime(link.AsOf.UtcDateTime));
        var reading = before?.Monitor is { } frozen ? Read(link, series, frozen, settings, findings) : null;
        var alarmed = before is { Standing: LinkWord.Keep } && reading?.State == MonitorState.Alarm;
        var since = before?.VerdictPeriod is { } judged ? last - calendar.PeriodOf(judged) : int.MaxValue;
        var wait = (before is { Standing: LinkWord.Keep } ? looks.KeptVerdict : looks.OtherVerdict) * perLook;
        var redefined = before?.Monitor is { } then && IsRedefined(series, then);
        var full = before?.VerdictPeriod is null || alarmed || redefined || since >= wait;
        var (word, reason) = full ? (verdict.Word, verdict.Reason) : (before!.Standing, before.Reason);
        var keepFrom = before?.KeepFrom;
        if (alarmed)
        {
            keepFrom = calendar.FirstDay(last + (looks.KeptVerdict * perLook));
            if (word == LinkWord.Keep)
            {
                (word, reason) = (LinkWord.Revalidate, "The monitor saw the lead's help fade since the link was kept, although the test over the whole past still passes.");
            }
        }
        else if (full && word == LinkWord.Keep && keepFrom is { } from && series.Starts[^1] < from)
        {
            (word, reason) = (LinkWord.Revalidate, Invariant($"The monitor gave an alarm; the test over the whole past passes, but a link is kept again only with the data of {from:yyyy-MM-dd} or later."));
        }
        else if (full && word == LinkWord.Keep)
        {
            keepFrom = null;
        }

        var monitor = word == LinkWord.Keep ? before?.Monitor : null;
        if (full && word == LinkWord.Keep)
        {
            (monitor, reading) = Freeze(link, series, verdict.Evidence.Value, examined.Season.Periods, perLook, settings);
        }

        findings.AddRange(Changed(link, before, word, alarmed));
        // While the data do not allow a whole verdict, every look is the first.
        var judgedNow = full && verdict.Word != LinkWord.InsufficientEvidence && !examined.Season.IsMissing ? series.Starts[^1] : redefined ? null : before?.VerdictPeriod;
        var memory = new LinkMemory(
            link.DefinitionHash, examined.InputHash, link.AsOf, word, reason, before is { } b && b.Standing == word ? b.Since : link.AsOf, verdict.PValue, judgedNow, keepFrom, monitor);
        var interval = (word == LinkWord.Keep ? looks.KeptVerdict : looks.OtherVerdict) * perLook;
        var nextVerdict = judgedNow is { } day ? Math.Max(calendar.PeriodOf(day) + interval, last + 1) : Enough(series, examined, last, perLook, settings);
        return new LinkState(
            memory,
            before is null ? LookKind.First : full ? LookKind.Verdict : LookKind.Monitoring,
            reading,
            alarmed,
            After(calendar, Math.Max(last + perLook, today)),
            After(calendar, Math.Max(nextVerdict, today)),
            findings);
    }

    // A period's value is known on the day after its last.
    private static DateOnly After(SeriesCalendar calendar, int period) => calendar.FirstDay(period + 1);

    // When there will be enough data, where that is all that is missing; else the next look.
    private static int Enough(AlignedSeries series, Examined examined, int last, int perLook, LinkSettings settings)
    {
        var fewest = LinkGate.Fewest(series.LastLag, 1, null, settings.Gate);
        var least = examined.Season.IsMissing && series.Outcome.Count >= fewest ? LinkGate.Fewest(series.LastLag, series.Calendar.Season, null, settings.Gate) : fewest;
        return last + Math.Max(least - series.Outcome.Count, series.Outcome.Count < least ? 1 : perLook);
    }

    private static LinkState WithoutSeries(LinkCase link, LinkMemory? before, LinkVerdict verdict, Examined examined, LinkSettings settings, List<Finding> findings)
    {
        // Nothing can be read today: what was said stands, and is marked.
        if (before is { Standing: not LinkWord.InsufficientEvidence })
        {
            findings.Add(new Finding(
                "not-judgeable-now", Severity.Warning, Invariant($"The series cannot be put together today ({verdict.Reason}); the word of {before.AsOf:yyyy-MM-dd} stands."),
                "Repair the data, and check again.", link.Link.Id));
        }

        var memory = before is { } b
            ? b with { InputHash = examined.InputHash, AsOf = link.AsOf }
            : new LinkMemory(link.DefinitionHash, examined.InputHash, link.AsOf, LinkWord.InsufficientEvidence, verdict.Reason, link.AsOf, 1, null, null, null);
        var next = DateOnly.FromDateTime(link.AsOf.UtcDateTime).AddDays(28);
        return new LinkState(memory, before is null ? LookKind.First : LookKind.Monitoring, null, false, next, next, findings);
    }

    private static (FrozenMonitor Monitor, MonitorReading Reading) Freeze(LinkCase link, AlignedSeries series, LeadEvidence evidence, int season, int perLook, LinkSettings settings)
    {
        var n = series.Outcome.Count;
        var monitor = Make(link, series, n, evidence.Lag, season, settings.Looks.Horizon, perLook, settings);
        var frozenOn = series.Calendar.FirstDay(series.Calendar.PeriodOf(series.Starts[^1]) + 1);
        return (
            new FrozenMonitor(
                series.Starts[0], frozenOn, series.FirstLag, series.LastLag, evidence.Lag, season, settings.Looks.Horizon, perLook,
                monitor.Effect, monitor.DemoteLevel, monitor.WatchLevel, CanonicalJson.Hash(LinkChecker.Values(series, 0, n))),
            new MonitorReading(frozenOn, monitor.HeadStart, monitor.WatchLevel, monitor.DemoteLevel, MonitorState.Quiet, []));
    }

    // Looks come at every so many periods from the freeze on, whenever somebody asks: asking more often is not looking more often.
    private static MonitorReading? Read(LinkCase link, AlignedSeries series, FrozenMonitor frozen, LinkSettings settings, List<Finding> findings)
    {
        if (IsRedefined(series, frozen))
        {
            findings.Add(new Finding(
                "monitor-lost", Severity.Warning, Invariant($"The link was kept with periods of a definition that was replaced: its monitor ends, and the link is judged anew with the periods since {series.Starts[0]:yyyy-MM-dd}."),
                "Nothing, if the change was meant.", link.Link.Id));
            return null;
        }

        var rows = series.Starts.TakeWhile(s => s < frozen.FrozenOn).Count();
        if (rows < LinkGate.Fewest(frozen.LastLag, frozen.Season, null, settings.Gate) || frozen.LastLag != series.LastLag || frozen.FirstLag != series.FirstLag)
        {
            findings.Add(new Finding(
                "monitor-lost", Severity.Warning, Invariant($"Of the periods before {frozen.FrozenOn:yyyy-MM-dd}, with which the link was kept, {rows} are left: the monitor cannot be made again."),
                "Restore the earlier values; until then the link waits for its next full verdict.", link.Link.Id));
            return null;
        }

        if (CanonicalJson.Hash(LinkChecker.Values(series, 0, rows)) != frozen.DataHash)
        {
            findings.Add(new Finding(
                "frozen-data-revised", Severity.Info, Invariant($"Values from before {frozen.FrozenOn:yyyy-MM-dd}, with which the link was kept, are not what they were: its monitor follows the revised ones."),
                "Nothing, if revisions are usual; else find out what changed.", link.Link.Id));
        }

        var monitor = Make(link, series, rows, frozen.Lag, frozen.Season, frozen.Looks, frozen.PeriodsPerLook, settings);
        var n = series.Outcome.Count;
        var scores = monitor.Follow(LinkGate.Bridge(series.Outcome, n), LinkGate.Bridge(series.Lead, n), [.. series.Controls.Select(c => LinkGate.Bridge(c, n))]);
        var atLooks = scores.Where((_, i) => (i + 1) % frozen.PeriodsPerLook == 0).Select(s => s.Score).ToList();
        var highest = atLooks.Count > 0 ? atLooks.Max() : 0;
        var state = monitor.State(highest) == MonitorState.Alarm ? MonitorState.Alarm : atLooks.Count > 0 ? monitor.State(atLooks[^1]) : MonitorState.Quiet;
        return new MonitorReading(
            frozen.FrozenOn, scores.Count > 0 ? scores[^1].Score : monitor.HeadStart, monitor.WatchLevel, monitor.DemoteLevel, state, [.. scores.Select(s => (series.Starts[s.Row], s.Score))]);
    }

    // A change of a definition may cut the series weeks after it was made: with its first whole period.
    private static bool IsRedefined(AlignedSeries series, FrozenMonitor frozen) => series.Starts[0] > frozen.FirstPeriod && series.Findings.Any(f => f.Code == "definition-change");

    private static LeadMonitor Make(LinkCase link, AlignedSeries series, int rows, int lag, int season, int looks, int perLook, LinkSettings settings)
    {
        var (outcome, lead) = (LinkGate.Bridge([.. series.Outcome.Take(rows)], rows), LinkGate.Bridge([.. series.Lead.Take(rows)], rows));
        double[][] controls = [.. series.Controls.Select(c => LinkGate.Bridge([.. c.Take(rows)], rows))];
        return LeadMonitor.Freeze(
            outcome, lead, controls, new LeadWindow(series.FirstLag, series.LastLag), season, lag, looks, perLook, new SeededRandom(Seed(link.Link.Id)), settings.Lead);
    }

    private static long Seed(string id) => Convert.ToInt64(CanonicalJson.Hash("link/" + id)[..15], 16);

    private static IEnumerable<Finding> Changed(LinkCase link, LinkMemory? before, LinkWord word, bool alarmed)
    {
        if (before?.Standing != LinkWord.Keep || word == LinkWord.Keep)
        {
            yield break;
        }

        yield return word == LinkWord.Replace
            ? new Finding(
                "link-lost", Severity.Critical, Invariant($"The link was kept until now (check of {before.AsOf:yyyy-MM-dd}) and does not hold any more: do not steer {link.Link.To} by {link.Link.From}."),
                "Look for another lead: `kpilab link screen " + link.Link.To + "`.", link.Link.Id)
            : new Finding(
                "link-demoted", Severity.Warning, alarmed
                    ? "The monitor gave an alarm: since the link was kept, the outcome followed its own past rather than the lead."
                    : "The link was kept until now, and did not pass its full verdict.",
                "Ask what changed in product, market or measurement; decide nothing on this lead alone.", link.Link.Id);
    }
}
