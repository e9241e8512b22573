namespace KpiLab.Core;

/// <summary>What people write by mistake in a formula, and what each is told.</summary>
internal static class ExpressionSlips
{
    private static readonly HashSet<string> SqlWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "select", "from", "where", "insert", "into", "update", "delete", "drop", "alter", "create", "truncate", "union", "join", "group", "having",
        "limit", "with", "attach", "copy", "pragma", "install", "load", "call", "execute", "exec", "over", "partition", "cast", "case", "when", "table",
    };

    /// <summary>A column may be called "limit": a word of SQL is SQL only where it stands beside a name, a value or an opening parenthesis.</summary>
    public static bool LooksLikeSql(List<Token> tokens)
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

    /// <summary>The one sentence about SQL.</summary>
    public static FormulaProblem Sql(string text)
    {
        var isCase = text.StartsWith("case", StringComparison.OrdinalIgnoreCase);
        return new FormulaProblem(
            0,
            "this is SQL, and a formula is not SQL: it is one calculation over the columns of its source",
            isCase
                ? "write a choice as if(condition, then, else)"
                : "write the calculation alone, such as revenue - cost; the source says where rows come from, where: which of them count");
    }

    /// <summary>What is wrong with a token that cannot stand where it stands, and what to write instead.</summary>
    /// <param name="token">The token.</param>
    /// <param name="previous">The one before it; null at the beginning.</param>
    /// <param name="isNested">Whether a parenthesis is open.</param>
    public static (string Message, string Remedy) Unexpected(Token token, Token? previous, bool isNested)
    {
        var shown = token.Kind switch
        {
            TokenKind.Text => $"'{Short(token.Text)}'",
            TokenKind.QuotedName => $"\"{Short(token.Text)}\"",
            _ => Short(token.Text),
        };
        var before = previous ?? default;
        var word = token.Kind == TokenKind.Name ? token.Text.ToLowerInvariant() : "";
        return token switch
        {
            { Kind: TokenKind.End } when previous is not null => ($"the formula ends after {Short(before.Text)}", "write what belongs there, or leave that out"),
            { Kind: TokenKind.End } => ("nothing is left of the formula", "write a column name or a calculation, such as revenue - cost"),
            { Kind: TokenKind.Symbol, Text: ")" } when !isNested => ("this ) closes nothing", "leave it out, or write the missing ("),
            _ when word == "between" => ("between is not part of the formula language", "write x >= a and x <= b"),
            _ when word is "like" or "ilike" => ($"{word} is not part of the formula language", "write contains(x, 'part'), starts_with(x, 'part') or ends_with(x, 'part')"),
            _ when word is "then" or "else" or "end" or "when" => ($"{word} is not part of the formula language", "write a choice as if(condition, then, else)"),
            _ when word is "as" or "asc" or "desc" => ($"{word} is not part of the formula language", "write the calculation alone"),
            { Kind: TokenKind.Text } when before.Kind == TokenKind.Name && before.Text.ToLowerInvariant() is "date" or "timestamp" or "interval"
                => ($"{before.Text} {shown} is not how a moment is written", $"write {(before.Text.Equals("date", StringComparison.OrdinalIgnoreCase) ? "date" : "timestamp")}('2026-01-31')"),
            { Kind: TokenKind.Name or TokenKind.QuotedName or TokenKind.Number or TokenKind.Text } when previous is not null && before.Kind is TokenKind.Name or TokenKind.QuotedName or TokenKind.Number or TokenKind.Text
                => ($"{shown} stands beside {Short(before.Text)} without an operator", "write an operator or a comma between them, or put a column name with a space in double quotes"),
            { Kind: TokenKind.Keyword } => ($"{shown} cannot stand here", $"write a value before it; a column of that name is written \"{token.Text}\""),
            _ => ($"{shown} cannot stand here", "write a value, a column name or a function before it"),
        };
    }

    /// <summary>What to write for a function that does not exist.</summary>
    public static string FunctionRemedy(string name) => name.ToLowerInvariant() switch
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

    /// <summary>A text as a message may quote it.</summary>
    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
