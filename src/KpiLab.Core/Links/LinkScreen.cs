using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What became of a KPI that was screened as a lead.</summary>
public enum ScreenWord
{
    /// <summary>It passed every check of the ladder, corrected for the number of candidates.</summary>
    Passed,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>Its data do not allow a verdict.</summary>
    Insufficient,

    /// <summary>It shares a quantity with the outcome by its formula, and is not tested.</summary>
    Mechanical,
}

/// <summary>A KPI put to the test as a lead of an outcome.</summary>
/// <param name="Kpi">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Word">What became of it.</param>
/// <param name="Sentence">Why.</param>
/// <param name="Verdict">The ladder; null where it was not tested.</param>
/// <param name="PValue">Of the window test, corrected for all candidates tested.</param>
/// <param name="Lag">The strongest lag, in periods.</param>
/// <param name="Sign">The sign of the relation.</param>
/// <param name="Effect">Innovation sd of the outcome per sd of the lead, at that lag.</param>
/// <param name="Skill">Share of squared forecast error that it saves out of sample: its predictive strength.</param>
/// <param name="Sensitivity">How past experiments moved it; null where none has an effect on it.</param>
/// <param name="Declared">Link that claims this already.</param>
[TypeFormatterSource]
public sealed record ScreenCandidate(
    string Kpi,
    string Name,
    ScreenWord Word,
    string Sentence,
    LinkVerdict? Verdict,
    double? PValue,
    int? Lag,
    int? Sign,
    double? Effect,
    double? Skill,
    KpiSensitivity? Sensitivity,
    string? Declared) : IShowable
{
    /// <summary>Place among the passed; null for the others.</summary>
    public int? Rank { get; init; }

    /// <summary>True where no other tested candidate is both moved by more experiments and stronger; only with a sensitivity.</summary>
    public bool OnFront { get; init; }

    /// <summary>A better ranked candidate beside which it adds nothing.</summary>
    public string? RedundantWith { get; init; }

    /// <summary>p of this candidate's lags beside those of <see cref="RedundantWith"/>, and the other way round.</summary>
    public (double Own, double Other)? Encompassing { get; init; }
}

/// <summary>Every KPI tested as a lead of one outcome.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Lags">Lags that were tried.</param>
/// <param name="AsOf">The moment that was looked from.</param>
/// <param name="Family">Candidates tested together.</param>
/// <param name="Candidates">Passed first, by strength; then the others.</param>
/// <param name="Sentence">What came of it.</param>
/// <param name="Findings">KPIs left out, mechanical relations.</param>
[TypeFormatterSource]
public sealed record LinkScreen(
    string Outcome, LagRange Lags, DateTimeOffset AsOf, int Family, IReadOnlyList<ScreenCandidate> Candidates, string Sentence, IReadOnlyList<Finding> Findings) : IShowable
{
    /// <summary>Those that passed, best first, twins left out.</summary>
    public IEnumerable<ScreenCandidate> Kept => Candidates.Where(c => c is { Word: ScreenWord.Passed, RedundantWith: null });
}

/// <summary>A candidate with its data.</summary>
/// <param name="Kpi">The KPI or metric.</param>
/// <param name="Series">It and the outcome on one calendar, or why they cannot be.</param>
/// <param name="Mechanical">What its formula shares with the outcome's.</param>
/// <param name="Sensitivity">How past experiments moved it.</param>
/// <param name="Declared">Link that claims this already.</param>
public sealed record ScreenInput(MetricDefinition Kpi, Estimable<AlignedSeries> Series, IReadOnlyList<Finding> Mechanical, KpiSensitivity? Sensitivity, string? Declared);
