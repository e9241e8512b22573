using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>A column of rows in memory, kept without boxes.</summary>
internal sealed class RowColumn
{
    private readonly Func<object, object> _text;
    private readonly bool _isInteger;
    private readonly List<double> _numbers = [];
    private readonly List<long> _whole = [];
    private readonly List<string?> _texts = [];
    private readonly List<bool> _missing = [];

    private RowColumn(string name, ExpressionType type, Type net, bool isInteger)
    {
        Field = new ScanField(new SourceColumn(name, type, net.Name), true, isInteger);
        _isInteger = isInteger;
        _text = net.IsEnum || net == typeof(char) || net == typeof(Guid) ? v => v.ToString()! : v => v;
    }

    /// <summary>Name and type.</summary>
    public ScanField Field { get; }

    /// <summary>Rows.</summary>
    public int Count => _missing.Count;

    private ExpressionType Type => Field.Column.Type;

    /// <summary>A column for values of a .NET type; null where expressions know no such type.</summary>
    public static RowColumn? For(string name, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var isInteger = type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(byte) || type == typeof(sbyte) || type == typeof(ushort) || type == typeof(uint);
        ExpressionType? known = type == typeof(bool) ? ExpressionType.Boolean
            : type == typeof(string) || type == typeof(char) || type == typeof(Guid) || type.IsEnum ? ExpressionType.Text
            : type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) ? ExpressionType.Timestamp
            : isInteger || type == typeof(double) || type == typeof(float) || type == typeof(decimal) || type == typeof(ulong) ? ExpressionType.Number
            : null;
        return known is { } expressionType ? new RowColumn(name, expressionType, type, isInteger && !type.IsEnum) : null;
    }

    /// <summary>Appends a value; null and <see cref="DBNull"/> are missing.</summary>
    public void Add(object? value)
    {
        var missing = value is null or DBNull;
        _missing.Add(missing);
        switch (Type)
        {
            case ExpressionType.Text:
                _texts.Add(missing ? null : (string)_text(value!));
                break;
            case ExpressionType.Timestamp:
                _whole.Add(missing ? RowScan.NoTime : Microseconds(value!));
                break;
            case ExpressionType.Number when _isInteger:
                _whole.Add(missing ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                _numbers.Add(missing ? 0 : Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>Whether a row has no value.</summary>
    public bool IsMissing(int row) => _missing[row];

    /// <summary>A number, or a truth value as 0 or 1.</summary>
    public double Number(int row) => _isInteger ? _whole[row] : _numbers[row];

    /// <summary>A whole number, a truth value, or a moment in microseconds.</summary>
    public long Whole(int row) => Type == ExpressionType.Boolean ? (long)_numbers[row] : _whole[row];

    /// <summary>A text; of a number, its shortest form.</summary>
    public string Text(int row) => Type switch
    {
        ExpressionType.Text => _texts[row]!,
        ExpressionType.Number when !_isInteger => _numbers[row].ToString("R", CultureInfo.InvariantCulture),
        _ => Whole(row).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A value as expressions take it; null where missing.</summary>
    public object? Value(int row) => _missing[row] ? null : Type switch
    {
        ExpressionType.Text => _texts[row],
        ExpressionType.Boolean => _numbers[row] != 0,
        ExpressionType.Timestamp => DateTime.UnixEpoch.AddTicks(_whole[row] * TimeSpan.TicksPerMicrosecond),
        _ => Number(row),
    };

    // Times without an offset are UTC.
    private static long Microseconds(object value)
    {
        var utc = value switch
        {
            DateTimeOffset moment => moment.UtcDateTime,
            DateOnly date => date.ToDateTime(TimeOnly.MinValue),
            DateTime { Kind: DateTimeKind.Local } local => local.ToUniversalTime(),
            _ => (DateTime)value,
        };
        return (long)Math.Floor((utc.Ticks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMicrosecond);
    }
}
