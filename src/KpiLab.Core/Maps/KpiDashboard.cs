using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How current a KPI's values are.</summary>
public enum DataState
{
    /// <summary>The last complete period has a value.</summary>
    Current,

    /// <summary>The last complete period has none yet.</summary>
    Late,

    /// <summary>Two or more complete periods at the end have none.</summary>
    Stale,

    /// <summary>No period has a value, or the values cannot be read.</summary>
    Missing,
}

/// <summary>A KPI on the dashboard.</summary>
/// <param name="Kpi">As it is defined.</param>
/// <param name="Standing">Where it stands in its life.</param>
/// <param name="Series">Its values over time; undefined where they cannot be read, with the reason.</param>
/// <param name="Data">How current they are.</param>
/// <param name="Behind">Complete periods since the last value; 0 where nothing is missing, or nothing is there.</param>
/// <param name="Realism">Whether its own past reaches its target; null where it has none, or no values.</param>
/// <param name="Open">Deviations that nobody has acted on.</param>
[TypeFormatterSource]
public sealed record DashboardKpi(
    KpiDefinition Kpi, KpiStanding Standing, Estimable<KpiSeries> Series, DataState Data, int Behind, TargetRealism? Realism, IReadOnlyList<Deviation> Open)
{
    /// <summary>What happened to it, for the few that are shown; null for the others.</summary>
    public KpiTimeline? Timeline { get; init; }

    /// <summary>The last period with a value; null where there is none.</summary>
    public SeriesPoint? Latest => Valued is [.., var last] ? last : null;

    /// <summary>The mean of the last quarter against that of the quarter before; null where two whole quarters up to now are not known.</summary>
    public CounterReading? Quarter { get; init; }

    /// <summary>Where it moved in that quarter. What is to stay where it is, and has no band, is not judged once it moved.</summary>
    public KpiMovement Movement => Quarter is not { StandardError: not null } quarter ? KpiMovement.Unknown
        : quarter.Change == 0 || quarter.IsInsideNoise ? KpiMovement.Steady
        : Kpi.Direction switch
        {
            Direction.Increase => quarter.Change > 0 ? KpiMovement.Better : KpiMovement.Worse,
            Direction.Decrease => quarter.Change < 0 ? KpiMovement.Better : KpiMovement.Worse,
            _ => Kpi.Band is not { } band ? KpiMovement.Unknown
                : quarter.Now >= (band.Low ?? double.NegativeInfinity) && quarter.Now <= (band.High ?? double.PositiveInfinity) ? KpiMovement.Steady : KpiMovement.Worse,
        };

    /// <summary>Whether the last value meets the target; null where there is none of the two, or it is to stay where it is.</summary>
    public bool? MeetsTarget => Kpi.Target is { } target && Latest?.Value is { } value
        ? Kpi.Direction switch { Direction.Increase => value >= target.Value, Direction.Decrease => value <= target.Value, _ => null }
        : null;

    /// <summary>What speaks for it.</summary>
    public IReadOnlyList<KpiSign> For => [.. Signs((KpiSign.TargetMet, MeetsTarget == true), (KpiSign.MovedBetter, Movement == KpiMovement.Better))];

    /// <summary>What speaks against it.</summary>
    public IReadOnlyList<KpiSign> Against =>
    [
        .. Signs(
            (KpiSign.MovedWorse, Movement == KpiMovement.Worse), (KpiSign.OutOfReach, MeetsTarget != true && Realism?.InInterval == false),
            (KpiSign.OpenDeviation, Open.Count > 0), (KpiSign.NoCurrentData, Data is DataState.Stale or DataState.Missing)),
    ];

    /// <summary>The one before it.</summary>
    public SeriesPoint? Before => Valued is [.., var before, _] ? before : null;

    private static IEnumerable<KpiSign> Signs(params ReadOnlySpan<(KpiSign Sign, bool Shows)> signs)
    {
        var shown = new List<KpiSign>();
        foreach (var (sign, shows) in signs)
        {
            if (shows)
            {
                shown.Add(sign);
            }
        }

        return shown;
    }

    private List<SeriesPoint> Valued => Series.IsDefined ? [.. Series.Value.Points.Where(p => p.Value is not null)] : [];

    /// <summary>A KPI with what was read of it.</summary>
    /// <param name="kpi">As it is defined.</param>
    /// <param name="standing">Where it stands.</param>
    /// <param name="series">Its values.</param>
    /// <param name="today">The day of the moment that is looked from, in the workspace's time zone.</param>
    /// <param name="realism">Whether its target is realistic.</param>
    /// <param name="open">Open deviations.</param>
    public static DashboardKpi Of(KpiDefinition kpi, KpiStanding standing, Estimable<KpiSeries> series, DateOnly today, TargetRealism? realism = null, IReadOnlyList<Deviation>? open = null)
    {
        var last = series.IsDefined ? series.Value.Points.LastOrDefault(p => p.Value is not null) : default;
        if (last.Value is null)
        {
            return new DashboardKpi(kpi, standing, series, DataState.Missing, 0, realism, open ?? []);
        }

        var calendar = series.Value.Calendar;
        var behind = Math.Max(0, calendar.PeriodOf(today) - 1 - calendar.PeriodOf(last.Start));
        return new DashboardKpi(kpi, standing, series, behind switch { 0 => DataState.Current, 1 => DataState.Late, _ => DataState.Stale }, behind, realism, open ?? [])
        {
            Quarter = behind > 1 ? null : CounterReading.Of(kpi.Id, new CounterMetric(kpi.Id, new EffectSize(0, IsRelative: false)), series.Value, kpi.Direction, calendar.LastDay(calendar.PeriodOf(last.Start))),
        };
    }
}

/// <summary>A goal on the dashboard.</summary>
/// <param name="Goal">The goal; null for KPIs that serve none.</param>
/// <param name="Depth">How many goals stand above it.</param>
/// <param name="Shown">The few public KPIs.</param>
/// <param name="Folded">The others that are in use or on the way.</param>
/// <param name="Retired">KPIs that are not used any more.</param>
/// <param name="Public">How many are public and in use.</param>
[TypeFormatterSource]
public sealed record DashboardGoal(GoalDefinition? Goal, int Depth, IReadOnlyList<DashboardKpi> Shown, IReadOnlyList<DashboardKpi> Folded, IReadOnlyList<KpiDefinition> Retired, int Public);

/// <summary>The KPIs at a glance: by goal the few that are public, the others behind them.</summary>
/// <param name="AsOf">The moment that they are seen from.</param>
/// <param name="Limit">How many public KPIs of a goal are shown.</param>
/// <param name="Goals">Goals, each after the one above it; last the KPIs without one, where there are any.</param>
/// <param name="Map">The links between them, with what the record says of each.</param>
/// <param name="Simulated">The store tells its story under a simulated clock.</param>
[TypeFormatterSource]
public sealed record KpiDashboard(DateTimeOffset AsOf, int Limit, IReadOnlyList<DashboardGoal> Goals, KpiMap Map, bool Simulated) : IShowable
{
    /// <summary>All KPIs but the retired ones, in their order.</summary>
    public IEnumerable<DashboardKpi> Kpis => Goals.SelectMany(g => g.Shown.Concat(g.Folded));

    /// <summary>The same by team: KPIs in use or on trial, teams by name, those without one last.</summary>
    public IReadOnlyList<DashboardTeam> Teams =>
    [
        .. Kpis.Where(k => k.Standing.State is KpiState.Active or KpiState.Trial)
            .GroupBy(k => k.Kpi.Team, StringComparer.Ordinal).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new DashboardTeam(g.Key, [.. g.OrderBy(k => k.Kpi.Tier ?? (Tier)99).ThenBy(k => k.Kpi.Id, StringComparer.Ordinal)])),
    ];

    /// <summary>Puts KPIs under their goals: goals by priority, KPIs by tier, each then by id.</summary>
    /// <param name="asOf">The moment that they are seen from.</param>
    /// <param name="limit">How many public KPIs of a goal are shown.</param>
    /// <param name="goals">The goals.</param>
    /// <param name="kpis">The KPIs.</param>
    /// <param name="map">The links between them.</param>
    /// <param name="simulated">The store tells its story under a simulated clock.</param>
    public static KpiDashboard Of(DateTimeOffset asOf, int limit, IReadOnlyList<GoalDefinition> goals, IReadOnlyList<DashboardKpi> kpis, KpiMap map, bool simulated = false)
    {
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentNullException.ThrowIfNull(kpis);
        var known = goals.Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<DashboardGoal>();
        foreach (var root in Ordered(goals.Where(g => g.Parent is null || !known.Contains(g.Parent))).Concat(Ordered(goals)))
        {
            Add(root, 0);
        }

        if (kpis.Where(k => k.Kpi.Goal is not { } goal || !known.Contains(goal)).ToList() is { Count: > 0 } stray)
        {
            result.Add(Part(null, 0, stray, limit));
        }

        return new KpiDashboard(asOf, limit, result, map, simulated);

        void Add(GoalDefinition goal, int depth)
        {
            if (!seen.Add(goal.Id))
            {
                return; // a root that was reached already, or a circle of parents
            }

            result.Add(Part(goal, depth, [.. kpis.Where(k => k.Kpi.Goal == goal.Id)], limit));
            foreach (var below in Ordered(goals.Where(g => g.Parent == goal.Id)))
            {
                Add(below, depth + 1);
            }
        }
    }

    /// <summary>Whether the dashboard shows it: public, and in use.</summary>
    public static bool IsPublic(KpiDefinition kpi, KpiStanding standing)
    {
        ArgumentNullException.ThrowIfNull(kpi);
        ArgumentNullException.ThrowIfNull(standing);
        return kpi.Public && standing.State is KpiState.Active or KpiState.Trial;
    }

    private static IEnumerable<GoalDefinition> Ordered(IEnumerable<GoalDefinition> goals) => goals.OrderBy(g => g.Priority ?? int.MaxValue).ThenBy(g => g.Id, StringComparer.Ordinal);

    private static DashboardGoal Part(GoalDefinition? goal, int depth, List<DashboardKpi> kpis, int limit)
    {
        List<DashboardKpi> used = [.. kpis.Where(k => k.Standing.State != KpiState.Retired).OrderBy(k => k.Kpi.Tier ?? (Tier)99).ThenBy(k => k.Kpi.Id, StringComparer.Ordinal)];
        var open = used.Where(k => IsPublic(k.Kpi, k.Standing)).ToList();
        List<DashboardKpi> shown = [.. open.Take(limit)];
        return new DashboardGoal(
            goal, depth, shown, [.. used.Except(shown)], [.. kpis.Where(k => k.Standing.State == KpiState.Retired).Select(k => k.Kpi).OrderBy(k => k.Id, StringComparer.Ordinal)], open.Count);
    }
}
