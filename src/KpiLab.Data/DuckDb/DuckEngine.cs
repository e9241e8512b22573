using KpiLab.Core;
using KpiLab.DuckDb;

namespace KpiLab.Data;

/// <summary>One answer's DuckDB: in memory, shut to everything but the files of the sources, gone afterwards.</summary>
internal sealed class DuckEngine : IScanEngine, IDisposable
{
    private const int ReportEvery = 1 << 16;

    private readonly Dictionary<string, OpenSource> _sources = new(StringComparer.Ordinal);
    private readonly List<string> _queries = [];
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;
    private readonly IProgress<ScanProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private double? _fraction;
    private long _nextReport;
    private string _stage = "";

    private sealed record OpenSource(SourceDefinition Definition, SourceRelation Relation, IReadOnlyList<SourceFiles.SourceFile> Files, IReadOnlyList<ScanField> Fields);

    /// <summary>Opens DuckDB on the files of these sources.</summary>
    public DuckEngine(
        IReadOnlyList<SourceDefinition> sources, SourceFiles files, ReadOptions options, string? tempDirectory, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        _progress = progress;
        _cancellation = cancellation;
        var found = sources.DistinctBy(s => s.Id).Select(s => (Source: s, Found: files.Find(s))).ToList();
        try
        {
            _database = DuckDatabase.Open(new DuckOptions
            {
                Threads = options.Threads,
                MemoryLimitBytes = options.MemoryLimitBytes,
                TempDirectory = tempDirectory,
                ExternalAccess = true,
                Configuration = ExpressionSql.Settings,
            });
            _connection = _database.Connect();
            _connection.LockDown([.. found.SelectMany(f => f.Found.Files).SelectMany(f => new[] { f.Real, SourceRelation.Pattern(f.Real) }).Distinct()], []);
        }
        catch (DuckException error)
        {
            Dispose();
            throw new EngineException($"DuckDB could not be started: {error.Message}", error);
        }

        try
        {
            foreach (var (source, (format, sourceFiles)) in found)
            {
                _sources.Add(source.Id, Describe(source, new SourceRelation(format, [.. sourceFiles.Select(f => f.Real)], []), sourceFiles));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The statements of the passes so far, for a reader.</summary>
    public IReadOnlyList<string> Queries => _queries;

    /// <inheritdoc/>
    public IReadOnlyList<ScanField> Fields(string source) => _sources[source].Fields;

    /// <summary>Fingerprints of the sources, in ordinal order of their ids.</summary>
    public IReadOnlyList<SourceFingerprint> Fingerprint(bool sha256)
        => [.. _sources.Values.OrderBy(s => s.Definition.Id, StringComparer.Ordinal).Select(s => new SourceFingerprint(
            s.Definition.Id, [.. s.Files.Select(f => Fingerprints.Of(f, s.Relation.Format, sha256, _cancellation))], null))];

    /// <inheritdoc/>
    public RowScan Open(ScanPlan plan)
    {
        var source = _sources[plan.Source];
        var query = ScanSql.Compile(plan, source.Relation);
        var text = Shown(query, source);
        if (!_queries.Contains(text))
        {
            _queries.Add(text);
        }

        DuckStatement? statement = null;
        try
        {
            statement = Prepare(query);
            return new DuckScan(statement, statement.ExecuteStreaming(_cancellation, _progress is null ? null : new Fraction(this)), e => Explain(e, source));
        }
        catch (DuckException error)
        {
            statement?.Dispose();
            throw Explain(error, source);
        }
        catch
        {
            statement?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public (long Rows, long First, double Value) FindUnusable(ScanPlan plan, int column, bool share)
    {
        var source = _sources[plan.Source];
        var row = Rows(source, ScanSql.FindUnusable(plan, source.Relation, column, share))[0];
        return (Convert.ToInt64(row[0], null), Convert.ToInt64(row[1] ?? 0L, null), Convert.ToDouble(row[2] ?? double.NaN, null));
    }

    /// <inheritdoc/>
    public void Report(string stage, long rows)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (stage != _stage)
        {
            _stage = stage;
            _fraction = null;
            _nextReport = 0;
        }

        if (rows >= _nextReport)
        {
            _nextReport = rows + ReportEvery;
            _progress?.Report(new ScanProgress(stage, rows, _fraction));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        _database?.Dispose();
    }

    private OpenSource Describe(SourceDefinition source, SourceRelation relation, IReadOnlyList<SourceFiles.SourceFile> files)
    {
        var declared = source.Columns ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var unknownTypes = declared.Where(d => SourceField.EngineType(d.Value) is null).Select(d => new Problem(
            null, 0, $"source {source.Id}.columns.{d.Key}", $"there is no type `{d.Value}`", "write double, integer, boolean, text, timestamp or date")).ToList();
        if (unknownTypes.Count > 0)
        {
            throw new InvalidInputException(unknownTypes);
        }

        var open = new OpenSource(source, relation, files, []);
        CheckAlike(open);
        var found = Names(open, relation.Describe([], IsSmall(relation)));
        var text = relation.Format == FileFormat.Csv ? TextColumns(open, found, declared) : [];
        if (text.Count > 0)
        {
            found = Names(open, relation.Describe(text, IsSmall(relation)));
        }

        var missing = declared.Keys.Where(d => !found.Exists(f => f.Name == d)).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidInputException([.. missing.Select(m => new Problem(
                null, 0, $"source {source.Id}.columns.{m}", $"`{files[0].Shown}` has no column `{m}`", $"its columns are {string.Join(", ", found.Select(f => f.Name))}"))]);
        }

        var fields = found.ConvertAll(f => SourceField.Of(f.Name, f.Type, declared.GetValueOrDefault(f.Name)));
        var isVisible = (SourceField f) => source.Columns is null || declared.ContainsKey(f.Name) || f.Name == source.Unit || f.Name == source.Time;
        return open with
        {
            Relation = relation with { Fields = fields },
            Fields = [.. fields.Where(f => f.Type is not null).Select(f => new ScanField(f.ToColumn(), isVisible(f), f.IsInteger))],
        };
    }

    // Several files are one table: DuckDB would match other columns by position, or squeeze values into the first file's type.
    private void CheckAlike(OpenSource source)
    {
        var field = $"source {source.Definition.Id}";
        if (source.Files.Count == 1)
        {
            return;
        }

        if (source.Relation.Format == FileFormat.Csv && CsvHeaders.FirstStranger(source.Files) is { } stranger)
        {
            throw new InvalidInputException(
                field, $"`{stranger.File}` has the columns {stranger.Header}, and `{source.Files[0].Shown}` has {stranger.Expected}", "give all files of a source the same columns in the same order");
        }

        if (source.Relation.Format == FileFormat.Parquet && Rows(source, source.Relation.MixedParquetColumns()) is { Count: > 0 } mixed)
        {
            throw new InvalidInputException([.. mixed.Select(m => new Problem(
                null, 0, field, Shown($"column `{m[0]}` holds {m[2]} in `{m[1]}` and {m[4]} in `{m[3]}`", source), "write all files of a source with the same types"))]);
        }
    }

    // Columns of a CSV that are text although they look like something else.
    private List<string> TextColumns(OpenSource source, List<(string Name, string Type)> found, IReadOnlyDictionary<string, string> declared)
    {
        var text = found.Where(f => f.Type != "VARCHAR" && declared.TryGetValue(f.Name, out var type) && SourceField.EngineType(type) == "VARCHAR").Select(f => f.Name).ToList();
        var truths = found.Where(f => f.Type == "BOOLEAN" && !declared.ContainsKey(f.Name)).Select(f => f.Name).ToList();
        if (truths.Count > 0)
        {
            var spelled = Rows(source, source.Relation.AreTrueAndFalse(truths))[0];
            text.AddRange(truths.Where((_, i) => spelled[i] is false));
        }

        return text;
    }

    private static bool IsSmall(SourceRelation relation) => relation.Files.Sum(f => new FileInfo(f).Length) <= SourceRelation.SniffAllBytes;

    private List<(string Name, string Type)> Names(OpenSource source, SqlQuery query)
        => [.. Rows(source, query).Select(r => ((string)r[0]!, (string)r[1]!))];

    private IReadOnlyList<object?[]> Rows(OpenSource source, SqlQuery query)
    {
        try
        {
            using var statement = Prepare(query);
            using var reader = statement.ExecuteStreaming(_cancellation);
            return reader.ReadRows();
        }
        catch (DuckException error)
        {
            throw Explain(error, source);
        }
    }

    private DuckStatement Prepare(SqlQuery query)
    {
        var statement = _connection.Prepare(query.Text);
        for (var i = 0; i < query.Parameters.Count; i++)
        {
            statement.BindValue(i + 1, query.Parameters[i]);
        }

        return statement;
    }

    // What DuckDB cannot read is the person's to correct; what it cannot do is not.
    private static Exception Explain(DuckException error, OpenSource source) => error.Type switch
    {
        DuckErrorType.OutOfMemory => new EngineException($"reading source {source.Definition.Id} needs more memory than it may use; raise --memory: {Shown(error.Message, source)}", error),
        DuckErrorType.Conversion or DuckErrorType.InvalidInput or DuckErrorType.IO or DuckErrorType.OutOfRange or DuckErrorType.Binder or DuckErrorType.MismatchType
            or DuckErrorType.Serialization or DuckErrorType.InvalidType => new InvalidInputException(
                $"source {source.Definition.Id}", Shown(error.Message, source),
                "correct the file, or declare the types of its columns: `columns: {name: double}`"),
        _ => new EngineException($"DuckDB failed on source {source.Definition.Id}: {Shown(error.Message, source)}", error),
    };

    private static string Shown(SqlQuery query, OpenSource source)
        => query.Parameters.Any(p => p is string) ? (query with { Parameters = [.. query.Parameters.Select(p => p is string text ? Shown(text, source) : p)] }).Describe() : query.Describe();

    // Results and messages name files as the person does; where the workspace stands on this machine is nobody's business.
    private static string Shown(string text, OpenSource source)
        => source.Files.Aggregate(text, (t, f) => t.Replace(f.Real, f.Shown, StringComparison.Ordinal).Replace(SourceRelation.Pattern(f.Real), f.Shown, StringComparison.Ordinal));

    private sealed class Fraction(DuckEngine engine) : IProgress<double>
    {
        public void Report(double value) => engine._fraction = value;
    }
}
