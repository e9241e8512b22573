using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Collects what several metrics need of one event table, so that it is read once.</summary>
internal sealed class EventBuilder(SourceDefinition source, SourceColumn? key, SourceColumn? time, bool hasExposedAt)
{
    private readonly List<(string Key, ScanColumn Column, string Text, bool Reject)> _columns = [];
    private readonly List<EventFold> _folds = [];
    private readonly List<(string Text, TypedExpression Where)?> _wheres = [];

    /// <summary>The source.</summary>
    public SourceDefinition Source => source;

    /// <summary>Adds a raw value.</summary>
    public void Add(int raw, Quantity quantity, TypedExpression? value, TypedExpression? where, bool isTruth, bool emptyIsZero, bool reject, string text)
    {
        var valueColumn = quantity.Value is null || value is null ? -1 : Column($"{quantity.Value}|{reject}", new ScanColumn(ScanKind.Number, value), text, reject && value is TypedColumn);
        if (reject && value is not (null or TypedColumn))
        {
            foreach (var read in MeasureBinder.ColumnsOf(value).Where(c => c.Type == ExpressionType.Number))
            {
                Column($"{read.Name}|True", new ScanColumn(ScanKind.Number, new TypedColumn(read)), read.Name, true);
            }
        }

        var whereColumn = where is null ? -1 : Column($"where {quantity.Where}", new ScanColumn(ScanKind.Number, where), quantity.Where!.Text, false);
        var (from, to) = Window(quantity);
        _wheres.Add(where is null ? null : (quantity.Where!.Text, where));
        _folds.Add(new EventFold(
            raw, valueColumn, whereColumn, from, to, quantity.Aggregate, emptyIsZero,
            quantity.IsShare && quantity.Aggregate == Aggregate.Any && !isTruth && quantity.Value is not null, isTruth));
    }

    /// <summary>The one pass.</summary>
    public EventPlan Build(KeyKind keys)
    {
        var head = new List<ScanColumn> { new(ScanKind.Key, new TypedColumn(key!), keys) };
        if (time is not null)
        {
            head.Add(new ScanColumn(ScanKind.Time, new TypedColumn(time)));
        }

        // Where every metric has a condition, rows that meet none of them need not be read out.
        TypedExpression? where = null;
        if (_wheres.TrueForAll(w => w is not null))
        {
            where = _wheres.Select(w => w!.Value).DistinctBy(w => w.Text).Select(w => w.Where)
                .Aggregate((a, b) => new TypedBinary(BinaryOperator.Or, a, b, ExpressionType.Boolean));
        }

        return new EventPlan(
            source, [.. head, .. _columns.Select(c => c.Column)], time is not null, where,
            [.. _folds.Select(f => f with { Value = f.Value < 0 ? -1 : f.Value + head.Count, Where = f.Where < 0 ? -1 : f.Where + head.Count })],
            [.. head.Select(_ => ""), .. _columns.Select(c => c.Text)], [.. head.Select(_ => false), .. _columns.Select(c => c.Reject)]);
    }

    // Without a window all rows from the first exposure on count; without times, all rows.
    private (long? From, long To) Window(Quantity quantity)
        => !hasExposedAt || time is null ? (null, 0)
        : quantity.Window is { } window ? (window.From.Ticks / TimeSpan.TicksPerMicrosecond, window.To.Ticks / TimeSpan.TicksPerMicrosecond)
        : (0, long.MaxValue);

    private int Column(string name, ScanColumn column, string text, bool reject)
    {
        var index = _columns.FindIndex(c => c.Key == name);
        if (index < 0)
        {
            index = _columns.Count;
            _columns.Add((name, column, text, reject));
        }

        return index;
    }
}
