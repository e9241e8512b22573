using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Where rows come from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Location">Files or a table of a connection.</param>
/// <param name="Unit">Column with the key of the unit of analysis; null: every row is a unit.</param>
/// <param name="Time">Column with the event's time; event tables only.</param>
/// <param name="Columns">Optional types by column, and an allow-list when given.</param>
/// <param name="KnownAt">Column with the moment at which a row became known: what a series looked at from an earlier moment must not see.</param>
[TypeFormatterSource]
public sealed record SourceDefinition(
    string Id, SourceLocation Location, string? Unit = null, string? Time = null, IReadOnlyDictionary<string, string>? Columns = null, string? KnownAt = null) : IShowable;

/// <summary>Files or a table.</summary>
[TypeFormatterSource]
public abstract record SourceLocation;

/// <summary>Files of the workspace by a glob: CSV, CSV.gz, Parquet, JSON.</summary>
public sealed record FileLocation(string Glob) : SourceLocation;

/// <summary>A table of a named connection.</summary>
public sealed record TableLocation(string Connection, string Table) : SourceLocation;
