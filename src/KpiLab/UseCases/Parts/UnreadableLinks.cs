using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Links whose series cannot be read: they are told of by a critical finding, and do not take the others with them. Nothing of such a check is remembered.</summary>
internal static class UnreadableLinks
{
    /// <summary>Code of the refusal and of the finding.</summary>
    public const string Code = "unreadable";

    /// <summary>Those that cannot be read, each with why.</summary>
    public static async Task<IReadOnlyList<(LinkDefinition Link, IReadOnlyList<Problem> Problems)>> FindAsync(
        Session session, Registry registry, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var found = new List<(LinkDefinition, IReadOnlyList<Problem>)>();
        foreach (var link in registry.Definitions.Links)
        {
            try
            {
                await ReadSeries.LinksAsync(session, registry, [link], progress, cancellation);
            }
            catch (InvalidInputException invalid)
            {
                found.Add((link, invalid.Problems));
            }
        }

        return found;
    }

    /// <summary>What is said of one.</summary>
    public static LinkReport Report(Session session, DefinitionSet definitions, LinkDefinition link, IReadOnlyList<Problem> problems, LinkJournal journal)
    {
        var now = session.Options.Now;
        KpiSeries Nothing(string id) => new(id, definitions.Metric(id)?.Name ?? id, MetricUnit.Score, new SeriesCalendar(Cadence.Monthly), definitions.Settings.Defaults.TimeZone, now, [], [], [], []);
        var (memory, before) = journal.Memories(link.Id, now);
        var what = string.Join("; ", problems.Select(p => $"{p.Field}: {p.Message}"));
        var finding = new Finding(Code, Severity.Critical, $"Its series cannot be read: {what}.", string.Join("; ", problems.Select(p => p.Remedy).Distinct(StringComparer.Ordinal)) + ". This check is not remembered.", link.Id);
        var unread = new LinkCase(
            link, CheckLinks.DefinitionHash(link, definitions), now, Nothing(link.From), Nothing(link.To), new Undefined(Code, $"its series cannot be read ({what})"), memory,
            journal.Ledger(link.Id, CheckLinks.MeasureHash(link.To, definitions)), CausalGrade.Of(link.From, link.To, link.Expect, []), null, [finding])
        {
            Before = before,
        };
        return LinkChecker.Check([unread], definitions.Settings.Defaults.Links)[0];
    }
}
