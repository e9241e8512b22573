using System.Globalization;

namespace KpiLab.Core;

/// <summary>Evaluates a typed expression over one row, with the meaning that engines must reproduce (docs/expressions.md, “Meaning”).</summary>
/// <remarks>
/// Missing values follow SQL's three-valued logic. Numbers are IEEE double precision; a number that is not finite counts as missing where it
/// is read and where the formula ends. Division by zero and its remainder are missing. Text is compared by code points.
/// Moments are UTC, to the microsecond.
/// </remarks>
public static class ExpressionEvaluator
{
    /// <summary>The value: <see cref="double"/>, <see cref="string"/>, <see cref="bool"/>, <see cref="DateTime"/> (UTC), or null where it is missing.</summary>
    /// <param name="expression">A bound formula.</param>
    /// <param name="row">The row's value of a column; any number type, text, truth value, date type, null or <see cref="DBNull"/>.</param>
    /// <exception cref="ArgumentException">A row's value is not of its column's type.</exception>
    public static object? Evaluate(TypedExpression expression, Func<string, object?> row)
        => Finite(Value(expression, row));

    private static object? Value(TypedExpression expression, Func<string, object?> row) => expression switch
    {
        TypedLiteral literal => literal.Value,
        TypedColumn column => FromRow(row(column.Column.Name), column.Column),
        TypedUnary unary => (unary.Operator, Value(unary.Operand, row)) switch
        {
            (_, null) => null,
            (UnaryOperator.Not, bool truth) => !truth,
            (_, var number) => -(double)number,
        },
        TypedBinary { Operator: BinaryOperator.And or BinaryOperator.Or } logical => Logical(logical, row),
        TypedBinary binary => (Value(binary.Left, row), Value(binary.Right, row)) switch
        {
            (null, _) or (_, null) => null,
            (double left, double right) when binary.Type == ExpressionType.Number => Arithmetic(binary.Operator, left, right),
            var (left, right) => Compared(binary.Operator, Compare(left, right)),
        },
        TypedMembership membership => Member(membership, row),
        TypedCall call => Call(call, row),
        _ => throw new ArgumentException($"an expression of type {expression.GetType().Name} is not part of the grammar", nameof(expression)),
    };

    private static object? FromRow(object? value, SourceColumn column)
    {
        var read = value switch
        {
            null or DBNull => null,
            bool or string => value,
            DateTime { Kind: DateTimeKind.Local } local => Microseconds(local.ToUniversalTime()),
            DateTime moment => Microseconds(DateTime.SpecifyKind(moment, DateTimeKind.Utc)),
            DateTimeOffset moment => Microseconds(moment.UtcDateTime),
            DateOnly date => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            Enum or char => value.ToString(),
            IConvertible number => Finite(number.ToDouble(CultureInfo.InvariantCulture)),
            _ => value,
        };
        var fits = (read, column.Type) is (null, _) or (double, ExpressionType.Number) or (string, ExpressionType.Text) or (bool, ExpressionType.Boolean) or (DateTime, ExpressionType.Timestamp);
        return fits ? read : throw new ArgumentException($"column {column.Name} holds a value of type {value!.GetType().Name}, which is not {column.Type}", nameof(value));
    }

    private static object? Finite(object? value) => value is double number && !double.IsFinite(number) ? null : value;

    private static object Microseconds(DateTime moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    // Kleene: a missing operand matters only where the other one does not decide.
    private static object? Logical(TypedBinary logical, Func<string, object?> row)
    {
        var decides = logical.Operator == BinaryOperator.Or;
        var left = (bool?)Value(logical.Left, row);
        if (left == decides)
        {
            return left;
        }

        var right = (bool?)Value(logical.Right, row);
        return right == decides ? right : left is null || right is null ? null : !decides;
    }

    private static object? Arithmetic(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => right == 0 ? null : left / right,
        _ => right == 0 ? null : left % right,
    };

    private static object Compared(BinaryOperator operation, int order) => operation switch
    {
        BinaryOperator.Equal => order == 0,
        BinaryOperator.NotEqual => order != 0,
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private static int Compare(object left, object right) => (left, right) switch
    {
        (double a, double b) => CompareNumbers(a, b),
        (string a, string b) => CompareText(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTime a, DateTime b) => a.CompareTo(b),
        _ => throw new ArgumentException("values of different types are not comparable", nameof(right)),
    };

    // NaN, which only an overflow within the formula can make, is the greatest number and equal to itself.
    private static int CompareNumbers(double a, double b)
        => double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b);

    // By code points, which is the order of UTF-8 bytes; UTF-16 order differs above U+FFFF.
    private static int CompareText(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            if (a[i] != b[i])
            {
                var (first, second) = (char.IsSurrogate(a[i]), char.IsSurrogate(b[i]));
                return first == second ? a[i].CompareTo(b[i]) : first.CompareTo(second);
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private static object? Member(TypedMembership membership, Func<string, object?> row)
    {
        if (Value(membership.Operand, row) is not { } sought)
        {
            return null;
        }

        var unknown = false;
        foreach (var item in membership.Items)
        {
            switch (Value(item, row))
            {
                case null:
                    unknown = true;
                    break;
                case var value when Compare(sought, value) == 0:
                    return !membership.Negated;
            }
        }

        return unknown ? null : membership.Negated;
    }

    private static object? Call(TypedCall call, Func<string, object?> row)
    {
        switch (call.Name)
        {
            case "if":
                return Value(call.Arguments[Value(call.Arguments[0], row) is true ? 1 : 2], row);
            case "coalesce":
                return call.Arguments.Select(a => Value(a, row)).FirstOrDefault(v => v is not null);
            case "is_null":
                return Value(call.Arguments[0], row) is null;
            case "least":
                return call.Arguments.Select(a => Value(a, row)).Aggregate((a, b) => a is null ? b : b is null || Compare(a, b) <= 0 ? a : b);
            case "greatest":
                return call.Arguments.Select(a => Value(a, row)).Aggregate((a, b) => a is null ? b : b is null || Compare(a, b) >= 0 ? a : b);
        }

        var arguments = new object[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (Value(call.Arguments[i], row) is not { } value)
            {
                return null;
            }

            arguments[i] = value;
        }

        return arguments switch
        {
            [double x] => Numeric(call.Name, x),
            [double x, double y] => call.Name == "power" ? Math.Pow(x, y) : Round(x, (int)y),
            [string text] => Textual(call.Name, text),
            [string text, string part] => call.Name switch
            {
                "contains" => text.Contains(part, StringComparison.Ordinal),
                "starts_with" => text.StartsWith(part, StringComparison.Ordinal),
                _ => text.EndsWith(part, StringComparison.Ordinal),
            },
            [DateTime moment] => Part(call.Name, moment),
            [DateTime from, DateTime to] => (to - from).Ticks / TimeSpan.TicksPerMicrosecond / (call.Name == "days_between" ? 86_400_000_000.0 : 3_600_000_000.0),
            _ => throw new ArgumentException($"{call.Name} is not a function of the grammar", nameof(call)),
        };
    }

    private static object? Numeric(string name, double x) => name switch
    {
        "abs" => Math.Abs(x),
        "round" => Math.Round(x, MidpointRounding.AwayFromZero),
        "floor" => Math.Floor(x),
        "ceil" => Math.Ceiling(x),
        "sqrt" => x < 0 ? null : Math.Sqrt(x),
        "ln" => x <= 0 ? null : Math.Log(x),
        "log10" => x <= 0 ? null : Math.Log10(x),
        _ => Math.Exp(x),
    };

    // Scale, round half away from zero, scale back; where scaling overflows the number is its own rounding (or 0, for places before the point).
    private static double Round(double x, int digits)
    {
        var scale = Math.Pow(10, Math.Abs(digits));
        var rounded = digits >= 0
            ? Math.Round(x * scale, MidpointRounding.AwayFromZero) / scale
            : Math.Round(x / scale, MidpointRounding.AwayFromZero) * scale;
        return double.IsFinite(rounded) ? rounded : digits >= 0 ? x : 0;
    }

    // Character by character, whatever the locale. Of all code points the runtime and the engine map only these three differently:
    // dotted capital İ and dotless ı, which the runtime leaves, and ß, whose capital is ẞ.
    private static object Textual(string name, string text) => name switch
    {
        "length" => (double)text.EnumerateRunes().Count(),
        "lower" => text.Replace('\u0130', 'i').ToLowerInvariant(),
        "upper" => text.Replace('\u00DF', '\u1E9E').Replace('\u0131', 'I').ToUpperInvariant(),
        _ => Trim(text),
    };

    // Unicode space separators only (Zs): tabs and line ends stay, as in the engine.
    private static string Trim(string text)
    {
        var (from, to) = (0, text.Length);
        while (from < to && char.GetUnicodeCategory(text[from]) == UnicodeCategory.SpaceSeparator)
        {
            from++;
        }

        while (to > from && char.GetUnicodeCategory(text[to - 1]) == UnicodeCategory.SpaceSeparator)
        {
            to--;
        }

        return text[from..to];
    }

    private static object Part(string name, DateTime moment) => (double)(name switch
    {
        "year" => moment.Year,
        "month" => moment.Month,
        "day" => moment.Day,
        "hour" => moment.Hour,
        _ => moment.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)moment.DayOfWeek,
    });
}
