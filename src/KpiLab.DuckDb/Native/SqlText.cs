namespace KpiLab.DuckDb;

/// <summary>Literals for the few settings that DuckDB takes only as text of a statement.</summary>
internal static class SqlText
{
    internal static string Quote(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    internal static string List(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(Quote)) + "]::VARCHAR[]";
}
