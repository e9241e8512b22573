using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Definitions;
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
        var preliminary = Begin(month.Next) > now;
        var then = session.SeenFrom(preliminary ? now : Begin(month.Next));
        using var store = await session.StoreAsync(settings, cancellation);

        // Earlier reviews and the catalogue are read while the engine reads the values; deviations are opened while the rest of the month is seen to.
        var keeping = Task.Run(() => KeptReviews.ReadAsync(store, month, cancellation), cancellation);
        var catalogue = Task.Run(() => PredefinedKpis.All, cancellation);
        var opening = Task.FromResult<IReadOnlyList<Deviation>>([]);
        KeptReviews kept;
        ReviewSnapshot snapshot;
        try
        {
            var (watched, _) = await TrackDeviations.WatchedAsync(session, registry, cancellation);
            var today = new SeriesShelf(session, registry, progress);
            var shelf = today.Beside(then);
            await today.ReadAsync([.. watched.Select(k => new SeriesRequest(k.Id))], cancellation);
            opening = Task.Run(
                async () => await TrackDeviations.ReadAsync(store, null, cancellation, (await TrackDeviations.OpenAsync(session, registry, watched, today, cancellation)).OnRecord), cancellation);
            kept = await keeping;
            snapshot = await new ReviewReading(then, registry, store, month, preliminary, Begin(month.Next.Next), shelf, opening, progress)
                .ReadAsync([.. (kept.Newest?.Tags ?? []).Prepend(month.Quarter).Concat(Checked(tags)).Distinct(StringComparer.Ordinal)], cancellation);
        }
        finally
        {
            await Task.WhenAll(keeping, catalogue, opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // where one failed, the others do not go on behind the caller's back
        }

        var body = snapshot.ToJson();
        if (kept.Entry is null || kept.BodyHash != CanonicalJson.Hash(body))
        {
            var content = new JsonObject
            {
                ["sentence"] = $"The review of {month}.",
                ["kpis"] = new JsonArray([.. snapshot.Kpis.Select(k => new JsonObject { ["id"] = k.Id, ["sentence"] = $"Reviewed for {month}{(k.Advice is { } word ? $": {Spelling.Words(word)}" : "")}." })]),
                ["body"] = body,
            };
            kept = kept.Then((await store.RecordAsync([new NewJournalEntry(ReviewJournal.Kind, ReviewJournal.Subject(month), content, kept.Entry?.Revision ?? "")], session.Options.Who, cancellation))[0]);
        }

        return await ReviewJournal.ShowAsync(store, month, kept, cancellation);
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
        => await ShowAsync(store, month, await KeptReviews.ReadAsync(store, month, cancellation), cancellation);

    /// <summary>A review with its answers and decisions, of what was read of it.</summary>
    public static async Task<Review> ShowAsync(IStore store, Month month, KeptReviews kept, CancellationToken cancellation)
    {
        if (kept is not { Entry: { } newest, Newest: { } snapshot })
        {
            throw new InvalidInputException("--month", $"there is no review of {month}", $"run it: `kpilab review run --month {month}`");
        }

        var answers = (await store.JournalAsync(AnswerKind, Subject(month), cancellation)).Select(e => new ReviewAnswer((string)e.Content["question"]!, (string)e.Content["text"]!, e.Actor, e.At));
        var decisions = (await store.JournalAsync(DecisionKind, Subject(month), cancellation))
            .Select(e => new ReviewDecision((string)e.Content["about"]!, (string)e.Content["word"]!, (string?)e.Content["recommended"], (string?)e.Content["reason"], e.Actor, e.At));
        return new Review(
            month,
            newest.Number,
            snapshot,
            kept.Before is { } before ? ReviewDifference.Between(before, snapshot) : [],
            kept.Earlier is { } earlier ? ReviewDifference.Between(earlier, snapshot) : [],
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

/// <summary>What the journal holds of a month's review and of the one before it.</summary>
/// <param name="Entry">The newest version as it stands in the journal; null where there is none.</param>
/// <param name="Newest">The same, understood.</param>
/// <param name="Earlier">The version before that.</param>
/// <param name="Before">The newest review of the month before.</param>
internal sealed record KeptReviews(JournalEntry? Entry, ReviewSnapshot? Newest, ReviewSnapshot? Earlier, ReviewSnapshot? Before)
{
    /// <summary>Hash of the newest version's body.</summary>
    public string? BodyHash => Entry is null ? null : CanonicalJson.Hash(Entry.Content["body"]);

    public static async Task<KeptReviews> ReadAsync(IStore store, Month month, CancellationToken cancellation)
    {
        var versions = await store.JournalAsync(ReviewJournal.Kind, ReviewJournal.Subject(month), cancellation);
        var before = await store.NewestAsync(ReviewJournal.Kind, ReviewJournal.Subject(month.Previous), cancellation);
        var newest = versions is [.., var last] ? last : null;
        var understood = SideBySide.Each<JournalEntry?, ReviewSnapshot?>([newest, versions is [.., var earlier, _] ? earlier : null, before], e => e is null ? null : ReviewJournal.Body(e));
        return new KeptReviews(newest, understood[0], understood[1], understood[2]);
    }

    /// <summary>The same after one more version.</summary>
    public KeptReviews Then(JournalEntry entry) => new(entry, ReviewJournal.Body(entry), Newest, Before);
}
