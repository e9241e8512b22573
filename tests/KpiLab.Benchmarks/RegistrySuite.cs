using System.Globalization;

namespace KpiLab.Benchmarks;

/// <summary>The short verbs on a large registry, each a whole command, in turns with the start of a process that does nothing and with a bare read of the store.</summary>
internal sealed class RegistrySuite(int kpis, int repeat)
{
    private const int WithLimits = 1000;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "kpilab-benchmarks", Guid.NewGuid().ToString("N"));
    private readonly Table _table = new(Invariant($"{kpis:N0} KPIs, {100 * kpis:N0} rows of audit trail, five years of weekly values"), withLimits: kpis >= WithLimits);

    /// <summary>Makes the registry in a temporary folder and measures.</summary>
    public Table Run()
    {
        try
        {
            Console.Error.WriteLine("benchmarks: writing the registry");
            RegistryWorkload.WriteAsync(_folder, kpis).GetAwaiter().GetResult();
            Measure();
            return _table;
        }
        finally
        {
            foreach (var folder in new[] { _folder, _folder + "-scratch" }.Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    // As a person calls it: the script first looks whether something must be built.
    private static string Program => Path.Combine(Suite.Root(), "kpilab");

    private void Measure()
    {
        var verbs = new (string Name, string[] Arguments, double Limit)[]
        {
            ("kpi list", ["kpi", "list"], 250),
            ("kpi audit", ["kpi", "audit"], 1000),
            ("review run", ["review", "run", "--month", RegistryWorkload.Reviewed.ToString()], 5000),
        };
        var walls = verbs.ToDictionary(v => v.Name, _ => new List<double>(), StringComparer.Ordinal);
        var ratios = verbs.ToDictionary(v => v.Name, _ => new List<double>(), StringComparer.Ordinal);
        List<double> helps = [], bare = [];
        for (var round = 0; round <= repeat; round++)
        {
            Console.Error.WriteLine(Invariant($"benchmarks: round {round} of {repeat}"));
            var help = Cost.OfProgram(Program, "--help").Cost.Wall * 1000;
            var read = Cost.OfProgram(Path.Combine(AppContext.BaseDirectory, "KpiLab.Benchmarks"), "part", "read-registry", _folder, "1").Cost.Wall * 1000;
            var taken = verbs.Select(v => Cost.OfProgram(Program, expected: v.Name == "kpi audit" ? 1 : 0, [.. v.Arguments, "--workspace", _folder, .. v.Name == "kpi list" ? (string[])[] : ["--format", "json"]]).Cost.Wall * 1000).ToList();
            if (round == 0)
            {
                continue; // the first run warms the file cache, and makes the month's review
            }

            helps.Add(help);
            bare.Add(read);
            for (var i = 0; i < verbs.Length; i++)
            {
                walls[verbs[i].Name].Add(taken[i]);
                ratios[verbs[i].Name].Add(taken[i] / read);
            }
        }

        _table.Add("`./kpilab --help`, warm", "wall time", Spread.Of(helps), 0, " ms");
        _table.Add("a process that reads every stored definition, checks its hash and ends", "wall time", Spread.Of(bare), 0, " ms");
        var listed = Cost.OfProgram(Path.Combine(AppContext.BaseDirectory, "KpiLab.Benchmarks"), "part", "list-registry", _folder, "20").Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => double.Parse(l.Split(' ')[2], CultureInfo.InvariantCulture) * 1000).ToList();
        _table.Add("`kpi list` by a lab of a warm process: the last ten of twenty after the first", "wall time", Spread.Of(listed.TakeLast(10).ToList()), 0, " ms", atMost: 250);
        foreach (var (name, _, limit) in verbs)
        {
            _table.Add($"`./kpilab {name}`, warm, the whole command", "wall time", Spread.Of(walls[name]), 0, " ms", atMost: limit);
            _table.Add($"`./kpilab {name}`, warm, the whole command", "the process that only reads the definitions", Spread.Of(ratios[name]), 2, " ×");
        }
    }
}
