using KpiLab.Core;
using KpiLab.Store;
using KpiLab.Store.Tests;

namespace KpiLab.Postgres.Tests;

public sealed class ProcessTests(PostgresServer server) : StoreProcessContract
{
    protected override int Kills => IsFull ? 300 : 5;

    protected override string NewPlace() => server.NewSchema();

    // The server is killed as by a power cut, again and again, while two processes write. They wait for it; what a cut-off commit did is found
    // out, so that each change is there exactly once.
    [Fact]
    public async Task A_crashed_server_loses_nothing_acknowledged_and_its_writers_go_on_without_a_word()
    {
        Assert.SkipWhen(server.Absent is not null, server.Absent ?? "");
        await using var own = await PostgresServer.StartAsync();
        Assert.SkipWhen(own.Absent is not null, own.Absent ?? "");
        const int processes = 2, threads = 3;
        var (crashes, rounds) = IsFull ? (25, 400) : (2, 24);
        var place = own.NewSchema();
        (await PostgresStore.OpenAsync(place, StoreOptions.Default)).Dispose();
        var writers = Enumerable.Range(0, processes).Select(p => StoreWriter.Start(place, $"p{p}", threads, rounds)).ToList();
        var acknowledged = new List<string>();
        foreach (var writer in writers)
        {
            // A server that a program has never reached is told to be away at once; these have reached it.
            acknowledged.Add(await writer.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await writer.StandardError.ReadToEndAsync()));
        }

        var outputs = writers.Select(w => (Lines: w.StandardOutput.ReadToEndAsync(), Errors: w.StandardError.ReadToEndAsync())).ToList();
        var random = new Random(15);
        var crashed = 0;
        while (crashed < crashes && writers.Any(w => !w.HasExited))
        {
            await Task.Delay(random.Next(100, 500));
            await own.CrashAsync();
            crashed++;
            Assert.Null(await own.UpAsync());
        }

        Assert.True(crashed > 1, "the writers were done before the server crashed");
        foreach (var (writer, output) in writers.Zip(outputs))
        {
            acknowledged.AddRange(LinesOf(await output.Lines));
            await writer.WaitForExitAsync();
            Assert.Equal("", await output.Errors);
            Assert.Equal(0, writer.ExitCode);
            writer.Dispose();
        }

        Assert.Equal(processes * threads * rounds * StoreWriter.ChangesOfARound, acknowledged.Count);
        using var store = await PostgresStore.OpenAsync(place, StoreOptions.Default);
        await StoreWriter.AssertHoldsAsync(store, acknowledged);
        Assert.Null((await store.VerifyAuditAsync()).FirstBroken);
        Assert.Equal(processes * threads * rounds, (await store.HistoryAsync(DefinitionKind.Kpi, "contested")).Count);
        Assert.Equal(processes * threads * rounds, (await store.JournalAsync("review")).Count);
        Assert.Equal(processes * threads * rounds, (await store.JournalAsync("decision")).Count);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_told_and_the_store_works_again_afterwards()
    {
        Assert.SkipWhen(server.Absent is not null, server.Absent ?? "");
        await using var own = await PostgresServer.StartAsync();
        Assert.SkipWhen(own.Absent is not null, own.Absent ?? "");
        using var store = await PostgresStore.OpenAsync(own.NewSchema(), StoreOptions.Default with { LockTimeout = TimeSpan.FromSeconds(1) });
        await own.CrashAsync();
        var failure = await Assert.ThrowsAsync<EngineException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders"))));
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.Null(await own.UpAsync());
        await store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders")));
        Assert.Single(await store.DefinitionsAsync());
    }

    [Fact]
    public async Task A_lock_that_stays_is_given_up_and_waiting_for_it_can_be_cancelled()
    {
        var at = server.NewSchema();
        using var store = await PostgresStore.OpenAsync(at, StoreOptions.Default with { LockTimeout = TimeSpan.FromMilliseconds(400) });
        await using var holder = new Npgsql.NpgsqlConnection(at);
        await holder.OpenAsync();
        await using (var command = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_lock({0x4B50494C}, hashtext('{new Npgsql.NpgsqlConnectionStringBuilder(at).SearchPath}'))", holder))
        {
            await command.ExecuteNonQueryAsync();
        }

        var failure = await Assert.ThrowsAsync<EngineException>(() => store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders"))));
        Assert.Contains("stayed locked", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await store.DefinitionsAsync());

        using var patient = await PostgresStore.OpenAsync(at, StoreOptions.Default);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders")), cancel.Token));
        await holder.CloseAsync();
        Npgsql.NpgsqlConnection.ClearPool(holder);
        await store.ApplyAsync(Given.Apply(Given.Kpi("orders", "Orders")));
        Assert.Single(await store.DefinitionsAsync());
    }
}
