using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Kept links followed over 24 looks, and what is promised.</summary>
/// <param name="Cadence">monthly or weekly data; looks are monthly.</param>
/// <param name="Effect">b of the living link.</param>
/// <param name="KeptAt">Periods known when the verdict was Keep.</param>
/// <param name="PeriodsPerLook">Periods between two looks.</param>
/// <param name="DeathAfterLooks">Looks after the Keep at which the link dies, in the histories in which it does.</param>
/// <param name="FalseDemotion">Largest share of living links demoted, per cent.</param>
/// <param name="Within12">Least share of deaths noticed within 12 looks, per cent; null without promise.</param>
/// <param name="Within24">Within 24.</param>
/// <param name="Watched12">Least share of deaths at the watch level within 12 looks.</param>
[TypeFormatterSource]
public sealed record MonitorScenario(
    string Cadence, double Effect, int KeptAt, int PeriodsPerLook, int DeathAfterLooks, double FalseDemotion, double? Within12, double? Within24, double? Watched12)
{
    /// <summary>Looks followed.</summary>
    public const int Looks = 24;

    /// <summary>Largest share of living links that may be shown as to be watched, per cent; promised from b = .45 on.</summary>
    public const double FalseWatch = 22;

    /// <summary>Every scenario.</summary>
    public static IReadOnlyList<MonitorScenario> All { get; } =
    [
        new("monthly", 0.30, 104, 1, 0, 7, null, null, null),
        new("monthly", 0.45, 104, 1, 0, 5, 14, 43, 37),
        new("monthly", 0.60, 104, 1, 0, 5, 25, 58, 50),
        new("monthly", 0.90, 104, 1, 0, 5, 52, 85, 75),
        new("weekly", 0.45, 156, 4, 0, 5, 47, 83, 76),
        new("weekly", 0.60, 156, 4, 0, 5, 76, 95, 90),
        new("monthly", 0.60, 104, 1, 12, 5, 22, null, null),
        new("weekly", 0.60, 156, 4, 12, 5, 73, null, null),
    ];

    /// <summary>The largest share of deaths that any rule can notice within so many looks, if it demotes 5 % of living links: Neyman and Pearson, effect and date known.</summary>
    public double Frontier(int looks) => Normal.Cdf((Effect * Math.Sqrt(looks * PeriodsPerLook)) - Normal.UpperQuantile(0.05));
}

/// <summary>What was counted.</summary>
/// <param name="Scenario">Where.</param>
/// <param name="Histories">Kept links followed.</param>
/// <param name="Demoted">Living links demoted within 24 looks.</param>
/// <param name="Watched">Living links at the watch level within 24 looks.</param>
/// <param name="Noticed">Deaths noticed within 1, 2, … looks of the death.</param>
/// <param name="NoticedByWatch">At the watch level.</param>
/// <param name="Rerun">Living links of which the full verdict, repeated at every look, was once not Keep; null when not asked for.</param>
[TypeFormatterSource]
public sealed record MonitorCount(
    MonitorScenario Scenario, int Histories, int Demoted, int Watched, IReadOnlyList<int> Noticed, IReadOnlyList<int> NoticedByWatch, int? Rerun) : IShowable
{
    /// <summary>Promises that do not hold even when widened by so many Monte Carlo standard errors.</summary>
    public IReadOnlyList<string> Missed(double errors)
    {
        List<string> missed = [];
        void Check(string what, bool atMost, double? percent, int count)
        {
            if (percent is { } bound && !new LinkBound(LinkMeasure.Keep, atMost, bound).Holds((double)count / Histories, Histories, errors))
            {
                missed.Add(Invariant($"{what} {100.0 * count / Histories:0.0} %, promised {(atMost ? "≤" : "≥")} {bound} %"));
            }
        }

        Check("living links demoted", true, Scenario.FalseDemotion, Demoted);
        Check("living links watched", true, Scenario.Effect >= 0.45 ? MonitorScenario.FalseWatch : null, Watched);
        Check("deaths noticed within 12 looks", false, Scenario.Within12, At(Noticed, 12));
        Check("deaths noticed within 24 looks", false, Scenario.Within24, At(Noticed, 24));
        Check("deaths watched within 12 looks", false, Scenario.Watched12, At(NoticedByWatch, 12));
        return missed;
    }

    /// <summary>The count within so many looks, or the last there is.</summary>
    public static int At(IReadOnlyList<int> counts, int looks) => counts[Math.Min(looks, counts.Count) - 1];
}

/// <summary>Follows kept links whose truth is known.</summary>
public static class MonitorVerification
{
    private const int LongestSearch = 20;

    /// <summary>Counts one scenario, the same for a seed whatever the threads.</summary>
    /// <param name="scenario">Scenario.</param>
    /// <param name="histories">Kept links to follow.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="rerun">Also repeat the full verdict at every look of the living link.</param>
    /// <param name="threads">Threads; null for all.</param>
    /// <param name="cancellation">Stops the run.</param>
    public static MonitorCount Count(MonitorScenario scenario, int histories, long seed, bool rerun, int? threads = null, CancellationToken cancellation = default)
    {
        var random = new SeededRandom(seed).Stream(StableKey.Of(Invariant($"{scenario.Cadence}|{scenario.Effect}|{scenario.DeathAfterLooks}")));
        var followed = new History?[histories];
        Parallel.For(
            0,
            histories,
            new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation },
            i => followed[i] = Follow(scenario, random.Stream((ulong)i), rerun));
        var kept = followed.OfType<History>().ToList();
        var looks = MonitorScenario.Looks - scenario.DeathAfterLooks;
        int Within(Func<History, int?> first, int look) => kept.Count(h => first(h) is { } at && at <= look);
        return new MonitorCount(
            scenario,
            kept.Count,
            kept.Count(h => h.Demoted),
            kept.Count(h => h.Watched),
            [.. Enumerable.Range(1, looks).Select(look => Within(h => h.Noticed, look))],
            [.. Enumerable.Range(1, looks).Select(look => Within(h => h.NoticedByWatch, look))],
            rerun ? kept.Count(h => h.Rerun) : null);
    }

    // One link that was kept: pairs are drawn until a verdict is Keep.
    private static History? Follow(MonitorScenario scenario, SeededRandom source, bool rerun)
    {
        var window = new LeadWindow(1, 6);
        var settings = new LeadSettings();
        var last = scenario.KeptAt + (MonitorScenario.Looks * scenario.PeriodsPerLook);
        for (ulong attempt = 0; attempt < LongestSearch; attempt++)
        {
            var (living, dead, lead) = Draw(scenario, last, source.Stream(attempt));
            if (Verdict(living, lead, scenario.KeptAt) is not { } lag)
            {
                continue;
            }

            var monitor = LeadMonitor.Freeze(
                living[..scenario.KeptAt], lead[..scenario.KeptAt], [], window, 1, lag, MonitorScenario.Looks, scenario.PeriodsPerLook, source.Stream(1_000_000));
            var alive = First(monitor, monitor.Follow(living, lead, []), scenario, 0);
            var died = First(monitor, monitor.Follow(dead, lead, []), scenario, scenario.DeathAfterLooks);
            var refused = rerun && Enumerable.Range(1, MonitorScenario.Looks).Any(look => Verdict(living, lead, scenario.KeptAt + (look * scenario.PeriodsPerLook)) is null);
            return new History(alive.Alarm is not null, alive.Watch is not null, died.Alarm, died.Watch, refused);
        }

        return null;

        int? Verdict(double[] outcome, double[] x, int known)
        {
            var evidence = LeadExamination.Examine(outcome[..known], x[..known], [], window, 1, 1, settings);
            return evidence.IsDefined && LinkJudge.Judge(evidence.Value, evidence.Value.PValue, 1, settings).Word == LinkWord.Keep ? evidence.Value.Lag : null;
        }
    }

    // The first look, counted from the death, at which the link stood above a level; alarms before the death count as its first look.
    private static (int? Alarm, int? Watch) First(LeadMonitor monitor, IReadOnlyList<MonitorScore> scores, MonitorScenario scenario, int death)
    {
        int? alarm = null, watch = null;
        for (var look = 1; look <= MonitorScenario.Looks; look++)
        {
            var state = monitor.State(scores[(look * scenario.PeriodsPerLook) - 1].Score);
            var since = Math.Max(1, look - death);
            alarm ??= state == MonitorState.Alarm ? since : null;
            watch ??= state != MonitorState.Quiet ? since : null;
        }

        return (alarm, watch);
    }

    // Two outcomes of one lead with the same innovations: the link lives on in one and dies in the other.
    private static (double[] Living, double[] Dead, double[] Lead) Draw(MonitorScenario scenario, int periods, SeededRandom random)
    {
        const int burnIn = 100, lag = 2;
        const double leadMemory = 0.6, outcomeMemory = 0.4;
        var rows = periods + burnIn;
        double[] x = new double[rows], living = new double[rows], dead = new double[rows];
        x[0] = random.NextNormal();
        var death = burnIn + scenario.KeptAt + (scenario.DeathAfterLooks * scenario.PeriodsPerLook);
        for (var t = 1; t < rows; t++)
        {
            x[t] = (leadMemory * x[t - 1]) + (Math.Sqrt(1 - (leadMemory * leadMemory)) * random.NextNormal());
            var push = t >= lag ? scenario.Effect * x[t - lag] : 0;
            var innovation = random.NextNormal();
            living[t] = (outcomeMemory * living[t - 1]) + push + innovation;
            dead[t] = (outcomeMemory * dead[t - 1]) + (t < death ? push : 0) + innovation;
        }

        return (living[burnIn..], dead[burnIn..], x[burnIn..]);
    }

    private sealed record History(bool Demoted, bool Watched, int? Noticed, int? NoticedByWatch, bool Rerun);
}
