using System.Diagnostics;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

/// <summary>A process of its own that writes to a store and says on its standard output what the store has acknowledged.</summary>
internal static class StoreWriter
{
    public const string Verb = "write-to-store";

    public const string ImportVerb = "import-into-store";

    /// <summary>What one round of one thread acknowledges.</summary>
    public const int ChangesOfARound = 7;

    /// <summary>Starts a process that imports a file.</summary>
    public static Process StartImport(string path, string file) => Start(ImportVerb, path, file);

    /// <summary>Starts a writer. It writes <paramref name="rounds"/> times with each of its threads, or until it is killed when that is 0.</summary>
    public static Process Start(string path, string name, int threads, int rounds) => Start(Verb, path, name, $"{threads}", $"{rounds}");

    private static Process Start(params string[] arguments)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, typeof(StoreWriter).Assembly.GetName().Name + (OperatingSystem.IsWindows() ? ".exe" : ""));
        return Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>The importing process: <c>import-into-store PATH FILE</c>.</summary>
    public static async Task<int> ImportAsync(string[] args)
    {
        Acknowledge("ready");
        await TestStore.Provider.ImportAsync(args[1], args[2], StoreOptions.Default);
        Acknowledge("imported");
        return 0;
    }

    /// <summary>The writing process: <c>write-to-store PATH NAME THREADS ROUNDS</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (path, name, threads, rounds) = (args[1], args[2], int.Parse(args[3]), int.Parse(args[4]));
        try
        {
            using var store = await TestStore.OpenAsync(path);
            await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(() => WriteAsync(store, $"{name}.{t}", rounds))));
            return 0;
        }
        catch (EngineException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 3;
        }
    }

    private static async Task WriteAsync(IStore store, string name, int rounds)
    {
        for (var i = 1; rounds == 0 || i <= rounds; i++)
        {
            var receipt = await store.ApplyAsync(new ApplyRequest(
                [Given.Kpi("contested", $"{name} round {i}"), Given.Kpi(name, $"round {i}")], [], [Given.Terms(name, i)], name));
            Acknowledge($"kpi contested {receipt.Definitions[0].Version} {name} round {i}");
            Acknowledge($"kpi {name} {receipt.Definitions[1].Version} round {i}");
            Acknowledge($"terms {name} {receipt.Registrations[0].Version} {receipt.Registrations[0].TermsHash}");
            var analysis = await store.RecordAnalysisAsync(Given.Analysis(name, "terms", $"data {i}", i));
            Acknowledge($"look {name} {analysis.Look.Number} {analysis.Look.DataHash}");
            // A person's decision, and what a review leaves behind: a snapshot and an answer, all or nothing.
            var decided = await store.RecordAsync([new NewJournalEntry("decision", $"kpi/{name}", new JsonObject { ["round"] = i })], name);
            Acknowledge($"decision kpi/{name} {decided[0].Number} {decided[0].ContentHash}");
            var reviewed = await store.RecordAsync(
                [
                    new NewJournalEntry("review", $"review/{name}", new JsonObject { ["round"] = i }),
                    new NewJournalEntry("review-answer", $"review/{name}", new JsonObject { ["round"] = i, ["text"] = "because" }),
                ],
                name);
            Acknowledge($"review review/{name} {reviewed[0].Number} {reviewed[0].ContentHash}");
            Acknowledge($"review-answer review/{name} {reviewed[1].Number} {reviewed[1].ContentHash}");
        }
    }

    private static void Acknowledge(string line)
    {
        lock (Verb)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    /// <summary>Fails unless the store holds everything that was acknowledged.</summary>
    public static async Task AssertHoldsAsync(IStore store, IEnumerable<string> acknowledged)
    {
        var kpis = new Dictionary<string, IReadOnlyList<StoredDefinition>>();
        var terms = new Dictionary<string, IReadOnlyList<Registration>>();
        var looks = new Dictionary<string, IReadOnlyList<Look>>();
        var entries = new Dictionary<string, IReadOnlyList<JournalEntry>>();
        foreach (var words in acknowledged.Select(line => line.Split(' ', 4)))
        {
            var (id, number, what) = (words[1], int.Parse(words[2]), words[3]);
            switch (words[0])
            {
                case "kpi":
                    var versions = kpis.TryGetValue(id, out var v) ? v : kpis[id] = await store.HistoryAsync(DefinitionKind.Kpi, id);
                    Assert.Equal(what, (string?)versions[number - 1].Document.Content["name"]);
                    break;
                case "terms":
                    var registered = terms.TryGetValue(id, out var r) ? r : terms[id] = await store.RegistrationsAsync(id);
                    Assert.Equal(what, registered[number - 1].TermsHash);
                    break;
                case "look":
                    var looked = looks.TryGetValue(id, out var l) ? l : looks[id] = await store.LooksAsync(id);
                    Assert.Equal(what, looked[number - 1].DataHash);
                    break;
                default:
                    var entered = entries.TryGetValue($"{words[0]} {id}", out var n) ? n : entries[$"{words[0]} {id}"] = await store.JournalAsync(words[0], id);
                    Assert.Equal(what, entered[number - 1].ContentHash);
                    break;
            }
        }
    }
}
