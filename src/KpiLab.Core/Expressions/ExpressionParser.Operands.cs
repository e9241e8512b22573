namespace KpiLab.Core;

// Operands: what is written out, columns, parentheses, calls.
public sealed partial class ExpressionParser
{
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
            Problem(name.Position, $"there is no function {name.Text}", ExpressionSlips.FunctionRemedy(name.Text));
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
            Problem(argument.Position, $"'{ExpressionSlips.Short(text)}' is not a {(function.Name == "date" ? "date" : "moment")}", $"write {function.Signature}");
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
                    ? Broken(open, $"the parenthesis after {ExpressionSlips.Short(of)} is not closed", "write the missing )")
                    : Unexpected();
                return null;
            }
        }
    }
}
