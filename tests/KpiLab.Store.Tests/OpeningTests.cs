using KpiLab.Core;

namespace KpiLab.Store.Tests;

public sealed class OpeningTests : IDisposable
{
    private static readonly Migration Next = new(Migration.OfSqlite.Count + 1, "next.sql", "ALTER TABLE looks ADD COLUMN note TEXT; ALTER TABLE definitions ADD COLUMN note TEXT;");
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new("2026-03-02T08:00:00Z");

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Migrations_are_numbered_without_a_gap()
        => Assert.Equal(Enumerable.Range(1, Migration.OfSqlite.Count), Migration.OfSqlite.Select(m => m.Number));

    [Fact]
    public async Task A_store_is_the_same_store_when_it_is_opened_again()
    {
        using var first = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock));
        await first.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
        using var second = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock));

        Assert.Equal(first.WorkspaceId, second.WorkspaceId);
        Assert.Equal(7, Guid.Parse(second.WorkspaceId).Version);
        Assert.Single(await second.DefinitionsAsync());
        Assert.Equal(2, (await Given.AuditOf(second)).Count);
    }

    [Fact]
    public async Task Each_migration_is_recorded_with_its_hash()
    {
        using var store = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock));
        var sql = await File.ReadAllTextAsync(System.IO.Path.Combine(Testing.Repository.Root, "src/KpiLab.Store/Migrations/0001_registry_and_audit_trail.sql"));
        Assert.Equal(
            [$"1 0001_registry_and_audit_trail.sql {Given.Sha256(sql.ReplaceLineEndings("\n"))} 2026-03-02T08:00:00.000000Z"],
            Attacker.Query(Path, "SELECT number || ' ' || name || ' ' || hash || ' ' || at FROM migrations LIMIT 1"));
    }

    [Fact]
    public async Task A_store_written_by_a_newer_version_is_refused()
    {
        (await SqliteStore.OpenAsync(Path, new StoreOptions(_clock), [.. Migration.OfSqlite, Next with { Number = Migration.OfSqlite.Count + 1 }], default)).Dispose();
        var failure = await Assert.ThrowsAsync<EngineException>(() => SqliteStore.OpenAsync(Path, new StoreOptions(_clock)));
        Assert.Contains("newer version of KpiLab", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_made_with_another_migration_of_the_same_number_is_refused()
    {
        (await SqliteStore.OpenAsync(Path, new StoreOptions(_clock))).Dispose();
        IReadOnlyList<Migration> changed = [Migration.OfSqlite[0] with { Sql = Migration.OfSqlite[0].Sql + "-- changed" }, .. Migration.OfSqlite.Skip(1)];
        var failure = await Assert.ThrowsAsync<EngineException>(() => SqliteStore.OpenAsync(Path, new StoreOptions(_clock), changed, default));
        Assert.Contains("another build of KpiLab", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_nullable_column_leaves_old_rows_and_their_hashes_whole()
    {
        using (var old = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock)))
        {
            await old.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
            await old.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));
        }

        using var store = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock), [.. Migration.OfSqlite, Next with { Number = Migration.OfSqlite.Count + 1 }], default);
        await store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation rate")));
        Assert.Equal(2, (await store.HistoryAsync(DefinitionKind.Kpi, "activation")).Count);
        Assert.Single(await store.LooksAsync("checklist"));
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    // Fixtures/store-0001.db was written by the version before the journal: three rounds of StoreWriter under the name ana.0.
    [Fact]
    public async Task A_store_of_the_first_schema_is_upgraded_and_keeps_every_row_and_hash()
    {
        var old = System.IO.Path.Combine(Testing.Repository.Root, "tests/KpiLab.Store.Tests/Fixtures/store-0001.db");
        File.Copy(old, Path);
        var hashes = Attacker.Query(Path, "SELECT content_hash FROM audit ORDER BY sequence");
        Assert.Empty(Attacker.Query(Path, "SELECT name FROM sqlite_schema WHERE name = 'journal'"));

        using var store = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock));
        Assert.Equal(Migration.OfSqlite.Count, int.Parse(Attacker.Query(Path, "SELECT count(*) FROM migrations")[0]));
        Assert.Equal(3, (await store.LooksAsync("ana.0")).Count);
        Assert.Equal(3, (await store.RegistrationsAsync("ana.0")).Count);
        Assert.Equal(3, (await store.HistoryAsync(DefinitionKind.Kpi, "contested")).Count);
        Assert.Equal(hashes, (await Given.AuditOf(store)).Select(e => e.Hash));
        Assert.Empty(await store.JournalAsync("link-check"));
        await store.RecordAsync([new NewJournalEntry("note", "kpi/contested", new System.Text.Json.Nodes.JsonObject { ["text"] = "after" })], "ana");
        Assert.Single(await store.JournalAsync("note"));
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_store_as_it_was()
    {
        (await SqliteStore.OpenAsync(Path, new StoreOptions(_clock))).Dispose();
        var failing = new Migration(Migration.OfSqlite.Count + 1, "failing.sql", "CREATE TABLE half (x TEXT); CREATE TABLE looks (x TEXT);");
        await Assert.ThrowsAsync<EngineException>(() => SqliteStore.OpenAsync(Path, new StoreOptions(_clock), [.. Migration.OfSqlite, failing], default));

        Assert.Empty(Attacker.Query(Path, "SELECT name FROM sqlite_schema WHERE name = 'half'"));
        using var store = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock));
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_program_that_is_overtaken_by_a_newer_one_stops_writing()
    {
        using var store = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock));
        (await SqliteStore.OpenAsync(Path, new StoreOptions(_clock), [.. Migration.OfSqlite, Next with { Number = Migration.OfSqlite.Count + 1 }], default)).Dispose();

        var failure = await Assert.ThrowsAsync<EngineException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation"))));
        Assert.Contains("start this program again", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_workspaces_in_one_file_know_nothing_of_each_other()
    {
        using var north = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock, "north"));
        using var south = await SqliteStore.OpenAsync(Path, new StoreOptions(_clock, "south"));
        await north.ApplyAsync(new ApplyRequest([Given.Kpi("activation", "North")], [], [Given.Terms("checklist", 1)], "ana"));
        await south.ApplyAsync(Given.Apply(Given.Kpi("activation", "South")));
        await south.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));

        Assert.Equal("North", (string?)Assert.Single(await north.DefinitionsAsync()).Document.Content["name"]);
        Assert.Equal("South", (string?)Assert.Single(await south.DefinitionsAsync()).Document.Content["name"]);
        await south.RecordAsync([new NewJournalEntry("note", "kpi/activation", new System.Text.Json.Nodes.JsonObject { ["text"] = "south" })], "ana");
        Assert.Empty(await north.JournalAsync("note"));
        Assert.Empty(await north.LooksAsync("checklist"));
        Assert.Empty(await south.RegistrationsAsync("checklist"));
        Assert.Equal((3L, null), ((await north.VerifyAuditAsync()).Rows, (await north.VerifyAuditAsync()).FirstBroken));
        Assert.Equal((5L, null), ((await south.VerifyAuditAsync()).Rows, (await south.VerifyAuditAsync()).FirstBroken));
        var failure = await Assert.ThrowsAsync<EngineException>(() => SqliteStore.OpenAsync(Path, new StoreOptions(_clock)));
        Assert.Contains("several workspaces", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulated_clock_may_not_write_to_a_real_store_but_a_simulated_store_can_be_opened_by_anyone()
    {
        (await SqliteStore.OpenAsync(Path, new StoreOptions(_clock))).Dispose();
        await Assert.ThrowsAsync<EngineException>(() => SqliteStore.OpenAsync(Path, new StoreOptions(_clock, Simulated: true)));

        var demo = _folder.File("demo.db");
        (await SqliteStore.OpenAsync(demo, new StoreOptions(_clock, Simulated: true))).Dispose();
        using var opened = await SqliteStore.OpenAsync(demo, StoreOptions.Default);
        Assert.True(await opened.IsSimulatedAsync());
    }
}
