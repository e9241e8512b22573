namespace KpiLab.Core;

/// <summary>The names that a workspace's <c>rules</c> may use in <c>when</c>.</summary>
public static class RecommendationConditions
{
    /// <summary>A critical trust finding: SRM, multiple exposure, …</summary>
    public const string InvalidData = "invalid_data";

    /// <summary>The primary KPI is significantly better.</summary>
    public const string PrimaryBetter = "primary_better";

    /// <summary>The primary KPI is significantly worse.</summary>
    public const string PrimaryWorse = "primary_worse";

    /// <summary>A guardrail's interval lies wholly beyond its margin.</summary>
    public const string GuardrailBeyond = "guardrail_beyond";

    /// <summary>Every guardrail is shown to be within its margin.</summary>
    public const string GuardrailsWithin = "guardrails_within";

    /// <summary>The upper end, in the desired direction, of the primary interval is at least the minimum effect.</summary>
    public const string MinimumEffectReachable = "minimum_effect_reachable";

    /// <summary>The primary interval lies inside ± the minimum effect.</summary>
    public const string PrimaryEquivalent = "primary_equivalent";

    /// <summary>Planned units or end not reached.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>Always holds.</summary>
    public const string Always = "always";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [InvalidData, PrimaryBetter, PrimaryWorse, GuardrailBeyond, GuardrailsWithin, MinimumEffectReachable, PrimaryEquivalent, Incomplete, Always];
}
