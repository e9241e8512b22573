using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Compiles checked expressions to SQL: columns as quoted identifiers, every constant as a parameter, missing as NULL.</summary>
/// <remarks>
/// Each operand is written once, so that the text grows with the formula and not with its depth. Where SQL would fail or leave the real
/// numbers (division by zero, a logarithm of nothing, a root of a negative number), the answer is missing, as the grammar says.
/// </remarks>
internal sealed class ExpressionSql(SqlText sql, Func<SourceColumn, string> column)
{
    /// <summary>Settings of the engine that this SQL counts on: division and remainder by zero are NULL.</summary>
    /// <remarks>nullif would say the same in the SQL itself, but DuckDB expands it as a macro that doubles its argument at every level.</remarks>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["ieee_floating_point_ops"] = "false" };

    /// <summary>The expression in its own type: DOUBLE, VARCHAR, BOOLEAN or TIMESTAMP.</summary>
    public string Compile(TypedExpression expression) => expression switch
    {
        TypedLiteral literal => Constant(literal.Value, literal.Type),
        TypedColumn reference => column(reference.Column),
        TypedUnary { Operator: UnaryOperator.Negate } unary => $"(-{Number(unary.Operand)})",
        TypedUnary unary => $"(NOT {Compile(unary.Operand)})",
        TypedBinary binary => Binary(binary),
        TypedMembership membership => Member(membership),
        TypedCall call => Call(call),
        _ => throw new ArgumentException($"no SQL for {expression.GetType().Name}", nameof(expression)),
    };

    /// <summary>The expression as DOUBLE; a truth value is 0 or 1.</summary>
    public string Number(TypedExpression expression) => expression.Type switch
    {
        ExpressionType.Boolean or ExpressionType.Null => $"CAST({Compile(expression)} AS DOUBLE)",
        _ => Compile(expression),
    };

    private string Constant(object? value, ExpressionType type) => value switch
    {
        null => $"CAST(NULL AS {EngineType(type)})",
        bool truth => $"CAST({sql.Parameter(truth)} AS BOOLEAN)",
        string text => $"CAST({sql.Parameter(text)} AS VARCHAR)",
        DateTime time => $"CAST({sql.Parameter(time)} AS TIMESTAMP)",
        DateTimeOffset time => $"CAST({sql.Parameter(time.UtcDateTime)} AS TIMESTAMP)",
        IConvertible number => $"CAST({sql.Parameter(number.ToDouble(System.Globalization.CultureInfo.InvariantCulture))} AS DOUBLE)",
        _ => throw new ArgumentException($"no constant of type {value.GetType().Name}", nameof(value)),
    };

    private string Binary(TypedBinary binary) => binary.Operator switch
    {
        BinaryOperator.And => $"({Compile(binary.Left)} AND {Compile(binary.Right)})",
        BinaryOperator.Or => $"({Compile(binary.Left)} OR {Compile(binary.Right)})",
        BinaryOperator.Add => $"({Number(binary.Left)} + {Number(binary.Right)})",
        BinaryOperator.Subtract => $"({Number(binary.Left)} - {Number(binary.Right)})",
        BinaryOperator.Multiply => $"({Number(binary.Left)} * {Number(binary.Right)})",
        BinaryOperator.Divide => $"({Number(binary.Left)} / {Number(binary.Right)})", // by zero: NULL, as the engine is set
        BinaryOperator.Remainder => $"({Number(binary.Left)} % {Number(binary.Right)})", // the sign of the dividend; fmod takes the divisor's
        _ => Comparison(binary),
    };

    private string Comparison(TypedBinary binary)
    {
        var sign = binary.Operator switch
        {
            BinaryOperator.Equal => "=",
            BinaryOperator.NotEqual => "<>",
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            BinaryOperator.GreaterOrEqual => ">=",
            _ => throw new ArgumentOutOfRangeException(nameof(binary), binary.Operator, "is not a comparison"),
        };
        return $"({Compile(binary.Left)} {sign} {Compile(binary.Right)})";
    }

    private string Member(TypedMembership membership)
    {
        var type = membership.Operand.Type;
        var items = string.Join(", ", membership.Items.Select(i => As(i, type)));
        return $"({Compile(membership.Operand)} {(membership.Negated ? "NOT IN" : "IN")} ({items}))";
    }

    private string Call(TypedCall call)
    {
        string Argument(int i) => Compile(call.Arguments[i]);
        string Value(int i) => Number(call.Arguments[i]);
        string Common() => string.Join(", ", call.Arguments.Select(a => As(a, call.Type)));
        return call.Name switch
        {
            "if" => $"(CASE WHEN {Argument(0)} THEN {As(call.Arguments[1], call.Type)} ELSE {As(call.Arguments[2], call.Type)} END)",
            "coalesce" => $"coalesce({Common()})",
            "is_null" => $"({Argument(0)} IS NULL)",
            "least" => $"least({Common()})",
            "greatest" => $"greatest({Common()})",
            "abs" => $"abs({Value(0)})",
            "round" => call.Arguments.Count == 1 ? $"round({Value(0)})" : $"round({Value(0)}, CAST({Value(1)} AS INTEGER))",
            "floor" => $"floor({Value(0)})",
            "ceil" => $"ceil({Value(0)})",
            "sqrt" => $"TRY(sqrt({Value(0)}))",
            "ln" => $"TRY(ln({Value(0)}))",
            "log10" => $"TRY(log10({Value(0)}))",
            "exp" => $"exp({Value(0)})",
            "power" => $"pow({Value(0)}, {Value(1)})",
            "length" => $"CAST(length({Argument(0)}) AS DOUBLE)",
            "lower" => $"lower({Argument(0)})",
            "upper" => $"upper({Argument(0)})",
            "trim" => $"trim({Argument(0)})",
            "contains" => $"contains({Argument(0)}, {Argument(1)})",
            "starts_with" => $"starts_with({Argument(0)}, {Argument(1)})",
            "ends_with" => $"ends_with({Argument(0)}, {Argument(1)})",
            "year" => $"CAST(year({Argument(0)}) AS DOUBLE)",
            "month" => $"CAST(month({Argument(0)}) AS DOUBLE)",
            "day" => $"CAST(day({Argument(0)}) AS DOUBLE)",
            "hour" => $"CAST(hour({Argument(0)}) AS DOUBLE)",
            "weekday" => $"CAST(isodow({Argument(0)}) AS DOUBLE)",
            "days_between" => Between(call, "86400000000"),
            "hours_between" => Between(call, "3600000000"),
            _ => throw new ArgumentException($"no SQL for the function {call.Name}", nameof(call)),
        };
    }

    private string Between(TypedCall call, string microseconds)
        => $"(CAST(epoch_us({Compile(call.Arguments[1])}) - epoch_us({Compile(call.Arguments[0])}) AS DOUBLE) / {microseconds})";

    private string As(TypedExpression expression, ExpressionType type)
        => type == ExpressionType.Number ? Number(expression)
        : expression.Type == ExpressionType.Null ? $"CAST(NULL AS {EngineType(type)})"
        : Compile(expression);

    private static string EngineType(ExpressionType type) => type switch
    {
        ExpressionType.Number => "DOUBLE",
        ExpressionType.Boolean => "BOOLEAN",
        ExpressionType.Timestamp => "TIMESTAMP",
        _ => "VARCHAR",
    };
}
