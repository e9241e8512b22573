using KpiLab.Core;
using KpiLab.Testing;

namespace KpiLab.Store.Tests;

/// <summary>Stores that earlier versions wrote: every later one opens them, keeps their hashes, and goes on. docs/store.md says how the next is added.</summary>
public sealed class FixtureTests : IDisposable
{
    /// <summary>Writes the fixture of this version: <c>write-fixture FOLDER NUMBER</c>, the number of its newest migration.</summary>
    public const string Verb = "write-fixture";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Stores => [.. Named("*.db")];

    public static TheoryData<string> Exports => [.. Named("*.jsonl.gz")];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_store_of_every_version_opens_with_its_hashes_and_goes_on(string name)
    {
        var path = _folder.File("store.db");
        File.Copy(PathOf(name), path);
        File.SetAttributes(path, FileAttributes.Normal);
        var hashes = Attacker.Query(path, "SELECT content_hash FROM audit ORDER BY sequence");
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
        Assert.Equal(hashes, (await Given.AuditOf(store)).Select(e => e.Hash));
        await HoldsAsync(store);
    }

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task An_export_of_every_version_can_be_imported_with_the_head_of_its_store_and_goes_on(string name)
    {
        var imported = await new SqliteProvider().ImportAsync(_folder.File("store.db"), PathOf(name), StoreOptions.Default);
        Assert.Equal(Attacker.Query(PathOf(name.Replace(".jsonl.gz", ".db", StringComparison.Ordinal)), "SELECT content_hash FROM audit ORDER BY sequence DESC LIMIT 1"), [imported.Head.Hash]);
        using var store = await SqliteStore.OpenAsync(_folder.File("store.db"), StoreOptions.Default);
        await HoldsAsync(store);
    }

    [Fact]
    public void The_newest_migration_has_a_fixture_of_both_kinds()
    {
        var newest = Invariant($"store-{Migration.OfSqlite.Count:0000}");
        Assert.Contains(newest + ".db", Named("*.db"));
        Assert.Contains(newest + ".jsonl.gz", Named("*.jsonl.gz"));
    }

    // Three rounds of the writer under the name ana.0, in whatever a version knew to write.
    private static async Task HoldsAsync(IStore store)
    {
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
        Assert.Equal(["ana.0 round 1", "ana.0 round 2", "ana.0 round 3"], (await store.HistoryAsync(DefinitionKind.Kpi, "contested")).Select(v => (string?)v.Document.Content["name"]));
        Assert.Equal([1, 2, 3], (await store.RegistrationsAsync("ana.0")).Select(r => r.Version));
        Assert.Equal([1, 2, 3], (await store.LooksAsync("ana.0")).Select(l => l.Number));
        var decided = (await store.JournalAsync("decision", "kpi/ana.0")).Count;
        Assert.True(decided is 0 or 3);
        await store.RecordAsync([new NewJournalEntry("decision", "kpi/ana.0", new System.Text.Json.Nodes.JsonObject { ["word"] = "keep" })], "ben");
        Assert.Equal(decided + 1, (await store.JournalAsync("decision", "kpi/ana.0")).Count);
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    internal static async Task<int> WriteAsync(string folder, string number)
    {
        var path = Path.Combine(folder, $"store-{number}.db");
        await StoreWriter.RunAsync([StoreWriter.Verb, path, "ana", "1", "3"]);
        var keys = Directory.CreateTempSubdirectory();
        using (var store = await SqliteStore.OpenAsync(path, StoreOptions.Default))
        {
            using var key = await AuditKey.OpenOrCreateAsync(keys.FullName);
            await store.ExportAsync(Path.Combine(folder, $"store-{number}.jsonl.gz"), key);
        }

        keys.Delete(recursive: true);
        return 0;
    }

    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests/KpiLab.Store.Tests/Fixtures", name);

    private static IEnumerable<string> Named(string pattern) => Directory.GetFiles(PathOf(""), pattern).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal);
}
