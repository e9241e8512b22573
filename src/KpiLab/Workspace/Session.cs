using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Definitions;
using KpiLab.Store;

namespace KpiLab;

/// <summary>What a use case works with: a folder, its options, and the way to its store and data. Holds no lock; a file only where a run's memory keeps it.</summary>
internal sealed class Session(string folder, LabOptions options)
{
    private static readonly SqliteProvider Files = new();
    private readonly RememberedReading _definitions = options.Memory?.Definitions ?? new();
    private Applied? _applied;

    public string Folder { get; } = Path.GetFullPath(folder);

    public LabOptions Options { get; } = options;

    /// <summary>Reads every definition of the folder.</summary>
    public DefinitionReading Read(string? alsoFile = null) => WorkspaceReader.Read(Folder, alsoFile, remembered: alsoFile is null ? _definitions : null);

    /// <summary>The folder's definitions as text.</summary>
    public WorkspaceText Text() => WorkspaceReader.Text(Folder);

    /// <summary>Whether that text was the last to be understood.</summary>
    public bool Knows(WorkspaceText text) => _definitions.Knows(text);

    /// <summary>What that text says.</summary>
    public DefinitionReading Understand(WorkspaceText text) => text.Understand(remembered: _definitions);

    /// <summary>What a text says that was applied as it stands.</summary>
    public DefinitionSet OfApplied(WorkspaceText text, IReadOnlyList<StoredDefinition> stored, WorkspaceSettings settings)
    {
        if (_applied is not { } known || known.Text != text.Hash)
        {
            _applied = known = new Applied(text.Hash!, DefinitionReader.FromApplied([.. stored.Select(s => s.Document)], settings));
        }

        return known.Set;
    }

    /// <summary>The same with what a run shares.</summary>
    public Session Sharing(RunMemory memory) => new(Folder, Options with { Memory = Options.Memory ?? memory });

    /// <summary>The same, seen from a moment.</summary>
    public Session SeenFrom(DateTimeOffset asOf) => new(Folder, Options with { AsOf = asOf });

    /// <summary>Values over time, by the engine.</summary>
    public ISeriesData SeriesData => new DuckSeriesData(Folder, Options.Memory?.Engines);

    /// <summary>Units, by the engine.</summary>
    public IUnitRowData UnitRows => new DuckUnitRowData(Folder, Options.Memory?.Engines);

    /// <summary>Effects of past experiments, by the engine.</summary>
    public IPastExperimentData PastExperiments => new DuckPastExperimentData(Folder, Options.Memory?.Engines);

    /// <summary>Whether a target is realistic.</summary>
    public TargetRealism Judge(KpiSeries series, Target target, Direction direction, LinkGateSettings gate)
        => Options.Memory is { } memory ? memory.Targets.Of(series, target, direction, Options.Seed, gate) : TargetCheck.Of(series, target, direction, Options.Seed, gate);

    /// <summary>Where the store is, by the workspace's settings: a path, or what a server's provider understands.</summary>
    public string StoreAt(WorkspaceSettings settings) => Core.StoreLocation.IsServer(Place(settings)) ? Place(settings) : Path.GetFullPath(Path.Combine(Folder, Place(settings)));

    /// <summary>How messages call the store: as it stands in the settings, without a password.</summary>
    public string StoreName(WorkspaceSettings settings) => Core.StoreLocation.IsServer(Place(settings)) ? Provider(settings).Describe(Place(settings)) : Place(settings);

    /// <summary>Where the workspace keeps what belongs beside its store: the key of the audit trail.</summary>
    public string KeyFolder(WorkspaceSettings settings)
        => Core.StoreLocation.IsServer(Place(settings)) ? Path.Combine(Folder, ".kpilab") : Path.GetDirectoryName(StoreAt(settings))!;

    /// <summary>The store, created when absent.</summary>
    public Task<SqlStore> StoreAsync(WorkspaceSettings settings, CancellationToken cancellation)
        => Provider(settings).OpenAsync(StoreAt(settings), OpenOptions, cancellation);

    /// <summary>The store if there is one already: reading verbs create nothing.</summary>
    public Task<SqlStore?> ExistingStoreAsync(WorkspaceSettings settings, CancellationToken cancellation)
        => Provider(settings).OpenExistingAsync(StoreAt(settings), OpenOptions, cancellation);

    /// <summary>Brings an exported file into the workspace's store, which is empty or not there.</summary>
    public Task<ImportReceipt> ImportAsync(WorkspaceSettings settings, string file, string? keyFingerprint, CancellationToken cancellation)
        => Provider(settings).ImportAsync(StoreAt(settings), file, OpenOptions, keyFingerprint, cancellation);

    /// <summary>The engine over the folder's files, and over the folder of files that a person named explicitly.</summary>
    public IExperimentData Data(string? alsoGlob = null) => new DuckExperimentData(Folder, alsoGlob is null ? [] : [FolderOf(Path.GetFullPath(alsoGlob))]);

    private string Place(WorkspaceSettings settings) => Options.StoreAt ?? settings.Store;

    // A use case makes many calls, and disposes of its store before it answers.
    private StoreOptions OpenOptions => new(Options.Time, Actor: Options.Who, Simulated: Options.Simulated, KeepOpen: true, Connections: Options.Memory?.Connections);

    private StoreProvider Provider(WorkspaceSettings settings)
        => (Options.Stores ?? []).Append(Files).FirstOrDefault(p => p.Knows(Place(settings)))
            ?? throw new EngineException("the store is a PostgreSQL server, which this program was not built with: reference KpiLab.Postgres and name its PostgresProvider in LabOptions.Stores");

    private static string FolderOf(string glob)
    {
        var wildcard = glob.IndexOfAny(['*', '?', '[', '{']);
        return Path.GetDirectoryName(wildcard < 0 ? glob : glob[..wildcard]) ?? Path.GetPathRoot(glob)!;
    }

    // One reference, so that calls beside each other see a text with what it says.
    private sealed record Applied(string Text, DefinitionSet Set);
}
