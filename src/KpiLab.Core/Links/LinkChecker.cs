using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Checks links: examines all of a run as one family, and lets each keep its memory of the looks before.</summary>
/// <remarks>
/// The word of a link changes at a full verdict only: at the first check, every so many looks, and when the monitor of a kept link calls for one. Between
/// them a failing examination changes nothing: looked at every month, a living link would otherwise be demoted in a third of two years' histories.
/// After an alarm a link is kept again only by a verdict that comes a full interval later, since the test over the whole past is slower than the monitor.
/// </remarks>
public static class LinkChecker
{
    /// <summary>Checks the links as one family.</summary>
    /// <param name="cases">The links with their series and memories.</param>
    /// <param name="settings">Thresholds.</param>
    /// <param name="made">Examinations made before; null: none.</param>
    public static IReadOnlyList<LinkReport> Check(IReadOnlyList<LinkCase> cases, LinkSettings settings, LinkExaminations? made = null)
    {
        var examined = new Examined[cases.Count];
        Parallel.For(0, cases.Count, i => examined[i] = Examine(cases[i].Link, cases[i].DefinitionHash, cases[i].Series, settings, made));
        var family = examined.Where(e => e.Evidence.IsDefined).ToList();
        var adjusted = family.Count > 0 ? PValueAdjustment.BenjaminiHochberg([.. family.Select(e => e.Evidence.Value.PValue)]) : [];
        var byCase = family.Select((e, i) => (e, adjusted[i])).ToDictionary(p => p.e, p => p.Item2);
        var reports = new LinkReport[cases.Count];
        Parallel.For(0, cases.Count, i => reports[i] = Report(cases[i], examined[i], byCase.GetValueOrDefault(examined[i], 1), family.Count, settings));
        return reports;
    }

    /// <summary>What a lead's data say today, outside any family and without memory of earlier looks; undefined where a check could not examine them.</summary>
    /// <param name="link">The link.</param>
    /// <param name="definitionHash">Hash of the link and of its KPIs' measures.</param>
    /// <param name="series">Its series.</param>
    /// <param name="settings">Thresholds.</param>
    /// <param name="made">Examinations made before; null: none.</param>
    public static Estimable<ExaminedLead> ExamineAlone(LinkDefinition link, string definitionHash, Estimable<AlignedSeries> series, LinkSettings settings, LinkExaminations? made = null)
    {
        var examined = Examine(link, definitionHash, series, settings, made);
        return examined.Evidence.Select(e => new ExaminedLead(series.Value, examined.Season.Periods, e));
    }

    private static Examined Examine(LinkDefinition link, string definitionHash, Estimable<AlignedSeries> series, LinkSettings settings, LinkExaminations? made)
    {
        if (!series.IsDefined)
        {
            return new Examined(new LinkSeason(1, false, "No season is taken out: there is no common series."), series.Reason, series.Reason, InputHash(definitionHash, series, 1, settings));
        }

        var aligned = series.Value;
        var season = LinkSeason.Choose(link.Season, aligned.Calendar, aligned.Outcome.Count, settings.Gate);
        var hash = InputHash(definitionHash, series, season.Periods, settings);
        return made is null ? Examine(link, aligned, season, hash, settings) : made.Get(hash, () => Examine(link, aligned, season, hash, settings));
    }

    private static Examined Examine(LinkDefinition link, AlignedSeries aligned, LinkSeason season, string hash, LinkSettings settings)
    {
        var sign = LinkCase.SignOf(link);
        var thresholds = settings.Lead with { SmallestEffect = link.SmallestEffect };
        var series = new LinkSeries(aligned.Outcome, aligned.Lead, aligned.Controls, new LeadWindow(aligned.FirstLag, aligned.LastLag), season.Periods, sign);
        var evidence = LinkExaminer.Examine(series, thresholds, settings.Gate);
        var beside = evidence.Select(e =>
        {
            var n = aligned.Outcome.Count;
            return LeadBeside.Of(
                LinkGate.Bridge(aligned.Outcome, n), LinkGate.Bridge(aligned.Lead, n), [.. aligned.Controls.Select(c => LinkGate.Bridge(c, n))],
                series.Window, season.Periods, sign, e, thresholds);
        });
        return new Examined(season, evidence, beside, hash);
    }

    private static LinkReport Report(LinkCase link, Examined examined, double adjusted, int family, LinkSettings settings)
    {
        var memory = link.Memory is { } m && m.DefinitionHash == link.DefinitionHash ? m : null;
        var repeated = memory is not null && memory.InputHash == examined.InputHash;
        var pValue = repeated ? memory!.PValue : adjusted;
        var before = repeated ? (link.Before is { } b && b.DefinitionHash == link.DefinitionHash ? b : null) : memory;
        var thresholds = settings.Lead with { SmallestEffect = link.Link.SmallestEffect };
        if (before is { VerdictPeriod: not null, Standing: not LinkWord.Keep })
        {
            thresholds = settings.AtRecheck(thresholds);
        }

        var wording = new LinkWording(link, settings);
        var verdict = examined.Evidence.IsDefined
            ? LinkJudge.Judge(examined.Evidence.Value, pValue, link.Sign, thresholds, wording.Period, LinkExtras.Of(examined.Season, examined.Beside, settings))
            : LinkJudge.Insufficient(examined.Evidence.Reason);
        var state = LinkState.Advance(link, before, verdict, examined, settings);
        var findings = new List<Finding>(link.Findings);
        if (link.Series.IsDefined)
        {
            findings.AddRange(link.Series.Value.Findings);
            findings.AddRange(Stale(link, settings));
        }

        findings.AddRange(state.Findings);
        if (link.Memory is not null && memory is null)
        {
            findings.Add(new Finding(
                "memory-restarted", Severity.Warning,
                Invariant($"The link, a measure of its KPIs or what they are noted to mean was changed after the check of {link.Memory.AsOf:yyyy-MM-dd}: its looks begin anew, and its monitor is gone."),
                "Nothing, if the change was meant; else write the definition as it was.", link.Link.Id));
        }

        var sign = link.Sign;
        var perLook = link.Series.IsDefined ? settings.Looks.PeriodsOf(link.Series.Value.Calendar.Cadence) : 1;
        var ledger = link.Series.IsDefined && !repeated
            ? LedgerKeeper.Update(link.Ledger, link.Series.Value, examined.Season.Periods, sign, perLook, link.MayForecast && state.Memory.Standing == LinkWord.Keep && examined.Evidence.IsDefined, settings.Lead with { SmallestEffect = link.Link.SmallestEffect })
            : link.Ledger;
        var strength = LinkWording.Strength(examined.Evidence);
        var earlier = before is null ? null : new EarlierVerdict(before.AsOf, before.Standing, before.Reason);
        return new LinkReport(
            link.Link,
            link.DefinitionHash,
            link.AsOf,
            link.Lead,
            link.Outcome,
            link.Series,
            examined.Season,
            verdict,
            family,
            repeated ? LookKind.Repeated : state.Look,
            state.Memory.Standing,
            wording.Sentence(state, verdict, strength),
            state.Memory.Standing == LinkWord.Keep,
            link.Causal,
            state.Reading,
            earlier,
            strength,
            examined.Beside,
            wording.CounterEvidence(state, verdict, examined),
            wording.WouldChange(state, verdict, examined),
            state.NextLook,
            state.NextVerdict,
            ledger,
            link.Target,
            findings,
            state.Memory with { PValue = pValue });
    }

    // Data that end long before the moment looked from say nothing of what happened since.
    private static IEnumerable<Finding> Stale(LinkCase link, LinkSettings settings)
    {
        var series = link.Series.Value;
        var calendar = series.Calendar;
        var behind = calendar.PeriodOf(DateOnly.FromDateTime(link.AsOf.UtcDateTime)) - calendar.PeriodOf(series.Starts[^1]) - 1;
        if (behind > settings.Looks.PeriodsOf(calendar.Cadence))
        {
            // Each by its own calendar: a week's first day says little beside a day's.
            static DateOnly End(KpiSeries s) => s.Calendar.LastDay(s.Calendar.PeriodOf(s.Points[^1].Start));
            var common = calendar.LastDay(calendar.PeriodOf(series.Starts[^1]));
            var (lead, outcome) = (End(link.Lead), End(link.Outcome));
            var oldest = lead > common && outcome > common && link.Link.Controls.Count > 0 ? string.Join(" and ", link.Link.Controls)
                : lead < outcome ? link.Lead.Id : outcome < lead ? link.Outcome.Id : $"{link.Lead.Id} and {link.Outcome.Id}";
            yield return new Finding(
                "stale-data", Severity.Warning,
                Invariant($"The newest {calendar.Noun} that all have values for is that of {series.Starts[^1]:yyyy-MM-dd}; the {behind} {calendar.Noun}s since then are missing, and what happened in them is not seen."),
                $"Bring the data of {oldest} up to date; until then take the word as one of that day.", link.Link.Id);
        }
    }

    // What was looked at: the same definition, settings and values are the same look.
    private static string InputHash(string definitionHash, Estimable<AlignedSeries> series, int season, LinkSettings settings)
    {
        var json = new JsonObject { ["definition"] = definitionHash, ["season"] = season, ["settings"] = JsonSerializer.SerializeToNode(settings) };
        if (series.IsDefined)
        {
            var s = series.Value;
            json["values"] = Values(s, 0, s.Outcome.Count);
        }
        else
        {
            json["undefined"] = series.Reason.Code + series.Reason.Sentence;
        }

        return CanonicalJson.Hash(json);
    }

    /// <summary>The values of rows as one text.</summary>
    internal static string Values(AlignedSeries series, int from, int to)
    {
        var text = new StringBuilder();
        foreach (var values in series.Controls.Prepend(series.Lead).Prepend(series.Outcome))
        {
            text.Append('|').Append(series.Starts[from].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            for (var t = from; t < to; t++)
            {
                text.Append(';').Append(values[t]?.ToString("R", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }
}

/// <summary>A lead's data with what their examination gave.</summary>
/// <param name="Series">Lead, outcome and controls on one calendar.</param>
/// <param name="Season">Periods of a cycle; 1 for none.</param>
/// <param name="Evidence">What the tests say.</param>
[TypeFormatterSource]
public sealed record ExaminedLead(AlignedSeries Series, int Season, LeadEvidence Evidence);

/// <summary>What the examination of a link gave, before the family is known.</summary>
internal sealed record Examined(LinkSeason Season, Estimable<LeadEvidence> Evidence, Estimable<LeadBeside> Beside, string InputHash);
