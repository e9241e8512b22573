using KpiLab.Core;
using KpiLab.Store;
using KpiLab.Store.Tests;
using Npgsql;

namespace KpiLab.Postgres.Tests;

/// <summary>Opening: what is made, what is refused, and in which words.</summary>
public sealed class OpeningTests(PostgresServer server)
{
    private readonly TestClock _clock = new("2026-03-02T08:00:00Z");

    [Fact]
    public async Task A_store_is_the_same_store_when_it_is_opened_again()
    {
        var at = server.NewSchema();
        using var first = await PostgresStore.OpenAsync(at, new StoreOptions(_clock));
        await first.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
        using var second = await PostgresStore.OpenAsync(at, new StoreOptions(_clock));

        Assert.Equal(first.WorkspaceId, second.WorkspaceId);
        Assert.Single(await second.DefinitionsAsync());
        Assert.Equal(2, (await Given.AuditOf(second)).Count);
    }

    [Fact]
    public async Task An_empty_database_holds_no_store_and_asking_makes_none()
    {
        var at = server.NewSchema();
        var provider = new PostgresProvider();
        Assert.Null(await provider.OpenExistingAsync(at, StoreOptions.Default));
        var schema = new NpgsqlConnectionStringBuilder(at).SearchPath;
        Assert.Empty(await PostgresServer.QueryAsync(at, $"SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'"));

        (await provider.OpenAsync(at, StoreOptions.Default)).Dispose();
        using var there = await provider.OpenExistingAsync(at, StoreOptions.Default);
        Assert.NotNull(there);
    }

    [Fact]
    public async Task Several_programs_that_open_an_empty_database_at_once_make_one_workspace()
    {
        var at = server.NewSchema();
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgresStore.OpenAsync(at, StoreOptions.Default))));
        Assert.Single(stores.Select(s => s.WorkspaceId).Distinct());
        Assert.Single(await Given.AuditOf(stores[0]));
        foreach (var store in stores)
        {
            store.Dispose();
        }
    }

    [Fact]
    public async Task A_store_written_by_a_newer_version_is_refused()
    {
        var at = server.NewSchema();
        (await PostgresStore.OpenAsync(at, new StoreOptions(_clock), [.. PostgresDatabase.OfPostgres, Next], default)).Dispose();
        var failure = await Assert.ThrowsAsync<EngineException>(() => PostgresStore.OpenAsync(at, new StoreOptions(_clock)));
        Assert.Contains("newer version of KpiLab", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_nullable_column_leaves_old_rows_and_their_hashes_whole_and_a_running_program_stops()
    {
        var at = server.NewSchema();
        using var old = await PostgresStore.OpenAsync(at, new StoreOptions(_clock));
        await old.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));

        using var store = await PostgresStore.OpenAsync(at, new StoreOptions(_clock), [.. PostgresDatabase.OfPostgres, Next], default);
        await store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation rate")));
        Assert.Equal(2, (await store.HistoryAsync(DefinitionKind.Kpi, "activation")).Count);
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
        var failure = await Assert.ThrowsAsync<EngineException>(() => old.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation"))));
        Assert.Contains("start this program again", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_store_as_it_was()
    {
        var at = server.NewSchema();
        (await PostgresStore.OpenAsync(at, new StoreOptions(_clock))).Dispose();
        var failing = new Migration(PostgresDatabase.OfPostgres.Count + 1, "failing.sql", "CREATE TABLE half (x TEXT); CREATE TABLE looks (x TEXT);");
        await Assert.ThrowsAsync<EngineException>(() => PostgresStore.OpenAsync(at, new StoreOptions(_clock), [.. PostgresDatabase.OfPostgres, failing], default));

        Assert.Equal([""], await PostgresServer.QueryAsync(at, "SELECT to_regclass('half')::text"));
        using var store = await PostgresStore.OpenAsync(at, new StoreOptions(_clock));
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task Two_workspaces_in_one_schema_know_nothing_of_each_other()
    {
        var at = server.NewSchema();
        using var north = await PostgresStore.OpenAsync(at, new StoreOptions(_clock, "north"));
        using var south = await PostgresStore.OpenAsync(at, new StoreOptions(_clock, "south"));
        await north.ApplyAsync(Given.Apply(Given.Kpi("activation", "North")));
        await south.ApplyAsync(Given.Apply(Given.Kpi("activation", "South")));

        Assert.Equal("North", (string?)Assert.Single(await north.DefinitionsAsync()).Document.Content["name"]);
        Assert.Equal((2L, null), ((await south.VerifyAuditAsync()).Rows, (await south.VerifyAuditAsync()).FirstBroken));
        var failure = await Assert.ThrowsAsync<EngineException>(() => PostgresStore.OpenAsync(at, new StoreOptions(_clock)));
        Assert.Contains("several workspaces", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_any_password()
    {
        var wrong = new NpgsqlConnectionStringBuilder(server.NewSchema()) { Password = "hunter2" };
        await RefusedAsync(wrong.ConnectionString, "refused the password of " + wrong.Username);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_at_once()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await RefusedAsync(new NpgsqlConnectionStringBuilder(server.NewSchema()) { Port = 1, Password = "hunter2" }.ConnectionString, "cannot be reached (the connection was refused)");
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        await RefusedAsync("postgresql://ana:hunter2@there.is.no.such.host.invalid/kpis", "cannot be reached");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
        => await RefusedAsync(new NpgsqlConnectionStringBuilder(server.NewSchema()) { Database = "kpis_of_nobody" }.ConnectionString, "has no database kpis_of_nobody");

    [Fact]
    public async Task A_user_who_may_not_is_told_which_rights_are_missing()
    {
        var at = server.NewSchema();
        var builder = new NpgsqlConnectionStringBuilder(at);
        var role = "r_" + Guid.NewGuid().ToString("n");
        await PostgresServer.QueryAsync(at, $"CREATE ROLE {role} LOGIN PASSWORD 'hunter2'");
        var limited = new NpgsqlConnectionStringBuilder(at) { Username = role, Password = "hunter2" }.ConnectionString;
        await RefusedAsync(limited, "grant it CREATE on the database");

        // Reading and adding is all a store needs once it is there.
        using (var owner = await PostgresStore.OpenAsync(at, StoreOptions.Default))
        {
            await owner.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders")));
        }

        await PostgresServer.QueryAsync(at, $"GRANT USAGE ON SCHEMA {builder.SearchPath} TO {role}", $"GRANT SELECT ON ALL TABLES IN SCHEMA {builder.SearchPath} TO {role}");
        using (var reader = await PostgresStore.OpenAsync(limited, StoreOptions.Default))
        {
            Assert.Single(await reader.DefinitionsAsync());
            Assert.Null((await reader.VerifyAuditAsync()).FirstBroken);
            var refused = await Assert.ThrowsAsync<EngineException>(() => reader.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders placed"))));
            Assert.Contains("SELECT and INSERT on all tables", refused.Message, StringComparison.Ordinal);
        }

        await PostgresServer.QueryAsync(at, $"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {builder.SearchPath} TO {role}");
        using var store = await PostgresStore.OpenAsync(limited, StoreOptions.Default);
        await store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders placed")));
        Assert.Equal(2, (await store.HistoryAsync(DefinitionKind.Kpi, "orders")).Count);
    }

    private static Migration Next => new(PostgresDatabase.OfPostgres.Count + 1, "next.sql", "ALTER TABLE looks ADD COLUMN note TEXT; ALTER TABLE definitions ADD COLUMN note TEXT;");

    private static async Task RefusedAsync(string at, string words)
    {
        var failure = await Assert.ThrowsAsync<EngineException>(() => PostgresStore.OpenAsync(at, StoreOptions.Default));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }
}
