using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What KpiLab recommends about a KPI.</summary>
public enum KpiAdvice
{
    /// <summary>Go on reporting and acting by it.</summary>
    Keep,

    /// <summary>Look into it before relying on it.</summary>
    Revalidate,

    /// <summary>Another KPI should take its place.</summary>
    Replace,

    /// <summary>Stop reporting it.</summary>
    Retire,
}

/// <summary>A rule of the table: the first one that holds gives the word.</summary>
/// <param name="Name">Its name, quoted in the output.</param>
/// <param name="Advice">The word it gives.</param>
/// <param name="When">Conditions that must all hold, by their names in <see cref="KpiConditions"/>.</param>
[TypeFormatterSource]
public sealed record KpiRule(string Name, KpiAdvice Advice, IReadOnlyList<string> When);

/// <summary>A KPI that could take another's place as a lead.</summary>
/// <param name="Kpi">Its id.</param>
/// <param name="Outcome">The outcome that it would lead.</param>
/// <param name="Rank">1 is the best.</param>
/// <param name="Sentence">How it did in the screen.</param>
/// <param name="Skill">Share of squared forecast error that it saves.</param>
/// <param name="MovedShare">Share of past experiments that moved it; null where none measured it.</param>
/// <param name="OnFront">Whether no other candidate is both moved more often and stronger.</param>
[TypeFormatterSource]
public sealed record ReplacementCandidate(string Kpi, string Outcome, int Rank, string Sentence, double? Skill, double? MovedShare, bool OnFront);

/// <summary>The recommendation for a KPI, with what it rests on.</summary>
/// <param name="Kpi">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is in its links; null where it has none.</param>
/// <param name="Tier">How much it counts.</param>
/// <param name="Advice">The word.</param>
/// <param name="Rule">Name of the rule that fired.</param>
/// <param name="Sentence">The rule in a sentence, with its numbers.</param>
/// <param name="Evidence">What speaks for the word.</param>
/// <param name="CounterEvidence">What speaks against it.</param>
/// <param name="WhatWouldChangeIt">What would lead to another word.</param>
/// <param name="Next">When to look again.</param>
/// <param name="Candidates">For a replacement: what could take its place, best first.</param>
[TypeFormatterSource]
public sealed record KpiRecommendation(
    string Kpi,
    string Name,
    KpiRole? Role,
    Tier? Tier,
    KpiAdvice Advice,
    string Rule,
    string Sentence,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<string> CounterEvidence,
    IReadOnlyList<string> WhatWouldChangeIt,
    DateOnly Next,
    IReadOnlyList<ReplacementCandidate> Candidates) : IShowable;

/// <summary>The recommendations for all KPIs of a workspace at a moment.</summary>
/// <param name="AsOf">The moment that was looked from.</param>
/// <param name="Kpis">One a KPI: retire, replace, revalidate, keep; by id within.</param>
/// <param name="Rules">The rules that were used, in order.</param>
/// <param name="Findings">What could not be read.</param>
/// <param name="Simulated">True when time in the store was simulated.</param>
[TypeFormatterSource]
public sealed record KpiRecommendations(
    DateTimeOffset AsOf, IReadOnlyList<KpiRecommendation> Kpis, IReadOnlyList<KpiRule> Rules, IReadOnlyList<Finding> Findings, bool Simulated) : IShowable;
