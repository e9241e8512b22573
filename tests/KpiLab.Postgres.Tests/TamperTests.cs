using KpiLab.Core;
using KpiLab.Store;
using KpiLab.Store.Tests;
using Npgsql;

namespace KpiLab.Postgres.Tests;

/// <summary>Somebody with psql: refused by mistake, found out with intent.</summary>
public sealed class TamperTests(PostgresServer server)
{
    public static TheoryData<string> Tables => [.. Content.Tables, "audit"];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Rows_are_neither_updated_nor_deleted_nor_truncated_while_the_triggers_stand(string table)
    {
        var at = await FilledAsync();
        foreach (var statement in new[] { $"UPDATE {table} SET actor = 'somebody'", $"DELETE FROM {table}", $"TRUNCATE {table} CASCADE" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.QueryAsync(at, statement));
            Assert.Contains("is append-only", refused.MessageText, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Every_changed_column_of_every_table_is_found_at_its_audit_row(string table)
    {
        var at = await FilledAsync();
        var columns = await PostgresServer.QueryAsync(at, $"SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}' ORDER BY ordinal_position");
        Assert.True(columns.Count >= 9);
        var row = await PostgresServer.QueryAsync(at, $"SELECT {(table == "audit" ? "max(sequence)" : "min(audit_sequence)")} FROM {table}");
        using var store = await PostgresStore.OpenAsync(at, new StoreOptions(TimeProvider.System, "north"));
        foreach (var column in columns.Select(c => c.Split(' ', 2)))
        {
            // Changed within one transaction that is taken back, so that each column is changed alone.
            var key = table == "audit" ? "sequence" : "audit_sequence";
            var change = column[1] == "bigint" ? $"{column[0]} + 1000" : column[0] == "workspace_id" ? "'south'" : $"{column[0]} || ' '";
            await ChangeAsync(at, table, $"UPDATE {table} SET {column[0]} = {change} WHERE {key} = {row[0]}");
            var found = await BrokenAsync(store);
            Assert.True(found is not null, $"{table}.{column[0]} was changed unnoticed");
            await ChangeAsync(at, table, null);
        }

        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_reader_meets_an_error_and_not_a_changed_number_and_nothing_is_added_to_a_broken_trail()
    {
        var at = await FilledAsync();
        using var store = await PostgresStore.OpenAsync(at, new StoreOptions(TimeProvider.System, "north"));
        await PostgresServer.QueryAsync(
            at, "ALTER TABLE definitions DISABLE TRIGGER ALL", "UPDATE definitions SET version = 7 WHERE version = 1", "ALTER TABLE audit DISABLE TRIGGER ALL", "UPDATE audit SET actor = 'eve' WHERE sequence = 9");
        var read = await Assert.ThrowsAsync<EngineException>(() => store.DefinitionsAsync());
        Assert.Contains("is not what was stored", read.Message, StringComparison.Ordinal);
        var write = await Assert.ThrowsAsync<EngineException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders"))));
        Assert.Contains("last row, 9, was changed", write.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_tail_shows_against_a_head()
    {
        var at = await FilledAsync();
        using var store = await PostgresStore.OpenAsync(at, new StoreOptions(TimeProvider.System, "north"));
        var head = (await store.VerifyAuditAsync()).Head;
        await PostgresServer.QueryAsync(at, "ALTER TABLE audit DISABLE TRIGGER ALL", "ALTER TABLE journal DISABLE TRIGGER ALL", "DELETE FROM journal", "DELETE FROM audit WHERE sequence = 9");
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
        Assert.Equal((9L, "the head names audit row 9, the trail ends at 8: its tail was cut"), ((await store.VerifyAuditAsync(head)).FirstBroken, (await store.VerifyAuditAsync(head)).Sentence));
    }

    [Fact]
    public async Task Who_writes_past_the_lock_makes_no_fork()
    {
        var at = await FilledAsync();
        await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.QueryAsync(
            at, "INSERT INTO audit SELECT workspace_id, id || 'x', sequence, at, 'eve', event, subject, payload, previous_hash, content_hash, hash_format, revision FROM audit WHERE sequence = 9"));
        using var store = await PostgresStore.OpenAsync(at, new StoreOptions(TimeProvider.System, "north"));
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    private static async Task<string?> BrokenAsync(PostgresStore store)
    {
        try
        {
            var verified = await store.VerifyAuditAsync();
            return verified.FirstBroken is null ? null : verified.Sentence;
        }
        catch (EngineException failure)
        {
            return failure.Message;
        }
    }

    // Null brings back what was there before the last change.
    private static async Task ChangeAsync(string at, string table, string? statement)
    {
        string[] before = ["SET session_replication_role = replica"];
        await PostgresServer.QueryAsync(at, statement is null
            ? [.. before, $"DELETE FROM {table}", $"INSERT INTO {table} SELECT * FROM kept", "DROP TABLE kept"]
            : [.. before, $"CREATE TABLE kept AS SELECT * FROM {table}", statement]);
    }

    private async Task<string> FilledAsync()
    {
        var at = server.NewSchema();
        using var store = await PostgresStore.OpenAsync(at, new StoreOptions(TimeProvider.System, "north"));
        await StoreContract.FillAsync(store);
        return at;
    }
}
