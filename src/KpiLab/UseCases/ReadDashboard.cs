using KpiLab.Core;

namespace KpiLab;

/// <summary><c>kpi list --html</c>: definitions → values over time, targets, open deviations, stored verdicts → the KPIs at a glance. Stores nothing.</summary>
internal static class ReadDashboard
{
    public static async Task<KpiDashboard> RunAsync(Session session, Registry registry, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var definitions = registry.Definitions;
        var settings = definitions.Settings;
        var now = session.Options.Now;
        using var store = await session.ExistingStoreAsync(settings, cancellation);
        var states = await ReadStates.RunAsync(store, registry, cancellation, session.Options.AsOf);
        var used = definitions.Kpis.Where(k => states[k.Id].State != KpiState.Retired).ToList();
        var read = await new SeriesShelf(session, registry, progress).ReadAsync([.. used.Select(k => new SeriesRequest(k.Id))], cancellation);
        var open = (store is null ? [] : await TrackDeviations.ReadAsync(store, null, cancellation))
            .Where(d => IsKnown(d.OpenedAt) && !(d.Closing is { } end && IsKnown(end.At)) && !d.Acts.Any(a => IsKnown(a.RecordedAt))).ToLookup(d => d.Kpi, StringComparer.Ordinal);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(settings.Defaults.TimeZone)).DateTime);
        List<DashboardKpi> kpis =
        [
            .. used.Zip(read).AsParallel().AsOrdered().Select(p => DashboardKpi.Of(
                p.First, states[p.First.Id], p.Second, today,
                p.First.Target is { } target && p.Second.IsDefined ? TargetCheck.Of(p.Second.Value, target, p.First.Direction, session.Options.Seed, settings.Defaults.Links.Gate) : null,
                [.. open[p.First.Id]])),
            .. definitions.Kpis.Where(k => states[k.Id].State == KpiState.Retired).Select(k => DashboardKpi.Of(k, states[k.Id], new Statistics.Undefined(SeriesRefusal.NoValues, "It is retired."), today)),
        ];
        var whole = new Dictionary<string, IReadOnlyList<JournalEntry>>(StringComparer.Ordinal);
        for (var i = 0; i < kpis.Count; i++)
        {
            if (KpiDashboard.IsPublic(kpis[i].Kpi, kpis[i].Standing))
            {
                var timeline = await ReadTimeline.RunAsync(registry, store, kpis[i].Kpi.Id, whole, cancellation);

                // Dates of the calendar may lie ahead; what people and checks did after the moment is not known yet.
                kpis[i] = kpis[i] with { Timeline = timeline with { Events = [.. timeline.Events.Where(e => e.Actor is null || IsKnown(e.At))] } };
            }
        }

        return KpiDashboard.Of(
            now, settings.Governance.MaxPublic, definitions.Goals, kpis, await ReadMap.RunAsync(session, registry, cancellation), store is not null && await store.IsSimulatedAsync(cancellation));

        // Seen from today everything on record is known; the store's clock may be a moment ahead of the one that was read here.
        bool IsKnown(DateTimeOffset at) => session.Options.AsOf is not { } asOf || at <= asOf;
    }
}
