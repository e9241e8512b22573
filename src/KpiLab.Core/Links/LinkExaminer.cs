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
    /// <param name="links">The links.</param>
    /// <param name="adjust">Whether they are one family.</param>
    /// <param name="settings">Thresholds; null for the defaults.</param>
    /// <param name="gate">Thresholds of the data.</param>
    /// <param name="backtested">The links whose backtest is wanted whatever their window test says; null: all. Those left out that fail the window test get no backtest: they fail either way.</param>
    public static IReadOnlyList<LinkVerdict> Check(
        IReadOnlyList<LinkSeries> links, bool adjust, LeadSettings? settings = null, LinkGateSettings? gate = null, Func<int, bool>? backtested = null)
    {
        var thresholds = settings ?? new LeadSettings();
        var evidence = links.AsParallel().AsOrdered().Select((link, i) => Examine(link, thresholds, gate, backtested?.Invoke(i) ?? true)).ToList();
        double[] pValues = [.. evidence.Where(e => e.IsDefined).Select(e => e.Value.PValue)];
        var adjusted = new Queue<double>(adjust && pValues.Length > 0 ? PValueAdjustment.BenjaminiHochberg(pValues) : pValues);
        List<double> inFamily = [.. evidence.Select(e => e.IsDefined ? adjusted.Dequeue() : 1)];
        return
        [
            .. evidence.Select((e, i) => (Evidence: e, At: i)).AsParallel().AsOrdered()
                .Select(e => e.Evidence is { IsDefined: true, Value.Backtest: { IsDefined: false, Reason.Code: LeadExamination.NotRun } } && inFamily[e.At] <= thresholds.Alpha ? (Evidence: Examine(links[e.At], thresholds, gate), e.At) : e)
                .Select(e => e.Evidence.IsDefined ? LinkJudge.Judge(e.Evidence.Value, inFamily[e.At], links[e.At].Sign, thresholds) : LinkJudge.Insufficient(e.Evidence.Reason)),
        ];
    }

    /// <summary>The evidence on one link, or why the data do not allow any.</summary>
    public static Estimable<LeadEvidence> Examine(LinkSeries link, LeadSettings settings, LinkGateSettings? gate = null) => Examine(link, settings, gate, backtest: true);

    private static Estimable<LeadEvidence> Examine(LinkSeries link, LeadSettings settings, LinkGateSettings? gate, bool backtest)
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
            settings,
            backtest);
    }
}
