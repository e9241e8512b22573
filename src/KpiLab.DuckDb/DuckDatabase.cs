using System.Globalization;

namespace KpiLab.DuckDb;

/// <summary>One DuckDB instance inside this process.</summary>
public sealed class DuckDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;
    private volatile bool _locked;

    private DuckDatabase(DatabaseHandle handle) => _handle = handle;

    /// <summary>The version of the loaded DuckDB library, such as <c>v1.5.6</c>.</summary>
    public static unsafe string LibraryVersion => NativeMethods.Text(NativeMethods.duckdb_library_version()) ?? "";

    /// <summary>Whether only the allowed files can be reached and the configuration is closed.</summary>
    public bool IsLocked => _locked;

    /// <summary>Opens a database.</summary>
    /// <exception cref="DuckException">A setting or the file is not what DuckDB accepts.</exception>
    public static DuckDatabase Open(DuckOptions? options = null)
    {
        options ??= new DuckOptions();
        if (options.TempDirectory is { Length: > 0 } temp && Path.GetDirectoryName(Path.GetFullPath(temp)) is { } parent)
        {
            Directory.CreateDirectory(parent);   // DuckDB makes and removes the folder itself, but not what is above it
        }

        var database = new DuckDatabase(OpenHandle(options));
        try
        {
            using var connection = database.Connect();

            // DuckDB takes both from the machine, the calendar from its locale (under fa_IR the year 2024 is 1403), and knows neither setting before it is open.
            connection.Execute(Invariant($"SET GLOBAL Calendar = 'gregorian'; SET GLOBAL TimeZone = {SqlText.Quote(options.TimeZone)}"));
            if (!options.ExternalAccess)
            {
                connection.LockDown(options.AllowedPaths, options.AllowedDirectories);
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A connection: one query at a time. Connections of one database work in parallel.</summary>
    public DuckConnection Connect()
    {
        if (NativeMethods.duckdb_connect(_handle, out var connection) == NativeState.Success)
        {
            return new DuckConnection(this, connection);
        }

        connection.Dispose();
        throw new DuckException("DuckDB could not open a connection.", DuckErrorType.Connection);
    }

    /// <summary>Closes the database; open connections stay usable until they are disposed.</summary>
    public void Dispose() => _handle.Dispose();

    internal void MarkLocked() => _locked = true;

    private static unsafe DatabaseHandle OpenHandle(DuckOptions options)
    {
        if (NativeMethods.duckdb_create_config(out var config) != NativeState.Success)
        {
            config.Dispose();
            throw new DuckException("DuckDB could not create a configuration.", DuckErrorType.OutOfMemory);
        }

        using (config)
        {
            foreach (var (name, value) in Settings(options))
            {
                if (NativeMethods.duckdb_set_config(config, name, value) != NativeState.Success)
                {
                    throw new DuckException(Invariant($"DuckDB has no setting '{name}' or does not accept '{value}' for it."), DuckErrorType.InvalidConfiguration);
                }
            }

            if (NativeMethods.duckdb_open_ext(options.Path, out var database, config, out var error) == NativeState.Success)
            {
                return database;
            }

            database.Dispose();
            throw new DuckException(NativeMethods.TakeText(error) ?? "DuckDB could not open the database.");
        }
    }

    private static IEnumerable<(string Name, string Value)> Settings(DuckOptions options)
    {
        // Nothing is ever fetched from the network behind the caller's back, locked or not.
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("allow_community_extensions", "false");
        yield return ("allow_persistent_secrets", "false");

        // Without a folder of ours DuckDB would spill into .tmp of the working directory.
        yield return ("temp_directory", options.TempDirectory ?? "");
        if (options.MemoryLimitBytes is { } bytes)
        {
            yield return ("memory_limit", bytes.ToString(CultureInfo.InvariantCulture) + "B");
        }

        if (options.Threads is { } threads)
        {
            yield return ("threads", threads.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (name, value) in options.Configuration)
        {
            yield return (name, value);
        }
    }
}
