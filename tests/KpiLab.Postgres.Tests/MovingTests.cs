using KpiLab.Core;
using KpiLab.Store;
using KpiLab.Store.Tests;

namespace KpiLab.Postgres.Tests;

public sealed class MovingTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_moves_from_sqlite_to_postgresql_and_back_with_identical_rows_and_hashes()
    {
        using var key = await AuditKey.OpenOrCreateAsync(_folder.Path);
        using var first = await SqliteStore.OpenAsync(_folder.File("first.db"), StoreOptions.Default);
        await StoreContract.FillAsync(first);
        await first.ExportAsync(_folder.File("first.jsonl"), key);

        var there = server.NewSchema();
        await new PostgresProvider().ImportAsync(there, _folder.File("first.jsonl"), StoreOptions.Default);
        using var second = await PostgresStore.OpenAsync(there, StoreOptions.Default);
        Assert.Equal(await StoreContract.EverythingOfAsync(first), await StoreContract.EverythingOfAsync(second));
        await second.ExportAsync(_folder.File("second.jsonl"), key);

        await new SqliteProvider().ImportAsync(_folder.File("third.db"), _folder.File("second.jsonl"), StoreOptions.Default);
        using var third = await SqliteStore.OpenAsync(_folder.File("third.db"), StoreOptions.Default);
        await third.ExportAsync(_folder.File("third.jsonl"), key);
        string[] lines = await File.ReadAllLinesAsync(_folder.File("first.jsonl"));
        Assert.Equal(lines[1..^1], (await File.ReadAllLinesAsync(_folder.File("second.jsonl")))[1..^1]);
        Assert.Equal(lines[1..^1], (await File.ReadAllLinesAsync(_folder.File("third.jsonl")))[1..^1]);
        Assert.Null((await third.VerifyAuditAsync((await first.VerifyAuditAsync()).Head)).FirstBroken);
    }

    [Fact]
    public async Task The_same_steps_at_the_same_times_make_the_same_contents_in_both_kinds()
    {
        // Ids are random; what was stored and its hash are not.
        var clock = new TestClock("2026-03-02T08:00:00Z");
        using var file = await SqliteStore.OpenAsync(_folder.File("store.db"), new StoreOptions(clock, "north"));
        using var database = await PostgresStore.OpenAsync(server.NewSchema(), new StoreOptions(clock, "north"));
        await StoreContract.FillAsync(file);
        await StoreContract.FillAsync(database);
        Assert.Equal(
            (await Given.AuditOf(file)).Select(e => (e.Sequence, e.At, e.Actor, e.Event, e.Subject, (string?)e.Payload["contentHash"])),
            (await Given.AuditOf(database)).Select(e => (e.Sequence, e.At, e.Actor, e.Event, e.Subject, (string?)e.Payload["contentHash"])));
    }

    [Fact]
    public async Task An_export_of_every_version_can_be_imported_and_goes_on()
    {
        var files = Directory.GetFiles(Path.Combine(Testing.Repository.Root, "tests/KpiLab.Store.Tests/Fixtures"), "*.jsonl.gz");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var at = server.NewSchema();
            var imported = await new PostgresProvider().ImportAsync(at, file, StoreOptions.Default);
            using var store = await PostgresStore.OpenAsync(at, StoreOptions.Default);
            Assert.Equal(3, (await store.HistoryAsync(DefinitionKind.Kpi, "contested")).Count);
            await store.ApplyAsync(Given.Apply(Given.Kpi("after", "After")));
            Assert.Null((await store.VerifyAuditAsync(imported.Head)).FirstBroken);
        }
    }
}
