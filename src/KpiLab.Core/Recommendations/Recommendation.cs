using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What KpiLab recommends about an experiment.</summary>
public enum ExperimentAdvice
{
    /// <summary>Roll the treatment out.</summary>
    Ship,

    /// <summary>Take it back.</summary>
    Rollback,

    /// <summary>Go on collecting.</summary>
    Continue,

    /// <summary>No difference that matters.</summary>
    Equivalent,

    /// <summary>The data do not decide.</summary>
    Inconclusive,

    /// <summary>The data cannot be trusted.</summary>
    Invalid,
}

/// <summary>A rule of the recommendation table: the first one that holds gives the word.</summary>
/// <param name="Name">Its name, quoted in the output.</param>
/// <param name="Advice">The word it gives.</param>
/// <param name="When">Conditions that must all hold, by their names in the rule language.</param>
[TypeFormatterSource]
public sealed record RecommendationRule(string Name, ExperimentAdvice Advice, IReadOnlyList<string> When);

/// <summary>The recommendation, the rule behind it, and what would change it.</summary>
/// <param name="Advice">The word.</param>
/// <param name="Variant">The treatment it is about; null when it is about the whole experiment.</param>
/// <param name="Rule">Name of the rule that fired.</param>
/// <param name="Sentence">The rule in a sentence with its numbers.</param>
/// <param name="WhatWouldChangeIt">What would lead to another word.</param>
/// <param name="Exploratory">True for late and unregistered experiments.</param>
/// <param name="ByVariant">With several treatments: each one's own recommendation; the whole takes the most favourable. Empty otherwise.</param>
[TypeFormatterSource]
public sealed record Recommendation(
    ExperimentAdvice Advice,
    string? Variant,
    string Rule,
    string Sentence,
    IReadOnlyList<string> WhatWouldChangeIt,
    bool Exploratory,
    IReadOnlyList<Recommendation> ByVariant);
