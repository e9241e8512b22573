using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Store;
using Microsoft.Data.Sqlite;

namespace KpiLab.Tests;

/// <summary>Where the folder still says what was applied, its definitions come from the store; wherever it does not, the text is understood.</summary>
public sealed class AppliedTextTests
{
    [Fact]
    public async Task What_was_applied_is_read_from_the_store_and_means_the_same()
    {
        using var workspace = new SmallWorkspace();
        var understood = await (await workspace.OpenAsync()).RegistryAsync();
        Assert.Equal(4, understood.Unapplied.Count);
        await (await workspace.OpenAsync()).ApplyAsync();
        var stored = await (await workspace.OpenAsync()).RegistryAsync();
        Assert.Empty(stored.Unapplied);
        Assert.Equivalent(understood.Definitions with { Documents = [] }, stored.Definitions with { Documents = [] }, strict: true);
        Assert.Equal(understood.Definitions.Documents.Select(d => (d.Kind, d.Id, d.ContentHash)).Order(), stored.Definitions.Documents.Select(d => (d.Kind, d.Id, d.ContentHash)).Order());
    }

    [Fact]
    public async Task The_note_decides()
    {
        using var workspace = new SmallWorkspace();
        await (await workspace.OpenAsync()).ApplyAsync();
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "1%"));
        Assert.Single((await (await workspace.OpenAsync()).RegistryAsync()).Unapplied);
        using (var store = await OpenStoreAsync(workspace))
        {
            // A false one, which no program writes: that the other text says what is stored.
            var stored = (await store.DefinitionsAsync()).Select(d => d.Document).ToList();
            await AppliedText.NoteAsync(store, WorkspaceReader.Text(workspace.Folder).Hash, stored.Skip(1), "bob@example.org", default);
            Assert.Single((await (await workspace.OpenAsync()).RegistryAsync()).Unapplied);
            await AppliedText.NoteAsync(store, WorkspaceReader.Text(workspace.Folder).Hash, stored, "bob@example.org", default);
        }

        Assert.Empty((await (await workspace.OpenAsync()).RegistryAsync()).Unapplied);
    }

    [Fact]
    public async Task Applying_the_same_text_again_writes_nothing_and_another_text_of_the_same_meaning_one_entry()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        var rows = await Rows(workspace);
        await lab.ApplyAsync();
        await (await workspace.OpenAsync()).ApplyAsync();
        Assert.Equal(rows, await Rows(workspace));

        workspace.Write("definitions.yaml", SmallWorkspace.Definitions() + "\n# a remark\n");
        Assert.Empty((await lab.RegistryAsync()).Unapplied);
        Assert.Empty((await lab.ApplyAsync()).Definitions);
        Assert.Equal(rows + 1, await Rows(workspace));
        Assert.Empty((await lab.RegistryAsync()).Unapplied);
    }

    [Fact]
    public async Task A_change_of_the_folder_is_seen_at_once_and_so_is_its_return()
    {
        using var workspace = new SmallWorkspace();
        await (await workspace.OpenAsync()).ApplyAsync();
        var lab = await workspace.OpenAsync();
        Assert.Empty((await lab.RegistryAsync()).Unapplied);

        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "1%"));
        Assert.Equal([(DefinitionKind.Experiment, "checkout")], (await lab.RegistryAsync()).Unapplied);
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "1%") + "\n---\nkind: goal\nid: bad\n");
        Assert.Contains("level", (await Assert.ThrowsAsync<InvalidInputException>(() => lab.RegistryAsync())).Message, StringComparison.Ordinal);
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions());
        Assert.Empty((await lab.RegistryAsync()).Unapplied);
        Assert.Empty((await (await workspace.OpenAsync()).RegistryAsync()).Unapplied);
    }

    [Fact]
    public async Task What_somebody_else_applied_since_is_not_taken_for_what_the_folder_says()
    {
        using var workspace = new SmallWorkspace();
        var lab = await workspace.OpenAsync();
        await lab.ApplyAsync();
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions(minimum: "1%"));
        using (var store = await OpenStoreAsync(workspace))
        {
            // As an older version of the program would: it notes no text.
            await store.ApplyAsync(new ApplyRequest((await lab.ValidateAsync()).Definitions.Documents, [], [], "bob@example.org"));
        }

        workspace.Write("definitions.yaml", SmallWorkspace.Definitions());
        Assert.Equal([(DefinitionKind.Experiment, "checkout")], (await (await workspace.OpenAsync()).RegistryAsync()).Unapplied);
    }

    [Fact]
    public async Task What_is_wrong_with_the_text_is_told_before_what_is_wrong_with_the_store()
    {
        using var workspace = new SmallWorkspace();
        await (await workspace.OpenAsync()).ApplyAsync();
        File.WriteAllText(Path.Combine(workspace.Folder, ".kpilab", "store.db"), "no store");
        var lab = await workspace.OpenAsync();
        await Assert.ThrowsAsync<EngineException>(() => lab.RegistryAsync());
        workspace.Write("definitions.yaml", SmallWorkspace.Definitions() + "\n---\nkind: goal\nid: bad\n");
        Assert.Contains("level", (await Assert.ThrowsAsync<InvalidInputException>(() => lab.RegistryAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_beside_each_other_on_one_lab_see_the_same()
    {
        using var workspace = new SmallWorkspace();
        await (await workspace.OpenAsync()).ApplyAsync();
        var lab = await workspace.OpenAsync();
        var registries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => lab.RegistryAsync())));
        Assert.All(registries, r => Assert.Equal((0, 1, 1), (r.Unapplied.Count, r.Definitions.Kpis.Count, r.Definitions.Experiments.Count)));
    }

    [Fact]
    public async Task Settings_from_the_environment_are_asked_each_time()
    {
        using var workspace = new SmallWorkspace();
        workspace.Write("kpilab.yaml", "store: ${KPILAB_TEST_APPLIED_STORE}\n");
        Environment.SetEnvironmentVariable("KPILAB_TEST_APPLIED_STORE", ".kpilab/one.db");
        await (await workspace.OpenAsync()).ApplyAsync();
        Assert.Empty((await (await workspace.OpenAsync()).RegistryAsync()).Unapplied);
        Environment.SetEnvironmentVariable("KPILAB_TEST_APPLIED_STORE", ".kpilab/two.db");
        Assert.Equal(4, (await (await workspace.OpenAsync()).RegistryAsync()).Unapplied.Count);
    }

    [Fact]
    public async Task A_stored_definition_that_was_changed_behind_the_stores_back_is_noticed()
    {
        using var workspace = new SmallWorkspace();
        await (await workspace.OpenAsync()).ApplyAsync();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(workspace.Folder, ".kpilab", "store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TRIGGER definitions_are_never_updated; UPDATE definitions SET content = replace(content, 'converted', 'spend')";
            Assert.True(command.ExecuteNonQuery() > 0);
        }

        var lab = await workspace.OpenAsync();
        Assert.Contains("is not what was stored", (await Assert.ThrowsAsync<EngineException>(() => lab.RegistryAsync())).Message, StringComparison.Ordinal);
    }

    private static async Task<long> Rows(SmallWorkspace workspace)
    {
        using var store = await OpenStoreAsync(workspace);
        return (await store.VerifyAuditAsync()).Rows;
    }

    private static Task<SqliteStore> OpenStoreAsync(SmallWorkspace workspace)
        => SqliteStore.OpenAsync(Path.Combine(workspace.Folder, ".kpilab", "store.db"), new StoreOptions(workspace));
}
