namespace KpiLab.DuckDb;

/// <summary>How a database is opened. The default is in memory, and shut: it reads no file, no network and no environment.</summary>
public sealed record DuckOptions
{
    /// <summary>The database file; null for a database in memory.</summary>
    public string? Path { get; init; }

    /// <summary>The most memory that DuckDB may use; null leaves DuckDB's own choice (80 % of the machine's).</summary>
    public long? MemoryLimitBytes
    {
        get;
        init => field = value is <= 0
            ? throw new ArgumentOutOfRangeException(nameof(value), value, "The memory limit must be positive, or null for DuckDB's own choice.")
            : value;
    }

    /// <summary>Worker threads, the calling one included; null for one per core.</summary>
    public int? Threads
    {
        get;
        init => field = value is <= 0
            ? throw new ArgumentOutOfRangeException(nameof(value), value, "Threads must be at least 1, or null for one per core.")
            : value;
    }

    /// <summary>The time zone in which TIMESTAMPTZ values are cut and printed, by its IANA name; never the machine's, so that the same query answers the same everywhere.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Where intermediate results go that do not fit into memory; null keeps them in memory, and the memory limit then ends the query.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Files that may be read where <see cref="ExternalAccess"/> is off.</summary>
    public IReadOnlyList<string> AllowedPaths { get; init; } = [];

    /// <summary>Folders whose files may be read, with all below them, where <see cref="ExternalAccess"/> is off.</summary>
    public IReadOnlyList<string> AllowedDirectories { get; init; } = [];

    /// <summary>True opens the database unlocked, for statements that this program wrote itself; <see cref="DuckConnection.LockDown"/> shuts it later.</summary>
    public bool ExternalAccess { get; init; }

    /// <summary>Further settings of DuckDB by name, such as <c>preserve_insertion_order</c>.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
