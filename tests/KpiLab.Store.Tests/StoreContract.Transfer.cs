using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

/// <summary>A store moves into an empty one of the same kind and keeps every row, hash and head; what is damaged does not move.</summary>
public abstract partial class StoreContract
{
    /// <summary>The kind of store, and a place for a new one.</summary>
    protected abstract (StoreProvider Provider, string Location) NewPlace();

    [Fact]
    public async Task An_exported_store_comes_back_in_an_empty_one_with_every_hash_and_goes_on()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(Store);
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        var exported = await ((SqlStore)Store).ExportAsync(folder.File("store.jsonl.gz"), key);
        Assert.Equal(["audit-key.pem", "store.jsonl.gz"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());

        var (provider, place) = NewPlace();
        var imported = await provider.ImportAsync(place, folder.File("store.jsonl.gz"), new StoreOptions(_clock), key.Fingerprint);
        Assert.Equal((exported.Rows, exported.Head, false, key.Fingerprint), (imported.Rows, imported.Head, imported.WasThere, imported.KeyFingerprint));
        using var copy = await provider.OpenAsync(place, new StoreOptions(_clock));
        Assert.Equal(await EverythingOfAsync(Store), await EverythingOfAsync(copy));
        Assert.Null((await copy.VerifyAuditAsync(exported.Head)).FirstBroken);

        // The copy's own export has the same rows, byte by byte.
        await copy.ExportAsync(folder.File("again.jsonl"), key);
        Assert.Equal(Unpacked(folder.File("store.jsonl.gz"))[1..^1], Unpacked(folder.File("again.jsonl"))[1..^1]);

        await copy.ApplyAsync(Given.Apply(Given.Kpi("after", "After")));
        Assert.Null((await copy.VerifyAuditAsync(exported.Head)).FirstBroken);
    }

    [Fact]
    public async Task A_file_goes_into_an_empty_store_or_meets_itself_and_nothing_is_merged()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(Store);
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        var file = folder.File("store.jsonl");
        await ((SqlStore)Store).ExportAsync(file, key);
        var (provider, place) = NewPlace();
        await provider.ImportAsync(place, file, new StoreOptions(_clock));

        Assert.True((await provider.ImportAsync(place, file, new StoreOptions(_clock))).WasThere);
        using var copy = await provider.OpenAsync(place, new StoreOptions(_clock));
        await copy.ApplyAsync(Given.Apply(Given.Kpi("after", "After")));
        var grown = await EverythingOfAsync(copy);
        var ahead = await Assert.ThrowsAsync<InvalidInputException>(() => provider.ImportAsync(place, file, new StoreOptions(_clock)));
        Assert.Contains("up to audit row 10, the file up to 9; a trail is not merged", ahead.Message, StringComparison.Ordinal);

        var (_, other) = NewPlace();
        using var another = await provider.OpenAsync(other, new StoreOptions(_clock));
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => provider.ImportAsync(other, file, new StoreOptions(_clock)));
        Assert.Contains("holds another workspace, " + another.WorkspaceId, refused.Message, StringComparison.Ordinal);
        Assert.Equal(grown, await EverythingOfAsync(copy));
        Assert.Single(await Given.AuditOf(another));
    }

    [Fact]
    public async Task Every_damage_to_a_file_is_refused_with_its_line_and_makes_no_store()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(Store);
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        await ((SqlStore)Store).ExportAsync(folder.File("whole.jsonl"), key);
        var lines = Unpacked(folder.File("whole.jsonl"));
        Assert.Equal(19, lines.Length);
        var (provider, place) = NewPlace();

        async Task RefusedAsync(IEnumerable<string> damaged, int line, string words)
        {
            await File.WriteAllTextAsync(folder.File("damaged.jsonl"), string.Concat(damaged.Select(l => l + "\n")));
            var refused = await Assert.ThrowsAsync<InvalidInputException>(() => provider.ImportAsync(place, folder.File("damaged.jsonl"), new StoreOptions(_clock)));
            Assert.Equal(line, Assert.Single(refused.Problems).Line);
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
            Assert.Null(await provider.OpenExistingAsync(place, new StoreOptions(_clock)));
        }

        // Lines: what it is; workspace, audit 1; kpi, audit 2; kpi, audit 3; terms, audit 4; look, audit 5; analysis, audit 6; removal, audit 7; repeat…; the end.
        string[] Changed(int line, string from, string to)
        {
            Assert.Contains(from, lines[line - 1], StringComparison.Ordinal);
            return [.. lines.Select((l, i) => i == line - 1 ? l.Replace(from, to, StringComparison.Ordinal) : l)];
        }

        await RefusedAsync(Changed(4, "Activation", "Aktivation"), 5, "the row of definitions that audit row 2 recorded (kpi/activation) was changed");
        await RefusedAsync(Changed(7, "ana", "eve"), 7, "audit row 3 was changed");
        await RefusedAsync(lines.Where((_, i) => i != 3), 4, "the row of definitions that audit row 2 recorded (kpi/activation) is gone");
        await RefusedAsync(lines.Where((_, i) => i != 4), 6, "audit row 2 is missing");
        await RefusedAsync(lines.Where((_, i) => i is not (3 or 4)), 5, "audit row 2 is missing");
        await RefusedAsync([.. lines[..17], lines[18]], 18, "a row of journal was recorded by audit row 9, which is not there");
        await RefusedAsync([.. lines[..16], lines[18]], 17, "the head is of audit row 9, and the trail ends at 8 with another: rows were cut or replaced");
        await RefusedAsync(lines[..^1], 18, "the file ends after 17 rows without its last line: it was cut");
        await RefusedAsync([lines[0], .. lines[3..]], 2 + 1, "audit row 1 is missing");
        await RefusedAsync([.. lines[..5], lines[3], .. lines[5..]], 8, "more than one row of definitions says audit row 3 recorded it");
        await RefusedAsync(Changed(1, "kpilab-store/1", "kpilab-store/9"), 1, "the file is of format kpilab-store/9");
        await RefusedAsync(Changed(1, "exportedAt\":\"2026", "exportedAt\":\"2025"), 19, "its digest does not fit");
        await RefusedAsync(Changed(19, "\"sequence\":9", "\"sequence\":8"), 19, "the head was altered after it was signed");
        await RefusedAsync(["[]"], 1, "this is no file of a store");
        await RefusedAsync(Changed(4, "definition_id", "definition_id) VALUES (1); --"), 4, "this is no row of a store");
        await RefusedAsync(Changed(4, "\"definitions\"", "\"migrations\""), 4, "this is no row of a store");
        await RefusedAsync(Changed(4, "\"version\":1", "\"version\":\"1\""), 4, "this is no row of a store");
    }

    [Fact]
    public async Task A_changed_byte_anywhere_in_a_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(Store);
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        await ((SqlStore)Store).ExportAsync(folder.File("whole.jsonl"), key);
        await ((SqlStore)Store).ExportAsync(folder.File("whole.jsonl.gz"), key);
        foreach (var name in new[] { "whole.jsonl", "whole.jsonl.gz" })
        {
            var bytes = await File.ReadAllBytesAsync(folder.File(name));
            var (step, refused) = (Math.Max(1, bytes.Length / 400), 0);
            for (var at = 0; at < bytes.Length; at += step)
            {
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= 0x01;
                await File.WriteAllBytesAsync(folder.File("flipped.gz"), flipped);
                try
                {
                    new StoreFileReader(folder.File("flipped.gz"), null).Verify(default);
                    // A packed file has bits that nobody reads: when it was packed, and what fills its last byte.
                    Assert.EndsWith(".gz", name, StringComparison.Ordinal);
                    Assert.Equal(Unpacked(folder.File("whole.jsonl.gz")), Unpacked(folder.File("flipped.gz")));
                }
                catch (InvalidInputException)
                {
                    refused++;
                }
            }

            Assert.InRange(refused, (bytes.Length / step) - 8, bytes.Length);
            await File.WriteAllBytesAsync(folder.File("cut"), bytes[..(bytes.Length * 2 / 3)]);
            Assert.Throws<InvalidInputException>(() => new StoreFileReader(folder.File("cut"), null).Verify(default));
        }
    }

    [Fact]
    public async Task A_file_signed_with_another_key_is_refused_where_a_key_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        await ((SqlStore)Store).ExportAsync(folder.File("store.jsonl"), key);
        var (provider, place) = NewPlace();
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => provider.ImportAsync(place, folder.File("store.jsonl"), new StoreOptions(_clock), Given.Sha256("another")));
        Assert.Contains("not with " + Given.Sha256("another"), refused.Message, StringComparison.Ordinal);
        Assert.Null(await provider.OpenExistingAsync(place, new StoreOptions(_clock)));
    }

    [Fact]
    public async Task An_export_that_cannot_be_written_says_where_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        var failure = await Assert.ThrowsAsync<EngineException>(() => ((SqlStore)Store).ExportAsync(folder.File("no/such/folder.gz"), key));
        Assert.Contains("no/such/folder.gz", failure.Message, StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ((SqlStore)Store).ExportAsync(folder.File("store.gz"), key, cancelled.Token));
        Assert.Equal(["audit-key.pem"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    internal static async Task FillAsync(IStore store)
    {
        await store.ApplyAsync(new ApplyRequest(
            [Given.Kpi("activation", "Activation"), Given.Definition(DefinitionKind.Experiment, "checklist", "Checklist 漢字 😀")], [], [Given.Terms("checklist", 1000)], "ana"));
        await store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));
        await store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));
        await store.ApplyAsync(Given.Remove(DefinitionKind.Kpi, "activation"));
        await store.RecordAsync([new NewJournalEntry("decision", "experiment/checklist", new JsonObject { ["word"] = "ship", ["nul"] = "\0" })], "ben");
    }

    internal static async Task<string> EverythingOfAsync(IStore store)
    {
        var text = new StringBuilder();
        foreach (var entry in await Given.AuditOf(store))
        {
            text.AppendLine($"{entry.Sequence} {entry.At:o} {entry.Actor} {entry.Event} {entry.Subject} {entry.Payload.ToJsonString()} {entry.PreviousHash} {entry.Hash}");
        }

        foreach (var kpi in (await store.HistoryAsync(DefinitionKind.Kpi, "activation")).Concat(await store.HistoryAsync(DefinitionKind.Experiment, "checklist")))
        {
            text.AppendLine($"{kpi.Document.Content.ToJsonString()} {kpi.Version} {kpi.Revision} {kpi.At:o} {kpi.Actor} {kpi.Removed}");
        }

        var analysis = await store.LatestAnalysisAsync("checklist");
        text.AppendLine($"{analysis?.Id} {analysis?.Look} {analysis?.Body.ToJsonString()}");
        text.AppendJoin('\n', await store.RegistrationsAsync("checklist")).AppendLine();
        text.AppendJoin('\n', (await store.JournalAsync("decision")).Select(e => $"{e.Id} {e.Number} {e.Revision} {e.Content.ToJsonString()}"));
        return text.ToString();
    }

    private static string[] Unpacked(string path)
    {
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
