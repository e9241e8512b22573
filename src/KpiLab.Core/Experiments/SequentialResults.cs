using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A look at an experiment whose plan allows several.</summary>
/// <param name="Units">Units analysed.</param>
/// <param name="Fraction">Their share of the planned units: the information fraction; null without planned units.</param>
/// <param name="Bound">Group-sequential: standard errors that the effect of a comparison with the whole alpha must be away from none.</param>
/// <param name="NominalAlpha">Alpha of this look alone that belongs to it.</param>
/// <param name="Spent">Group-sequential: alpha spent up to and with this look.</param>
/// <param name="IsFinal">Whether the look ends the experiment: planned units or end reached.</param>
[TypeFormatterSource]
public sealed record LookState(long Units, double? Fraction, double? Bound, double NominalAlpha, double? Spent, bool IsFinal);

/// <summary>How a design with several looks stands, and which alpha applied where, in plain words.</summary>
/// <param name="Design">Group-sequential or always valid.</param>
/// <param name="Spending">Group-sequential: the spending function.</param>
/// <param name="Alpha">Error rate over all looks of each family of comparisons.</param>
/// <param name="TuningUnits">Always valid: units of both arms at which intervals are narrowest.</param>
/// <param name="Looks">Looks at different data, oldest first; this one is the last.</param>
/// <param name="Account">Sentences.</param>
[TypeFormatterSource]
public sealed record SequentialAccount(
    Design Design, string? Spending, double Alpha, double? TuningUnits, IReadOnlyList<LookState> Looks, IReadOnlyList<string> Account);

/// <summary>What the looks mean for one comparison or guardrail. Its estimates, p-value and intervals hold over all looks already.</summary>
/// <param name="Alpha">Error rate over all looks that this comparison starts with: the family's, divided where the correction divides it.</param>
/// <param name="NominalAlpha">Alpha of this look alone that belongs to it.</param>
/// <param name="Bound">Standard errors from the null value at which it is significant; null where nothing can be.</param>
/// <param name="NominalPValue">p of this look alone, as a fixed design would report it.</param>
/// <param name="PValue">p over all looks, before correction.</param>
/// <param name="Crossed">Whether it is significant after correction (a guardrail: within its margin).</param>
/// <param name="IsClaimed">False below the units from which the guarantee is claimed: then nothing is concluded.</param>
/// <param name="AtStopping">Group-sequential, once it is crossed or the look is final: estimate and interval that allow for stopping, with their p-value.</param>
[TypeFormatterSource]
public sealed record SequentialResult(
    double Alpha, double NominalAlpha, double? Bound, double NominalPValue, double PValue, bool Crossed, bool IsClaimed, StoppingResult? AtStopping);

/// <summary>Stage-wise inference at stopping.</summary>
/// <param name="PValue">Stage-wise p-value, two-sided.</param>
/// <param name="Absolute">Median-unbiased absolute effect with its interval.</param>
[TypeFormatterSource]
public sealed record StoppingResult(double PValue, Effect Absolute);
