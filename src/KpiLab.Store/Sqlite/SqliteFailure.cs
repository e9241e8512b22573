using KpiLab.Core;
using Microsoft.Data.Sqlite;

namespace KpiLab.Store;

/// <summary>What SQLite's result codes mean to the person at the keyboard.</summary>
/// <remarks>Codes: https://sqlite.org/rescode.html.</remarks>
internal static class SqliteFailure
{
    private const int Busy = 5, Locked = 6, OutOfMemory = 7, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    // SQLITE_IOERR_SHMSIZE and SQLITE_IOERR_WRITE: how a full disk shows where the file cannot grow.
    private const int SharedMemorySize = 4874, Write = 778;

    public static bool IsBusy(SqliteException failure) => failure.SqliteErrorCode is Busy or Locked;

    public static EngineException Describe(SqliteException failure, string store) => new(Sentence(failure, store), failure);

    private static string Sentence(SqliteException failure, string store) => failure.SqliteErrorCode switch
    {
        Busy or Locked => $"the store {store} stayed locked by another program; end that program or repeat the command",
        OutOfMemory => $"there was not enough memory for the store {store}; close other programs and repeat the command",
        ReadOnly => $"the store {store} cannot be written; give this user write permission on the file and its folder",
        Corrupt => $"the store {store} is damaged; restore it from a backup",
        Full => $"the disk that holds the store {store} is full, and nothing was stored; free some space and repeat the command",
        InputOutput when failure.SqliteExtendedErrorCode is SharedMemorySize or Write
            => $"the disk could not take what was to be written to the store {store}, and nothing was stored; free some space, check the disk, and repeat the command",
        InputOutput => Invariant($"the disk failed while the store {store} was used (SQLite code {failure.SqliteExtendedErrorCode}); check the disk and repeat the command"),
        CannotOpen => $"the store {store} cannot be opened; check that its folder exists and that this user may write there",
        NotADatabase => $"{store} is not a store: it is no SQLite database; name another file as `store` in kpilab.yaml, or move this one away",
        _ => Invariant($"the store {store} failed (SQLite code {failure.SqliteExtendedErrorCode}: {failure.Message}); run `kpilab doctor`"),
    };
}
