using System.Globalization;

namespace KpiLab.Benchmarks;

/// <summary>All measurements of a run: makes the data in a temporary folder, interleaves the measured processes, and works out ratios.</summary>
internal sealed class Suite(int users, int repeat)
{
    private const int LargestWithPeers = 10_000_000;
    private const int SmallestWithStarts = 1_000_000;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "kpilab-benchmarks", Guid.NewGuid().ToString("N"));
    private readonly Table _table = new(Invariant($"{users:N0} units"), withLimits: users >= LargestWithPeers); // they are set for ten million and more

    private sealed record Line(string Name, double[] Values);

    /// <summary>Runs everything that fits the size.</summary>
    public Table Run()
    {
        try
        {
            Say("writing Parquet");
            Part("write", users);
            if (users <= LargestWithPeers)
            {
                Say("writing CSV and column files");
                Part("write-csv", users);
                Part("write-columns", users);
            }

            Parquet();
            Quantiles();
            Bootstrap();
            if (users <= LargestWithPeers)
            {
                Csv();
                Core();
            }

            if (users is >= SmallestWithStarts and <= LargestWithPeers)
            {
                Starts();
                Links();
            }

            return _table;
        }
        finally
        {
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    private void Parquet()
    {
        List<double> measure = [], analyze = [], first = [], peaks = [], pandas = [], pandasPeaks = [], cpu = [], own = [];
        for (var round = 0; round < repeat; round++)
        {
            Say(Invariant($"Parquet, round {round + 1} of {repeat}"));
            var warm = Part("warm", 2);
            measure.AddRange(Ratios(warm, "measure", "scan"));
            analyze.AddRange(Ratios(warm, "analyze", "scan"));
            cpu.AddRange(Values(warm, "scan"));
            own.AddRange(Values(warm, "measure"));
            var fresh = Part("first", 1);
            first.AddRange(Ratios(fresh, "analyze", "scan"));
            peaks.AddRange(Values(fresh, "peak"));
            if (users <= LargestWithPeers && Python() is { } python)
            {
                var job = Lines(Cost.OfProgram(python, Path.Combine(AppContext.BaseDirectory, "pandas_job.py"), Path.Combine(_folder, "columns")).Output);
                pandas.Add(Values(job, "pandas").Single() / Spread.Of(Values(warm, "analyze")).Median);
                pandasPeaks.AddRange(Values(job, "peak"));
            }
        }

        _table.Add("sufficient statistics with fingerprint, warm process", "bare DuckDB scan of the same Parquet columns, CPU", Spread.Of(measure), 2, " ×", atMost: 2.6);
        _table.Add("whole analysis, warm process", "the same", Spread.Of(analyze), 2, " ×", atMost: 2.6);
        _table.Add("whole analysis, the first of its process", "the same", Spread.Of(first), 2, " ×");
        _table.Add("bare scan, for scale", "CPU seconds", Spread.Of(cpu), 2, " s");
        _table.Add("sufficient statistics, for scale", "CPU seconds", Spread.Of(own), 2, " s");
        _table.Add("peak memory of a process that runs the job", "VmHWM", Spread.Of(peaks), 0, " MB", atMost: 250);
        if (pandas.Count > 0)
        {
            _table.Add("pandas + SciPy, binary columns in memory maps", "whole analysis, warm process, CPU", Spread.Of(pandas), 1, " ×", atLeast: 8);
            _table.Add("peak memory of pandas", "VmHWM", Spread.Of(pandasPeaks), 0, " MB");
        }
    }

    private void Quantiles()
    {
        List<double> ratios = [], own = [];
        for (var round = 0; round < repeat; round++)
        {
            Say(Invariant($"quantiles, round {round + 1} of {repeat}"));
            var lines = Part("quantiles", 2);
            ratios.AddRange(Ratios(lines, "analyze", "scan"));
            own.AddRange(Values(lines, "analyze"));
        }

        _table.Add("whole analysis with p50, p90, p99 of latency and their segments", "bare DuckDB scan of the same Parquet columns, CPU", Spread.Of(ratios), 2, " ×", atMost: 3.2);
        _table.Add("the same, for scale", "CPU seconds", Spread.Of(own), 2, " s");
    }

    private void Bootstrap()
    {
        Say("Poisson bootstrap");
        var lines = Part("bootstrap", repeat);
        _table.Add("exact Poisson bootstrap of mean revenue, 1,000 draws, both arms", "wall time, from value counts", Spread.Of([.. lines.Where(l => l.Name == "bootstrap").Select(l => l.Values[1])]), 2, " s", atMost: 1.5);
        _table.Add("its standard error, seeds 1, 2, …", "Welch's", Spread.Of([.. Values(lines, "error")]), 3, " ×", atLeast: 0.95, atMost: 1.05);
        _table.Add("distinct values of revenue", "of both arms", Spread.Of([.. Values(lines, "distinct")]), 0, "");
    }

    private void Csv()
    {
        List<double> ratios = [];
        for (var round = 0; round < repeat; round++)
        {
            Say(Invariant($"CSV, round {round + 1} of {repeat}"));
            ratios.AddRange(Ratios(Part("csv", 1), "analyze", "aggregate"));
        }

        _table.Add("whole analysis of a CSV", "DuckDB's scan of the CSV with the same sums in SQL, CPU", Spread.Of(ratios), 2, " ×", atMost: 1.3);
    }

    private void Core()
    {
        Say("comparisons from stored moments");
        var lines = Part("core", users < SmallestWithStarts ? 0 : 1);
        Spread Nanoseconds(string name) => lines.Where(l => l.Name == name).Select(l => new Spread(l.Values[0], l.Values[1], l.Values[2])).Single();
        var baseline = Nanoseconds(nameof(CoreBenchmarks.MathNetTailAndQuantile));
        foreach (var (name, what, limit) in new (string, string, double?)[]
        {
            (nameof(CoreBenchmarks.WelchCupedFieller), "Welch + CUPED + Fieller from stored moments", 150_000),
            (nameof(CoreBenchmarks.WithAndWithoutAdjustment), "the same with the unadjusted comparison beside it", null),
        })
        {
            var time = Nanoseconds(name);
            _table.Add(what, "a second and core", new Spread(1e9 / time.Median, 1e9 / time.Most, 1e9 / time.Least), 0, "", atLeast: limit);
            _table.Add(what, "one Student t tail and one quantile by MathNet.Numerics, time", new Spread(time.Median / baseline.Median, time.Least / baseline.Median, time.Most / baseline.Median), 2, " ×");
        }
    }

    private void Starts()
    {
        var program = Path.Combine(Root(), "kpilab");
        Cost.OfProgram(program, "--help");
        List<double> help = [], demo = [];
        for (var round = 0; round < Math.Max(3, repeat); round++)
        {
            Say(Invariant($"starts, round {round + 1}"));
            help.Add(Cost.OfProgram(program, "--help").Cost.Wall * 1000);
            demo.Add(Cost.OfProgram(program, "demo", Path.Combine(_folder, Invariant($"demo{round}"))).Cost.Wall);
        }

        _table.Add("`./kpilab --help`, warm", "wall time", Spread.Of(help), 0, " ms", atMost: 150);
        _table.Add("`./kpilab demo`, warm", "wall time", Spread.Of(demo), 1, " s", atMost: 10);
    }

    private void Links()
    {
        var folder = Path.Combine(_folder, "links");
        LinkJob.WriteWorkspace(folder);
        var program = Path.Combine(Root(), "kpilab");
        List<double> check = [], ratios = [];
        for (var round = 0; round < repeat; round++)
        {
            Say(Invariant($"1,000 links, round {round + 1} of {repeat}"));
            var read = Cost.OfProgram(program, "validate", "--workspace", folder).Cost;
            var judged = Cost.OfProgram(program, "link", "check", "--workspace", folder, "--as-of", LinkJob.AsOf).Cost;
            check.Add(judged.Wall);
            ratios.Add(judged.Cpu / read.Cpu);
        }

        _table.Add("`./kpilab link check` of 1,000 links × 156 weeks", "wall time", Spread.Of(check), 1, " s", atMost: 20);
        _table.Add("the same", "`./kpilab validate` of that workspace, CPU", Spread.Of(ratios), 1, " ×");
    }

    private List<Line> Part(string name, int count)
        => Lines(Cost.OfProgram(Path.Combine(AppContext.BaseDirectory, "KpiLab.Benchmarks"), "part", name, _folder, count.ToString(CultureInfo.InvariantCulture)).Output);

    private static List<Line> Lines(string output)
        => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).Where(w => w.Length > 1 && double.TryParse(w[1], CultureInfo.InvariantCulture, out _))
            .Select(w => new Line(w[0], [.. w.Skip(1).Select(v => double.Parse(v, CultureInfo.InvariantCulture))]))];

    private static IEnumerable<double> Values(List<Line> lines, string name) => lines.Where(l => l.Name == name).Select(l => l.Values[0]);

    // Neighbours are divided: what else the machine does falls on both.
    private static IEnumerable<double> Ratios(List<Line> lines, string of, string to) => Values(lines, of).Zip(Values(lines, to), (a, b) => a / b);

    private static string? Python() => new[] { "/usr/bin/python3" }.FirstOrDefault(File.Exists);

    private static void Say(string what) => Console.Error.WriteLine("benchmarks: " + what);

    /// <summary>The repository.</summary>
    internal static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "KpiLab.sln")))
        {
            at = at.Parent ?? throw new InvalidOperationException("KpiLab.sln was not found above " + AppContext.BaseDirectory);
        }

        return at.FullName;
    }
}
