using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

public sealed class TamperTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new("2026-03-02T08:00:00Z");
    private string _pristine = "";

    /// <summary>The audit row that recorded the row each test attacks. See <see cref="InitializeAsync"/>.</summary>
    public static TheoryData<string, int> RecordedRows => new()
    {
        { "workspace", 1 }, { "definitions", 2 }, { "registrations", 4 }, { "looks", 5 }, { "analyses", 6 }, { "journal", 9 },
    };

    public async ValueTask InitializeAsync()
    {
        _pristine = _folder.File("pristine.db");
        using var store = await SqliteStore.OpenAsync(_pristine, new StoreOptions(_clock));                       // row 1
        await store.ApplyAsync(new ApplyRequest(
            [Given.Kpi("activation", "Activation"), Given.Definition(DefinitionKind.Experiment, "checklist", "Checklist")],     // rows 2, 3
            [], [Given.Terms("checklist", 1000)], "ana"));                                                                     // row 4
        await store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));                                  // rows 5, 6
        await store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));                                  // row 7
        await store.ApplyAsync(Given.Remove(DefinitionKind.Kpi, "activation"));                                                // row 8
        await store.RecordAsync([new NewJournalEntry("decision", "kpi/activation", new JsonObject { ["word"] = "keep" })], "ana");  // row 9
        Assert.Equal((9L, null), ((await store.VerifyAuditAsync()).Rows, (await store.VerifyAuditAsync()).FirstBroken));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(RecordedRows))]
    public async Task A_changed_value_in_any_column_is_found_and_its_audit_row_named(string table, int sequence)
    {
        var columns = Attacker.Query(_pristine, $"SELECT name FROM pragma_table_info('{table}')");
        Assert.True(columns.Count >= 9);
        foreach (var column in columns)
        {
            // The smallest change: another last character, the next number.
            var path = await TamperedAsync(
                $"UPDATE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 70 "
                + $"ELSE substr({column}, 1, length({column}) - 1) || CASE substr({column}, -1) WHEN '0' THEN '1' ELSE '0' END END WHERE audit_sequence = {sequence}");
            Assert.True(sequence == (await VerifyAsync(path)).FirstBroken, $"{table}.{column}");
        }
    }

    [Fact]
    public async Task A_changed_value_in_any_column_of_the_trail_is_found_and_its_row_named()
    {
        foreach (var column in Attacker.Query(_pristine, "SELECT name FROM pragma_table_info('audit')"))
        {
            var path = await TamperedAsync(
                $"UPDATE audit SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 70 "
                + $"ELSE substr({column}, 1, length({column}) - 1) || CASE substr({column}, -1) WHEN '0' THEN '1' ELSE '0' END END WHERE sequence = 4");
            Assert.True(4 == (await VerifyAsync(path)).FirstBroken, column);
        }
    }

    [Theory]
    [InlineData("UPDATE audit SET payload = payload || ' ' WHERE sequence = 3", 3)]
    [InlineData("UPDATE audit SET payload = CAST(x'7bff7d' AS TEXT) WHERE sequence = 3", 3)]
    [InlineData("UPDATE definitions SET content = content || ' ' WHERE audit_sequence = 3", 3)]
    [InlineData("UPDATE definitions SET content = 'no JSON' WHERE audit_sequence = 3", 3)]
    [InlineData("UPDATE definitions SET actor = CAST(x'ff' AS TEXT) WHERE audit_sequence = 3", 3)]
    [InlineData("UPDATE audit SET sequence = -sequence WHERE sequence = 3", -3)]
    [InlineData("UPDATE definitions SET audit_sequence = CASE audit_sequence WHEN 2 THEN 30 ELSE 20 END WHERE audit_sequence < 4", 2)]
    [InlineData("DELETE FROM audit", 1)]
    [InlineData("DELETE FROM audit WHERE sequence = 1", 1)]
    [InlineData("DELETE FROM audit WHERE sequence IN (4, 5)", 4)]
    [InlineData("DELETE FROM audit WHERE sequence = 9", 9)]
    [InlineData("DELETE FROM audit WHERE sequence > 5", 6)]
    public async Task An_odd_change_is_found_and_the_first_row_named(string attack, int first)
        => Assert.Equal(first, (await VerifyAsync(await TamperedAsync(attack))).FirstBroken);

    [Theory]
    [MemberData(nameof(RecordedRows))]
    public async Task A_deleted_row_is_found_and_the_audit_row_that_recorded_it_named(string table, int sequence)
    {
        using var store = await SqliteStore.OpenAsync(await TamperedAsync(), new StoreOptions(_clock));
        Attacker.Run(Latest, $"DELETE FROM {table} WHERE audit_sequence = {sequence}");
        Assert.Equal(sequence, (await store.VerifyAuditAsync()).FirstBroken);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(99, 10)]
    public async Task A_row_slipped_in_is_found(int sequence, int first)
    {
        var path = await TamperedAsync(
            "CREATE TABLE copy AS SELECT * FROM registrations",
            $"UPDATE copy SET id = 'x', version = 2, audit_sequence = {sequence}",
            "INSERT INTO registrations SELECT * FROM copy",
            "DROP TABLE copy");
        Assert.Equal(first, (await VerifyAsync(path)).FirstBroken);
    }

    [Fact]
    public async Task The_sentence_says_what_was_changed()
    {
        var path = await TamperedAsync("""UPDATE registrations SET content = '{"units":1}'""");
        Assert.Equal(
            "the row of registrations that audit row 4 recorded (experiment/checklist) was changed: its hash is not the recorded one", (await VerifyAsync(path)).Sentence);
        path = await TamperedAsync("DELETE FROM audit WHERE sequence IN (2, 3)");
        Assert.Equal("audit rows 2 to 3 are missing", (await VerifyAsync(path)).Sentence);
    }

    [Fact]
    public async Task A_changed_row_is_not_handed_out()
    {
        var path = await TamperedAsync(
            "UPDATE definitions SET content = replace(content, 'Checklist', 'Another') WHERE audit_sequence = 3",
            """UPDATE registrations SET content = '{"units":1}'""",
            "UPDATE looks SET units = 1",
            "UPDATE analyses SET version = 2",
            """UPDATE journal SET content = '{"word":"drop"}'""",
            """UPDATE workspace SET content = '{"simulated":true}'""");
        using var store = await SqliteStore.OpenAsync(path, new StoreOptions(_clock));

        await Assert.ThrowsAsync<EngineException>(() => store.IsSimulatedAsync());
        await Assert.ThrowsAsync<EngineException>(() => store.DefinitionsAsync());
        await Assert.ThrowsAsync<EngineException>(() => store.HistoryAsync(DefinitionKind.Experiment, "checklist"));
        await Assert.ThrowsAsync<EngineException>(() => store.RegistrationsAsync("checklist"));
        await Assert.ThrowsAsync<EngineException>(() => store.LooksAsync("checklist"));
        await Assert.ThrowsAsync<EngineException>(() => store.JournalAsync("decision"));
        var failure = await Assert.ThrowsAsync<EngineException>(() => store.LatestAnalysisAsync("checklist"));
        Assert.Contains("audit row 5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_added_to_a_trail_whose_last_row_was_changed()
    {
        var path = await TamperedAsync("UPDATE audit SET actor = 'somebody' WHERE sequence = 9");
        using var store = await SqliteStore.OpenAsync(path, new StoreOptions(_clock));
        var failure = await Assert.ThrowsAsync<EngineException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Other"))));
        Assert.Contains("last row, 9", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_cut_together_with_its_rows_shows_only_against_a_head()
    {
        using var whole = await SqliteStore.OpenAsync(_pristine, new StoreOptions(_clock));
        var head = (await whole.VerifyAuditAsync()).Head;
        var path = await TamperedAsync(
            "DELETE FROM audit WHERE sequence > 4", "DELETE FROM definitions WHERE audit_sequence > 4", "DELETE FROM looks", "DELETE FROM analyses", "DELETE FROM journal");

        Assert.Null((await VerifyAsync(path)).FirstBroken);
        var verified = await VerifyAsync(path, head);
        Assert.Equal((5L, "the head names audit row 9, the trail ends at 4: its tail was cut"), (verified.FirstBroken, verified.Sentence));
    }

    [Fact]
    public async Task A_trail_written_anew_shows_only_against_a_head()
    {
        using var whole = await SqliteStore.OpenAsync(_pristine, new StoreOptions(_clock));
        var head = (await whole.VerifyAuditAsync()).Head;
        var forged = _folder.File("forged.db");
        using var forger = await SqliteStore.OpenAsync(forged, new StoreOptions(_clock, whole.WorkspaceId));
        for (var i = 0; i < 10; i++)
        {
            await forger.ApplyAsync(Given.Apply(Given.Kpi("activation", $"version {i}")));
        }

        Assert.Null((await forger.VerifyAuditAsync()).FirstBroken);
        var verified = await forger.VerifyAuditAsync(head);
        Assert.Equal(9, verified.FirstBroken);
        Assert.Contains("rewritten", verified.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workspace")]
    [InlineData("definitions")]
    [InlineData("registrations")]
    [InlineData("looks")]
    [InlineData("analyses")]
    [InlineData("journal")]
    [InlineData("audit")]
    public void Rows_are_neither_updated_nor_deleted_while_the_triggers_stand(string table)
    {
        foreach (var statement in new[] { $"UPDATE {table} SET actor = 'somebody'", $"DELETE FROM {table}" })
        {
            var refused = Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => Attacker.Do(_pristine, dropTriggers: false, statement));
            Assert.Contains($"{table} is append-only", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("workspace")]
    [InlineData("definitions")]
    [InlineData("registrations")]
    [InlineData("looks")]
    [InlineData("analyses")]
    [InlineData("journal")]
    [InlineData("audit")]
    public void Every_row_has_workspace_id_content_hash_with_format_and_revision(string table)
    {
        var columns = Attacker.Query(_pristine, $"SELECT name FROM pragma_table_info('{table}')");
        Assert.Superset(new HashSet<string> { "workspace_id", "id", "content_hash", "hash_format", "revision" }, columns.ToHashSet());
        Assert.All(Attacker.Query(_pristine, $"SELECT id FROM {table}"), id => Assert.Equal(7, Guid.Parse(id).Version));
        Assert.All(Attacker.Query(_pristine, $"SELECT content_hash FROM {table}"), hash => Assert.Matches("^[0-9a-f]{64}$", hash));
        Assert.All(Attacker.Query(_pristine, $"SELECT hash_format FROM {table}"), format => Assert.Equal("1", format));
        Assert.All(Attacker.Query(_pristine, $"SELECT revision FROM {table}"), Assert.NotEmpty);
    }

    [Fact]
    public void The_chain_is_the_sha256_of_the_hash_before_and_the_rows_canonical_json()
    {
        // Put together by SQLite's own text functions, independently of the store.
        var texts = Attacker.Query(_pristine, """
            SELECT previous_hash || '{"actor":"' || actor || '","at":"' || at || '","event":"' || event || '","format":1,"id":"' || id || '","payload":' || payload
                || ',"sequence":' || sequence || ',"subject":"' || subject || '","workspace":"' || workspace_id || '"}' FROM audit ORDER BY sequence
            """);
        Assert.Equal(texts.Select(Given.Sha256), Attacker.Query(_pristine, "SELECT content_hash FROM audit ORDER BY sequence"));
    }

    private string Latest { get; set; } = "";

    private async Task<string> TamperedAsync(params string[] statements)
    {
        Latest = _folder.File($"{Guid.NewGuid():n}.db");
        await using (var from = File.OpenRead(_pristine))
        await using (var to = File.Create(Latest))
        {
            await from.CopyToAsync(to);
        }

        Attacker.Run(Latest, statements);
        return Latest;
    }

    private async Task<AuditVerification> VerifyAsync(string path, AuditHead? head = null)
    {
        using var store = await SqliteStore.OpenAsync(path, new StoreOptions(_clock));
        return await store.VerifyAuditAsync(head);
    }
}
