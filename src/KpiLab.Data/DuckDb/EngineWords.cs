using System.Globalization;
using System.Text.RegularExpressions;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>DuckDB's messages about data, in one sentence with file and line.</summary>
internal static partial class EngineWords
{
    private const int MostCharacters = 200;

    private static readonly string[] AboutText = ["utf-8", "unicode", "maximum line size", "maximum_object_size", "sniffing", "expected number of columns", "quote"];

    /// <summary>The problem that a message tells of.</summary>
    /// <param name="message">DuckDB's message, with the files as people know them.</param>
    /// <param name="source">Id of the source.</param>
    /// <param name="onlyFile">The source's file where there is only one.</param>
    public static Problem Explain(string message, string source, string? onlyFile)
    {
        var field = $"source {source}";
        var file = onlyFile ?? First(CsvFile().Match(message), JsonFile().Match(message), QuotedFile().Match(message));
        if (CsvConversion().Match(message) is { Success: true } csv)
        {
            return new Problem(
                file, LineOf(message), $"{field}.columns.{csv.Groups["column"].Value}", $"`{Cut(csv.Groups["value"].Value)}` is not {Noun(csv.Groups["type"].Value)}, as the rows above are",
                $"correct the value, or declare the column: `columns: {{{csv.Groups["column"].Value}: text}}`");
        }

        if (JsonTransform().Match(message) is { Success: true } json)
        {
            return new Problem(
                file, Number(json.Groups["line"].Value), field, Invariant($"a value does not fit its column: {Sentence(json.Groups["reason"].Value)}"), "correct the value, or declare the column's type in `columns`");
        }

        if (JsonMalformed().Match(message) is { Success: true } malformed)
        {
            return new Problem(
                file, Number(malformed.Groups["line"].Value), field, Invariant($"this is not JSON, at byte {malformed.Groups["byte"].Value} of the line: {Sentence(malformed.Groups["reason"].Value)}"),
                "write one whole object a line, or one array of objects");
        }

        if (CsvColumns().Match(message) is { Success: true } columns)
        {
            return new Problem(
                file, LineOf(message), field, $"the row has {columns.Groups["found"].Value} values, and the header names {columns.Groups["expected"].Value} columns", "give every row as many values as the header; put text with a separator in quotes");
        }

        if (message.Contains("nterminated quote", StringComparison.Ordinal) || message.Contains("quote should be followed by", StringComparison.Ordinal))
        {
            return new Problem(file, LineOf(message), field, "a quote is opened and not closed, or text follows a closing quote", "put \" around the whole value, and write a \" inside it twice");
        }

        if (Conversion().Match(message) is { Success: true } conversion)
        {
            return new Problem(file, 0, field, $"`{Cut(conversion.Groups["value"].Value)}` is not {Noun(conversion.Groups["type"].Value)}", "correct the value, or declare another type of its column in `columns`");
        }

        return new Problem(file, LineOf(message), field, $"the data cannot be read: {Sentence(message)}", "correct the file, or declare the types of its columns: `columns: {name: double}`");
    }

    /// <summary>Whether the text itself may be what cannot be read: its encoding, or the length of its lines.</summary>
    public static bool IsAboutText(string message)
        => AboutText.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>The column that a value was cast from, where the message names it.</summary>
    public static string? CastColumn(string message) => CastFrom().Match(message) is { Success: true } match ? match.Groups["it"].Value : null;

    /// <summary>A type of DuckDB's with its article.</summary>
    public static string Noun(string type) => type.ToUpperInvariant() switch
    {
        "DOUBLE" or "FLOAT" or "DECIMAL" => "a number",
        "BIGINT" or "INTEGER" or "SMALLINT" or "TINYINT" or "HUGEINT" or "UBIGINT" => "a whole number",
        "BOOLEAN" or "BOOL" => "true or false",
        "DATE" => "a date",
        "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" => "a time",
        _ => type,
    };

    // Its first line, without the kind of error, advice for writers of SQL, and settings that nobody can set here.
    private static string Sentence(string message)
    {
        var text = Kind().Replace(message, "");
        text = Tail().Replace(text.ReplaceLineEndings(" "), "").Trim().TrimEnd('.', ':');
        return Cut(text.Length == 0 ? "no reason is known" : char.ToLowerInvariant(text[0]) + text[1..]);
    }

    /// <summary>A value, as much of it as a message holds.</summary>
    public static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";

    private static int LineOf(string message) => CsvLine().Match(message) is { Success: true } line ? Number(line.Groups["it"].Value) : 0;

    private static int Number(string digits) => int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? First(params ReadOnlySpan<Match> matches)
    {
        foreach (var match in matches)
        {
            if (match.Success)
            {
                return match.Groups["it"].Value.Trim();
            }
        }

        return null;
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"CSV Error on Line: (?<it>\d+)", Options)]
    private static partial Regex CsvLine();

    [GeneratedRegex(@"\n\s*file = (?<it>[^\n]+)", Options)]
    private static partial Regex CsvFile();

    [GeneratedRegex("file \"(?<it>[^\"\n]+)\"", Options)]
    private static partial Regex JsonFile();

    [GeneratedRegex("file '(?<it>[^'\n]+)'", Options)]
    private static partial Regex QuotedFile();

    [GeneratedRegex("Error when converting column \"(?<column>[^\n]*?)\"\\. Could not convert string \"(?<value>.*?)\" to '(?<type>[A-Z ]+)", Options)]
    private static partial Regex CsvConversion();

    [GeneratedRegex("JSON transform error in file \"[^\"]*\", in (?:line|record/value|record) (?<line>\\d+): (?<reason>[^\n]*?)(?: Try increasing|\n|$)", Options)]
    private static partial Regex JsonTransform();

    [GeneratedRegex("Malformed JSON in file \"[^\"]*\", at byte (?<byte>\\d+) in (?:line|record/value|record) (?<line>\\d+): (?<reason>[^\n]*)", Options)]
    private static partial Regex JsonMalformed();

    [GeneratedRegex(@"Expected Number of Columns: (?<expected>\d+) Found: (?<found>\d+)", Options)]
    private static partial Regex CsvColumns();

    [GeneratedRegex("Could not convert string ['\"](?<value>.*?)['\"] to '?(?<type>[A-Z]+)", Options)]
    private static partial Regex Conversion();

    [GeneratedRegex("when casting from source column (?<it>[^\n]+)", Options)]
    private static partial Regex CastFrom();

    [GeneratedRegex("^[A-Za-z ]{1,40} Error: ", Options)]
    private static partial Regex Kind();

    [GeneratedRegex(@"(LINE 1:|Possible Solution|Possible fixes|Try increasing|Original Line:| file = ).*$", Options)]
    private static partial Regex Tail();
}
