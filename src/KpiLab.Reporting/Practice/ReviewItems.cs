using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Who settled an item, how and why.</summary>
internal sealed record ReviewSettled(string What, string Who, string? Why);

/// <summary>Something that a meeting decides, does or answers.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Word">What is recommended, or where it stands.</param>
/// <param name="Evidence">What is known of it, a line each.</param>
/// <param name="Asks">What is to be written down.</param>
/// <param name="Choices">What may be chosen; none: free text.</param>
/// <param name="Command">How it is recorded.</param>
/// <param name="Settled">How it was settled; null while it is not.</param>
internal sealed record ReviewItem(
    string Id, string Title, Marked Word, IReadOnlyList<string> Evidence, string Asks, IReadOnlyList<string> Choices, string Command, ReviewSettled? Settled);

/// <summary>A point of the agenda.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Waits">What its open items wait for.</param>
/// <param name="Overview">What is told before the items.</param>
/// <param name="Table">What is known in rows.</param>
/// <param name="Items">Its items.</param>
internal sealed record ReviewPart(string Id, string Title, string Waits, IReadOnlyList<Block> Overview, Table? Table, IReadOnlyList<ReviewItem> Items)
{
    /// <summary>Items that wait.</summary>
    public IReadOnlyList<ReviewItem> Open { get; } = [.. Items.Where(i => i.Settled is null)];
}

/// <summary>A review as an agenda: what is new, then each subject with what waits for a decision, an action or an answer.</summary>
internal static class ReviewItems
{
    private static readonly string[] Words = ["keep", "revalidate", "replace", "retire"];
    private static readonly string[] ExperimentWords = ["ship", "rollback", "continue", "equivalent", "inconclusive", "invalid"];

    public static IReadOnlyList<ReviewPart> Parts(Review review)
    {
        var s = review.Snapshot;
        List<Block> news = [.. Told("Since last month", review.SinceLastMonth), .. Told("Since this review's last version", review.SinceLastVersion)];
        return
        [
            new("changes", "What changed", "", news.Count > 0 ? news : [new Paragraph("Nothing, or there is no review of the month before.")], null, []),
            new("kpis", "KPIs", "to decide", [], null, [.. s.Kpis.Where(k => k.Advice is not null and not KpiAdvice.Keep || Decision(review, "kpi/" + k.Id) is not null).Select(k => Kpi(review, k))]),
            new("links", "Do the leading indicators still predict?", "to decide", [], ReviewOutputs.LinkTable(s), [.. s.Links.Where(l => l.Word != LinkWord.Keep || Decision(review, "link/" + l.Id) is not null).Select(l => Link(review, l))]),
            new("experiments", "Experiments that ended", "to decide", [], null, [.. s.Experiments.Select(Experiment)]),
            new("deviations", "Deviations", "without an action", [new Paragraph(ReviewOutputs.Execution(s))], null, [.. s.Deviations.Select(d => Deviation(s, d))]),
            .. s.Milestones.Count > 0 ? [new ReviewPart("milestones", "Milestones", "", [], ReviewOutputs.MilestoneTable(s), [])] : Array.Empty<ReviewPart>(),
            .. s.Counters.Count > 0 ? [new ReviewPart("counters", "Counter metrics", "", [], ReviewOutputs.CounterTable(s), [])] : Array.Empty<ReviewPart>(),
            new("findings", "Findings of the audit", "", s.Score is { } score ? [new Paragraph(Invariant($"Score {score:0.#} of 100 ({s.ScoreTerms})."))] : [], ReviewOutputs.FindingTable(s), []),
            new("questions", "Questions", "unanswered", [], null, [.. s.Questions.Select(q => Question(review, q))]),
            new("decisions", "Decisions of this review", "", [], ReviewOutputs.DecisionTable(review), []),
        ];
    }

    private static Block[] Told(string title, IReadOnlyList<string> lines) => lines.Count == 0 ? [] : [new Paragraph(title + ":"), new Bullets(lines)];

    private static ReviewDecision? Decision(Review review, string about) => review.Decisions.FirstOrDefault(d => d.About == about);

    private static ReviewSettled? Settled(Review review, string about)
        => Decision(review, about) is { } d ? new ReviewSettled($"Decided: {d.Word}.", Who(d.By, d.At), d.Reason ?? (d.Word == d.Recommended ? "As recommended." : null)) : null;

    private static string Who(string by, DateTimeOffset at) => Invariant($"{by}, {at:yyyy-MM-dd}");

    private static ReviewItem Kpi(Review review, ReviewKpi k)
    {
        var s = review.Snapshot;
        List<string> evidence =
        [
            string.Join("; ", ReviewOutputs.Value(k)) + ".",
            .. ReviewOutputs.Former(k),
            .. k.Target is null ? Array.Empty<string>() : [k.Realism ?? "Target " + string.Join(", ", ReviewOutputs.Target(k)) + "."],
            .. k.Why is { } why ? [why] : Array.Empty<string>(),
            .. s.Links.Where(l => l.From == k.Id).Select(l => $"Leads {l.To} ({l.Id}): {(l.Word is { } w ? Spelling.Words(w) : "never checked")}."),
            .. s.Deviations.Where(d => d.Kpi == k.Id).Select(d => $"Deviation {d.Id}: {d.Done ?? (d.Late ? "nobody acted in time" : "nobody has acted yet")}."),
            .. s.Findings.Where(f => f.Subject == k.Id && f.Severity != Severity.Info).Select(f => f.Sentence),
            .. k.Notes,
        ];
        return new ReviewItem(
            "kpi-" + k.Id, $"{k.Name} ({k.Owner ?? "no owner"})", ReviewOutputs.Advice(k.Advice), evidence, "Decision", Words,
            $"kpilab review decide {review.Month} kpi/{k.Id} WORD --reason \"…\"", Settled(review, "kpi/" + k.Id));
    }

    private static ReviewItem Link(Review review, ReviewLink l) => new(
        "link-" + l.Id, $"{l.From} → {l.To}", l.Word is { } w ? LinkWords.Verdict(w) : new Marked(Mark.Unknown, "never checked"),
        [EffectWords.Sentence(l.Reason), .. l.CheckedOn is { } on ? [Invariant($"Checked {on:yyyy-MM-dd}; the evidence: `kpilab link show {l.Id}`.")] : Array.Empty<string>()],
        "Decision", Words, $"kpilab review decide {review.Month} link/{l.Id} WORD --reason \"…\"", Settled(review, "link/" + l.Id));

    private static ReviewItem Experiment(ReviewExperiment e) => new(
        "experiment-" + e.Id, e.Name,
        e.Word is { } word ? new Marked(word switch { "ship" or "equivalent" => Mark.Good, "rollback" or "invalid" => Mark.Bad, _ => Mark.Caution }, word.Replace('_', ' ')) : new Marked(Mark.Unknown, "not analysed"),
        [$"About {e.Kpi}{(e.Ended is { } day ? Invariant($", ended {day:yyyy-MM-dd}") : "")}.", e.Sentence ?? $"Analyse it: `kpilab experiment analyze {e.Id}`."],
        "Decision", ExperimentWords, $"kpilab experiment decide {e.Id} WORD --reason \"…\"",
        e.Decision is { } decided ? new ReviewSettled($"Decided: {decided}.", e.DecidedBy ?? "", e.DecisionReason) : null);

    private static ReviewItem Deviation(ReviewSnapshot s, ReviewDeviation d) => new(
        "deviation-" + d.Id, d.Id, ReviewOutputs.State(d),
        [
            ReviewOutputs.Crossed(s, d) + ".",
            .. d.InsideNoise ? [Invariant($"Inside noise (z = {d.Score:0.0}).")] : Array.Empty<string>(),
            $"To do: {d.Action}{(d.Due is { } due ? Invariant($" by {due:yyyy-MM-dd}") : "")}",
        ],
        "What was done", [], $"kpilab deviation act {d.Id} \"…\" --by WHO", d.Done is { } done ? new ReviewSettled("Acted:", done, null) : null);

    private static ReviewItem Question(Review review, ReviewQuestion q)
    {
        var answer = review.Answers.FirstOrDefault(a => a.Question == q.Id);
        return new ReviewItem(
            "question-" + q.Id.Replace(':', '-'), q.Text,
            answer is not null ? new Marked(Mark.Good, "answered") : q.Record is not null ? new Marked(Mark.Neutral, "by the record") : new Marked(Mark.Caution, "unanswered"),
            [], "Answer", [], $"kpilab review answer {review.Month} {q.Id} \"…\"",
            answer is { } a ? new ReviewSettled(a.Text, Who(a.By, a.At), q.Record is { } also ? "By the record: " + also : null) : q.Record is { } known ? new ReviewSettled(known, "", null) : null);
    }
}
