using System.Diagnostics.CodeAnalysis;

namespace KpiLab.Core;

/// <summary>Parses KpiLab's expression grammar (docs/expressions.md). Pure, bounded in depth and length; never throws on any text.</summary>
/// <remarks>
/// Recursive descent, loosest first: or · and · not · comparison, in, is null · + − · * / % · − · primary.
/// What can be repaired is reported and parsing goes on, so that a person sees all problems at once; a broken structure ends it.
/// </remarks>
public sealed class ExpressionParser
{
    /// <summary>Longest formula, in characters.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>Deepest tree; parentheses count.</summary>
    public const int MostLevels = 100;

    /// <summary>Most problems reported of one formula.</summary>
    internal const int MostProblems = 20;

    private static readonly HashSet<string> SqlWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "select", "from", "where", "insert", "into", "update", "delete", "drop", "alter", "create", "truncate", "union", "join", "group", "having",
        "limit", "with", "attach", "copy", "pragma", "install", "load", "call", "execute", "exec", "over", "partition", "cast", "case", "when", "table",
    };

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly List<FormulaProblem> _problems;
    private readonly Dictionary<Expression, int> _heights = new(ReferenceEqualityComparer.Instance);
    private readonly bool _isQuiet;
    private int _at;
    private int _nesting;
    private bool _broken;

    private ExpressionParser(string text, List<Token> tokens, ExpressionLexer lexer)
    {
        _text = text;
        _tokens = tokens;
        _problems = [.. lexer.Problems];
        _isQuiet = lexer.Skipped;
    }

    private Token Current => _tokens[_at];

    /// <summary>Parses a formula.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <param name="formula">The formula, when there is no problem.</param>
    /// <param name="problems">All problems, by position; positions count in <paramref name="text"/> without its surrounding white space.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Formula? formula, out IReadOnlyList<FormulaProblem> problems)
    {
        var trimmed = text.Trim();
        formula = null;
        if (trimmed.Length == 0)
        {
            problems = [new FormulaProblem(0, "the formula is empty", "write a column name or a calculation, such as revenue - cost")];
            return false;
        }

        if (trimmed.Length > MostCharacters)
        {
            problems = [new FormulaProblem(MostCharacters, Invariant($"the formula has {trimmed.Length} characters"), Invariant($"write at most {MostCharacters}"))];
            return false;
        }

        var lexer = new ExpressionLexer(trimmed);
        var tokens = lexer.Tokens();
        if (lexer.SawSql || LooksLikeSql(tokens))
        {
            problems = [Sql(trimmed)];
            return false;
        }

        var parser = new ExpressionParser(trimmed, tokens, lexer);
        var syntax = parser.Whole();
        problems = [.. parser._problems.Distinct().OrderBy(p => p.Position).Take(MostProblems)];
        if (syntax is null || problems.Count > 0)
        {
            return false;
        }

        formula = new Formula(trimmed, syntax);
        return true;
    }

    // A column may be called "limit": a word of SQL is SQL only where it stands beside a name, a value or an opening parenthesis.
    private static bool LooksLikeSql(List<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var next = tokens[i + 1];
            if (tokens[i].Kind == TokenKind.Name && SqlWords.Contains(tokens[i].Text)
                && (next.Kind is TokenKind.Name or TokenKind.QuotedName or TokenKind.Number or TokenKind.Text
                    || next is { Kind: TokenKind.Symbol, Text: "(" }
                    || (next is { Kind: TokenKind.Symbol, Text: "*" } && tokens[i + 2].Kind == TokenKind.Name && SqlWords.Contains(tokens[i + 2].Text))))
            {
                return true;
            }
        }

        return false;
    }

    private static FormulaProblem Sql(string text)
    {
        var isCase = text.StartsWith("case", StringComparison.OrdinalIgnoreCase);
        return new FormulaProblem(
            0,
            "this is SQL, and a formula is not SQL: it is one calculation over the columns of its source",
            isCase
                ? "write a choice as if(condition, then, else)"
                : "write the calculation alone, such as revenue - cost; the source says where rows come from, where: which of them count");
    }

    private Expression? Whole()
    {
        var expression = Or();
        if (!_broken && Current.Kind != TokenKind.End)
        {
            Unexpected();
        }

        return _broken ? null : expression;
    }

    private Expression? Or() => Chain(And, "or", BinaryOperator.Or);

    private Expression? And() => Chain(Not, "and", BinaryOperator.And);

    private Expression? Chain(Func<Expression?> operand, string keyword, BinaryOperator operation)
    {
        var left = operand();
        while (!_broken && TakeKeyword(keyword) is { } token)
        {
            left = Binary(operation, left, operand(), token.Position);
        }

        return left;
    }

    private Expression? Not()
    {
        if (TakeKeyword("not") is not { } token)
        {
            return Comparison();
        }

        return Nested(() => Unary(UnaryOperator.Not, Not(), token.Position));
    }

    private Expression? Comparison()
    {
        var left = Sum();
        var compared = false;
        while (!_broken)
        {
            var token = Current;
            if (token.Kind == TokenKind.Symbol && ComparisonOf(token.Text) is { } operation)
            {
                if (compared)
                {
                    Problem(token.Position, "comparisons do not chain", "write both with and between: a < b and b < c");
                }

                _at++;
                compared = true;
                left = Binary(operation, left, Sum(), token.Position);
            }
            else if (TakeKeyword("is") is not null)
            {
                left = NullTest(left, token);
            }
            else if (TakeKeyword("in") is not null)
            {
                left = Members(left, negated: false, token.Position);
            }
            else if (token is { Kind: TokenKind.Keyword, Text: "not" } && _tokens[_at + 1] is { Kind: TokenKind.Keyword, Text: "in" })
            {
                _at += 2;
                left = Members(left, negated: true, token.Position);
            }
            else
            {
                break;
            }
        }

        return left;
    }

    private Expression? NullTest(Expression? operand, Token start)
    {
        var negated = TakeKeyword("not") is not null;
        if (TakeKeyword("null") is null)
        {
            return Broken(Current.Position, "after is stands null or not null", "write x is null or x is not null; for other values write x = value");
        }

        return operand is null ? null : NullTest(operand, negated, start.Position);
    }

    private Expression? NullTest(Expression operand, bool negated, int position)
    {
        var test = Made(new FunctionCall("is_null", [operand], position), operand);
        return negated ? Unary(UnaryOperator.Not, test, position) : test;
    }

    private Expression? Members(Expression? operand, bool negated, int position)
    {
        if (!TakeSymbol("("))
        {
            return Broken(Current.Position, "after in stands a list in parentheses", "write x in ('a', 'b')");
        }

        if (Arguments("in") is not { } items || operand is null)
        {
            return null;
        }

        if (items.Count == 0)
        {
            Problem(position, "the list after in is empty", "write at least one value: x in ('a', 'b')");
        }

        return Made(new Membership(operand, items, negated, position), [operand, .. items]);
    }

    private Expression? Sum() => Chain(Product, s => s switch { "+" => BinaryOperator.Add, "-" => BinaryOperator.Subtract, _ => null });

    private Expression? Product()
        => Chain(Sign, s => s switch { "*" => BinaryOperator.Multiply, "/" => BinaryOperator.Divide, "%" => BinaryOperator.Remainder, _ => null });

    private Expression? Chain(Func<Expression?> operand, Func<string, BinaryOperator?> operation)
    {
        var left = operand();
        while (!_broken && Current.Kind == TokenKind.Symbol && operation(Current.Text) is { } op)
        {
            var token = Current;
            _at++;
            if (op == BinaryOperator.Remainder && EndsOperand(Current))
            {
                return Broken(token.Position, "% is the remainder of a division, not a percentage", "write a fraction: 0.42 for 42 %");
            }

            left = Binary(op, left, operand(), token.Position);
        }

        return left;
    }

    // 42% and x: nothing that a division could take follows.
    private static bool EndsOperand(Token token)
        => token.Kind == TokenKind.End || token is { Kind: TokenKind.Keyword, Text: "and" or "or" or "in" or "is" or "not" } or { Kind: TokenKind.Symbol, Text: ")" or "," };

    private Expression? Sign()
    {
        var token = Current;
        if (TakeSymbol("-"))
        {
            return Nested(() => Unary(UnaryOperator.Negate, Sign(), token.Position));
        }

        return TakeSymbol("+") ? Nested(Sign) : Primary();
    }

    private Expression? Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return Made(new Literal(token.Number, token.Position));
            case TokenKind.Text:
                _at++;
                return Made(new Literal(token.Text, token.Position));
            case TokenKind.QuotedName:
                _at++;
                return Made(new ColumnReference(token.Text, token.Position));
            case TokenKind.Name:
                _at++;
                return TakeSymbol("(") ? Nested(() => Call(token)) : Made(new ColumnReference(token.Text, token.Position));
            case TokenKind.Keyword when token.Text is "true" or "false":
                _at++;
                return Made(new Literal(token.Text == "true", token.Position));
            case TokenKind.Keyword when token.Text == "null":
                _at++;
                return Made(new Literal(null, token.Position));
            case TokenKind.Symbol when token.Text == "(":
                _at++;
                return Nested(Parenthesised);
            default:
                return Unexpected();
        }
    }

    private Expression? Parenthesised()
    {
        var open = _tokens[_at - 1].Position;
        var inner = Or();
        if (_broken || TakeSymbol(")"))
        {
            return inner;
        }

        return Current.Kind == TokenKind.End
            ? Broken(open, "this parenthesis is not closed", "write the missing )")
            : Unexpected();
    }

    private Expression? Call(Token name)
    {
        var arguments = Arguments(name.Text);
        if (arguments is null)
        {
            return null;
        }

        if (ExpressionFunctions.Find(name.Text) is not { } function)
        {
            Problem(name.Position, $"there is no function {name.Text}", FunctionRemedy(name.Text));
            return Made(new Literal(null, name.Position));
        }

        if (!function.Takes(arguments.Count))
        {
            Problem(name.Position, Invariant($"{name.Text} has {arguments.Count} {(arguments.Count == 1 ? "argument" : "arguments")} here"), $"write {function.Signature}");
            return Made(new Literal(null, name.Position));
        }

        return function.Name is "date" or "timestamp" ? Moment(function, arguments[0], name.Position) : Made(new FunctionCall(name.Text.ToLowerInvariant(), arguments, name.Position), [.. arguments]);
    }

    private Expression Moment(ExpressionFunction function, Expression argument, int position)
    {
        if (argument is not Literal { Value: string text })
        {
            Problem(position, $"{function.Name} takes a moment that is written out", $"write {function.Signature}; a column that holds dates is used as it is");
        }
        else if (function.Name == "date" && IsoTime.TryParseDate(text, out var date))
        {
            return Made(new Literal(date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), position));
        }
        else if (function.Name == "timestamp" && IsoTime.TryParseMoment(text, out var moment))
        {
            return Made(new Literal(moment.UtcDateTime, position));
        }
        else
        {
            Problem(argument.Position, $"'{Short(text)}' is not a {(function.Name == "date" ? "date" : "moment")}", $"write {function.Signature}");
        }

        return Made(new Literal(null, position));
    }

    /// <summary>Reads up to and including the closing parenthesis.</summary>
    private List<Expression>? Arguments(string of)
    {
        var open = _tokens[_at - 1].Position;
        var arguments = new List<Expression>();
        if (TakeSymbol(")"))
        {
            return arguments;
        }

        while (true)
        {
            var argument = Or();
            if (_broken || argument is null)
            {
                return null;
            }

            arguments.Add(argument);
            if (TakeSymbol(")"))
            {
                return arguments;
            }

            if (!TakeSymbol(","))
            {
                _ = Current.Kind == TokenKind.End
                    ? Broken(open, $"the parenthesis after {Short(of)} is not closed", "write the missing )")
                    : Unexpected();
                return null;
            }
        }
    }

    private Expression? Nested(Func<Expression?> inner)
    {
        if (_nesting >= MostLevels)
        {
            return TooDeep();
        }

        _nesting++;
        var expression = inner();
        _nesting--;
        return expression;
    }

    private Expression? Unary(UnaryOperator operation, Expression? operand, int position)
        => operand is null ? null : Made(new UnaryExpression(operation, operand, position), operand);

    private Expression? Binary(BinaryOperator operation, Expression? left, Expression? right, int position)
        => left is null || right is null ? null : Made(new BinaryExpression(operation, left, right, position), left, right);

    private Expression Made(Expression expression, params ReadOnlySpan<Expression> children)
    {
        var height = 1;
        foreach (var child in children)
        {
            height = Math.Max(height, _heights.GetValueOrDefault(child) + 1);
        }

        _heights[expression] = height;
        if (height > MostLevels)
        {
            TooDeep();
        }

        return expression;
    }

    private Expression? TooDeep()
        => Broken(Math.Min(Current.Position, _text.Length), Invariant($"the formula nests or chains more than {MostLevels} operations"), "make it shorter, or prepare the column in the data");

    private Expression? Unexpected()
    {
        var token = Current;
        var shown = token.Kind switch
        {
            TokenKind.Text => $"'{Short(token.Text)}'",
            TokenKind.QuotedName => $"\"{Short(token.Text)}\"",
            _ => Short(token.Text),
        };
        var before = _at > 0 ? _tokens[_at - 1] : default;
        var word = token.Kind == TokenKind.Name ? token.Text.ToLowerInvariant() : "";
        return token switch
        {
            { Kind: TokenKind.End } when _at > 0 => Broken(token.Position, $"the formula ends after {Short(before.Text)}", "write what belongs there, or leave that out"),
            { Kind: TokenKind.End } => Broken(token.Position, "nothing is left of the formula", "write a column name or a calculation, such as revenue - cost"),
            { Kind: TokenKind.Symbol, Text: ")" } when _nesting == 0 => Broken(token.Position, "this ) closes nothing", "leave it out, or write the missing ("),
            _ when word == "between" => Broken(token.Position, "between is not part of the formula language", "write x >= a and x <= b"),
            _ when word is "like" or "ilike" => Broken(token.Position, $"{word} is not part of the formula language", "write contains(x, 'part'), starts_with(x, 'part') or ends_with(x, 'part')"),
            _ when word is "then" or "else" or "end" or "when" => Broken(token.Position, $"{word} is not part of the formula language", "write a choice as if(condition, then, else)"),
            _ when word is "as" or "asc" or "desc" => Broken(token.Position, $"{word} is not part of the formula language", "write the calculation alone"),
            { Kind: TokenKind.Text } when before.Kind == TokenKind.Name && before.Text.ToLowerInvariant() is "date" or "timestamp" or "interval"
                => Broken(token.Position, $"{before.Text} {shown} is not how a moment is written", $"write {(before.Text.Equals("date", StringComparison.OrdinalIgnoreCase) ? "date" : "timestamp")}('2026-01-31')"),
            { Kind: TokenKind.Name or TokenKind.QuotedName or TokenKind.Number or TokenKind.Text } when _at > 0 && before.Kind is TokenKind.Name or TokenKind.QuotedName or TokenKind.Number or TokenKind.Text
                => Broken(token.Position, $"{shown} stands beside {Short(before.Text)} without an operator", "write an operator or a comma between them, or put a column name with a space in double quotes"),
            { Kind: TokenKind.Keyword } => Broken(token.Position, $"{shown} cannot stand here", $"write a value before it; a column of that name is written \"{token.Text}\""),
            _ => Broken(token.Position, $"{shown} cannot stand here", "write a value, a column name or a function before it"),
        };
    }

    private Expression? Broken(int position, string message, string remedy)
    {
        if (!_broken && !_isQuiet)
        {
            Problem(position, message, remedy);
        }

        _broken = true;
        return null;
    }

    private void Problem(int position, string message, string remedy)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(new FormulaProblem(position, message, remedy));
        }
    }

    private Token? TakeKeyword(string keyword)
    {
        var token = Current;
        if (token.Kind != TokenKind.Keyword || token.Text != keyword)
        {
            return null;
        }

        _at++;
        return token;
    }

    private bool TakeSymbol(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol)
        {
            return false;
        }

        _at++;
        return true;
    }

    private static BinaryOperator? ComparisonOf(string symbol) => symbol switch
    {
        "=" => BinaryOperator.Equal,
        "!=" => BinaryOperator.NotEqual,
        "<" => BinaryOperator.Less,
        "<=" => BinaryOperator.LessOrEqual,
        ">" => BinaryOperator.Greater,
        ">=" => BinaryOperator.GreaterOrEqual,
        _ => null,
    };

    private static string FunctionRemedy(string name) => name.ToLowerInvariant() switch
    {
        "log" => "write ln(x) for the natural logarithm or log10(x)",
        "pow" => "did you mean power?",
        "iff" or "iif" or "case" => "write a choice as if(condition, then, else)",
        "ifnull" or "nvl" or "isnull" => "write coalesce(a, b), or x is null",
        "avg" or "mean" or "sum" or "count" or "median" or "stddev" or "var"
            => "a formula is about one row; rows are put together by type: and aggregate: of the measure",
        "len" or "char_length" => "did you mean length?",
        "substring" or "substr" or "left" or "right" => "write contains, starts_with or ends_with",
        "now" or "today" or "current_date" => "write the moment out, such as date('2026-01-31'), so that the same data give the same result",
        "datediff" or "date_diff" => "write days_between(from, to)",
        "ceiling" => "did you mean ceil?",
        _ => Suggestion.DidYouMean(name, ExpressionFunctions.Names, "the functions are " + string.Join(", ", ExpressionFunctions.All.Select(f => f.Name))),
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
