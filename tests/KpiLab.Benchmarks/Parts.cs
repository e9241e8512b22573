using KpiLab.Data;

namespace KpiLab.Benchmarks;

/// <summary>What a child process does: its costs go to standard output, one line each: name, CPU seconds, wall seconds.</summary>
internal static class Parts
{
    /// <summary>Runs a part by its name.</summary>
    public static int Run(string part, string folder, int count)
    {
        var parquet = Path.Combine(folder, "parquet");
        var csv = Path.Combine(folder, "csv");
        switch (part)
        {
            case "write":
                WorkloadFiles.Write(parquet, count);
                MainJob.WriteWorkspace(parquet, "users*.parquet");
                break;
            case "write-csv":
                WorkloadFiles.Write(csv, count, csv: true);
                MainJob.WriteWorkspace(csv, "users*.csv");
                break;
            case "write-columns":
                ColumnFiles.Write(Path.Combine(folder, "columns"), count);
                break;
            case "first":
                // Nothing ran before: the runtime compiles as it goes.
                Print("analyze", () => MainJob.Analyze(parquet));
                Console.WriteLine(Invariant($"peak {Usage.PeakMegabytes():0}"));
                Print("scan", () => Baselines.Scan(Files(parquet), null));
                break;
            case "warm":
                MainJob.Analyze(parquet);
                MainJob.Analyze(parquet);
                for (var i = 0; i < count; i++)
                {
                    Print("scan", () => Baselines.Scan(Files(parquet), null));
                    Print("measure", () => MainJob.Measure(parquet));
                    Print("analyze", () => MainJob.Analyze(parquet));
                }

                break;
            case "quantiles":
                MainJob.Analyze(parquet, MainJob.WithQuantiles);
                MainJob.Analyze(parquet, MainJob.WithQuantiles);
                for (var i = 0; i < count; i++)
                {
                    Print("scan", () => Baselines.Scan(Files(parquet), null));
                    Print("analyze", () => MainJob.Analyze(parquet, MainJob.WithQuantiles));
                }

                break;
            case "bootstrap":
                Resamples.Run(Files(parquet), count, Print);
                break;
            case "csv":
                MainJob.Analyze(parquet);
                for (var i = 0; i < count; i++)
                {
                    Print("aggregate", () => Baselines.Aggregate(Path.Combine(csv, "users*.csv"), null));
                    Print("analyze", () => MainJob.Analyze(csv));
                }

                break;
            case "write-registry":
                RegistryWorkload.WriteAsync(folder, count).GetAwaiter().GetResult();
                break;
            case "write-links":
                LinkJob.WriteWorkspace(folder);
                break;
            case "read-registry":
                Console.WriteLine(Invariant($"definitions {RegistryWorkload.ReadBare(folder)}"));
                break;
            case "list-registry":
                // What `kpi list` does, again and again in one process, as a service or a notebook asks for it.
                for (var i = 0; i <= count; i++)
                {
                    Print("list", () => RegistryWorkload.List(folder));
                }

                break;
            case "core":
                CoreBenchmarks.Run(quick: count == 0);
                break;
            default:
                throw new ArgumentException(Invariant($"there is no part {part}"), nameof(part));
        }

        return 0;
    }

    private static string Files(string folder) => Path.Combine(folder, "users*.parquet");

    private static void Print(string name, Action action)
    {
        var cost = Cost.Of(action);
        Console.WriteLine(Invariant($"{name} {cost.Cpu:R} {cost.Wall:R}"));
    }
}
