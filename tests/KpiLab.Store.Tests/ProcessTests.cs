using System.Diagnostics;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Several_processes_create_and_write_one_store_and_no_update_is_lost()
    {
        const int processes = 4, threads = 2, rounds = 10;
        var path = _folder.File("store.db");
        var writers = Enumerable.Range(0, processes).Select(p => StoreWriter.Start(path, $"p{p}", threads, rounds)).ToList();
        var acknowledged = new List<string>();
        foreach (var writer in writers)
        {
            var errors = writer.StandardError.ReadToEndAsync();
            acknowledged.AddRange((await writer.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            await writer.WaitForExitAsync();
            Assert.Equal("", await errors);
            Assert.Equal(0, writer.ExitCode);
            writer.Dispose();
        }

        Assert.Equal(processes * threads * rounds * 5, acknowledged.Count);
        using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
        await StoreWriter.AssertHoldsAsync(store, acknowledged);
        Assert.Equal(processes * threads * rounds, (await store.HistoryAsync(DefinitionKind.Kpi, "contested")).Count);
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
        Assert.Single(await Given.AuditOf(store), e => e.Event == "workspace-created");
    }

    // KPILAB_KILLS asks for a longer run.
    [Fact]
    public async Task Whatever_was_acknowledged_survives_a_killed_process()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("KPILAB_KILLS"), out var asked) ? asked : 15;
        var path = _folder.File("store.db");
        var acknowledged = new List<string>();
        for (var kill = 0; kill < kills; kill++)
        {
            using var writer = StoreWriter.Start(path, $"k{kill}", threads: 2, rounds: 0);
            for (var lines = 0; lines < (kill % 5 * 3) + 1; lines++)
            {
                acknowledged.Add(await writer.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await writer.StandardError.ReadToEndAsync()));
            }

            var started = Stopwatch.GetTimestamp();
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(started) > TimeSpan.FromMicroseconds(kill * 977 % 12_000));
            writer.Kill();
            await writer.WaitForExitAsync();
            var rest = await writer.StandardOutput.ReadToEndAsync();
            acknowledged.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            Assert.NotEqual(0, writer.ExitCode);

            using var store = await SqliteStore.OpenAsync(path, StoreOptions.Default);
            await StoreWriter.AssertHoldsAsync(store, acknowledged);
            var verified = await store.VerifyAuditAsync();
            Assert.True(verified.FirstBroken is null, verified.Sentence);
        }
    }
}
