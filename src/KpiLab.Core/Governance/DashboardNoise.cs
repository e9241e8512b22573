namespace KpiLab.Core;

/// <summary>A KPI came into the reports, or left them.</summary>
public readonly record struct DashboardEvent(DateOnly On, string Kpi, bool Added);

/// <summary>Metrics retired against added over a span of days, both ends included.</summary>
/// <param name="ActiveAtStart">Added before the span, less those retired before it.</param>
/// <param name="Added">Added within it.</param>
/// <param name="Retired">Retired within it.</param>
public readonly record struct DashboardNoise(int ActiveAtStart, int Added, int Retired)
{
    /// <summary>Added less retired.</summary>
    public int NetChange => Added - Retired;

    /// <summary>Active after the span.</summary>
    public int ActiveAtEnd => ActiveAtStart + NetChange;

    /// <summary>Retired for each one added; null when nothing was added.</summary>
    public double? RetiredPerAdded => Added == 0 ? null : (double)Retired / Added;

    /// <summary>Counts the events of a span.</summary>
    public static DashboardNoise Between(IReadOnlyCollection<DashboardEvent> events, DateOnly from, DateOnly to)
    {
        ArgumentNullException.ThrowIfNull(events);
        int Count(bool added, Func<DateOnly, bool> within) => events.Count(e => e.Added == added && within(e.On));
        bool Within(DateOnly on) => on >= from && on <= to;
        return new DashboardNoise(Count(added: true, on => on < from) - Count(added: false, on => on < from), Count(added: true, Within), Count(added: false, Within));
    }
}
