using KpiLab.Core;
using KpiLab.Data;

namespace KpiLab;

/// <summary><c>cohort</c>: definitions → needs → two passes over the events → retention, survival and the KPI by cohort. Stores nothing.</summary>
internal static class AnalyzeCohorts
{
    public static async Task<CohortAnalysis> RunAsync(Session session, CohortQuestion question, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var cohort = ResolvedCohort.Resolve(question, registry.Definitions, session.Options.AsOf);
        var cells = await new DuckCohortData(session.Folder).CohortAsync(cohort.Needs, session.Options.Read(), progress, cancellation);
        return CohortAnalyzer.Analyze(cohort, cells);
    }
}
