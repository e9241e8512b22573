using KpiLab.Testing;

namespace KpiLab.Architecture;

/// <summary>What may depend on what, and what each room must not touch.</summary>
public sealed class ArrowTests
{
    // The arrows of the house; a project reaches what its arrows reach.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["KpiLab.Statistics"] = [],
        ["KpiLab.Core"] = ["KpiLab.Statistics"],
        ["KpiLab.Definitions"] = ["KpiLab.Core"],
        ["KpiLab.DuckDb"] = [],
        ["KpiLab.Data"] = ["KpiLab.Core", "KpiLab.DuckDb"],
        ["KpiLab.Store"] = ["KpiLab.Core"],
        ["KpiLab.Reporting"] = ["KpiLab.Core", "KpiLab.Statistics"],
        ["KpiLab"] = ["KpiLab.Definitions", "KpiLab.Data", "KpiLab.Store", "KpiLab.Reporting", "KpiLab.Core"],
        ["KpiLab.Postgres"] = ["KpiLab.Data", "KpiLab.Store"],
        ["KpiLab.Bridges.DataAnalysis"] = ["KpiLab"],
        ["KpiLab.Bridges.Interactive"] = ["KpiLab"],
        ["KpiLab.Bridges.MachineLearning"] = ["KpiLab"],
        ["KpiLab.Bridges.PlotlyNet"] = ["KpiLab"],
        ["KpiLab.Notebooks"] = ["KpiLab"],
        ["KpiLab.Cli"] = ["KpiLab", "KpiLab.Notebooks", "KpiLab.Postgres"],
    };

    // Packages and the one project that may use each.
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["MathNet.Numerics"] = ["KpiLab.Statistics"],
        ["YamlDotNet"] = ["KpiLab.Definitions"],
        ["Microsoft.Data.Sqlite"] = ["KpiLab.Store"],
        ["Npgsql"] = ["KpiLab.Postgres"],
        ["System.CommandLine"] = ["KpiLab.Cli"],
        ["Spectre.Console"] = ["KpiLab.Cli"],
        ["Microsoft.Data.Analysis"] = ["KpiLab.Bridges.DataAnalysis"],
        ["Microsoft.DotNet.Interactive"] = ["KpiLab.Bridges.Interactive"],
        ["Microsoft.ML"] = ["KpiLab.Bridges.MachineLearning"],
        ["Plotly.NET"] = ["KpiLab.Bridges.PlotlyNet"],
        ["Microsoft.CodeAnalysis"] = ["KpiLab.Notebooks"],
        ["Markdig"] = ["KpiLab.Notebooks"],
        ["System.Net.Http"] = [],
    };

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    [Fact]
    public void Every_project_of_the_solution_is_on_the_map()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(p => !p.Contains("node_modules", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Benchmarks_stand_on_the_facade_and_nothing_stands_on_them()
    {
        // They are no test project: ./test leaves them out, and the end-to-end tests run them once in small.
        var references = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(p => Path.GetFileNameWithoutExtension(p)!, File.ReadAllText);
        Assert.Equal(["../../src/KpiLab/KpiLab.csproj"], System.Text.RegularExpressions.Regex.Matches(references["KpiLab.Benchmarks"], "ProjectReference Include=\"([^\"]+)\"").Select(m => m.Groups[1].Value));
        Assert.Empty(references.Where(r => r.Value.Contains("KpiLab.Benchmarks.csproj", StringComparison.Ordinal)).Select(r => r.Key));
    }

    [Fact]
    public void Nothing_stands_on_a_bridge_but_its_tests()
    {
        var standing = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(p => File.ReadAllText(p).Contains("KpiLab.Bridges.", StringComparison.Ordinal));
        Assert.Empty(standing);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_what_its_arrows_reach(string project)
    {
        var reachable = Reachable(project);
        var used = CompiledAssembly.Load(project).Assemblies.Where(a => a == "KpiLab" || a.StartsWith("KpiLab.", StringComparison.Ordinal));
        Assert.Empty(used.Except(reachable));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_package_is_used_only_in_its_home(string project)
    {
        var assembly = CompiledAssembly.Load(project);
        var strangers = assembly.Assemblies.Where(a => Homes.Any(h => a.StartsWith(h.Key, StringComparison.Ordinal) && !h.Value.Contains(project)));
        Assert.Empty(strangers);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Nobody_reads_the_ambient_clock_or_ambient_randomness(string project)
    {
        string[] banned = ["System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Random.get_Shared", "System.Random..ctor"];
        Assert.Empty(CompiledAssembly.Load(project).Members.Intersect(banned));
    }

    [Fact]
    public void Statistics_touches_no_file_clock_console_task_or_log()
    {
        var types = CompiledAssembly.Load("KpiLab.Statistics").Types;
        // A loop that is divided among threads and returns when all are done is no asynchrony; replicates with streams of their own do not notice it.
        Assert.Empty(types.Where(t => t.StartsWith("System.IO.", StringComparison.Ordinal)
            || (t.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal) && !t.StartsWith("System.Threading.Tasks.Parallel", StringComparison.Ordinal))
            || t is "System.Console" or "System.TimeProvider" or "System.Random" or "System.Diagnostics.Trace" or "System.Diagnostics.Debug"));
        // A compiled iterator asks which thread it is on; nothing else may ask the environment.
        Assert.Empty(CompiledAssembly.Load("KpiLab.Statistics").Members.Where(m => m.StartsWith("System.Environment.", StringComparison.Ordinal)
            && m != "System.Environment.get_CurrentManagedThreadId"));
    }

    [Fact]
    public void Statistics_has_no_mutable_static_state() => Assert.Empty(CompiledAssembly.Load("KpiLab.Statistics").MutableStatics);

    [Fact]
    public void Core_touches_no_file_or_console()
    {
        var core = CompiledAssembly.Load("KpiLab.Core");
        Assert.Empty(core.Types.Where(t => t is "System.IO.File" or "System.IO.Directory" or "System.IO.FileInfo" or "System.IO.FileStream" or "System.IO.Path" or "System.Console"));

        // Iterators ask for the managed thread's id; nothing else of the environment concerns the core.
        Assert.Empty(core.Members.Where(m => m.StartsWith("System.Environment.", StringComparison.Ordinal) && m != "System.Environment.get_CurrentManagedThreadId"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Native_code_is_called_from_the_DuckDB_binding_alone(string project)
    {
        var imports = CompiledAssembly.Load(project).NativeImports;
        if (project == "KpiLab.DuckDb")
        {
            Assert.NotEmpty(imports);
        }
        else
        {
            Assert.Empty(imports);
        }
    }

    [Fact]
    public void SQL_is_written_in_the_query_and_store_rooms_only()
    {
        var source = Path.Combine(Repository.Root, "src");
        string[] homes = [Path.Combine(source, "KpiLab.Data", "Queries"), Path.Combine(source, "KpiLab.Store"), Path.Combine(source, "KpiLab.Postgres"), Path.Combine(source, "KpiLab.DuckDb")];
        var sql = new System.Text.RegularExpressions.Regex(@"[""\s](SELECT\s+[\w*""{(]|INSERT\s+INTO\s|CREATE\s+(TABLE|VIEW|TEMP)|DELETE\s+FROM\s|ATTACH\s+')");
        var strangers = Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(f => !homes.Any(h => f.StartsWith(h + Path.DirectorySeparatorChar, StringComparison.Ordinal)) && !f.Contains("node_modules", StringComparison.Ordinal))
            .Where(f => File.ReadLines(f).Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && sql.IsMatch(line)));
        Assert.Empty(strangers);
    }

    [Fact]
    public void A_room_never_shares_its_name_with_a_type_in_it()
    {
        var clashes =
            from project in Arrows.Keys
            let folder = Path.Combine(Repository.Root, "src", project)
            from room in Directory.GetDirectories(folder)
            from file in Directory.GetFiles(room, "*.cs")
            where Path.GetFileNameWithoutExtension(file) == Path.GetFileName(room)
            select Path.GetRelativePath(Repository.Root, file);
        Assert.Empty(clashes);
    }

    [Fact]
    public void No_file_grows_past_four_hundred_lines()
    {
        var long_ = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("node_modules", StringComparison.Ordinal))
            .Select(f => (File: Path.GetRelativePath(Repository.Root, f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > 400);
        Assert.Empty(long_);
    }

    private static HashSet<string> Reachable(string project)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(Arrows[project]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var further in Arrows[next])
                {
                    open.Push(further);
                }
            }
        }

        return reached;
    }
}
