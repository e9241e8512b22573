using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Store;
using KpiLab.Store.Tests;
using Npgsql;

namespace KpiLab.Postgres.Tests;

/// <summary>The connection is lost at the moment of the commit, and nobody has said whether it was one.</summary>
public sealed class LostCommitTests(PostgresServer server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_whose_commit_was_cut_off_is_there_exactly_once_and_the_caller_does_not_notice(bool committed)
    {
        using var proxy = Proxy(out var at);
        using var store = await PostgresStore.OpenAsync(at, StoreOptions.Default);
        if (committed)
        {
            proxy.CutAfter(1);
        }
        else
        {
            proxy.CutBefore(1);
        }

        var entry = Assert.Single(await store.RecordAsync([Note("one")], "ana"));
        Assert.Equal(1, proxy.Cut);
        Assert.Equal(1, entry.Number);
        var stored = Assert.Single(await store.JournalAsync("note"));
        Assert.Equal((entry.Id, entry.Revision, entry.At), (stored.Id, stored.Revision, stored.At));
        Assert.Equal(["workspace-created", "note-recorded"], (await Given.AuditOf(store)).Select(e => e.Event));
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task Commits_that_are_cut_off_again_and_again_are_found_or_repeated()
    {
        using var proxy = Proxy(out var at);
        using var store = await PostgresStore.OpenAsync(at, StoreOptions.Default);
        for (var i = 1; i <= 4; i++)
        {
            proxy.CutBefore(i % 2);
            proxy.CutAfter(1);
            var receipt = await store.ApplyAsync(Given.Apply(Given.Kpi("activation", $"version {i}")));
            Assert.Equal(i, Assert.Single(receipt.Definitions).Version);
        }

        Assert.Equal(6, proxy.Cut);
        Assert.Equal([1, 2, 3, 4], (await store.HistoryAsync(DefinitionKind.Kpi, "activation")).Select(v => v.Version));
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_revision_that_was_expected_is_not_taken_for_somebody_elses_after_a_cut()
    {
        using var proxy = Proxy(out var at);
        using var store = await PostgresStore.OpenAsync(at, StoreOptions.Default);
        var first = await store.RecordAsync([Note("one")], "ana");
        proxy.CutAfter(1);
        var second = await store.RecordAsync([Note("two") with { ExpectedRevision = first[0].Revision }], "ana");
        Assert.Equal(2, second[0].Number);
        await Assert.ThrowsAsync<JournalConflictException>(() => store.RecordAsync([Note("three") with { ExpectedRevision = first[0].Revision }], "ben"));
    }

    [Fact]
    public async Task When_the_server_does_not_come_back_it_is_said_that_the_outcome_is_open()
    {
        using var proxy = Proxy(out var at);
        using var store = await PostgresStore.OpenAsync(at, StoreOptions.Default with { LockTimeout = TimeSpan.FromSeconds(1) });
        proxy.StaysAway = true;
        proxy.CutAfter(1);
        var failure = await Assert.ThrowsAsync<EngineException>(() => store.RecordAsync([Note("one")], "ana"));
        Assert.Contains("whether this was stored is open", failure.Message, StringComparison.Ordinal);
    }

    private static NewJournalEntry Note(string text) => new("note", "kpi/a", new JsonObject { ["text"] = text });

    private CuttingProxy Proxy(out string at)
    {
        var direct = new NpgsqlConnectionStringBuilder(server.NewSchema());
        var proxy = new CuttingProxy(direct.Host!, direct.Port);
        at = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString;
        return proxy;
    }
}
