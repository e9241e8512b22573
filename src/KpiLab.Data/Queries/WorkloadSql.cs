namespace KpiLab.Data;

/// <summary>Statements that make the files of the performance workload.</summary>
internal static class WorkloadSql
{
    /// <summary>The table that users are put into.</summary>
    public const string Table = "users";

    /// <summary>Creates the table, with the texts of the labels.</summary>
    public const string Create = """
        CREATE TABLE users (user_id BIGINT, treatment BOOLEAN, country UTINYINT, platform UTINYINT, cohort UTINYINT, exposure_ts TIMESTAMP, pre_revenue DOUBLE,
          converted BOOLEAN, revenue DOUBLE, sessions INTEGER, impressions INTEGER, clicks INTEGER, latency_ms DOUBLE)
        """;

    /// <summary>Writes the table to a file, in the order of the users.</summary>
    public static string Copy(string path, bool csv) => $"""
        COPY (SELECT user_id, CASE WHEN treatment THEN 'treatment' ELSE 'control' END AS variant,
          ['US', 'DE', 'GB', 'FR', 'JP', 'BR', 'IN', 'CA', 'ES', 'NL'][country + 1] AS country, ['web', 'ios', 'android', 'other'][platform + 1] AS platform,
          '2025-' || lpad(CAST(cohort + 1 AS VARCHAR), 2, '0') AS cohort, exposure_ts, pre_revenue, converted, revenue, sessions, impressions, clicks, latency_ms FROM users)
        TO '{path.Replace("'", "''", StringComparison.Ordinal)}' ({(csv ? "FORMAT csv, HEADER" : "FORMAT parquet, COMPRESSION snappy")})
        """;
}
