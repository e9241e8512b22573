using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Journal_entries_come_back_numbered_by_kind_and_subject_in_the_order_they_were_written()
    {
        var first = await Store.RecordAsync([Note("kpi/b", "one"), Note("kpi/a", "two"), Note("kpi/b", "three")], "ana");
        _clock.Now += TimeSpan.FromHours(1);
        await Store.RecordAsync([Note("kpi/b", "four"), new NewJournalEntry("decision", "kpi/b", new JsonObject { ["text"] = "keep" })], "ben");

        Assert.Equal([("kpi/b", 1), ("kpi/a", 1), ("kpi/b", 2)], first.Select(e => (e.Subject, e.Number)));
        Assert.Equal([("kpi/b", "one"), ("kpi/a", "two"), ("kpi/b", "three"), ("kpi/b", "four")], (await Store.JournalAsync("note")).Select(e => (e.Subject, Text(e))));
        var ofB = await Store.JournalAsync("note", "kpi/b");
        Assert.Equal([1, 2, 3], ofB.Select(e => e.Number));
        Assert.Equal(["ana", "ana", "ben"], ofB.Select(e => e.Actor));
        Assert.Equal(3, ofB.Select(e => e.Revision).Distinct().Count());
        Assert.Equal(_clock.Now.Date, ofB[2].At.Date);
        Assert.Equal(Given.Sha256("""{"text":"four"}"""), ofB[2].ContentHash);
        Assert.Equal(1, Assert.Single(await Store.JournalAsync("decision")).Number);
        Assert.Empty(await Store.JournalAsync("note", "kpi/c"));
        Assert.Empty(await Store.JournalAsync("forecast"));
    }

    [Fact]
    public async Task The_newest_entry_of_each_subject_comes_alone()
    {
        await Store.RecordAsync([Note("kpi/b", "one"), Note("kpi/a", "two"), Note("kpi/b", "three")], "ana");
        await Store.RecordAsync([Note("kpi/b", "four"), new NewJournalEntry("decision", "kpi/c", new JsonObject { ["text"] = "keep" })], "ben");

        Assert.Equal([("kpi/a", 1, "two"), ("kpi/b", 3, "four")], (await Store.NewestAsync("note")).Select(e => (e.Subject, e.Number, Text(e))));
        Assert.Equal(["kpi/c"], (await Store.NewestAsync("decision")).Select(e => e.Subject));
        Assert.Empty(await Store.NewestAsync("forecast"));
    }

    [Fact]
    public async Task The_newest_entry_of_one_kind_and_subject_comes_as_it_was_written_or_not_at_all()
    {
        await Store.RecordAsync([Note("kpi/b", "one"), Note("kpi/B", "other case"), Note("kpi/b", "two")], "ana");
        _clock.Now += TimeSpan.FromHours(1);
        var written = await Store.RecordAsync([new NewJournalEntry("decision", "kpi/b", new JsonObject { ["text"] = "keep" }), Note("kpi/b", "three")], "ben");

        var newest = await Store.NewestAsync("note", "kpi/b");
        Assert.NotNull(newest);
        Assert.Equal((written[1].Id, 3, written[1].Revision, written[1].ContentHash, "ben"), (newest.Id, newest.Number, newest.Revision, newest.ContentHash, newest.Actor));
        Assert.Equal((_clock.Now.AddTicks(-7), "three"), (newest.At, Text(newest)));
        Assert.Equal("other case", Text((await Store.NewestAsync("note", "kpi/B"))!));
        Assert.Equal(1, (await Store.NewestAsync("decision", "kpi/b"))!.Number);
        Assert.Null(await Store.NewestAsync("decision", "kpi/B"));
        Assert.Null(await Store.NewestAsync("forecast", "kpi/b"));
        Assert.Null(await Store.NewestAsync("note", "kpi/"));
        // What it names is what the next writer must know.
        await Store.RecordAsync([Note("kpi/b", "four") with { ExpectedRevision = newest.Revision }], "ben");
        Assert.Equal("four", Text((await Store.NewestAsync("note", "kpi/b"))!));
    }

    [Fact]
    public async Task Subjects_come_once_each_by_kind_in_ordinal_order()
    {
        Assert.Empty(await Store.SubjectsAsync("note"));
        await Store.RecordAsync([Note("kpi/b", "one"), Note("kpi/a_b", "two"), Note("kpi/aab", "three"), Note("kpi/B", "four"), Note("kpi/b", "five"), Note("kpi/é", "six")], "ana");
        await Store.RecordAsync([new NewJournalEntry("decision", "kpi/z", new JsonObject { ["text"] = "keep" }), Note("kpi/b", "seven")], "ben");

        Assert.Equal(["kpi/B", "kpi/a_b", "kpi/aab", "kpi/b", "kpi/é"], await Store.SubjectsAsync("note"));
        Assert.Equal(["kpi/z"], await Store.SubjectsAsync("decision"));
        Assert.Empty(await Store.SubjectsAsync("forecast"));
        Assert.Equal(await Store.SubjectsAsync("note"), (await Store.NewestAsync("note")).Select(e => e.Subject));
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        await Store.RecordAsync([Note("kpi/a", "one")], "ana");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Func<Task>[] reads =
        [
            () => Store.DefinitionsAsync(cancellation: cancelled.Token), () => Store.HistoryAsync(DefinitionKind.Kpi, "a", cancelled.Token), () => Store.RegistrationsAsync("a", cancelled.Token),
            () => Store.LooksAsync("a", cancelled.Token), () => Store.LatestAnalysisAsync("a", cancelled.Token), () => Store.JournalAsync("note", cancellation: cancelled.Token),
            () => Store.NewestAsync("note", cancelled.Token), () => Store.NewestAsync("note", "kpi/a", cancelled.Token), () => Store.SubjectsAsync("note", cancelled.Token),
            () => Store.VerifyAuditAsync(cancellation: cancelled.Token), () => Store.RecordAsync([Note("kpi/a", "two")], "ana", cancelled.Token),
        ];
        foreach (var read in reads)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(read);
        }

        Assert.Equal("one", Text((await Store.NewestAsync("note", "kpi/a"))!));
    }

    [Fact]
    public async Task Every_journal_entry_has_an_audit_row_that_names_it()
    {
        await Store.RecordAsync([Note("kpi/a", "one"), Note("kpi/a", "two")], "ana");

        var trail = (await Given.AuditOf(Store)).Skip(1).ToList();
        Assert.Equal([("note-recorded", "kpi/a", "ana"), ("note-recorded", "kpi/a", "ana")], trail.Select(e => (e.Event, e.Subject, e.Actor)));
        Assert.Equal([1, 2], trail.Select(e => (int?)e.Payload["number"]));
        Assert.Equal("journal", (string?)trail[0].Payload["table"]);
        Assert.Equal(Given.Sha256("""{"text":"one"}"""), (string?)trail[0].Payload["contentHash"]);
        Assert.Null((await Store.VerifyAuditAsync()).FirstBroken);
    }

    [Fact]
    public async Task A_stale_revision_refuses_all_entries_of_a_call_and_names_subject_and_both_revisions()
    {
        var known = (await Store.RecordAsync([Note("kpi/a", "one")], "ana"))[0].Revision;
        var newer = (await Store.RecordAsync([Note("kpi/a", "two") with { ExpectedRevision = known }], "ana"))[0].Revision;

        var conflict = await Assert.ThrowsAsync<JournalConflictException>(
            () => Store.RecordAsync([Note("kpi/b", "other"), Note("kpi/a", "three") with { ExpectedRevision = known }], "ben"));
        Assert.Equal(("note", "kpi/a", known, newer), (conflict.Kind, conflict.Subject, conflict.ExpectedRevision, conflict.FoundRevision));
        Assert.Contains("kpi/a", conflict.Message, StringComparison.Ordinal);
        Assert.Contains(known, conflict.Message, StringComparison.Ordinal);
        Assert.Contains(newer, conflict.Message, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], (await Store.JournalAsync("note")).Select(Text));
        Assert.Equal(3, (await Given.AuditOf(Store)).Count);
    }

    [Fact]
    public async Task An_empty_expected_revision_asks_that_there_is_no_entry_yet()
    {
        await Store.RecordAsync([Note("kpi/a", "one") with { ExpectedRevision = "" }], "ana");
        var conflict = await Assert.ThrowsAsync<JournalConflictException>(() => Store.RecordAsync([Note("kpi/a", "two") with { ExpectedRevision = "" }], "ana"));
        Assert.Equal("", conflict.ExpectedRevision);
        await Assert.ThrowsAsync<JournalConflictException>(() => Store.RecordAsync([Note("kpi/b", "one") with { ExpectedRevision = "0123456789abcdef" }], "ana"));
        Assert.Single(await Store.JournalAsync("note"));
    }

    [Fact]
    public async Task Of_writers_who_know_the_same_revision_one_succeeds()
    {
        var known = (await Store.RecordAsync([Note("kpi/a", "start")], "ana"))[0].Revision;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            try
            {
                await Store.RecordAsync([Note("kpi/a", $"writer {w}") with { ExpectedRevision = known }], "ana");
                return true;
            }
            catch (JournalConflictException)
            {
                return false;
            }
        })));
        Assert.Single(outcomes, succeeded => succeeded);
        Assert.Equal(2, (await Store.JournalAsync("note", "kpi/a")).Count);
    }

    [Fact]
    public async Task A_journal_entry_that_breaks_its_promises_stores_nothing()
    {
        NewJournalEntry[] bad = [Note(" ", "x"), Note("kpi/a", "x") with { Kind = "" }, Note("kpi/a", "x") with { Kind = "Link check" }];
        foreach (var entry in bad)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.RecordAsync([Note("kpi/a", "good"), entry], "ana"));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.RecordAsync([Note("kpi/a", "good")], " "));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Store.RecordAsync([Note("kpi/a", "good"), new NewJournalEntry("note", "kpi/a", new JsonObject { ["value"] = double.NaN })], "ana"));
        Assert.Empty(await Store.RecordAsync([], "ana"));
        Assert.Empty(await Store.JournalAsync("note"));
        Assert.Single(await Given.AuditOf(Store));
    }

    private static NewJournalEntry Note(string subject, string text) => new("note", subject, new JsonObject { ["text"] = text });

    private static string? Text(JournalEntry entry) => (string?)entry.Content["text"];
}
