using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a KPI was in a period by the definition that held until a day.</summary>
/// <param name="Until">The day on which the definition changed.</param>
/// <param name="Sentence">What changed.</param>
/// <param name="Value">By the definition before, in the period of the review; null where it has none.</param>
/// <param name="StandardError">Of that value, where it is known.</param>
/// <param name="Reason">Why it has none.</param>
[TypeFormatterSource]
public sealed record ReviewFormer(DateOnly Until, string Sentence, double? Value, double? StandardError, string? Reason);

/// <summary>A KPI in a review: its last value of the month with its error, target and advice.</summary>
[TypeFormatterSource]
public sealed record ReviewKpi(
    string Id, string Name, string? Goal, string? Team, string? Owner, Tier? Tier, bool Public, MetricUnit Unit, DateOnly? Period, double? Value, double? StandardError, double? MonthBefore,
    double? Target, DateOnly? Due, string? Realism, bool? TargetInReach, KpiAdvice? Advice, string? Why, IReadOnlyList<string> Notes)
{
    /// <summary>The same period by definitions that were replaced lately.</summary>
    public IReadOnlyList<ReviewFormer> Former { get => field ?? []; init; } // null in reviews from before it was kept
}

/// <summary>A link in a review: the newest stored check.</summary>
[TypeFormatterSource]
public sealed record ReviewLink(string Id, string From, string To, LinkWord? Word, string Reason, DateOnly? CheckedOn);

/// <summary>An experiment that ended in the month, with its recommendation and what a person decided.</summary>
[TypeFormatterSource]
public sealed record ReviewExperiment(string Id, string Name, string Kpi, DateOnly? Ended, string? Word, string? Sentence, string? Decision, string? DecisionReason, string? DecidedBy);

/// <summary>A deviation of the month, or one from before that was still open when it began.</summary>
[TypeFormatterSource]
public sealed record ReviewDeviation(string Id, string Kpi, string When, DateOnly Period, double Value, double Reference, double? Score, bool InsideNoise, string Action, DateOnly? Due, string? Done, bool Late, bool OfTheMonth)
{
    /// <summary>Of the value and what it was held against; null in reviews from before it was kept, and where the KPI is defined no more.</summary>
    public MetricUnit? Unit { get; init; }
}

/// <summary>A milestone that was due in the month.</summary>
/// <param name="Goal">Its goal.</param>
/// <param name="Name">What was to be reached.</param>
/// <param name="Due">By when.</param>
/// <param name="Kpi">The KPI that tells; null where none does.</param>
/// <param name="Wanted">Its value then.</param>
/// <param name="Actual">Its last value by the end of the month.</param>
/// <param name="Reached">Whether it was reached; null where no value tells.</param>
[TypeFormatterSource]
public sealed record ReviewMilestone(string Goal, string Name, DateOnly Due, string? Kpi, double? Wanted, double? Actual, bool? Reached);

/// <summary>A finding of the audit.</summary>
[TypeFormatterSource]
public sealed record ReviewFinding(string Code, Severity Severity, string? Subject, string Sentence, string Remedy);

/// <summary>A question that a review must answer; the record answers some by itself.</summary>
/// <param name="Id">What people answer it by.</param>
/// <param name="Text">The question.</param>
/// <param name="Record">The answer that the record gives; null where it has none.</param>
[TypeFormatterSource]
public sealed record ReviewQuestion(string Id, string Text, string? Record);

/// <summary>What a review saw. The same definitions, data and journal give the same snapshot.</summary>
[TypeFormatterSource]
public sealed record ReviewSnapshot(
    string Month,
    bool Preliminary,
    bool Simulated,
    IReadOnlyList<ReviewKpi> Kpis,
    IReadOnlyList<ReviewLink> Links,
    IReadOnlyList<ReviewExperiment> Experiments,
    IReadOnlyList<ReviewDeviation> Deviations,
    long Triggered,
    long Executed,
    int ActiveAtStart,
    int Added,
    int Retired,
    IReadOnlyList<ReviewFinding> Findings,
    IReadOnlyList<ReviewQuestion> Questions) : IShowable
{
    /// <summary>Score of the audit, 0 to 100; null in reviews from before it was kept.</summary>
    public double? Score { get; init; }

    /// <summary>Its terms in figures.</summary>
    public string? ScoreTerms { get; init; }

    /// <summary>What the review belongs to: its quarter, and what people named (a budget, a planning round).</summary>
    public IReadOnlyList<string> Tags { get => field ?? []; init; } // null in reviews from before it was kept

    /// <summary>Milestones that were due in the month.</summary>
    public IReadOnlyList<ReviewMilestone> Milestones { get => field ?? []; init; } // null in reviews from before it was kept

    /// <summary>What the counter metrics did over the last quarter.</summary>
    public IReadOnlyList<CounterReading> Counters { get => field ?? []; init; } // null in reviews from before it was kept

    /// <summary>As it is kept and printed.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, ReviewJsonContext.Default.ReviewSnapshot)!.AsObject();

    /// <summary>As it was kept.</summary>
    public static ReviewSnapshot Of(JsonObject json) => json.Deserialize(ReviewJsonContext.Default.ReviewSnapshot)!;
}

/// <summary>A person's answer.</summary>
[TypeFormatterSource]
public sealed record ReviewAnswer(string Question, string Text, string By, DateTimeOffset At);

/// <summary>A person's decision at a review; <paramref name="Recommended"/> is what KpiLab had said.</summary>
[TypeFormatterSource]
public sealed record ReviewDecision(string About, string Word, string? Recommended, string? Reason, string By, DateTimeOffset At);

/// <summary>Somebody who took part in a review.</summary>
/// <param name="Who">Who.</param>
/// <param name="Answers">Answers that stand.</param>
/// <param name="Decisions">Decisions that stand.</param>
[TypeFormatterSource]
public sealed record ReviewParticipant(string Who, int Answers, int Decisions);

/// <summary>A review of a month: its newest snapshot, and what people answered and decided.</summary>
/// <param name="Month">The month.</param>
/// <param name="Version">1, 2, …: a later run that saw something else is a new version.</param>
/// <param name="Snapshot">What it saw.</param>
/// <param name="SinceLastMonth">What changed since the review of the month before, in sentences.</param>
/// <param name="SinceLastVersion">What changed since the version before.</param>
/// <param name="Answers">The newest answer to each question.</param>
/// <param name="Decisions">The newest decision about each subject.</param>
[TypeFormatterSource]
public sealed record Review(
    Month Month, int Version, ReviewSnapshot Snapshot, IReadOnlyList<string> SinceLastMonth, IReadOnlyList<string> SinceLastVersion, IReadOnlyList<ReviewAnswer> Answers, IReadOnlyList<ReviewDecision> Decisions) : IShowable
{
    /// <summary>Questions that neither the record nor a person has answered.</summary>
    public IReadOnlyList<ReviewQuestion> Unanswered => [.. Snapshot.Questions.Where(q => q.Record is null && Answers.All(a => a.Question != q.Id))];

    /// <summary>Whose answers and decisions stand, by name.</summary>
    public IReadOnlyList<ReviewParticipant> Participants =>
    [
        .. Answers.Select(a => (Who: a.By, Answers: 1, Decisions: 0)).Concat(Decisions.Select(d => (Who: d.By, Answers: 0, Decisions: 1)))
            .GroupBy(p => p.Who, StringComparer.OrdinalIgnoreCase).OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
            .Select(g => new ReviewParticipant(g.Key, g.Sum(p => p.Answers), g.Sum(p => p.Decisions))),
    ];

    /// <summary>Owners of KPIs of this review of whom neither answer nor decision stands, by name.</summary>
    public IReadOnlyList<string> UnheardOwners =>
    [
        .. Snapshot.Kpis.Select(k => k.Owner).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
            .Except(Participants.Select(p => p.Who), StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Every question has its answer.</summary>
    public bool IsComplete => Unanswered.Count == 0;
}

/// <summary>How snapshots become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReviewSnapshot))]
internal sealed partial class ReviewJsonContext : JsonSerializerContext;
