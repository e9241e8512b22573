using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>An event log that units are cut from, checked against its columns.</summary>
internal sealed class UnitLog
{
    private readonly List<ScanColumn> _numbers = [];

    private UnitLog(SourceDefinition source, SeriesColumns columns, ScanField? key, SourceColumn? time, SourceColumn? knownAt)
        => (Source, Columns, Key, Time, KnownAt) = (source, columns, key, time, knownAt);

    public SourceDefinition Source { get; }

    public SeriesColumns Columns { get; }

    /// <summary>Column of the unit's key; null only where a problem was found.</summary>
    public ScanField? Key { get; }

    /// <summary>Column of the event's time; null only where a problem was found.</summary>
    public SourceColumn? Time { get; }

    public SourceColumn? KnownAt { get; }

    /// <summary>Rows that are entries; null: all.</summary>
    public TypedExpression? Where { get; set; }

    /// <summary>Column of the variant at entry.</summary>
    public SourceColumn? Variant { get; set; }

    /// <summary>What is folded from it.</summary>
    public List<(EventFold Fold, bool IsEarly)> Folds { get; } = [];

    public static UnitLog Bind(SourceDefinition source, IScanEngine engine, List<Problem> problems)
    {
        var columns = new SeriesColumns(source, engine, problems);
        foreach (var (field, value) in new[] { ("unit", source.Unit), ("time", source.Time) })
        {
            if (value is null)
            {
                columns.Add($"source {source.Id}.{field}", $"source `{source.Id}` has no `{field}`, which units are cut from a log by", $"name the column: `{field}: …`");
            }
        }

        return new UnitLog(
            source, columns,
            source.Unit is null ? null : columns.Find($"source {source.Id}.unit", source.Unit),
            source.Time is null ? null : columns.Moment($"source {source.Id}.time", source.Time)?.Column,
            source.KnownAt is null ? null : columns.Moment($"source {source.Id}.known_at", source.KnownAt)?.Column);
    }

    /// <summary>Adds a quantity.</summary>
    public void Add(string field, UnitPart part, bool isEarly)
    {
        var value = part.Value is { } formula ? Columns.Number($"{field}.value", formula) : null;
        var where = part.Where is { } condition ? Columns.Condition($"{field}.where", condition) : null;
        var isTruth = value?.Type == ExpressionType.Boolean;
        var aggregate = part.Aggregate ?? (part.Value is null ? Aggregate.Count : isTruth ? Aggregate.Any : Aggregate.Sum);
        Folds.Add((
            new EventFold(
                0, Column(value), Column(where), part.Window.From.Ticks / TimeSpan.TicksPerMicrosecond, part.Window.To.Ticks / TimeSpan.TicksPerMicrosecond,
                aggregate, aggregate is Aggregate.Sum or Aggregate.Count or Aggregate.Any, false, isTruth),
            isEarly));
    }

    /// <summary>The pass that reads key, time and what is folded.</summary>
    public ScanPlan Plan(KeyKind keys, DateTimeOffset asOf) => new(
        Source.Id, [new(ScanKind.Key, new TypedColumn(Key!.Column), keys), new(ScanKind.Time, new TypedColumn(Time!)), .. _numbers], null, Time, asOf, $"reading {Source.Id} by unit", KnownAt);

    private int Column(TypedExpression? expression)
    {
        if (expression is null)
        {
            return -1;
        }

        _numbers.Add(new ScanColumn(ScanKind.Number, expression));
        return _numbers.Count + 1;
    }
}
