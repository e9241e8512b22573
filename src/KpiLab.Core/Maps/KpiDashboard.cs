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

    /// <summary>The one before it.</summary>
    public SeriesPoint? Before => Valued is [.., var before, _] ? before : null;

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
        return new DashboardKpi(kpi, standing, series, behind switch { 0 => DataState.Current, 1 => DataState.Late, _ => DataState.Stale }, behind, realism, open ?? []);
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
