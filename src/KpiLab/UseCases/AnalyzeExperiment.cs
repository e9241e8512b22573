using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary>
/// <c>experiment analyze</c>: definition from the store (or a file: unregistered) → needs → cells → trust checks → estimators → recommendation,
/// stored with its look. Never registers anything.
/// </summary>
internal static class AnalyzeExperiment
{
    public static async Task<Analysis> RunAsync(
        Session session, string idOrFile, AnalyzeOptions options, IProgress<ScanProgress>? progress, CancellationToken cancellation)
        => (await RunWithInputsAsync(session, idOrFile, options, progress, cancellation)).Analysis;

    /// <summary>The analysis, with all that it was made of.</summary>
    internal static async Task<(Analysis Analysis, Found Found, ExperimentCells Cells, AnalysisContext Context)> RunWithInputsAsync(
        Session session, string idOrFile, AnalyzeOptions options, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var found = await FindAsync(session, idOrFile, cancellation);
        var definitions = options.DataGlob is { } glob ? Redirected(found, glob) : found.Definitions;
        var resolved = ResolvedExperiment.Resolve(found.Experiment, definitions, session.Options.AsOf);
        var data = session.Data(options.DataGlob);
        var cells = await data.MeasureAsync(resolved.Needs, session.Options.Read(options.Sha256), progress, cancellation);

        var terms = FrozenTerms.Of(found.Experiment, found.Definitions);
        var registration = RegistrationCheck.Of(
            terms, found.Registrations, found.Looks, cells.FirstExposure, found.Experiment.Plan.Starts, cells.TotalUnits, session.Options.Time.GetUtcNow());
        var context = new AnalysisContext(
            terms.DefinitionHash, registration, session.Options.Now, found.Definitions.Settings.Rules, session.Options.Seed, null, found.Simulated, found.Findings);
        if (!found.IsStored)
        {
            return (ExperimentAnalyzer.Analyze(resolved, cells, context), found, cells, context);
        }

        using var store = await session.StoreAsync(found.Definitions.Settings, cancellation);
        // The same files seen from an earlier moment hold other data: a look of its own.
        var dataHash = ExperimentAnalyzer.DataHash(cells.Fingerprints, session.Options.AsOf is null ? null : cells.TotalUnits);
        var look = found.Looks.FirstOrDefault(l => l.TermsHash == terms.TermsHash && l.DataHash == dataHash)?.Number ?? found.Looks.Count + 1;
        context = context with { Look = look, EarlierLooks = [.. found.Looks.Where(l => l.Number < look)] };
        var analysis = ExperimentAnalyzer.Analyze(resolved, cells, context);
        var stored = await store.RecordAnalysisAsync(
            new AnalysisRecord(found.Experiment.Id, terms.TermsHash, dataHash, analysis.Units, analysis.ToJsonBody(), session.Options.Who), cancellation);
        return (analysis with { Looks = [.. found.Looks.Where(l => l.Number != stored.Look.Number).Append(stored.Look).OrderBy(l => l.Number)] }, found, cells, context);
    }

    /// <summary>An experiment by its id, or the one that a YAML file defines.</summary>
    internal static async Task<Found> FindAsync(Session session, string idOrFile, CancellationToken cancellation)
        => idOrFile.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || idOrFile.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            ? FromFile(session, idOrFile)
            : await FromStoreAsync(session, idOrFile, cancellation);

    private static Found FromFile(Session session, string file)
    {
        var path = Path.GetFullPath(file);
        var definitions = session.Read(path).OrThrow();
        var inFile = definitions.Documents
            .Where(d => d.Kind == DefinitionKind.Experiment && d.File is { } f && Path.GetFullPath(Path.Combine(session.Folder, f)) == path)
            .ToList();
        return inFile switch
        {
            [var only] => new Found(definitions.Experiment(only.Id)!, definitions),
            [] => throw new InvalidInputException([new Problem(file, 0, "", "defines no experiment", "add a document with `kind: experiment`")]),
            _ => throw new InvalidInputException([new Problem(
                file, 0, "", "defines several experiments: " + string.Join(", ", inFile.Select(d => d.Id)), "analyse one by its id, or keep one a file")]),
        };
    }

    private static async Task<Found> FromStoreAsync(Session session, string id, CancellationToken cancellation)
    {
        var read = session.Read();
        using (var store = await session.ExistingStoreAsync(read.Set.Settings, cancellation))
        {
            if (store is not null)
            {
                var stored = await store.DefinitionsAsync(cancellation: cancellation);
                var definitions = DefinitionReader.FromDocuments([.. stored.Select(s => s.Document)]) with { Settings = read.Set.Settings };
                if (definitions.Experiment(id) is { } experiment)
                {
                    var registrations = await store.RegistrationsAsync(id, cancellation);
                    var looks = await store.LooksAsync(id, cancellation);
                    return new Found(experiment, definitions)
                    {
                        Registrations = registrations,
                        Looks = looks,
                        IsStored = true,
                        Simulated = await store.IsSimulatedAsync(cancellation),
                        Findings = Edited(id, definitions, read.Set),
                    };
                }
            }
        }

        var unapplied = read.OrThrow();
        var known = unapplied.Experiments.Select(e => e.Id).ToList();
        return unapplied.Experiment(id) is { } unregistered
            ? new Found(unregistered, unapplied)
            : throw new InvalidInputException(
                "experiment",
                $"there is no experiment {id} in the workspace",
                known.Count == 0 ? "define one with `kind: experiment`" : "the experiments are " + string.Join(", ", known));
    }

    // --data GLOB: the exposures are read from other files; everything else stays as defined.
    internal static DefinitionSet Redirected(Found found, string glob)
    {
        var id = found.Experiment.Exposures.Source;
        return found.Definitions with
        {
            Sources = [.. found.Definitions.Sources.Select(s => s.Id == id ? s with { Location = new FileLocation(Path.GetFullPath(glob)) } : s)],
        };
    }

    // What was applied counts; a reader of the files must be told where they say something else.
    private static IReadOnlyList<Finding> Edited(string id, DefinitionSet stored, DefinitionSet files)
        => files.Experiment(id) is { } edited && FrozenTerms.Of(edited, files).TermsHash != FrozenTerms.Of(stored.Experiment(id)!, stored).TermsHash
            ? [new Finding(
                "definition-edited",
                Severity.Warning,
                $"The files define {id} differently from what was applied; this analysis is of the applied definition.",
                "See `kpilab plan`; `kpilab apply` makes the files' version the one that counts, as a new registration.")]
            : [];

    internal sealed record Found(ExperimentDefinition Experiment, DefinitionSet Definitions)
    {
        public IReadOnlyList<Registration> Registrations { get; init; } = [];

        public IReadOnlyList<Look> Looks { get; init; } = [];

        public bool IsStored { get; init; }

        public bool Simulated { get; init; }

        public IReadOnlyList<Finding> Findings { get; init; } = [];
    }
}
