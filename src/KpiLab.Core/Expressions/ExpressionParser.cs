using System.Diagnostics.CodeAnalysis;

namespace KpiLab.Core;

/// <summary>Parses KpiLab's expression grammar (docs/expressions.md). Pure, bounded in depth and length; never throws on any text.</summary>
/// <remarks>
/// Recursive descent, loosest first: or · and · not · comparison, in, is null · + − · * / % · − · primary.
/// What can be repaired is reported and parsing goes on, so that a person sees all problems at once; a broken structure ends it.
/// </remarks>
public sealed partial class ExpressionParser
{
    /// <summary>Longest formula, in characters.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>Deepest tree; parentheses count.</summary>
    public const int MostLevels = 100;

    /// <summary>Most problems reported of one formula.</summary>
    internal const int MostProblems = 20;

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
        if (lexer.SawSql || ExpressionSlips.LooksLikeSql(tokens))
        {
            problems = [ExpressionSlips.Sql(trimmed)];
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
        var (message, remedy) = ExpressionSlips.Unexpected(Current, _at > 0 ? _tokens[_at - 1] : null, _nesting > 0);
        return Broken(Current.Position, message, remedy);
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
}
