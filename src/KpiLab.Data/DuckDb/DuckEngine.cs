using KpiLab.Core;
using KpiLab.DuckDb;

namespace KpiLab.Data;

/// <summary>One answer's DuckDB: in memory, shut to everything but the files of the sources; gone afterwards, or left for the next answer from the same files.</summary>
internal sealed class DuckEngine : IScanEngine, IDisposable
{
    private const int ReportEvery = 1 << 16;

    private readonly Dictionary<string, OpenSource> _sources = new(StringComparer.Ordinal);
    private readonly List<string> _queries = [];
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;
    private readonly DuckInstances? _instances;
    private readonly string _key = "";
    private bool _spoiled;
    private bool _disposed;
    private readonly IProgress<ScanProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private double? _fraction;
    private long _nextReport;
    private string _stage = "";

    private sealed record OpenSource(SourceDefinition Definition, SourceRelation Relation, IReadOnlyList<SourceFiles.SourceFile> Files, IReadOnlyList<ScanField> Fields);

    /// <summary>Opens DuckDB on the files of these sources.</summary>
    public DuckEngine(
        IReadOnlyList<SourceDefinition> sources, SourceFiles files, ReadOptions options, string? tempDirectory, IProgress<ScanProgress>? progress, CancellationToken cancellation,
        DuckInstances? instances = null)
    {
        _progress = progress;
        _cancellation = cancellation;
        var found = sources.DistinctBy(s => s.Id).Select(s => (Source: s, Found: files.Find(s))).ToList();
        foreach (var (source, (format, sourceFiles)) in found.Where(f => f.Found.Format != FileFormat.Parquet))
        {
            GzipFiles.Check($"source {source.Id}", sourceFiles, Reading);
        }

        try
        {
            List<string> allowed = [.. found.SelectMany(f => f.Found.Files).SelectMany(f => new[] { f.Real, SourceRelation.Pattern(f.Real) }).Distinct()];
            _instances = instances;
            (_database, _connection, _key) = DuckInstances.Open(instances, options, tempDirectory, allowed);
        }
        catch (DuckException error)
        {
            _spoiled = true;
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
            _spoiled = true;
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
    public (long Rows, string First, double Value) FindUnusable(ScanPlan plan, int column, bool share)
    {
        var source = _sources[plan.Source];
        var row = Rows(source, ScanSql.FindUnusable(plan, source.Relation, column, share))[0];
        return (Convert.ToInt64(row[0], null), RowOf(source, Convert.ToInt64(row[1] ?? 0L, null)), Convert.ToDouble(row[2] ?? double.NaN, null));
    }

    /// <inheritdoc/>
    public string? FindText(string source, string column)
    {
        var open = _sources[source];
        var field = open.Relation.Field(column);
        if (field.FoundText != "VARCHAR")
        {
            return null;
        }

        var found = Rows(open, open.Relation.FirstUnreadable(field, "DOUBLE"))[0];
        var (bad, all) = (Convert.ToInt64(found[0], null), Convert.ToInt64(found[1], null));

        // Mostly numbers: a slip in the data, and not a column of words.
        return bad > 0 && 2 * bad <= all
            ? Invariant($"{bad} of {all} values {(bad == 1 ? "is no number" : "are no numbers")}, first `{EngineWords.Cut((string)found[3]!)}` in {RowOf(open, Convert.ToInt64(found[2], null))}")
            : null;
    }

    /// <inheritdoc/>
    public string Place(string source, long row) => RowOf(_sources[source], row);

    // Before DuckDB is asked: files that are read to their end first.
    private void Reading(string stage, double fraction)
    {
        _cancellation.ThrowIfCancellationRequested();
        _progress?.Report(new ScanProgress(stage, 0, fraction));
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
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _connection?.Dispose();
        if (_instances is null || _spoiled || _cancellation.IsCancellationRequested)
        {
            _database?.Dispose();
        }
        else
        {
            _instances.Leave(_key, _database);
        }
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
        if (relation.Format == FileFormat.Csv)
        {
            relation = relation with { Separator = CsvHeaders.Separator($"source {source.Id}", files) };
            open = open with { Relation = relation };
        }

        CheckAlike(open);
        var found = Names(open, relation.Describe([], IsSmall(relation)));
        var text = relation.Format == FileFormat.Csv ? TextColumns(open, found, declared) : [];
        if (text.Count > 0)
        {
            found = Names(open, relation.Describe(text, IsSmall(relation)));
        }

        CheckRows(open, found);
        var missing = declared.Keys.Where(d => !found.Exists(f => f.Name == d)).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidInputException([.. missing.Select(m => new Problem(
                null, 0, $"source {source.Id}.columns.{m}", $"`{files[0].Shown}` has no column `{m}`", $"its columns are {string.Join(", ", found.Select(f => f.Name))}"))]);
        }

        var moments = Moments(open, found, declared);
        var fields = found.ConvertAll(f => SourceField.Of(f.Name, f.Type, declared.GetValueOrDefault(f.Name) ?? (moments.Contains(f.Name) ? "timestamp" : null)));
        var isVisible = (SourceField f) => source.Columns is null || declared.ContainsKey(f.Name) || f.Name == source.Unit || f.Name == source.Time || f.Name == source.KnownAt;
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

    // Text columns of JSON that hold moments with a T, which DuckDB leaves as text.
    private List<string> Moments(OpenSource source, List<(string Name, string Type)> found, IReadOnlyDictionary<string, string> declared)
    {
        var text = source.Relation.Format != FileFormat.Json ? [] : found.Where(f => f.Type == "VARCHAR" && !declared.ContainsKey(f.Name)).Select(f => f.Name).ToList();
        if (text.Count == 0)
        {
            return text;
        }

        var are = Rows(source, source.Relation.AreMoments(text))[0];
        return [.. text.Where((_, i) => are[i] is true)];
    }

    // Without a row nothing tells what a column of text holds, and JSON without an object has no columns at all.
    private void CheckRows(OpenSource source, List<(string Name, string Type)> found)
    {
        var (field, file) = ($"source {source.Definition.Id}", source.Files[0].Shown);
        if (source.Relation.Format == FileFormat.Json && found is [] or [("json", _)])
        {
            throw new InvalidInputException([new Problem(
                file, 0, field, found.Count == 0 || Convert.ToInt64(Rows(source, source.Relation.HasRow())[0][0], null) == 0 ? "the file holds no row" : "the file holds values that are no objects",
                "write one object a line, such as {\"user_id\": 1, \"variant\": \"control\"}, or one array of objects")]);
        }

        if (source.Relation.Format == FileFormat.Csv && source.Definition.Columns is null && found.TrueForAll(f => f.Type == "VARCHAR")
            && Convert.ToInt64(Rows(source, source.Relation.HasRow())[0][0], null) == 0)
        {
            throw new InvalidInputException([new Problem(
                file, 0, field, "the file has a header and no row, so that nothing tells what its columns hold", "add the rows; where an empty table is right, declare its columns: `columns: {name: double}`")]);
        }
    }

    // A row by its number over all files, as its own file counts it.
    private string RowOf(OpenSource source, long row)
    {
        if (source.Files.Count == 1)
        {
            return Invariant($"row {row} of `{source.Files[0].Shown}`");
        }

        var counts = Rows(source, source.Relation.RowsByFile()).ToDictionary(r => (string)r[0]!, r => Convert.ToInt64(r[1], null), StringComparer.Ordinal);
        foreach (var file in source.Files)
        {
            var count = counts.GetValueOrDefault(file.Real);
            if (row <= count)
            {
                return Invariant($"row {row} of `{file.Shown}`");
            }

            row -= count;
        }

        return Invariant($"row {row}");
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
    private Exception Explain(DuckException error, OpenSource source)
    {
        var told = Told(error, source);
        _spoiled |= told is EngineException; // after a failure of its own an instance may answer nothing any more
        return told;
    }

    private Exception Told(DuckException error, OpenSource source) => error.Type switch
    {
        DuckErrorType.OutOfMemory => new EngineException($"reading source {source.Definition.Id} needs more memory than it may use; raise --memory: {Shown(error.Message, source)}", error),
        DuckErrorType.Conversion or DuckErrorType.InvalidInput or DuckErrorType.IO or DuckErrorType.OutOfRange or DuckErrorType.Binder or DuckErrorType.MismatchType
            or DuckErrorType.Serialization or DuckErrorType.InvalidType => new InvalidInputException([Trouble(error, source)]),
        _ => new EngineException($"DuckDB failed on source {source.Definition.Id}: {Shown(error.Message, source)}", error),
    };

    private Problem Trouble(DuckException error, OpenSource source)
    {
        var field = $"source {source.Definition.Id}";
        var seen = source.Relation.Format switch
        {
            FileFormat.Parquet => ParquetTrouble.First(field, source.Files),
            _ when !EngineWords.IsAboutText(error.Message) => null,
            FileFormat.Csv => TextTrouble.First(field, source.Files, TextTrouble.MostLineBytes, _cancellation) ?? CsvRows.FirstRagged(field, source.Files, source.Relation.Separator, _cancellation),
            _ => TextTrouble.First(field, source.Files, TextTrouble.MostObjectBytes, _cancellation),
        };
        return seen ?? Uncast(error, source) ?? EngineWords.Explain(Shown(error.Message, source), source.Definition.Id, source.Files.Count == 1 ? source.Files[0].Shown : null);
    }

    // DuckDB names the column of a value that is not of the declared type, but not its row.
    private Problem? Uncast(DuckException error, OpenSource source)
    {
        if (EngineWords.CastColumn(error.Message) is not { } name || source.Relation.Fields.FirstOrDefault(f => f.Name == name) is not { FoundText: "VARCHAR" } field || field.Engine == "VARCHAR")
        {
            return null;
        }

        var found = Rows(source, source.Relation.FirstUnreadable(field, field.Engine))[0];
        return found[2] is null ? null : new Problem(
            null, 0, $"source {source.Definition.Id}.columns.{name}",
            Invariant($"{found[0]} of {found[1]} values {(found[0] is 1L ? "is" : "are")} not {EngineWords.Noun(field.Engine)}, first `{EngineWords.Cut((string)found[3]!)}` in {RowOf(source, Convert.ToInt64(found[2], null))}"),
            "correct the data, or declare another type");
    }

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
