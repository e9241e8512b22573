using System.Diagnostics;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

/// <summary>What every store keeps to when several processes use it, and when they are killed. KPILAB_FULL=1 (<c>./test --full</c>) takes the long form.</summary>
public abstract class StoreProcessContract
{
    protected static bool IsFull => Environment.GetEnvironmentVariable("KPILAB_FULL") == "1";

    /// <summary>How often a process is killed.</summary>
    protected abstract int Kills { get; }

    protected abstract string NewPlace();

    // 16 writers, each with 50 changes at least; 500 in the long form.
    [Fact]
    public async Task Sixteen_writers_in_four_processes_lose_no_change_and_show_no_lock()
    {
        const int processes = 4, threads = 4;
        var rounds = IsFull ? 72 : 8;
        Assert.True(rounds * StoreWriter.ChangesOfARound >= (IsFull ? 500 : 50));
        var place = NewPlace();
        var writers = Enumerable.Range(0, processes).Select(p => StoreWriter.Start(place, $"p{p}", threads, rounds)).ToList();
        var acknowledged = new List<string>();
        foreach (var writer in writers)
        {
            var errors = writer.StandardError.ReadToEndAsync();
            acknowledged.AddRange(LinesOf(await writer.StandardOutput.ReadToEndAsync()));
            await writer.WaitForExitAsync();
            Assert.Equal("", await errors);
            Assert.Equal(0, writer.ExitCode);
            writer.Dispose();
        }

        Assert.Equal(processes * threads * rounds * StoreWriter.ChangesOfARound, acknowledged.Count);
        using var store = await TestStore.OpenAsync(place);
        await StoreWriter.AssertHoldsAsync(store, acknowledged);
        Assert.Equal(processes * threads * rounds, (await store.HistoryAsync(DefinitionKind.Kpi, "contested")).Count);
        Assert.Equal(processes * threads * rounds, (await store.JournalAsync("review")).Count);
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
        Assert.Single(await Given.AuditOf(store), e => e.Event == "workspace-created");
    }

    // KPILAB_KILLS asks for another number.
    [Fact]
    public async Task Whatever_was_acknowledged_survives_a_killed_process()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("KPILAB_KILLS"), out var asked) ? asked : Kills;
        var place = NewPlace();
        var random = new Random(20261122);
        var all = new List<string>();
        for (var kill = 0; kill < kills; kill++)
        {
            var acknowledged = new List<string>();
            using var writer = StoreWriter.Start(place, $"k{kill}", threads: 2, rounds: 0);
            for (var lines = random.Next(1, 16); lines > 0; lines--)
            {
                acknowledged.Add(await writer.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await writer.StandardError.ReadToEndAsync()));
            }

            var (started, wait) = (Stopwatch.GetTimestamp(), TimeSpan.FromMicroseconds(random.Next(12_000)));
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(started) > wait);
            writer.Kill();
            await writer.WaitForExitAsync();
            var rest = await writer.StandardOutput.ReadToEndAsync();
            acknowledged.AddRange(LinesOf(rest[..(rest.LastIndexOf('\n') + 1)]));
            Assert.NotEqual(0, writer.ExitCode);

            using var store = await TestStore.OpenAsync(place);
            await StoreWriter.AssertHoldsAsync(store, acknowledged);
            var verified = await store.VerifyAuditAsync();
            Assert.True(verified.FirstBroken is null, verified.Sentence);
            // The two of one call, or neither.
            Assert.Equal((await store.JournalAsync("review")).Select(e => e.At), (await store.JournalAsync("review-answer")).Select(e => e.At));
            all.AddRange(acknowledged);
        }

        using var last = await TestStore.OpenAsync(place);
        await StoreWriter.AssertHoldsAsync(last, all);
    }

    [Fact]
    public async Task A_killed_import_leaves_nothing_or_everything_and_the_next_one_goes_through()
    {
        using var folder = new TemporaryFolder();
        using var key = await AuditKey.OpenOrCreateAsync(folder.Path);
        using (var source = await TestStore.OpenAsync(NewPlace()))
        {
            for (var i = 0; i < 6; i++)
            {
                await source.ApplyAsync(Given.Apply([.. Enumerable.Range(0, 200).Select(k => Given.Kpi($"k{k}", $"version {i}"))]));
            }

            await source.ExportAsync(folder.File("store.jsonl.gz"), key);
        }

        var place = NewPlace();
        for (var kill = 0; kill < (IsFull ? 30 : 4); kill++)
        {
            using var import = StoreWriter.StartImport(place, folder.File("store.jsonl.gz"));
            Assert.Equal("ready", await import.StandardOutput.ReadLineAsync());
            await Task.Delay(100 + (kill * 131 % 600));
            import.Kill();
            await import.WaitForExitAsync();
            using var there = await TestStore.Provider.OpenExistingAsync(place, StoreOptions.Default);
            if (there is not null)
            {
                var verified = await there.VerifyAuditAsync();
                Assert.Equal((1201L, null), (verified.Rows, verified.FirstBroken));
                place = NewPlace();
            }
        }

        await TestStore.Provider.ImportAsync(place, folder.File("store.jsonl.gz"), StoreOptions.Default);
        using var store = await TestStore.OpenAsync(place);
        Assert.Equal(200, (await store.DefinitionsAsync()).Count);
        Assert.Equal((1201L, null), ((await store.VerifyAuditAsync()).Rows, (await store.VerifyAuditAsync()).FirstBroken));
    }

    protected static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
