using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Whether a KPI's target is realistic, by its own past. Stores nothing.</summary>
internal static class JudgeTarget
{
    /// <summary>Undefined where the KPI has no target, or its values over time cannot be read.</summary>
    public static async Task<Estimable<TargetRealism>> RunAsync(Session session, string id, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        if (registry.Definitions.Kpis.FirstOrDefault(k => k.Id == id) is not { Target: { } target } kpi)
        {
            return new Undefined("no-target", $"{id} has no target");
        }

        try
        {
            var series = (await ReadSeries.ManyAsync(session, registry, [new SeriesRequest(id)], progress, cancellation))[0];
            return session.Judge(series, target, kpi.Direction, registry.Definitions.Settings.Defaults.Links.Gate);
        }
        catch (InvalidInputException invalid)
        {
            return new Undefined("no-series", $"the values of {id} over time cannot be read: {invalid.Problems[0]}");
        }
    }
}
