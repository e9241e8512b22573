namespace KpiLab.Statistics;

/// <summary>One arm's rate after the data.</summary>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Interval">Between equal tails.</param>
[TypeFormatterSource]
public sealed record RatePosterior(double Mean, CredibleInterval Interval) : IShowable;

/// <summary>Two arms' rates after the data, compared exactly.</summary>
/// <param name="Control">The control's rate.</param>
/// <param name="Treatment">The treatment's rate.</param>
/// <param name="TreatmentBeatsControl">P(treatment rate &gt; control rate).</param>
/// <param name="LossOfKeeping">E max(treatment − control, 0): what choosing the control costs on average, where more is better.</param>
/// <param name="LossOfShipping">E max(control − treatment, 0): what choosing the treatment costs on average, where more is better.</param>
[TypeFormatterSource]
public sealed record RateComparison(
    RatePosterior Control, RatePosterior Treatment, double TreatmentBeatsControl, double LossOfKeeping, double LossOfShipping) : IShowable;
