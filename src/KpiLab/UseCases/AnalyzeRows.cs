using System.Data;
using KpiLab.Core;
using KpiLab.Data;

namespace KpiLab;

/// <summary>An experiment described in a sentence, on rows or files at hand: no workspace, no registration.</summary>
internal static class AnalyzeRows
{
    private static readonly SourceDefinition InMemory = new(Experiment.QuickSource, new FileLocation("rows"));

    public static IExperimentData Of(IDataReader rows) => new RowExperimentData(Experiment.QuickSource, RowTable.From(rows));

    public static IExperimentData Of(DataTable rows) => new RowExperimentData(Experiment.QuickSource, RowTable.From(rows));

    public static IExperimentData Of<T>(IEnumerable<T> rows)
        where T : notnull
        => new RowExperimentData(Experiment.QuickSource, RowTable.From(rows));

    public static Task<Analysis> FilesAsync(Session session, string glob, Experiment experiment, IProgress<ScanProgress>? progress, CancellationToken cancellation)
        => RunAsync(session, session.Data(glob), experiment, progress, cancellation, new FileLocation(Path.GetFullPath(glob)));

    public static async Task<Analysis> RunAsync(
        Session session, IExperimentData data, Experiment experiment, IProgress<ScanProgress>? progress, CancellationToken cancellation, FileLocation? files = null)
    {
        var source = InMemory with { Unit = experiment.UnitColumn, Location = files ?? InMemory.Location };
        var (definition, set) = experiment.ToDefinition(source);
        var resolved = ResolvedExperiment.Resolve(definition, set, session.Options.AsOf);
        var cells = await data.MeasureAsync(resolved.Needs, session.Options.Read(), progress, cancellation);
        var hash = experiment.ContentHash();
        var registration = new RegistrationInfo(RegistrationState.Unregistered, null, null, null, hash, cells.FirstExposure);
        return ExperimentAnalyzer.Analyze(resolved, cells, new AnalysisContext(hash, registration, session.Options.Now, Seed: session.Options.Seed));
    }
}
