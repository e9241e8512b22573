using System.Globalization;
using System.Text;

namespace KpiLab.Core;

internal enum TokenKind
{
    Number,
    Text,
    Name,
    QuotedName,
    Keyword,
    Symbol,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">Symbol or keyword in its one spelling; else the name or text it stands for.</param>
/// <param name="Position">0-based offset.</param>
/// <param name="Number">Value of a number.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, double Number = 0);

/// <summary>Cuts a formula into tokens; collects every problem and repairs what it can, so that parsing may go on.</summary>
internal sealed class ExpressionLexer(string text)
{
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase) { "and", "or", "not", "in", "is", "null", "true", "false" };

    private readonly List<Token> _tokens = [];
    private readonly List<FormulaProblem> _problems = [];
    private int _at;

    /// <summary>True when a character or comment of SQL was met.</summary>
    public bool SawSql { get; private set; }

    /// <summary>True when a character was left out, so that what follows from its absence is no news.</summary>
    public bool Skipped { get; private set; }

    public IReadOnlyList<FormulaProblem> Problems => _problems;

    public List<Token> Tokens()
    {
        while (_at < text.Length && !SawSql)
        {
            if (char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
            else
            {
                Next();
            }
        }

        _tokens.Add(new Token(TokenKind.End, "", text.Length));
        return _tokens;
    }

    internal static bool IsPlainName(string name)
        => name.Length > 0 && IsNameStart(name[0]) && name.All(IsNamePart) && !Keywords.Contains(name);

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private void Next()
    {
        var c = text[_at];
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
        {
            ReadNumber();
        }
        else if (IsNameStart(c))
        {
            ReadName();
        }
        else if (c is '\'' or '"' or '`')
        {
            ReadQuoted(c);
        }
        else
        {
            ReadSymbol(c);
        }
    }

    private void ReadNumber()
    {
        var start = _at;
        SkipDigits();
        if (_at < text.Length && text[_at] == '.')
        {
            _at++;
            SkipDigits();
        }

        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var digits = _at + 1 < text.Length && text[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                _at = digits;
                SkipDigits();
            }
        }

        var end = _at;
        if (_at < text.Length && IsNamePart(text[_at]))
        {
            while (_at < text.Length && IsNamePart(text[_at]))
            {
                _at++;
            }

            Problem(start, $"{text[start.._at]} is neither a number nor a name", $"write {text[start..end]} * {text[end.._at]}, or put a column name with odd characters in double quotes");
        }

        var value = double.Parse(text.AsSpan(start, end - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            Problem(start, $"{text[start..end]} is too large for a number", "write a number below 1e308");
        }

        _tokens.Add(new Token(TokenKind.Number, text[start..end], start, value));
    }

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }
    }

    private void ReadName()
    {
        var start = _at;
        while (_at < text.Length && IsNamePart(text[_at]))
        {
            _at++;
        }

        var name = text[start.._at];
        _tokens.Add(Keywords.Contains(name)
            ? new Token(TokenKind.Keyword, name.ToLowerInvariant(), start)
            : new Token(TokenKind.Name, name, start));
    }

    private void ReadQuoted(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (true)
        {
            if (_at >= text.Length)
            {
                Problem(start, $"the {(quote == '\'' ? "text" : "column name")} that begins with {quote} does not end", $"close it with {quote}");
                break;
            }

            if (text[_at] != quote)
            {
                value.Append(text[_at++]);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == quote)
            {
                value.Append(quote);
                _at += 2;
            }
            else
            {
                _at++;
                break;
            }
        }

        if (quote != '\'' && value.Length == 0)
        {
            Problem(start, "a column name is empty", "write the column's name between the quotes; text goes in single quotes: ''");
        }

        _tokens.Add(new Token(quote == '\'' ? TokenKind.Text : TokenKind.QuotedName, value.ToString(), start));
    }

    private void ReadSymbol(char c)
    {
        var start = _at;
        var two = _at + 1 < text.Length ? text.Substring(_at, 2) : "";
        switch (two)
        {
            case "--" or "/*" or "*/":
                SawSql = true;
                return;
            case "==" or "!=" or "<>" or "<=" or ">=":
                Add(two switch { "==" => "=", "<>" => "!=", _ => two }, 2);
                return;
            case "=<" or "=>":
                Problem(start, $"{two} is not an operator", $"write {two[1]}=");
                Add(two[1] + "=", 2);
                return;
            case "&&":
                Problem(start, "&& is not an operator", "write and");
                Word("and", 2);
                return;
            case "||":
                Problem(start, "|| is not an operator", "write or; there is no joining of texts");
                Word("or", 2);
                return;
            case "**":
                Problem(start, "** is not an operator", "write power(x, y)");
                Add("*", 2);
                return;
        }

        switch (c)
        {
            case '+' or '-' or '*' or '/' or '%' or '=' or '<' or '>' or '(' or ')' or ',':
                Add(c.ToString(), 1);
                break;
            case ';':
                SawSql = true;
                break;
            case '!':
                Problem(start, "! is not an operator", "write not, or != for is not equal");
                Word("not", 1);
                break;
            case '^':
                Problem(start, "^ is not an operator", "write power(x, y)");
                Add("*", 1);
                break;
            case '\u2212' or '\u2013':
                Problem(start, $"{c} is not the minus sign", "write -");
                Add("-", 1);
                break;
            case '\u2018' or '\u2019' or '\u201C' or '\u201D':
                Problem(start, $"{c} is a typographic quote", "write text in straight single quotes: 'text'");
                Skip(1);
                break;
            case '?' or ':':
                Problem(start, $"{c} is not part of the formula language", "write a choice as if(condition, then, else)");
                Skip(1);
                break;
            case '.':
                Problem(start, "a dot is not part of a name", "write the column's name alone, and one with a dot in it in double quotes: \"a.b\"");
                Skip(1);
                break;
            default:
                Problem(start, $"{Shown(start)} is not part of the formula language", "put a column name with odd characters in double quotes, and text in single quotes");
                Skip(char.IsSurrogatePair(text, start) ? 2 : 1);
                break;
        }
    }

    private string Shown(int at)
        => char.IsSurrogatePair(text, at) ? text.Substring(at, 2) : char.IsControl(text[at]) || char.IsSurrogate(text[at]) ? Invariant($"character U+{(int)text[at]:X4}") : text[at].ToString();

    private void Skip(int length)
    {
        Skipped = true;
        _at += length;
    }

    private void Add(string symbol, int length)
    {
        _tokens.Add(new Token(TokenKind.Symbol, symbol, _at));
        _at += length;
    }

    private void Word(string keyword, int length)
    {
        _tokens.Add(new Token(TokenKind.Keyword, keyword, _at));
        _at += length;
    }

    private void Problem(int position, string message, string remedy)
    {
        if (_problems.Count < ExpressionParser.MostProblems)
        {
            _problems.Add(new FormulaProblem(position, message, remedy));
        }
    }
}
