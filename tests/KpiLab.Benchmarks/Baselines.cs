using KpiLab.DuckDb;

namespace KpiLab.Benchmarks;

/// <summary>What DuckDB alone needs for the same files. Every column is used, lest the optimiser leaves it out.</summary>
internal static class Baselines
{
    private static readonly string[] Outcomes = ["CAST(converted AS INTEGER)", "revenue", "sessions", "latency_ms", "clicks", "impressions"];

    /// <summary>A bare scan: every column decoded and used once, in the cheapest way found. A count would read no text at all: the footer says that none is missing.</summary>
    public static double Scan(string files, int? threads) => Run(threads, $"""
        SELECT sum(user_id), bit_xor(hash(variant)), bit_xor(hash(country)), bit_xor(hash(platform)), bit_xor(hash(cohort)), max(exposure_ts), sum(pre_revenue),
          count_if(converted), sum(revenue), sum(sessions), sum(impressions), sum(clicks), sum(latency_ms)
        FROM '{files}'
        """);

    /// <summary>The job's sums by the finest cells in SQL, shifted as the product shifts them: each sum once, although several metrics use it.</summary>
    public static double Aggregate(string files, int? threads)
    {
        const string before = "(pre_revenue - 0)";
        var sums = Outcomes.Select(o => $"({o} - 1)").SelectMany(o => new[] { $"sum({o})", $"sum({o} * {o})", $"sum({o} * {before})" });
        return Run(threads, $"""
            SELECT variant, country, platform, cohort, count(*), min(exposure_ts), max(exposure_ts), max(user_id), sum({before}), sum({before} * {before}),
              sum((clicks - 1) * (impressions - 1)), {string.Join(", ", sums)}
            FROM '{files}' GROUP BY variant, country, platform, cohort
            """);
    }

    private static double Run(int? threads, string sql)
    {
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true, Threads = threads });
        using var connection = database.Connect();
        return connection.Query(sql).Sum(row => row.Length);
    }
}
