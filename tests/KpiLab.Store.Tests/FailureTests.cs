using System.Text.Json.Nodes;
using System.Diagnostics;
using KpiLab.Core;
using Microsoft.Data.Sqlite;

namespace KpiLab.Store.Tests;

public sealed class FailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var path = _folder.File("notes.txt");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("These are my notes. ", 100)));
        var before = await File.ReadAllBytesAsync(path);

        await RefusedAsync(path, "no SQLite database");
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_database_of_somebody_else_is_refused_and_left_alone()
    {
        var path = _folder.File("other.db");
        Attacker.Do(path, dropTriggers: false, "CREATE TABLE customers (name TEXT)");
        var before = await File.ReadAllBytesAsync(path);

        await RefusedAsync(path, "not a store of KpiLab");
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_refused() => await RefusedAsync(_folder.Path, "is a folder");

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "");
        await RefusedAsync(_folder.File("file/store.db"), "cannot be made");
    }

    [Fact]
    public async Task A_folder_where_nobody_may_write_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc, where not even root may make a file");
        await RefusedAsync("/proc/store.db", "cannot be opened");
    }

    [Fact]
    public async Task A_store_that_may_only_be_read_is_named()
    {
        var path = await MadeAsync();
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
        Attacker.Do(path, dropTriggers: false, "PRAGMA journal_mode = DELETE");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        try
        {
            Assert.SkipWhen(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows(), "root may write to any file");
            var failure = await Assert.ThrowsAsync<EngineException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders"))));
            Assert.Contains("cannot be written", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetAttributes(path, FileAttributes.Normal);
        }
    }

    [Fact]
    public async Task A_store_that_is_gone_is_named_and_not_silently_made_anew()
    {
        var path = await MadeAsync();
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
        File.Delete(path);

        var failure = await Assert.ThrowsAsync<EngineException>(() => store.DefinitionsAsync());
        Assert.Contains("cannot be opened", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_store_that_stays_locked_is_given_up_and_works_again_afterwards()
    {
        var path = await MadeAsync();
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default with { LockTimeout = TimeSpan.FromMilliseconds(300) });
        using (await LockAsync(path))
        {
            var failure = await Assert.ThrowsAsync<EngineException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders"))));
            Assert.Contains("stayed locked", failure.Message, StringComparison.Ordinal);
            Assert.Single(await store.DefinitionsAsync());
        }

        await store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders")));
        Assert.Equal(2, (await store.DefinitionsAsync()).Count);
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        var path = await MadeAsync();
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
        using var held = await LockAsync(path);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders")), cancel.Token));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "cancelling took as long as the lock would have");
    }

    [Fact]
    public async Task Nothing_is_open_and_no_log_remains_between_calls()
    {
        var path = await MadeAsync();
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
        await store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders")));
        await foreach (var entry in store.AuditAsync())
        {
            Assert.Equal(["store.db"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
            Assert.True(entry.Sequence > 0);
        }

        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc to see open files; elsewhere deleting the folder shows them");
        var open = Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget).Where(t => t is not null && t.StartsWith(_folder.Path, StringComparison.Ordinal));
        Assert.Empty(open);
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_space_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs to mount a small disk");
        var disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk), "mounting is not allowed here");
        try
        {
            using var store = await SqliteStore.OpenAsync(Path.Combine(disk, "store.db"), StoreOptions.Default);
            await File.WriteAllBytesAsync(Path.Combine(disk, "ballast"), new byte[300_000]);
            var stored = 0;
            EngineException? failure = null;
            while (failure is null && stored < 1000)
            {
                try
                {
                    // Two at a time: half a change would show.
                    await store.ApplyAsync(Given.Apply(Given.Kpi($"kpi_{stored}", new string('x', 10_000)), Given.Kpi($"kpi_{stored + 1}", new string('y', 10_000))));
                    stored += 2;
                }
                catch (EngineException full)
                {
                    failure = full;
                }
            }

            Assert.NotNull(failure);
            Assert.Contains("free some space", failure.Message, StringComparison.Ordinal);
            File.Delete(Path.Combine(disk, "ballast"));
            Assert.Equal(stored, (await store.DefinitionsAsync()).Count);
            Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
            await store.ApplyAsync(Given.Apply(Given.Kpi("after", "After")));
            Assert.Equal(stored + 1, (await store.DefinitionsAsync()).Count);
        }
        finally
        {
            Assert.True(Run("umount", disk));
        }
    }

    [Fact]
    public async Task A_flipped_byte_in_any_page_is_noticed_or_changes_nothing()
    {
        var path = await MadeAsync();
        string whole;
        using (var store = await SqliteStore.OpenAsync(path, StoreOptions.Default))
        {
            await store.ApplyAsync(new ApplyRequest([Given.Kpi("orders", "Orders")], [], [Given.Terms("checklist", 1000)], "ana"));
            await store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));
            await store.RecordAsync([new NewJournalEntry("note", "kpi/orders", new JsonObject { ["text"] = "a strike" })], "ana");
            whole = await EverythingAsync(store);
        }

        var bytes = await File.ReadAllBytesAsync(path);
        const int page = 4096;
        var noticed = 0;
        for (var start = 0; start < bytes.Length; start += page)
        {
            // The page's own header, and a few places in it; what is free space there differs by page. The long form takes every ninth byte, from another one in each page.
            int[] places = Environment.GetEnvironmentVariable("KPILAB_FULL") == "1"
                ? [.. Enumerable.Range(0, page / 9).Select(i => (9 * i) + (start / page % 9))]
                : [0, 3, start / page * 131 % page, start / page * 977 % page, page - 40, page - 400, page - 900];
            foreach (var at in places.Select(p => start + p))
            {
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= 0x15;
                await File.WriteAllBytesAsync(path, flipped);
                try
                {
                    using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
                    var verified = await store.VerifyAuditAsync();
                    if (verified.FirstBroken is null)
                    {
                        Assert.Equal(whole, await EverythingAsync(store));
                        continue;
                    }
                }
                catch (EngineException)
                {
                    // Noticed.
                }

                noticed++;
            }
        }

        Assert.True(noticed > bytes.Length / page, $"only {noticed} of the flips in {bytes.Length / page} pages were noticed");
    }

    private static async Task<string> EverythingAsync(SqliteStore store)
    {
        var definitions = (await store.DefinitionsAsync()).Select(d => $"{d.Document.Kind} {d.Document.Id} {d.Version} {d.Revision} {d.At:o} {d.Actor} {d.Document.Content}");
        var registrations = (await store.RegistrationsAsync("checklist")).Select(r => $"{r}");
        var looks = (await store.LooksAsync("checklist")).Select(l => $"{l}");
        var analysis = (await store.LatestAnalysisAsync("checklist"))?.Body.ToJsonString();
        var journal = (await store.JournalAsync("note")).Select(e => $"{e.Id} {e.Subject} {e.Number} {e.Revision} {e.At:o} {e.Actor} {e.Content}");
        var trail = (await Given.AuditOf(store)).Select(e => e.Hash);
        return string.Join('\n', [.. definitions, .. registrations, .. looks, analysis ?? "", .. journal, .. trail]);
    }

    private async Task<string> MadeAsync()
    {
        var path = _folder.File("store.db");
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
        await store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
        return path;
    }

    private static async Task RefusedAsync(string path, string because)
    {
        var failure = await Assert.ThrowsAsync<EngineException>(() => SqliteStore.OpenAsync(path, StoreOptions.Default));
        Assert.Contains(because, failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<IDisposable> LockAsync(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
