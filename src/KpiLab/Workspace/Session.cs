using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Definitions;
using KpiLab.Store;

namespace KpiLab;

/// <summary>What a use case works with: a folder, its options, and the way to its store and data. Holds no lock or open file.</summary>
internal sealed class Session(string folder, LabOptions options)
{
    public string Folder { get; } = Path.GetFullPath(folder);

    public LabOptions Options { get; } = options;

    /// <summary>Reads every definition of the folder.</summary>
    public DefinitionReading Read(string? alsoFile = null) => WorkspaceReader.Read(Folder, alsoFile);

    /// <summary>Where the store is, by the workspace's settings.</summary>
    public string StorePath(WorkspaceSettings settings) => Path.GetFullPath(Path.Combine(Folder, settings.Store));

    /// <summary>The store, created when absent.</summary>
    public async Task<SqliteStore> StoreAsync(WorkspaceSettings settings, CancellationToken cancellation)
        => await SqliteStore.OpenAsync(StorePath(settings), new StoreOptions(Options.Time, Actor: Options.Who, Simulated: Options.Simulated), cancellation);

    /// <summary>The store if there is one already: reading verbs create nothing.</summary>
    public async Task<SqliteStore?> ExistingStoreAsync(WorkspaceSettings settings, CancellationToken cancellation)
        => File.Exists(StorePath(settings)) ? await StoreAsync(settings, cancellation) : null;

    /// <summary>The engine over the folder's files, and over the folder of files that a person named explicitly.</summary>
    public IExperimentData Data(string? alsoGlob = null) => new DuckExperimentData(Folder, alsoGlob is null ? [] : [FolderOf(Path.GetFullPath(alsoGlob))]);

    private static string FolderOf(string glob)
    {
        var wildcard = glob.IndexOfAny(['*', '?', '[', '{']);
        return Path.GetDirectoryName(wildcard < 0 ? glob : glob[..wildcard]) ?? Path.GetPathRoot(glob)!;
    }
}
