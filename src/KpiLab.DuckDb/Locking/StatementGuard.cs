using System.Text.RegularExpressions;

namespace KpiLab.DuckDb;

/// <summary>What DuckDB's own lock leaves open, closed here: an allowed file or folder may be read, never written.</summary>
/// <remarks>With <c>enable_external_access</c> off DuckDB lets everything inside an allowed folder be written as well as read: by COPY, EXPORT and ATTACH,
/// and by the table functions that start logging or profiling into a file of their caller's choice. A locked database therefore runs only the kinds of statement
/// listed here, and none that calls such a function or hides SQL in a text.</remarks>
internal static class StatementGuard
{
    // A name before a parenthesis, or before a comment that might hide one. The text is not parsed: a refused word too many does no harm.
    // \p{C} and \p{Z}: DuckDB takes Unicode's spaces, the invisible ones too, for spaces.
    private static readonly Regex RefusedWords = new(
        """
        \b(?<name>enable_logging|disable_logging|truncate_duckdb_logs|enable_profiling|disable_profiling|enable_peg_parser|disable_peg_parser
        |json_execute_serialized_sql|query|query_table|arrow_scan|arrow_scan_dumb)"?[\s\p{C}\p{Z}]*(\(|/\*|--)
        |\b(?<name>import)(_database|[\s\p{C}\p{Z}]*(database|/\*|--))
        """,
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace);

    /// <summary>Looks at a text before DuckDB does, which would replace an IMPORT by the statements of its files.</summary>
    internal static void CheckText(string sql)
    {
        var refused = RefusedWords.Match(sql);
        if (refused.Success)
        {
            throw Refused(Invariant($"the use of {refused.Groups["name"].Value} is refused"));
        }
    }

    internal static void CheckKind(NativeStatementKind kind)
    {
        if (kind is not (NativeStatementKind.Select or NativeStatementKind.Insert or NativeStatementKind.Update or NativeStatementKind.Delete
            or NativeStatementKind.Create or NativeStatementKind.Drop or NativeStatementKind.Alter or NativeStatementKind.Transaction))
        {
            throw Refused(Invariant($"a statement of kind {kind} is refused"));
        }
    }

    private static DuckException Refused(string what) => new(
        Invariant($"Permission Error: {what}, because this database is locked: it runs queries and changes its own tables and views, and nothing else."),
        DuckErrorType.Permission);
}
