namespace KpiLab.Core;

/// <summary>A formula against the columns of its source: a typed expression, or all that does not fit.</summary>
public sealed record BoundFormula(TypedExpression? Expression, IReadOnlyList<FormulaProblem> Problems);

/// <summary>Checks a formula against a source's columns: every column exists, every operation gets types that it knows.</summary>
public sealed class ExpressionBinder
{
    private readonly Formula _formula;
    private readonly Dictionary<string, SourceColumn> _columns;
    private readonly List<FormulaProblem> _problems = [];

    private ExpressionBinder(Formula formula, IReadOnlyList<SourceColumn> columns)
    {
        _formula = formula;
        _columns = [];
        foreach (var column in columns)
        {
            _columns.TryAdd(column.Name, column);
        }
    }

    /// <summary>Binds a formula.</summary>
    /// <param name="formula">What was parsed.</param>
    /// <param name="columns">Columns of the source; names match by every character.</param>
    /// <param name="expected">The type that the place needs; null: any.</param>
    public static BoundFormula Bind(Formula formula, IReadOnlyList<SourceColumn> columns, ExpressionType? expected = null)
    {
        var binder = new ExpressionBinder(formula, columns);
        var typed = binder.Visit(formula.Syntax);
        if (typed is not null && expected is { } wanted)
        {
            binder.Expect(typed, wanted, formula.Syntax, "the formula");
        }

        return binder._problems.Count == 0 && typed is not null
            ? new BoundFormula(typed, [])
            : new BoundFormula(null, [.. binder._problems.OrderBy(p => p.Position).Take(ExpressionParser.MostProblems)]);
    }

    // Null: a problem was reported below, and no further one is made of it.
    private TypedExpression? Visit(Expression expression) => expression switch
    {
        Literal literal => new TypedLiteral(literal.Value, TypeOf(literal.Value)),
        ColumnReference column => Column(column),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary),
        FunctionCall call => Call(call),
        Membership membership => Members(membership),
        _ => throw new ArgumentException($"an expression of type {expression.GetType().Name} is not part of the grammar", nameof(expression)),
    };

    private static ExpressionType TypeOf(object? value) => value switch
    {
        null => ExpressionType.Null,
        double => ExpressionType.Number,
        string => ExpressionType.Text,
        bool => ExpressionType.Boolean,
        DateTime => ExpressionType.Timestamp,
        _ => throw new ArgumentException($"a literal of type {value.GetType().Name} is not part of the grammar", nameof(value)),
    };

    private TypedColumn? Column(ColumnReference reference)
    {
        if (_columns.TryGetValue(reference.Name, out var column))
        {
            return new TypedColumn(column);
        }

        var names = _columns.Keys;
        var written = ExpressionLexer.IsPlainName(reference.Name) ? reference.Name : $"\"{reference.Name}\"";
        var list = names.Count == 0 ? "the source has no columns" : $"the columns are {Suggestion.List(names)}";
        var quoted = reference.Position < _formula.Text.Length && _formula.Text[reference.Position] == '"';
        var remedy = Suggestion.Closest(reference.Name, names) is { } meant
            ? $"did you mean {(ExpressionLexer.IsPlainName(meant) ? meant : $"\"{meant}\"")}? {list}"
            : quoted ? $"if it is meant as text, write '{reference.Name}' in single quotes; {list}" : list;
        Problem(reference, $"there is no column {written}", remedy);
        return null;
    }

    private TypedUnary? Unary(UnaryExpression unary)
    {
        if (Visit(unary.Operand) is not { } operand)
        {
            return null;
        }

        var wanted = unary.Operator == UnaryOperator.Not ? ExpressionType.Boolean : ExpressionType.Number;
        return Expect(operand, wanted, unary.Operand, unary.Operator == UnaryOperator.Not ? "what stands after not" : "what stands after -")
            ? new TypedUnary(unary.Operator, As(operand, wanted))
            : null;
    }

    private TypedBinary? Binary(BinaryExpression binary)
    {
        var left = Visit(binary.Left);
        var right = Visit(binary.Right);
        if (left is null || right is null)
        {
            return null;
        }

        switch (binary.Operator)
        {
            case BinaryOperator.And or BinaryOperator.Or:
                var word = binary.Operator == BinaryOperator.And ? "and" : "or";
                return Expect(left, ExpressionType.Boolean, binary.Left, $"what stands before {word}")
                    & Expect(right, ExpressionType.Boolean, binary.Right, $"what stands after {word}")
                    ? new TypedBinary(binary.Operator, As(left, ExpressionType.Boolean), As(right, ExpressionType.Boolean), ExpressionType.Boolean)
                    : null;
            case BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder:
                return Arithmetic(binary, left, right);
            default:
                return Comparison(binary, left, right);
        }
    }

    private TypedBinary? Arithmetic(BinaryExpression binary, TypedExpression left, TypedExpression right)
    {
        var sign = ExpressionPrinter.Symbol(binary.Operator);
        if (left.Type == ExpressionType.Timestamp && right.Type == ExpressionType.Timestamp && binary.Operator == BinaryOperator.Subtract)
        {
            Problem(binary, "moments cannot be subtracted", $"write days_between({Written(binary.Right)}, {Written(binary.Left)}) or hours_between");
            return null;
        }

        if (left.Type == ExpressionType.Text && right.Type == ExpressionType.Text && binary.Operator == BinaryOperator.Add)
        {
            Problem(binary, "texts cannot be added", "compare them one by one; there is no joining of texts");
            return null;
        }

        return Expect(left, ExpressionType.Number, binary.Left, $"what stands before {sign}")
            & Expect(right, ExpressionType.Number, binary.Right, $"what stands after {sign}")
            ? new TypedBinary(binary.Operator, As(left, ExpressionType.Number), As(right, ExpressionType.Number), ExpressionType.Number)
            : null;
    }

    private TypedBinary? Comparison(BinaryExpression binary, TypedExpression left, TypedExpression right)
    {
        if (left.Type == ExpressionType.Null || right.Type == ExpressionType.Null)
        {
            var other = left.Type == ExpressionType.Null ? binary.Right : binary.Left;
            Problem(binary, "a comparison with null is never true", $"write {Written(other)} is {(binary.Operator == BinaryOperator.NotEqual ? "not " : "")}null");
            return null;
        }

        if (left.Type != right.Type)
        {
            Mismatch(binary, left, right, binary.Left, binary.Right);
            return null;
        }

        if (left.Type == ExpressionType.Boolean && binary.Operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual))
        {
            Problem(binary, $"truth values have no order for {ExpressionPrinter.Symbol(binary.Operator)}", "compare them with = or !=");
            return null;
        }

        return new TypedBinary(binary.Operator, left, right, ExpressionType.Boolean);
    }

    private void Mismatch(Expression at, TypedExpression left, TypedExpression right, Expression leftSyntax, Expression rightSyntax)
    {
        var message = $"{Named(leftSyntax, left)} is {Noun(left.Type)} and {Named(rightSyntax, right)} is {Noun(right.Type)}: they cannot be compared";
        var (column, value, valueSyntax) = left is TypedLiteral ? (right, left, leftSyntax) : (left, right, rightSyntax);
        var columnSyntax = ReferenceEquals(column, left) ? leftSyntax : rightSyntax;
        var remedy = (column.Type, value) switch
        {
            (ExpressionType.Text, TypedLiteral { Type: ExpressionType.Number or ExpressionType.Boolean }) => $"write '{Written(valueSyntax)}' in single quotes, or give the column a number type in columns: of its source",
            (ExpressionType.Number, TypedLiteral { Value: string text }) when double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _)
                => $"write {text} without quotes",
            (ExpressionType.Number, TypedLiteral { Value: bool truth }) => $"write {Written(columnSyntax)} = {(truth ? "1" : "0")}",
            (ExpressionType.Boolean, TypedLiteral { Value: 1.0 }) => $"write {Written(columnSyntax)} alone, or {Written(columnSyntax)} = true",
            (ExpressionType.Boolean, TypedLiteral { Value: 0.0 }) => $"write not {Written(columnSyntax)}, or {Written(columnSyntax)} = false",
            (ExpressionType.Timestamp, TypedLiteral { Value: string text }) => IsoTime.TryParseDate(text, out _) ? $"write date('{text}')" : "write timestamp('2026-01-31T12:00:00')",
            _ => "compare values of the same type; a column's type can be set in columns: of its source",
        };
        Problem(at, message, remedy);
    }

    private TypedMembership? Members(Membership membership)
    {
        var operand = Visit(membership.Operand);
        var items = membership.Items.Select(Visit).ToArray();
        if (operand is null || Array.Exists(items, i => i is null))
        {
            return null;
        }

        var fine = true;
        for (var i = 0; i < items.Length; i++)
        {
            var (item, syntax) = (items[i]!, membership.Items[i]);
            if (item.Type == ExpressionType.Null)
            {
                Problem(syntax, "null cannot be found by in", $"leave it out of the list, and add: {(membership.Negated ? "and" : "or")} {Written(membership.Operand)} is {(membership.Negated ? "not " : "")}null");
                fine = false;
            }
            else if (operand.Type != item.Type && operand.Type != ExpressionType.Null)
            {
                Mismatch(syntax, operand, item, membership.Operand, syntax);
                fine = false;
            }
        }

        if (operand.Type == ExpressionType.Null)
        {
            Problem(membership, "null is never in a list", "write a column before in");
            fine = false;
        }

        return fine ? new TypedMembership(operand, items!, membership.Negated) : null;
    }

    private TypedCall? Call(FunctionCall call)
    {
        var function = ExpressionFunctions.Find(call.Name);
        if (function is null || !function.Takes(call.Arguments.Count))
        {
            Problem(call, $"{call.Name} cannot be called like this", function is null ? "use a function of the grammar" : $"write {function.Signature}");
            return null;
        }

        var arguments = call.Arguments.Select(Visit).ToArray();
        if (Array.Exists(arguments, a => a is null))
        {
            return null;
        }

        var fine = true;
        ExpressionType? common = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i]!;
            if (function.Parameter(i) is { } wanted)
            {
                var fits = Expect(argument, wanted, call.Arguments[i], arguments.Length == 1 ? $"what stands in {call.Name}" : Invariant($"argument {i + 1} of {call.Name}"));
                fine &= fits;
                arguments[i] = fits ? As(argument, wanted) : argument;
            }
            else if (argument.Type != ExpressionType.Null && common is { } already && argument.Type != already)
            {
                Problem(call.Arguments[i], $"{call.Name} gives {Noun(already)} or {Noun(argument.Type)}, by the case", $"give its arguments one type; write {function.Signature}");
                fine = false;
            }
            else if (argument.Type != ExpressionType.Null)
            {
                common = argument.Type;
            }
        }

        if (function.Name == "round" && arguments.Length == 2 && !IsDigits(call.Arguments[1]))
        {
            Problem(call.Arguments[1], "the digits of round are not a whole number from -15 to 15 that is written out", "write for example round(x, 2)");
            fine = false;
        }

        if (!fine)
        {
            return null;
        }

        var result = function.Result ?? common ?? ExpressionType.Null;
        var typed = arguments.Select((a, i) => function.Parameter(i) is null && common is { } type ? As(a!, type) : a!).ToArray();
        return new TypedCall(function.Name, typed, result);
    }

    private static bool IsDigits(Expression expression) => expression switch
    {
        Literal { Value: double value } => value is >= 0 and <= 15 && double.IsInteger(value),
        UnaryExpression { Operator: UnaryOperator.Negate, Operand: Literal { Value: double value } } => value is >= 0 and <= 15 && double.IsInteger(value),
        _ => false,
    };

    // A bare null takes the type of its place, so that the query compiler never meets one without a type beside typed values.
    private static TypedExpression As(TypedExpression expression, ExpressionType type)
        => expression is TypedLiteral { Type: ExpressionType.Null } ? new TypedLiteral(null, type) : expression;

    private bool Expect(TypedExpression expression, ExpressionType wanted, Expression syntax, string place)
    {
        if (expression.Type == wanted || expression.Type == ExpressionType.Null)
        {
            return true;
        }

        var written = Written(syntax);
        var remedy = (expression.Type, wanted) switch
        {
            (ExpressionType.Number, ExpressionType.Boolean) => $"write a condition, such as {written} > 0 or {written} = 1",
            (ExpressionType.Boolean, ExpressionType.Number) => $"write if({written}, 1, 0)",
            (ExpressionType.Text, ExpressionType.Boolean) => $"write a condition, such as {written} = 'yes'",
            (ExpressionType.Timestamp, ExpressionType.Number) => "write year, month, day, hour, weekday, days_between or hours_between of it",
            (ExpressionType.Text, ExpressionType.Number) when expression is TypedLiteral => $"write {place.Replace("what stands ", "the number ", StringComparison.Ordinal)} without quotes",
            (ExpressionType.Text, ExpressionType.Timestamp) when expression is TypedLiteral { Value: string text } => $"write {(IsoTime.TryParseDate(text, out _) ? "date" : "timestamp")}('{text}')",
            (ExpressionType.Text, _) when expression is TypedColumn => $"give the column the type {TypeName(wanted)} in columns: of its source",
            _ => $"write {Noun(wanted)} there",
        };
        Problem(syntax, $"{place} must be {Noun(wanted)}, and {Named(syntax, expression)} is {Noun(expression.Type)}", remedy);
        return false;
    }

    private static string Noun(ExpressionType type) => type switch
    {
        ExpressionType.Number => "a number",
        ExpressionType.Text => "text",
        ExpressionType.Boolean => "true or false",
        ExpressionType.Timestamp => "a moment",
        _ => "null",
    };

    private static string TypeName(ExpressionType type) => type switch
    {
        ExpressionType.Number => "double",
        ExpressionType.Boolean => "boolean",
        ExpressionType.Timestamp => "timestamp",
        _ => "text",
    };

    private static string Named(Expression syntax, TypedExpression typed) => typed switch
    {
        TypedColumn column => $"{Written(syntax)} ({column.Column.EngineType})",
        _ => Written(syntax),
    };

    private static string Written(Expression syntax)
    {
        var text = ExpressionPrinter.Print(syntax);
        return text.Length <= 60 ? text : "this part";
    }

    private void Problem(Expression at, string message, string remedy)
    {
        if (_problems.Count < ExpressionParser.MostProblems)
        {
            _problems.Add(new FormulaProblem(at.Position, message, remedy));
        }
    }
}
