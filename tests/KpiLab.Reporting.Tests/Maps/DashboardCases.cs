using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Testing;

/// <summary>Dashboards made by hand.</summary>
internal static class DashboardCases
{
    /// <summary>A Monday.</summary>
    public static readonly DateOnly First = new(2026, 5, 4);

    /// <summary>Limit 2: three primary KPIs in use are public, one of them is one too many; one is paused, one not public, one retired; one has no goal.</summary>
    public static KpiDashboard Small { get; } = KpiDashboard.Of(
        MapCases.Now,
        2,
        [MapCases.Goal("grow", "Grow", null), MapCases.Goal("retain", "Retain", "grow")],
        [
            Kpi("c", Tier.Primary, series: Series("c", [0.40, 0.42, null, 0.41], 0.01)), Kpi("a", Tier.Primary, series: Series("a", [1, 2, 3, 4], null)), Kpi("b", Tier.Primary), Kpi("d", Tier.Primary, isPublic: false),
            Kpi("e", Tier.Primary, KpiState.Retired), Kpi("f", Tier.Health, KpiState.Paused), Kpi("g", Tier.Secondary, goal: null),
        ],
        new KpiMap(MapCases.Now, [], [new MapKpi("a", "KPI a", "grow", Tier.Primary, KpiState.Active), new MapKpi("c", "KPI c", "grow", Tier.Primary, KpiState.Active)], [new MapLink(MapCases.Link("a_c", "a", "c"), null)]));

    public static DashboardKpi Kpi(
        string id, Tier tier, KpiState state = KpiState.Active, bool isPublic = true, string? goal = "grow", KpiSeries? series = null, DateOnly? today = null, double? target = null)
    {
        var kpi = new KpiDefinition(
            id, $"KPI {id}", MetricUnit.Fraction, Direction.Increase, null, null, goal, null, null, tier, null, isPublic, null, null, null, Cadence.Weekly, target is { } value ? new Target(value, new DateOnly(2027, 1, 31)) : null,
            new Dictionary<string, double>(), []);

        // The week of 25 May is the last that is over on 1 June.
        return DashboardKpi.Of(
            kpi, new KpiStanding(state, null, null, null, ""), series is null ? new Undefined("no-values", $"{id} has no measure, so that nothing tells its values") : series, today ?? new DateOnly(2026, 6, 1));
    }

    /// <summary>Weeks from <see cref="First"/> on.</summary>
    public static KpiSeries Series(string id, double?[] values, double? error) => new(
        id, $"KPI {id}", MetricUnit.Fraction, new SeriesCalendar(Cadence.Weekly), "UTC", MapCases.Now, [.. values.Select((v, i) => new SeriesPoint(First.AddDays(7 * i), v, v is null ? null : error))],
        [new SeriesChange(First.AddDays(7), "another <b>source</b>", "hash")], [new SeriesNote(First.AddDays(21), "Sale </svg>", "ann")], []);

    /// <summary>Any dashboard: KPIs of any map in any state, with values, gaps, or none.</summary>
    public static KpiDashboard Any(int seed)
    {
        var map = MapCases.Any(seed);
        var random = new Random(seed);
        List<DashboardKpi> kpis = [.. map.Kpis.Where(k => !k.IsMetric).Select(k => Kpi(
            k.Id, (Tier)random.Next(4), k.State!.Value, random.Next(2) == 0, k.Goal,
            random.Next(4) == 0 ? null : Series(k.Id, [.. Enumerable.Range(0, random.Next(0, 70)).Select(_ => random.Next(5) == 0 ? (double?)null : Math.Round(random.NextDouble() * 3, 2))], random.Next(3) switch { 0 => null, 1 => 0, _ => 0.01 }),
            First.AddDays(random.Next(0, 600)), random.Next(2) == 0 ? null : random.NextDouble()))];
        return KpiDashboard.Of(MapCases.Now, random.Next(1, 5), map.Goals, kpis, map);
    }
}
