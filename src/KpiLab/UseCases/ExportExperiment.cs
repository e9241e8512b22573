using KpiLab.Core;

namespace KpiLab;

/// <summary><c>experiment export</c>: an analysis with its sufficient statistics, to be repeated anywhere.</summary>
internal static class ExportExperiment
{
    public static async Task<AnalysisBundle> RunAsync(Session session, string idOrFile, AnalyzeOptions options, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var (analysis, found, cells, context) = await AnalyzeExperiment.RunWithInputsAsync(session, idOrFile, options, progress, cancellation);
        return cells.Rows.Count == 0 && cells.UnitValues is null
            ? AnalysisBundle.Of(analysis, found, cells, context, session.Options.AsOf)
            : throw new InvalidInputException(
                found.Experiment.Id,
                "its plan reads units one by one (outcome_model, or estimator: regression), and an export holds sufficient statistics only, no row of the data",
                "analyse it in its workspace, or export a plan that adjusts by covariates alone");
    }
}
