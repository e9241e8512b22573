using System.Globalization;
using KpiLab.Benchmarks;

// dotnet run -c Release --project tests/KpiLab.Benchmarks -- [--size 10k|1m|10m|100m] [--repeat N] [--out FILE]
// dotnet run -c Release --project tests/KpiLab.Benchmarks -- --registry 1000 [--repeat N] [--out FILE]
if (args is ["part", var part, var folder, var count])
{
    return Parts.Run(part, folder, int.Parse(count, CultureInfo.InvariantCulture));
}

var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["--size"] = "10m", ["--registry"] = "", ["--repeat"] = "5", ["--out"] = "" };
for (var i = 0; i < args.Length; i += 2)
{
    if (!options.ContainsKey(args[i]) || i + 1 == args.Length)
    {
        Console.Error.WriteLine($"benchmarks: write --size 10k, 1m, 10m or 100m, or --registry KPIS, --repeat N, --out FILE, not `{args[i]}`");
        return 2;
    }

    options[args[i]] = args[i + 1];
}

int users = options["--size"] switch { "10k" => 10_000, "1m" => 1_000_000, "10m" => 10_000_000, "100m" => 100_000_000, _ => 0 };
var kpis = 0;
if (users == 0 || (options["--registry"].Length > 0 && (!int.TryParse(options["--registry"], CultureInfo.InvariantCulture, out kpis) || kpis < 10)) || !int.TryParse(options["--repeat"], CultureInfo.InvariantCulture, out var repeat) || repeat < 1)
{
    Console.Error.WriteLine("benchmarks: --size is 10k, 1m, 10m or 100m, --registry a number of KPIs from 10, --repeat a number from 1");
    return 2;
}

var table = kpis > 0 ? new RegistrySuite(kpis, repeat).Run() : new Suite(users, repeat).Run();
var text = table.ToMarkdown(TimeProvider.System.GetUtcNow());
Console.WriteLine(text);
if (options["--out"].Length > 0)
{
    File.WriteAllText(options["--out"], text);
}

return 0;
