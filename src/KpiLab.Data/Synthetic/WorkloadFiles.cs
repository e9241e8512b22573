using KpiLab.Core;
using KpiLab.DuckDb;

namespace KpiLab.Data;

/// <summary>Writes the performance workload as Parquet or CSV.</summary>
public static class WorkloadFiles
{
    private const int UsersPerFile = 10_000_000;

    /// <summary>Writes users 0, 1, … to files of ten million each.</summary>
    /// <param name="folder">Where; <c>users.parquet</c>, or <c>users-00.parquet</c>, … where there are several.</param>
    /// <param name="users">How many users.</param>
    /// <param name="csv">CSV instead of Parquet.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The files.</returns>
    /// <exception cref="EngineException">A file could not be written.</exception>
    public static IReadOnlyList<string> Write(string folder, long users, bool csv = false, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(users);
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        for (long from = 0; from < users; from += UsersPerFile)
        {
            var number = users > UsersPerFile ? Invariant($"-{files.Count:00}") : "";
            files.Add(Path.Combine(folder, $"users{number}.{(csv ? "csv" : "parquet")}"));
            try
            {
                Write(files[^1], from, Math.Min(users, from + UsersPerFile), csv, cancellation);
            }
            catch (DuckException error)
            {
                throw new EngineException($"DuckDB could not write {files[^1]}: {error.Message}", error);
            }
        }

        return files;
    }

    private static void Write(string path, long from, long to, bool csv, CancellationToken cancellation)
    {
        using var database = DuckDatabase.Open(new DuckOptions { ExternalAccess = true, TempDirectory = Path.Combine(Path.GetTempPath(), "kpilab") });
        using var connection = database.Connect();
        connection.Execute(WorkloadSql.Create, cancellation);
        using (var appender = connection.Append(WorkloadSql.Table))
        {
            for (var user = from; user < to; user++)
            {
                if ((user & 0xFFFF) == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                Append(appender, PerformanceWorkload.User(user));
            }

            appender.Complete();
        }

        connection.Execute(WorkloadSql.Copy(path, csv), cancellation);
    }

    private static void Append(DuckAppender appender, in PerformanceUser user)
    {
        appender.Add(user.UserId);
        appender.Add(user.IsTreatment);
        appender.Add((long)user.Country);
        appender.Add((long)user.Platform);
        appender.Add((long)user.Cohort);
        appender.Add(user.Exposed);
        appender.Add(user.PreRevenue);
        appender.Add(user.Converted);
        appender.Add(user.Revenue);
        appender.Add((long)user.Sessions);
        appender.Add((long)user.Impressions);
        appender.Add((long)user.Clicks);
        appender.Add(user.LatencyMilliseconds);
        appender.EndRow();
    }
}
