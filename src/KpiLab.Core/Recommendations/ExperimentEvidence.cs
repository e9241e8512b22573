using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What the rules of a recommendation look at, for one treatment.</summary>
/// <param name="Treatment">The treatment.</param>
/// <param name="Primary">Its primary comparison with the control.</param>
/// <param name="Guardrails">Its guardrails.</param>
/// <param name="Hypothesis">The hypothesis.</param>
/// <param name="CriticalFindings">Critical trust findings.</param>
/// <param name="Progress">How much of the plan is done.</param>
internal sealed record ExperimentEvidence(
    string Treatment,
    KpiComparison Primary,
    IReadOnlyList<GuardrailResult> Guardrails,
    Hypothesis Hypothesis,
    IReadOnlyList<Finding> CriticalFindings,
    PlanProgress Progress)
{
    /// <summary>The interval that the rules use: the family's first adjusted one where there is a family, else the comparison's own.</summary>
    public Effect? Absolute => Primary.Result.IsDefined
        ? Primary.Intervals is [var adjusted, ..]
            ? Primary.Result.Value.Absolute with { Set = adjusted.Absolute.Set }
            : Primary.Result.Value.Absolute
        : null;

    /// <summary>The same on the relative scale, where it exists.</summary>
    public Effect? Relative => Primary.Result.IsDefined && Primary.Result.Value.Relative.IsDefined
        ? Primary.Intervals is [{ Relative.IsDefined: true } adjusted, ..]
            ? Primary.Result.Value.Relative.Value with { Set = adjusted.Relative.Value.Set }
            : Primary.Result.Value.Relative.Value
        : null;

    /// <summary>Whether the plan allows decisions at several looks.</summary>
    public bool IsSequential { get; init; }

    /// <summary>Whether decisions on the primary KPI may be taken: in a fixed design, only once it is complete; else by boundary, confidence sequence or posterior, once there are units enough for it.</summary>
    public bool MayDecide => IsSequential ? Primary.Sequential is { IsClaimed: true } : Progress.IsComplete || Primary.Bayesian is { IsClaimed: true };

    /// <summary>The minimum effect, its set, and the scale on which the two are compared.</summary>
    public (ConfidenceSet Set, double Minimum, bool IsRelative)? MinimumEffect
    {
        get
        {
            if (Hypothesis.MinimumEffect is not { } minimum || Absolute is not { } absolute)
            {
                return null;
            }

            var control = Primary.ControlEstimate;
            if (!minimum.IsRelative)
            {
                return (absolute.Set, minimum.Value, false);
            }

            // With a positive control mean and a bounded lift the comparison is made on the relative scale, which counts the noise of both means.
            if (Relative is { Set.Shape: ConfidenceShape.Bounded } relative && control.IsDefined && control.Value.Value > 0)
            {
                return (relative.Set, minimum.Value, true);
            }

            return control.IsDefined && control.Value.Value != 0 ? (absolute.Set, minimum.Value * Math.Abs(control.Value.Value), false) : null;
        }
    }

    /// <summary>The end of a set that is farthest in the desired direction, as a gain.</summary>
    public double BestGain(ConfidenceSet set) => Hypothesis.Direction switch
    {
        Direction.Decrease => -set.Lower,
        Direction.Increase => set.Upper,
        _ => Math.Max(Math.Abs(set.Lower), Math.Abs(set.Upper)),
    };
}

/// <summary>How much of a plan is done.</summary>
/// <param name="Units">Units analysed.</param>
/// <param name="PlannedUnits">Units planned, or null.</param>
/// <param name="Ends">Planned end, or null.</param>
/// <param name="IsComplete">Planned units or end reached, or neither planned.</param>
/// <param name="UnitsLeft">Units still to come, or null.</param>
/// <param name="DaysLeft">Days still to go at the observed traffic or until the end, whichever is first; null when unknown.</param>
internal sealed record PlanProgress(long Units, long? PlannedUnits, DateTimeOffset? Ends, bool IsComplete, long? UnitsLeft, double? DaysLeft)
{
    public static PlanProgress Of(AnalysisPlan plan, ExperimentCells cells, long units, DateTimeOffset now)
    {
        var reached = plan.Units is { } planned && units >= planned;
        var over = plan.Ends is { } ends && now >= ends;
        if (reached || over || (plan.Units is null && plan.Ends is null))
        {
            return new PlanProgress(units, plan.Units, plan.Ends, true, null, null);
        }

        var left = plan.Units - units;
        double? byTraffic = null;
        if (left is { } missing && cells.FirstExposure is { } first && cells.LastExposure is { } last && last > first && units > 1)
        {
            byTraffic = missing / (units / (last - first).TotalDays);
        }

        var byDate = plan.Ends is { } end ? Math.Max(0, (end - now).TotalDays) : (double?)null;
        return new PlanProgress(units, plan.Units, plan.Ends, false, left, byTraffic is null || byDate < byTraffic ? byDate : byTraffic);
    }
}
