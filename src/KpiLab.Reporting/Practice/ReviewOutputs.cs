using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A monthly review for readers, for programs, and as a page to run the meeting from.</summary>
public static class ReviewOutputs
{
    private const double Reach = 1.959963984540054;

    /// <summary>One row a KPI.</summary>
    public static Table ToTable(this Review review)
    {
        ArgumentNullException.ThrowIfNull(review);
        return new Table(
            $"KPIs of {review.Month}",
            [
                new("kpi", "KPI"), new("goal", "Goal"), new("tier", "Tier"), new("period", "Period"), new("estimate", "Value", ColumnKind.Number), new("std_error", "Standard error", ColumnKind.Number),
                new("month_before", "Month before", ColumnKind.Number), new("target", "Target", ColumnKind.Number), new("in_reach", "In reach", ColumnKind.Flag), new("advice", "Advice"), new("notes", "Notes"),
            ],
            [.. review.Snapshot.Kpis.Select(k => new object?[]
            {
                k.Id, k.Goal, k.Tier is { } t ? Spelling.Snake(t) : null, k.Period is { } p ? CohortDocument.Day(p) : null, k.Value, k.StandardError, k.MonthBefore, k.Target, k.TargetInReach,
                k.Advice is { } a ? Spelling.Snake(a) : null, k.Notes.Count == 0 ? null : string.Join("; ", k.Notes),
            })]);
    }

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this Review review) => review.ToTable().ToCsv();

    /// <summary>The review as text.</summary>
    public static string ToJson(this Review review) => JsonText.Of(review.ToJsonBody());

    /// <summary>Snapshot, changes, answers, decisions.</summary>
    public static JsonObject ToJsonBody(this Review review)
    {
        ArgumentNullException.ThrowIfNull(review);
        return new JsonObject
        {
            ["formatVersion"] = 1,
            ["month"] = review.Month.ToString(),
            ["version"] = review.Version,
            ["complete"] = review.IsComplete,
            ["unanswered"] = AnalysisJson.Texts([.. review.Unanswered.Select(q => q.Id)]),
            ["sinceLastMonth"] = AnalysisJson.Texts(review.SinceLastMonth),
            ["sinceLastVersion"] = AnalysisJson.Texts(review.SinceLastVersion),
            ["answers"] = AnalysisJson.Array(review.Answers, a => new JsonObject { ["question"] = a.Question, ["text"] = a.Text, ["by"] = a.By, ["at"] = JsonText.Time(a.At) }),
            ["decisions"] = AnalysisJson.Array(review.Decisions, d => new JsonObject
            {
                ["about"] = d.About, ["word"] = d.Word, ["recommended"] = d.Recommended, ["reason"] = d.Reason, ["by"] = d.By, ["at"] = JsonText.Time(d.At),
            }),
            ["participants"] = AnalysisJson.Array(review.Participants, p => new JsonObject { ["who"] = p.Who, ["answers"] = p.Answers, ["decisions"] = p.Decisions }),
            ["unheardOwners"] = AnalysisJson.Texts(review.UnheardOwners),
            ["snapshot"] = review.Snapshot.ToJson(),
        };
    }

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this Review review) => review.ToDocument().ToMarkdown();

    /// <summary>The page: complete in itself, for the meeting and for paper.</summary>
    public static string ToHtml(this Review review, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(review);
        return ReviewPage.Render(review, options ?? new ReportOptions { Interactive = false });
    }

    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this Review review)
    {
        ArgumentNullException.ThrowIfNull(review);
        var s = review.Snapshot;
        List<Block> blocks = [new Heading(1, $"Review of {review.Month}"), .. Standing(review), new Paragraph(Lead(review)), .. TookPart(review) is { } who ? [new Paragraph(who)] : Array.Empty<Block>()];
        Lines(blocks, "What changed since last month", review.SinceLastMonth);
        Lines(blocks, "What changed since this review's last version", review.SinceLastVersion);
        Kpis(blocks, s);
        Links(blocks, s);
        Experiments(blocks, s);
        Deviations(blocks, s);
        Rows(blocks, "Milestones", MilestoneTable(s), null);
        Rows(blocks, "Counter metrics", CounterTable(s), null);
        Rows(blocks, "Findings of the audit", FindingTable(s), "None.");
        Questions(blocks, review);
        return new Document(blocks);
    }

    /// <summary>Whether it is complete, final and real.</summary>
    internal static IEnumerable<Statement> Standing(Review review)
    {
        yield return new Statement(
            review.IsComplete ? new Marked(Mark.Good, "complete") : new Marked(Mark.Caution, "incomplete"),
            review.IsComplete ? "Every question has an answer." : $"{FigureText.Counted(review.Unanswered.Count, "question")} unanswered: {Suggestion.List(review.Unanswered.Select(q => q.Id), 8)}.",
            review.IsComplete ? null : $"Answer them: `kpilab review answer {review.Month} QUESTION TEXT`.");
        if (review.Snapshot.Preliminary)
        {
            yield return new Statement(new Marked(Mark.Caution, "preliminary"), "The month is not over.", "Run the review again when it is.");
        }

        if (review.Snapshot.Simulated)
        {
            yield return new Statement(new Marked(Mark.Neutral, "note"), "The store's times were simulated (demo).");
        }
    }

    /// <summary>Who answered and decided, and which owners did neither; null while nobody did.</summary>
    internal static string? TookPart(Review review)
    {
        static string Did(ReviewParticipant p) => string.Join(", ", new[]
        {
            p.Answers > 0 ? FigureText.Counted(p.Answers, "answer") : null, p.Decisions > 0 ? FigureText.Counted(p.Decisions, "decision") : null,
        }.OfType<string>());
        return review.Participants.Count == 0 ? null
            : $"Took part: {string.Join("; ", review.Participants.Select(p => $"{p.Who} ({Did(p)})"))}."
                + (review.UnheardOwners.Count > 0 ? $" Owners of whom nothing is on record here: {Suggestion.List(review.UnheardOwners, 8)}." : "");
    }

    /// <summary>What it holds, in figures.</summary>
    internal static string Lead(Review review)
    {
        var s = review.Snapshot;
        return Invariant($"{FigureText.Counted(s.Kpis.Count, "KPI")}, {FigureText.Counted(s.Links.Count, "link")}, {FigureText.Counted(s.Experiments.Count, "experiment")} ended. {Execution(s)} Metrics on the dashboard: {s.ActiveAtStart} at the start, {s.Added} added, {s.Retired} retired.")
            + (s.Score is { } score ? Invariant($" Score of the audit: {score:0.#} of 100.") : "")
            + (s.Tags.Count > 0 ? $" Belongs to {string.Join(", ", s.Tags)}." : "") + Invariant($" Version {review.Version}.");
    }

    /// <summary>Deviations of the month, and how many were acted on.</summary>
    internal static string Execution(ReviewSnapshot s) => s.Triggered == 0 ? "No KPI crossed a threshold this month."
        : Invariant($"{FigureText.Counted(s.Triggered, "deviation")} this month, {s.Executed} acted on (execution rate {FigureText.Share((double)s.Executed / s.Triggered)}).");

    /// <summary>What crossed, in the unit of its KPI.</summary>
    internal static string Crossed(ReviewSnapshot s, ReviewDeviation d)
        => DeviationOutputs.Crossed(d.Kpi, d.When, d.Value, d.Reference, d.Period, d.Unit ?? s.Kpis.FirstOrDefault(k => k.Id == d.Kpi)?.Unit);

    /// <summary>KPIs by goal, the public and primary first.</summary>
    internal static IEnumerable<IGrouping<string, ReviewKpi>> ByGoal(ReviewSnapshot s)
        => s.Kpis.OrderByDescending(k => k.Public).ThenBy(k => k.Tier ?? (Tier)99).ThenBy(k => k.Id, StringComparer.Ordinal).GroupBy(k => k.Goal ?? "no goal", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);

    /// <summary>A KPI as a row for readers.</summary>
    internal static object?[] Row(ReviewKpi k) => [new Lines([k.Name, k.Owner ?? "no owner", .. k.Notes]), new Lines([.. Value(k), .. Former(k)]), new Lines(Target(k)), Advice(k.Advice)];

    /// <summary>The same period by a definition that was replaced lately.</summary>
    internal static IEnumerable<string> Former(ReviewKpi k) => k.Former.Select(f => f.Value is { } value
        ? $"by the definition until {CohortDocument.Day(f.Until)}: {Rounding.KpiValue(value, f.StandardError, k.Unit)}"
        : $"by the definition until {CohortDocument.Day(f.Until)}: no value{(f.Reason is { } why ? $" ({why})" : "")}");

    /// <summary>A recommendation as a word.</summary>
    internal static Marked Advice(KpiAdvice? advice) => advice is not { } known ? new Marked(Mark.Unknown, "none") : new Marked(known switch
    {
        KpiAdvice.Keep => Mark.Good, KpiAdvice.Revalidate => Mark.Caution, KpiAdvice.Replace => Mark.Bad, _ => Mark.Neutral,
    }, Spelling.Words(known));

    /// <summary>Where a deviation stands.</summary>
    internal static Marked State(ReviewDeviation d) => d.Late ? new Marked(Mark.Bad, d.Done is null ? "late" : "acted, late") : d.Done is null ? new Marked(Mark.Caution, "open") : new Marked(Mark.Good, "acted");

    /// <summary>Milestones that were due.</summary>
    internal static Table MilestoneTable(ReviewSnapshot s) => new(
        "Milestones", [new("milestone", "Milestone"), new("due", "Due"), new("reached", "Reached"), new("value", "Value")],
        [.. s.Milestones.Select(m => new object?[]
        {
            new Lines([m.Name, m.Goal]), CohortDocument.Day(m.Due), m.Reached switch { true => new Marked(Mark.Good, "reached"), false => new Marked(Mark.Bad, "missed"), _ => new Marked(Mark.Unknown, "to be answered") },
            m.Kpi is null ? "no KPI tells" : Invariant($"{m.Kpi}: {m.Actual:0.######} of {m.Wanted:0.######}"),
        })]);

    /// <summary>What counter metrics did.</summary>
    internal static Table CounterTable(ReviewSnapshot s) => new(
        "Counter metrics", [new("counter", "Counter metric"), new("state", "State"), new("change", "Last quarter against the one before")],
        [.. s.Counters.Select(c => new object?[]
        {
            new Lines([c.Counter, $"watched while {c.Kpi} is moved"]),
            c.IsBeyond ? new Marked(c.IsInsideNoise ? Mark.Caution : Mark.Bad, c.IsInsideNoise ? "beyond, inside noise" : "beyond its tolerance") : new Marked(Mark.Good, "within"),
            c.IsRelative ? Invariant($"{c.Change:+0.0%;−0.0%} (tolerated {c.Tolerance:0.#%})") : Invariant($"{c.Change:+0.####;−0.####} (tolerated {c.Tolerance:0.####})"),
        })]);

    /// <summary>What the audit found, the worst first.</summary>
    internal static Table FindingTable(ReviewSnapshot s) => new(
        "Findings", [new("severity", "Weight"), new("subject", "About"), new("sentence", "Finding")],
        [.. s.Findings.OrderByDescending(f => f.Severity).Select(f => new object?[] { EffectWords.Severity(f.Severity), f.Subject ?? "", new Lines([f.Sentence, f.Remedy]) })]);

    /// <summary>What was decided.</summary>
    internal static Table DecisionTable(Review review) => new(
        "Decisions", [new("about", "About"), new("decision", "Decision"), new("recommended", "Recommended"), new("reason", "Reason")],
        [.. review.Decisions.Select(d => new object?[] { d.About, $"{d.Word} ({d.By})", d.Recommended ?? "–", d.Reason ?? "as recommended" })]);

    /// <summary>Verdicts of links.</summary>
    internal static Table LinkTable(ReviewSnapshot s) => new(
        "Links", [new("link", "Link"), new("verdict", "Verdict"), new("why", "Why")],
        [.. s.Links.Select(l => new object?[] { new Lines([l.Id, $"{l.From} → {l.To}"]), l.Word is { } w ? LinkWords.Verdict(w) : new Marked(Mark.Unknown, "never checked"), new Lines([EffectWords.Sentence(l.Reason), l.CheckedOn is { } on ? Invariant($"checked {on:yyyy-MM-dd}") : ""]) })]);

    private static void Rows(List<Block> blocks, string title, Table table, string? none)
    {
        if (table.Rows.Count > 0 || none is not null)
        {
            blocks.Add(new Heading(2, title));
            blocks.Add(table.Rows.Count > 0 ? new Grid(table) : new Paragraph(none!));
        }
    }

    private static void Kpis(List<Block> blocks, ReviewSnapshot s)
    {
        blocks.Add(new Heading(2, "KPIs"));
        foreach (var group in ByGoal(s))
        {
            blocks.Add(new Grid(new Table(group.Key, [new("kpi", "KPI"), new("value", "Value"), new("target", "Target"), new("advice", "Recommendation")], [.. group.Select(Row)])));
        }
    }

    // Never a bare number: the interval where a standard error is known, else that none is.
    internal static List<string> Value(ReviewKpi k)
    {
        if (k.Value is not { } value)
        {
            return ["no value"];
        }

        var range = k.StandardError is { } e
            ? $"{Rounding.KpiValue(value - (Reach * e), e, k.Unit, value)} to {Rounding.KpiValue(value + (Reach * e), e, k.Unit, value)} (95 %)"
            : "no standard error is known";
        return [Rounding.KpiValue(value, k.StandardError, k.Unit), range, k.MonthBefore is { } before ? $"month before {Rounding.KpiValue(before, k.StandardError, k.Unit)}" : "no value the month before"];
    }

    internal static List<string> Target(ReviewKpi k) => k.Target is not { } target ? ["none"]
        : [Rounding.KpiValue(target, null, k.Unit) + (k.Due is { } due ? Invariant($" by {due:yyyy-MM-dd}") : ""), k.TargetInReach switch { true => "within reach by its own past", false => "out of reach by its own past", _ => "reach unknown" }];

    private static void Links(List<Block> blocks, ReviewSnapshot s)
    {
        if (s.Links.Count > 0)
        {
            blocks.Add(new Heading(2, "Do the leading indicators still predict?"));
            blocks.Add(new Grid(LinkTable(s)));
        }
    }

    private static void Experiments(List<Block> blocks, ReviewSnapshot s)
    {
        blocks.Add(new Heading(2, "Experiments that ended"));
        blocks.Add(s.Experiments.Count == 0 ? new Paragraph("None.") : new Grid(new Table(
            "Experiments", [new("experiment", "Experiment"), new("recommendation", "Recommendation"), new("decision", "Decision")],
            [.. s.Experiments.Select(e => new object?[] { new Lines([e.Name, e.Kpi]), new Lines([e.Word ?? "not analysed", e.Sentence ?? ""]), e.Decision is null ? "to be decided" : new Lines([$"{e.Decision} ({e.DecidedBy})", e.DecisionReason ?? ""]) })])));
    }

    private static void Deviations(List<Block> blocks, ReviewSnapshot s)
    {
        blocks.Add(new Heading(2, "Deviations"));
        blocks.Add(s.Deviations.Count == 0 ? new Paragraph("None, and none open from before.") : new Grid(new Table(
            "Deviations", [new("deviation", "Deviation"), new("state", "State"), new("action", "Action")],
            [.. s.Deviations.Select(d => new object?[]
            {
                new Lines([d.Id, Crossed(s, d), d.InsideNoise ? Invariant($"inside noise (z = {d.Score:0.0})") : ""]),
                State(d),
                new Lines([d.Action, d.Done ?? (d.Due is { } due ? Invariant($"due {due:yyyy-MM-dd}") : "no time set")]),
            })])));
    }

    private static void Questions(List<Block> blocks, Review review)
    {
        blocks.Add(new Heading(2, "Questions"));
        blocks.Add(new Grid(new Table(
            "Questions and answers", [new("question", "Question"), new("answer", "Answer")],
            [.. review.Snapshot.Questions.Select(q => new object?[]
            {
                new Lines([q.Text, q.Id]),
                review.Answers.FirstOrDefault(a => a.Question == q.Id) is { } a ? new Lines([$"{a.Text} ({a.By})", q.Record is null ? "" : "By the record: " + q.Record]) : q.Record is { } known ? new Lines([known, "by the record"]) : new Marked(Mark.Caution, "unanswered"),
            })])));
        Rows(blocks, "Decisions", DecisionTable(review), "None yet.");
    }

    private static void Lines(List<Block> blocks, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            blocks.Add(new Heading(2, title));
            blocks.Add(new Bullets(lines));
        }
    }
}
