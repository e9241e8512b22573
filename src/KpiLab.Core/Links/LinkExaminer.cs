using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A link as it is put to the test: two aligned series and what was declared about them before looking.</summary>
/// <param name="Outcome">The lagging series, equally spaced; null where missing.</param>
/// <param name="Lead">The leading series, aligned.</param>
/// <param name="Controls">Declared common causes, aligned.</param>
/// <param name="Window">Declared lags.</param>
/// <param name="Season">Periods of a cycle; 1 for none.</param>
/// <param name="Sign">Declared sign: 1, −1, or 0 when undeclared.</param>
/// <param name="FewestPeriods">Fewest periods; null for the default.</param>
public sealed record LinkSeries(
    IReadOnlyList<double?> Outcome,
    IReadOnlyList<double?> Lead,
    IReadOnlyList<IReadOnlyList<double?>> Controls,
    LeadWindow Window,
    int Season,
    int Sign,
    int? FewestPeriods = null);

/// <summary>Tests links: data gate, examination, verdict; one alone, or many as one family.</summary>
public static class LinkExaminer
{
    /// <summary>One link on its own.</summary>
    public static LinkVerdict Check(LinkSeries link, LeadSettings? settings = null) => Check([link], adjust: false, settings)[0];

    /// <summary>Many links of one run, their window p-values adjusted by Benjamini and Hochberg (1995) where <paramref name="adjust"/> is set.</summary>
    public static IReadOnlyList<LinkVerdict> Check(IReadOnlyList<LinkSeries> links, bool adjust, LeadSettings? settings = null, LinkGateSettings? gate = null)
    {
        var thresholds = settings ?? new LeadSettings();
        var evidence = links.AsParallel().AsOrdered().Select(link => Examine(link, thresholds, gate)).ToList();
        double[] pValues = [.. evidence.Where(e => e.IsDefined).Select(e => e.Value.PValue)];
        var adjusted = new Queue<double>(adjust && pValues.Length > 0 ? PValueAdjustment.BenjaminiHochberg(pValues) : pValues);
        return [.. evidence.Select((e, i) => e.IsDefined
            ? LinkJudge.Judge(e.Value, adjusted.Dequeue(), links[i].Sign, thresholds)
            : LinkJudge.Insufficient(e.Reason))];
    }

    /// <summary>The evidence on one link, or why the data do not allow any.</summary>
    public static Estimable<LeadEvidence> Examine(LinkSeries link, LeadSettings settings, LinkGateSettings? gate = null)
    {
        if (LinkGate.Refusal(link, gate) is { } reason)
        {
            return reason;
        }

        var n = link.Outcome.Count;
        return LeadExamination.Examine(
            LinkGate.Bridge(link.Outcome, n),
            LinkGate.Bridge(link.Lead, n),
            [.. link.Controls.Select(c => LinkGate.Bridge(c, n))],
            link.Window,
            link.Season,
            link.Sign,
            settings);
    }
}
