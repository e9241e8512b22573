using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

/// <summary>What every store keeps to, whatever database it is made of. A store's own test class derives from this one.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private readonly TestClock _clock = new("2026-03-02T08:00:00.1234567Z");

    protected abstract Task<IStore> OpenAsync(TimeProvider clock, bool simulated);

    protected IStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAsync(_clock, simulated: false);

    public virtual ValueTask DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_new_store_holds_nothing_but_the_record_of_its_making()
    {
        Assert.Empty(await Store.DefinitionsAsync());
        Assert.Empty(await Store.HistoryAsync(DefinitionKind.Kpi, "activation"));
        Assert.Empty(await Store.RegistrationsAsync("checklist"));
        Assert.Empty(await Store.LooksAsync("checklist"));
        Assert.Null(await Store.LatestAnalysisAsync("checklist"));
        var made = Assert.Single(await Given.AuditOf(Store));
        Assert.Equal((1L, "workspace-created", new string('0', 64)), (made.Sequence, made.Event, made.PreviousHash));
        Assert.Null((await Store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task An_applied_definition_comes_back_with_version_revision_time_and_actor()
    {
        var receipt = await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));

        var stored = Assert.Single(await Store.DefinitionsAsync());
        var received = Assert.Single(receipt.Definitions);
        Assert.Equal(("activation", 1, "ana", false), (stored.Document.Id, stored.Version, stored.Actor, stored.Removed));
        Assert.Equal(Given.Sha256("""{"id":"activation","name":"Activation"}"""), stored.Document.ContentHash);
        Assert.Equal("Activation", (string?)stored.Document.Content["name"]);
        Assert.Equal(["name", "id"], stored.Document.Content.Select(m => m.Key));
        Assert.Null(stored.Document.File);
        Assert.NotEmpty(stored.Revision);
        Assert.Equal((received.Version, received.Revision, received.At, received.Actor), (stored.Version, stored.Revision, stored.At, stored.Actor));
        Assert.True(JsonNode.DeepEquals(received.Document.Content, stored.Document.Content));
    }

    [Fact]
    public async Task Times_are_the_clocks_in_utc_to_the_microsecond()
    {
        _clock.Now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(3)).AddTicks(1234567);
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));

        var at = (await Store.DefinitionsAsync())[0].At;
        Assert.Equal("2026-03-02T09:00:00.1234560+00:00", at.ToString("o", CultureInfo.InvariantCulture));
        Assert.Equal(at, (await Given.AuditOf(Store))[^1].At);
    }

    [Fact]
    public async Task Unchanged_content_makes_no_version_and_no_audit_row()
    {
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
        var rows = (await Given.AuditOf(Store)).Count;

        var reordered = Given.Kpi("activation", "Activation") with { Content = new JsonObject { ["id"] = "activation", ["name"] = "Activation" } };
        var receipt = await Store.ApplyAsync(Given.Apply(reordered));

        Assert.Empty(receipt.Definitions);
        Assert.Single(await Store.HistoryAsync(DefinitionKind.Kpi, "activation"));
        Assert.Equal(rows, (await Given.AuditOf(Store)).Count);
    }

    [Fact]
    public async Task Changed_content_is_a_new_version_with_a_new_revision_and_the_old_one_stays()
    {
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation rate")));
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));

        var history = await Store.HistoryAsync(DefinitionKind.Kpi, "activation");
        Assert.Equal(["Activation", "Activation rate", "Activation"], history.Select(v => (string?)v.Document.Content["name"]));
        Assert.Equal([1, 2, 3], history.Select(v => v.Version));
        Assert.Equal(3, history.Select(v => v.Revision).Distinct().Count());
        Assert.Equal(3, Assert.Single(await Store.DefinitionsAsync()).Version);
    }

    [Fact]
    public async Task The_same_id_under_two_kinds_is_two_definitions_and_the_list_is_by_kind_and_id()
    {
        await Store.ApplyAsync(Given.Apply(
            Given.Definition(DefinitionKind.Experiment, "a", "x"), Given.Kpi("b", "x"), Given.Kpi("B", "x"), Given.Kpi("a", "x"), Given.Definition(DefinitionKind.Source, "z", "x")));

        Assert.Equal(
            ["Source/z", "Kpi/B", "Kpi/a", "Kpi/b", "Experiment/a"],
            (await Store.DefinitionsAsync()).Select(d => $"{d.Document.Kind}/{d.Document.Id}"));
        Assert.Equal(["B", "a", "b"], (await Store.DefinitionsAsync(DefinitionKind.Kpi)).Select(d => d.Document.Id));
    }

    [Fact]
    public async Task A_removed_definition_leaves_the_list_and_stays_in_its_history()
    {
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation"), Given.Kpi("orders", "Orders")));
        var removed = Assert.Single((await Store.ApplyAsync(Given.Remove(DefinitionKind.Kpi, "activation"))).Definitions);
        Assert.Equal((2, true, "ben"), (removed.Version, removed.Removed, removed.Actor));
        Assert.Equal("orders", Assert.Single(await Store.DefinitionsAsync()).Document.Id);

        Assert.Empty((await Store.ApplyAsync(Given.Remove(DefinitionKind.Kpi, "activation"))).Definitions);
        Assert.Empty((await Store.ApplyAsync(Given.Remove(DefinitionKind.Kpi, "never_there"))).Definitions);
        Assert.Equal(3, Assert.Single((await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")))).Definitions).Version);
        Assert.Equal([false, true, false], (await Store.HistoryAsync(DefinitionKind.Kpi, "activation")).Select(v => v.Removed));
    }

    [Fact]
    public async Task Terms_are_registered_once_and_amended_only_when_their_hash_changes()
    {
        var first = Assert.Single((await Store.ApplyAsync(Given.Register(Given.Terms("checklist", 1000)))).Registrations);
        Assert.Equal(("checklist", 1, Given.Sha256("""{"units":1000}"""), Given.Sha256("definition of checklist"), "ana"),
            (first.ExperimentId, first.Version, first.TermsHash, first.DefinitionHash, first.Actor));
        Assert.Empty((await Store.ApplyAsync(Given.Register(Given.Terms("checklist", 1000) with { DefinitionHash = Given.Sha256("other") }))).Registrations);
        await Store.ApplyAsync(Given.Register(Given.Terms("checklist", 2000), Given.Terms("banner", 1000)));
        await Store.ApplyAsync(Given.Register(Given.Terms("checklist", 1000)));

        var all = await Store.RegistrationsAsync("checklist");
        Assert.Equal([1, 2, 3], all.Select(r => r.Version));
        Assert.Equal(first, all[0]);
        Assert.Equal([Given.Sha256("""{"units":1000}"""), Given.Sha256("""{"units":2000}"""), Given.Sha256("""{"units":1000}""")], all.Select(r => r.TermsHash));
        Assert.Single(await Store.RegistrationsAsync("banner"));
        Assert.Equal(
            ["experiment-registered", "experiment-amended", "experiment-registered", "experiment-amended"],
            (await Given.AuditOf(Store)).Skip(1).Select(e => e.Event));
    }

    [Fact]
    public async Task A_look_on_new_data_or_new_terms_is_a_new_look_and_a_repeated_one_is_not()
    {
        var first = await Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5, units: 10));
        var second = await Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "tuesday", 0.6, units: 20));
        var amended = await Store.RecordAnalysisAsync(Given.Analysis("checklist", "other terms", "tuesday", 0.6, units: 20));
        _clock.Now += TimeSpan.FromDays(1);
        var repeated = await Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5, units: 10, actor: "ben"));
        var other = await Store.RecordAnalysisAsync(Given.Analysis("banner", "terms", "monday", 0.5));

        Assert.Equal([1, 2, 3, 1, 1], new[] { first, second, amended, repeated, other }.Select(a => a.Look.Number));
        Assert.Equal((first.Id, first.Look, first.ContentHash), (repeated.Id, repeated.Look, repeated.ContentHash));
        Assert.Equal([first.Look, second.Look, amended.Look], await Store.LooksAsync("checklist"));
        Assert.Equal(("ana", 10L, Given.Sha256("terms"), Given.Sha256("monday")), (first.Look.Actor, first.Look.Units, first.Look.TermsHash, first.Look.DataHash));
        var entry = Assert.Single(await Given.AuditOf(Store), e => e.Event == "look-repeated");
        Assert.Equal(("ben", "experiment/checklist", 1), (entry.Actor, entry.Subject, (int?)entry.Payload["number"]));
    }

    [Fact]
    public async Task A_repeated_look_stores_its_analysis_only_when_it_says_something_else()
    {
        await Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));
        await Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));
        Assert.Single(await Given.AuditOf(Store), e => e.Event == "analysis-recorded");

        var again = await Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.75));
        Assert.Equal(2, (await Given.AuditOf(Store)).Count(e => e.Event == "analysis-recorded"));
        Assert.Equal(1, again.Look.Number);
        Assert.Equal(Given.Sha256("""{"effect":0.75,"word":"continue"}"""), again.ContentHash);

        var newest = await Store.LatestAnalysisAsync("checklist");
        Assert.NotNull(newest);
        Assert.Equal((again.Id, again.Look, again.ContentHash), (newest.Id, newest.Look, newest.ContentHash));
        Assert.Equal("""{"word":"continue","effect":0.75}""", newest.Body.ToJsonString());
    }

    [Fact]
    public async Task Every_change_has_an_audit_row_that_names_it()
    {
        await Store.ApplyAsync(new ApplyRequest(
            [Given.Kpi("activation", "Activation"), Given.Definition(DefinitionKind.Experiment, "checklist", "Checklist")], [], [Given.Terms("checklist", 1000)], "ana"));
        await Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5));
        await Store.ApplyAsync(Given.Remove(DefinitionKind.Kpi, "activation"));

        var trail = (await Given.AuditOf(Store)).Skip(1).ToList();
        Assert.Equal(
            [
                ("definition-applied", "kpi/activation", "ana"), ("definition-applied", "experiment/checklist", "ana"), ("experiment-registered", "experiment/checklist", "ana"),
                ("look-recorded", "experiment/checklist", "ana"), ("analysis-recorded", "experiment/checklist", "ana"), ("definition-removed", "kpi/activation", "ben"),
            ],
            trail.Select(e => (e.Event, e.Subject, e.Actor)));
        Assert.Equal(Given.Sha256("""{"id":"activation","name":"Activation"}"""), (string?)trail[0].Payload["contentHash"]);
        Assert.Equal(Given.Sha256("""{"units":1000}"""), (string?)trail[2].Payload["contentHash"]);
    }

    [Fact]
    public async Task The_chain_can_be_recomputed_from_what_the_trail_shows()
    {
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")));
        var trail = await Given.AuditOf(Store);

        Assert.Equal([1L, 2L], trail.Select(e => e.Sequence));
        Assert.Equal(trail[0].Hash, trail[1].PreviousHash);
        var verified = await Store.VerifyAuditAsync();
        Assert.Equal((2L, null, 2L, trail[1].Hash), (verified.Rows, verified.FirstBroken, verified.Head.Sequence, verified.Head.Hash));
    }

    [Fact]
    public async Task The_trail_can_be_read_from_any_row_on()
    {
        for (var i = 0; i < 12; i++)
        {
            await Store.ApplyAsync(Given.Apply([.. Enumerable.Range(0, 100).Select(k => Given.Kpi($"k{k}", $"version {i}"))]));
        }

        var sequences = new List<long>();
        await foreach (var entry in Store.AuditAsync(afterSequence: 7))
        {
            sequences.Add(entry.Sequence);
        }

        Assert.Equal(Enumerable.Range(8, 1201 - 7).Select(i => (long)i), sequences);
    }

    [Fact]
    public async Task When_the_clock_is_set_back_time_goes_on_by_microseconds_and_the_trail_says_so()
    {
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "one")));
        var before = (await Given.AuditOf(Store))[^1].At;
        _clock.Now = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "two")));
        _clock.Now = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "three")));

        var trail = await Given.AuditOf(Store);
        Assert.Equal(before.AddMicroseconds(1), trail[^2].At);
        Assert.Equal("2025-01-01T00:00:00.000000Z", (string?)trail[^2].Payload["clockSaid"]);
        Assert.Equal(_clock.Now, trail[^1].At);
        Assert.False(trail[^1].Payload.ContainsKey("clockSaid"));
        Assert.Equal([.. trail.Skip(1).Select(e => e.At)], (await Store.HistoryAsync(DefinitionKind.Kpi, "activation")).Select(v => v.At));
    }

    [Fact]
    public async Task A_request_that_breaks_its_promises_stores_nothing()
    {
        var good = Given.Kpi("activation", "Activation");
        var requests = new[]
        {
            Given.Apply(good, Given.Kpi("orders", "Orders") with { ContentHash = Given.Sha256("something else") }),
            Given.Apply(good, good),
            Given.Apply(good) with { Removals = [(DefinitionKind.Kpi, "activation")] },
            Given.Apply(good) with { Registrations = [Given.Terms("checklist", 1) with { TermsHash = Given.Sha256("something else") }] },
            Given.Apply(good) with { Registrations = [Given.Terms("checklist", 1), Given.Terms("checklist", 2)] },
            Given.Apply(good) with { Actor = " " },
            Given.Apply(good) with { Actor = "a\0b" },
            Given.Apply(good, Given.Kpi("or\0ders", "Orders") with { ContentHash = CanonicalJson.Hash(new JsonObject { ["id"] = "or\0ders", ["name"] = "Orders" }) }),
        };
        foreach (var request in requests)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ApplyAsync(request));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", 0.5, units: -1)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.RecordAnalysisAsync(Given.Analysis("checklist", "terms", "monday", double.NaN)));
        Assert.Empty(await Store.DefinitionsAsync());
        Assert.Single(await Given.AuditOf(Store));
    }

    [Fact]
    public async Task Text_of_any_kind_comes_back_as_it_was()
    {
        const string odd = "quote ' \" ; -- \\ 100 % \u2028 ı İ ß 漢字 😀 \u0001";
        var content = new JsonObject { [odd] = odd + "\0", ["nul \0"] = "\0", ["n"] = 0.1, ["big"] = 1e300, ["nothing"] = null };
        var hash = CanonicalJson.Hash(content);
        await Store.ApplyAsync(new ApplyRequest([new DefinitionDocument(DefinitionKind.Metric, odd, content, hash, null, 0)], [], [], odd));

        var stored = Assert.Single(await Store.DefinitionsAsync());
        Assert.Equal((odd, odd), (stored.Document.Id, stored.Actor));
        Assert.True(JsonNode.DeepEquals(content, stored.Document.Content));
        Assert.Single(await Store.HistoryAsync(DefinitionKind.Metric, odd));
        Assert.Null((await Store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_cancelled_call_stores_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "Activation")), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.VerifyAuditAsync(cancellation: cancelled.Token));
        Assert.Empty(await Store.DefinitionsAsync());
    }

    [Fact]
    public async Task Writers_and_readers_at_once_lose_nothing()
    {
        const int writers = 8, rounds = 12;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < rounds; i++)
            {
                await Store.ApplyAsync(Given.Apply(Given.Kpi("contested", $"writer {w} round {i}"), Given.Kpi($"own_{w}", $"round {i}")));
                Assert.NotEmpty(await Store.DefinitionsAsync());
            }
        })));

        var contested = await Store.HistoryAsync(DefinitionKind.Kpi, "contested");
        Assert.Equal(Enumerable.Range(1, writers * rounds), contested.Select(v => v.Version));
        Assert.Equal(writers * rounds, contested.Select(v => (string?)v.Document.Content["name"]).Distinct().Count());
        Assert.Equal(1 + (2L * writers * rounds), (await Store.VerifyAuditAsync()).Rows);
        Assert.Null((await Store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_simulated_store_says_so()
    {
        Assert.False(await Store.IsSimulatedAsync());
        var simulated = await OpenAsync(_clock, simulated: true);
        Assert.True(await simulated.IsSimulatedAsync());
        (simulated as IDisposable)?.Dispose();
    }

    [Fact]
    public async Task A_head_taken_earlier_is_found_again_and_a_foreign_or_future_head_is_not()
    {
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "one")));
        var head = (await Store.VerifyAuditAsync()).Head;
        await Store.ApplyAsync(Given.Apply(Given.Kpi("activation", "two")));

        Assert.Null((await Store.VerifyAuditAsync(head)).FirstBroken);
        Assert.Equal(4, (await Store.VerifyAuditAsync(head with { Sequence = 9 })).FirstBroken);
        Assert.Equal(2, (await Store.VerifyAuditAsync(head with { Hash = Given.Sha256("other") })).FirstBroken);
        Assert.Equal(1, (await Store.VerifyAuditAsync(head with { WorkspaceId = "other" })).FirstBroken);
    }
}
