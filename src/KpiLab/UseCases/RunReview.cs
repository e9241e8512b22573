using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary><c>review run</c>: what links, experiments, deviations and the record left in the store → a snapshot of the month, kept as a new version where it says something new.</summary>
internal static class RunReview
{
    public static async Task<Review> RunAsync(Session session, Month month, IReadOnlyList<string> tags, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        using var memory = new RunMemory();
        session = session.Sharing(memory);
        var now = session.Options.Now;
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        var settings = registry.Definitions.Settings;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Defaults.TimeZone);
        DateTimeOffset Begin(Month m) => new(TimeZoneInfo.ConvertTimeToUtc(m.FirstDay.ToDateTime(TimeOnly.MinValue), zone), TimeSpan.Zero);
        if (Begin(month) > now)
        {
            throw new InvalidInputException("--month", $"{month} has not begun", "name a month that has");
        }

        // A crossing is opened at the moment of today; everything else is seen from the end of the month, so that the same data give the same review on every day.
        await TrackDeviations.OpenAsync(session, registry, new SeriesShelf(session, registry, progress), cancellation);
        var preliminary = Begin(month.Next) > now;
        var then = session.SeenFrom(preliminary ? now : Begin(month.Next));
        using var store = await session.StoreAsync(settings, cancellation);
        var versions = await store.JournalAsync(ReviewJournal.Kind, ReviewJournal.Subject(month), cancellation);
        var known = versions is [.., var earlier] ? ReviewJournal.Body(earlier).Tags : [];
        var snapshot = await new ReviewReading(then, registry, store, month, preliminary, Begin(month.Next.Next), progress)
            .ReadAsync([.. known.Prepend(month.Quarter).Concat(Checked(tags)).Distinct(StringComparer.Ordinal)], cancellation);
        var body = snapshot.ToJson();
        if (versions is not [.., var newest] || CanonicalJson.Hash(newest.Content["body"]) != CanonicalJson.Hash(body))
        {
            var content = new JsonObject
            {
                ["sentence"] = $"The review of {month}.",
                ["kpis"] = new JsonArray([.. snapshot.Kpis.Select(k => new JsonObject { ["id"] = k.Id, ["sentence"] = $"Reviewed for {month}{(k.Advice is { } word ? $": {Spelling.Words(word)}" : "")}." })]),
                ["body"] = body,
            };
            await store.RecordAsync([new NewJournalEntry(ReviewJournal.Kind, ReviewJournal.Subject(month), content, versions is [.., var last] ? last.Revision : "")], session.Options.Who, cancellation);
        }

        return await ReviewJournal.ReadAsync(store, month, cancellation);
    }

    private static IEnumerable<string> Checked(IReadOnlyList<string> tags)
        => tags.Select(t => t.Trim() is { Length: > 0 and <= 100 } kept ? kept : throw new InvalidInputException("--tag", "is empty or too long", "write 1 to 100 characters, such as \"budget 2027\""));
}

/// <summary>Reviews as the journal keeps them.</summary>
internal static class ReviewJournal
{
    public const string Kind = "review";
    public const string AnswerKind = "review-answer";
    public const string DecisionKind = "review-decision";

    public static string Subject(Month month) => $"review/{month}";

    public static async Task<Review> ReadAsync(IStore store, Month month, CancellationToken cancellation)
    {
        var versions = await store.JournalAsync(Kind, Subject(month), cancellation);
        if (versions is not [.., var newest])
        {
            throw new InvalidInputException("--month", $"there is no review of {month}", $"run it: `kpilab review run --month {month}`");
        }

        var snapshot = Body(newest);
        var before = await store.NewestAsync(Kind, Subject(month.Previous), cancellation);
        var answers = (await store.JournalAsync(AnswerKind, Subject(month), cancellation)).Select(e => new ReviewAnswer((string)e.Content["question"]!, (string)e.Content["text"]!, e.Actor, e.At));
        var decisions = (await store.JournalAsync(DecisionKind, Subject(month), cancellation))
            .Select(e => new ReviewDecision((string)e.Content["about"]!, (string)e.Content["word"]!, (string?)e.Content["recommended"], (string?)e.Content["reason"], e.Actor, e.At));
        return new Review(
            month,
            newest.Number,
            snapshot,
            before is { } last ? ReviewDifference.Between(Body(last), snapshot) : [],
            versions is [.., var earlier, _] ? ReviewDifference.Between(Body(earlier), snapshot) : [],
            [.. answers.GroupBy(a => a.Question, StringComparer.Ordinal).Select(g => g.Last())],
            [.. decisions.GroupBy(d => d.About, StringComparer.Ordinal).Select(g => g.Last())]);
    }

    public static async Task<Review> ShowAsync(Session session, Month month, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        using var store = await session.StoreAsync(registry.Definitions.Settings, cancellation);
        return await ReadAsync(store, month, cancellation);
    }

    public static async Task<IReadOnlyList<string>> DiffAsync(Session session, Month before, Month after, CancellationToken cancellation)
        => ReviewDifference.Between((await ShowAsync(session, before, cancellation)).Snapshot, (await ShowAsync(session, after, cancellation)).Snapshot);

    public static async Task<Review> AnswerAsync(Session session, Month month, string question, string text, CancellationToken cancellation)
    {
        var review = await ShowAsync(session, month, cancellation);
        var known = review.Snapshot.Questions.Select(q => q.Id).ToList();
        if (!known.Contains(question))
        {
            throw new InvalidInputException("question", $"the review of {month} asks no {question}", Suggestion.DidYouMean(question, known, "it asks " + Suggestion.List(known)));
        }

        return await RecordAsync(session, month, AnswerKind, new JsonObject { ["question"] = question, ["text"] = Given("answer", text) }, cancellation);
    }

    public static async Task<Review> DecideAsync(Session session, Month month, string about, string word, string? reason, CancellationToken cancellation)
    {
        var snapshot = (await ShowAsync(session, month, cancellation)).Snapshot;
        var recommended = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var k in snapshot.Kpis)
        {
            recommended["kpi/" + k.Id] = k.Advice is { } a ? Spelling.Snake(a) : null;
        }

        foreach (var l in snapshot.Links)
        {
            recommended["link/" + l.Id] = l.Word is { } w ? Spelling.Snake(w) : null;
        }

        if (!recommended.TryGetValue(about, out var said))
        {
            throw new InvalidInputException("about", $"the review of {month} holds no {about}", Suggestion.DidYouMean(about, recommended.Keys, "write kpi/ID or link/ID; experiments are decided by `kpilab experiment decide`"));
        }

        string[] words = ["keep", "revalidate", "replace", "retire"];
        if (!words.Contains(word))
        {
            throw new InvalidInputException("decision", $"`{word}` is no decision", "write keep, revalidate, replace or retire");
        }

        if (said != word && string.IsNullOrWhiteSpace(reason))
        {
            throw new InvalidInputException("--reason", $"{word} goes against the recommendation ({said?.Replace('_', ' ') ?? "none"})", "say why, with --reason");
        }

        var content = new JsonObject { ["about"] = about, ["word"] = word };
        foreach (var (name, value) in new[] { ("recommended", said), ("reason", reason?.Trim()) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                content[name] = value;
            }
        }

        return await RecordAsync(session, month, DecisionKind, content, cancellation);
    }

    private static async Task<Review> RecordAsync(Session session, Month month, string kind, JsonObject content, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        using var store = await session.StoreAsync(registry.Definitions.Settings, cancellation);
        await store.RecordAsync([new NewJournalEntry(kind, Subject(month), content)], session.Options.Who, cancellation);
        return await ReadAsync(store, month, cancellation);
    }

    private static string Given(string field, string text) => text.Trim() is { Length: > 0 and <= 5_000 } kept ? kept : throw new InvalidInputException(field, "is empty or too long", "write 1 to 5000 characters");

    internal static ReviewSnapshot Body(JournalEntry entry) => ReviewSnapshot.Of(entry.Content["body"]!.AsObject());
}
