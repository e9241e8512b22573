using System.Text;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>A pass over rows in memory.</summary>
internal sealed class MemoryScan(RowTable table, ScanPlan plan) : RowScan
{
    private const int BatchRows = 2048;

    private readonly int[] _rows = new int[BatchRows];
    private readonly RowCursor _cursor = new(table);
    private readonly RowColumn?[] _columns = [.. plan.Columns.Select(c => c.Value is TypedColumn column ? table.Data.First(d => d.Field.Column.Name == column.Column.Name) : null)];
    private int _next;

    /// <inheritdoc/>
    public override bool Read()
    {
        Count = 0;
        for (; Count < BatchRows && _next < table.Count; _next++)
        {
            if (_cursor.Counts(plan, _next))
            {
                _rows[Count++] = _next;
            }
        }

        return Count > 0;
    }

    /// <inheritdoc/>
    public override NumberState Numbers(int column, Span<double> into)
    {
        var state = NumberState.Clean;
        for (var i = 0; i < Count; i++)
        {
            into[i] = Number(column, _rows[i], ref state);
        }

        return state;
    }

    /// <inheritdoc/>
    public override void Times(int column, Span<long> into)
    {
        var source = _columns[column]!;
        for (var i = 0; i < Count; i++)
        {
            into[i] = source.Whole(_rows[i]);
        }
    }

    /// <inheritdoc/>
    public override void Labels(int column, CodeBook book, Span<int> into)
    {
        var source = _columns[column]!;
        var (type, isInteger) = (source.Field.Column.Type, source.Field.IsInteger);
        for (var i = 0; i < Count; i++)
        {
            var row = _rows[i];
            into[i] = source.IsMissing(row) ? book.Missing()
                : type == ExpressionType.Text ? book.Code(Encoding.UTF8.GetBytes(source.Text(row)))
                : type == ExpressionType.Number && !isInteger ? book.Code(source.Number(row))
                : book.Code(source.Whole(row));
        }
    }

    /// <inheritdoc/>
    public override void Keys(int column, KeyBatch into)
    {
        var source = _columns[column]!;
        for (var i = 0; i < Count; i++)
        {
            var row = _rows[i];
            if (source.IsMissing(row))
            {
                into.AddMissing();
            }
            else if (into.Kind == KeyKind.Integer)
            {
                into.Add(source.Whole(row));
            }
            else if (into.Kind == KeyKind.Number)
            {
                into.Add(source.Number(row));
            }
            else
            {
                into.Add(Encoding.UTF8.GetBytes(source.Text(row)));
            }
        }
    }

    /// <summary>The number of a column in a row: NaN where missing, infinity where the rows hold NaN or infinity.</summary>
    internal double Number(int column, int row, ref NumberState state)
    {
        if (plan.Columns[column].Value is not { } value)
        {
            return 1;
        }

        double? number;
        if (_columns[column] is { } source)
        {
            number = source.IsMissing(row) ? null : source.Number(row);
        }
        else
        {
            number = _cursor.Evaluate(value, row) switch { double d => d, bool b => b ? 1 : 0, _ => null };
        }

        if (number is null)
        {
            state |= NumberState.HasMissing;
            return double.NaN;
        }

        if (double.IsFinite(number.Value))
        {
            return number.Value;
        }

        state |= NumberState.HasNonFinite;
        return double.IsNegativeInfinity(number.Value) ? number.Value : double.PositiveInfinity;
    }
}

/// <summary>Evaluates expressions on one row after another.</summary>
internal sealed class RowCursor
{
    private readonly Dictionary<string, RowColumn> _columns;
    private readonly Func<string, object?> _value;
    private int _row;

    public RowCursor(RowTable table)
    {
        _columns = table.Data.ToDictionary(c => c.Field.Column.Name, StringComparer.Ordinal);
        _value = name => _columns[name].Value(_row);
    }

    /// <summary>The value of an expression in a row.</summary>
    public object? Evaluate(TypedExpression expression, int row)
    {
        _row = row;
        return ExpressionEvaluator.Evaluate(expression, _value);
    }

    /// <summary>Whether a pass looks at a row.</summary>
    public bool Counts(ScanPlan plan, int row)
    {
        if (plan is { Time: { } time, AsOf: { } asOf })
        {
            var column = _columns[time.Name];
            if (!column.IsMissing(row) && column.Whole(row) > (asOf.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)
            {
                return false;
            }
        }

        return plan.Where is null || Evaluate(plan.Where, row) is true;
    }
}
