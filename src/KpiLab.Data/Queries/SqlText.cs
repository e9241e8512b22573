using System.Text;

namespace KpiLab.Data;

/// <summary>A statement and the values of its parameters <c>$1</c>, <c>$2</c>, ….</summary>
internal sealed record SqlQuery(string Text, IReadOnlyList<object?> Parameters)
{
    /// <summary>The statement for a reader, with its parameters below.</summary>
    public string Describe()
        => Parameters.Count == 0 ? Text : Text + "\n-- " + string.Join(", ", Parameters.Select((p, i) => Invariant($"${i + 1} = {Show(p)}")));

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => "'" + text + "'",
        bool truth => truth ? "true" : "false",
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>Text of a statement in the making. Values enter as parameters, names as quoted identifiers; nothing else that a person wrote enters at all.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<object?> _parameters = [];

    /// <summary>Appends SQL written in this room.</summary>
    public SqlText Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>Appends a parameter with this value.</summary>
    public SqlText AppendParameter(object? value) => Append(Parameter(value));

    /// <summary>A parameter with this value; equal values share one.</summary>
    public string Parameter(object? value)
    {
        var index = _parameters.FindIndex(p => Equals(p, value) && SameZero(p, value));
        if (index < 0)
        {
            _parameters.Add(value);
            index = _parameters.Count - 1;
        }

        return Invariant($"${index + 1}");
    }

    /// <summary>The finished statement.</summary>
    public SqlQuery ToQuery() => new(_text.ToString(), [.. _parameters]);

    /// <summary>A quoted identifier: whatever characters it holds, it is one name.</summary>
    public static string Identifier(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    // 0.0 equals -0.0, but they are not the same parameter.
    private static bool SameZero(object? a, object? b)
        => a is not double x || b is not double y || BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y);
}
