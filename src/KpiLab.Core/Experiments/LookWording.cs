using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Says in plain words which alpha applied where, and what looking early means.</summary>
internal static class LookWording
{
    /// <summary>The account of a design with several looks; null for others.</summary>
    public static SequentialAccount? Account(AnalysisPlan plan, LookHistory history, IReadOnlyList<KpiComparison> comparisons, int guardrails)
    {
        if (!history.IsSequential)
        {
            return null;
        }

        var states = history.States();
        var group = plan.Design == Design.GroupSequential;
        var last = states[^1];
        var sentences = new List<string>
        {
            group
                ? $"Group-sequential design with {Spending(plan)} spending: over all looks together, each family of comparisons has an error rate of at most {Rate(plan.Alpha)}."
                : $"Always-valid design: intervals and p-values hold at every look together, however often one looks; each family of comparisons has an error rate of at most {Rate(plan.Alpha)} over all of them.",
        };
        if (group)
        {
            sentences.Add(Invariant($"This is look {states.Count}, at {Share(last.Fraction!.Value)} of the planned units{(last.IsFinal ? ", and the last: all that was left is spent" : "")}. A comparison alone in its family has spent {Rate(last.Spent!.Value)} so far; at this look its own p must be at most {Rate(last.NominalAlpha)} ({Standard(last.Bound)}), where a fixed design asks for {Rate(plan.Alpha)}."));
            if (states.Count > 1)
            {
                sentences.Add("Looks before: " + string.Join(", ", states.Take(states.Count - 1).Select((s, i) => Invariant($"{Share(s.Fraction!.Value)} (p at most {Rate(s.NominalAlpha)})"))) + ". Looking again at the same data is not a new look.");
            }
        }
        else
        {
            sentences.Add(Invariant($"Intervals are narrowest at {Rounding.Count((long)history.TuningUnits)} units of two variants{(plan.Units is null ? ", the default, as no units are planned" : ", those planned")}; with the units of this look they reach {Rounding.Number(last.Bound ?? 0, 2)} standard errors where a fixed design takes {Rounding.Number(Normal.UpperQuantile(plan.Alpha / 2), 2)}. The guarantee is claimed from {AsymptoticConfidenceSequence.MinimumUnitsPerArm} units in each variant on."));
            if (comparisons.Any(c => c.Sequential is { IsClaimed: false }))
            {
                sentences.Add(Invariant($"Where a variant has fewer than {AsymptoticConfidenceSequence.MinimumUnitsPerArm} units nothing is concluded: p counts as 1."));
            }
        }

        sentences.AddRange(comparisons.Where(c => c.Family is not null).GroupBy(c => c.Family!).Select(f => Family(f.Key, f.Count(), plan)));
        if (guardrails > 0)
        {
            sentences.Add($"Each guardrail is tested one-sided with {Rate(plan.Alpha)} of its own, over all looks, in no family.");
        }

        return new SequentialAccount(plan.Design, group ? plan.Looks?.Spending ?? "obrien_fleming" : null, plan.Alpha, group ? null : history.TuningUnits, states, sentences);
    }

    /// <summary>Findings about how the experiment was looked at.</summary>
    public static IEnumerable<Finding> Findings(AnalysisPlan plan, LookHistory history, bool isComplete)
    {
        if (plan.Design == Design.Fixed && (!isComplete || history.Units.Count > 1))
        {
            yield return Peeking(plan, history, isComplete);
        }

        if (history.IsSequential && history.Replaced > 0)
        {
            yield return new Finding(
                "look-after-the-end",
                Severity.Warning,
                "The experiment had ended at an earlier look, at which all of alpha was spent; this look at further data takes the place of that one.",
                "Decide by the look that ended the experiment, unless the further data came for reasons that have nothing to do with its result.");
        }
    }

    // What it costs: every look so far, and the planned end where that is still to come.
    private static Finding Peeking(AnalysisPlan plan, LookHistory history, bool isComplete)
    {
        var units = history.Units.Select(u => (double)u).ToList();
        var early = isComplete ? units.Count - 1 : units.Count;
        if (!isComplete && plan.Units is { } planned && planned > units[^1])
        {
            units.Add(planned);
        }

        var cost = units.Count > 1 ? PeekingCost.Of([.. units], plan.Alpha) : null;
        var looks = early == 1 ? "once" : Invariant($"{early} times");
        var price = cost is null
            ? "acting on early significance finds effects that are not there far more often than alpha says."
            : Invariant($"whoever acts on the first significant one of {(isComplete ? "these" : "these looks and the planned end,")} {(isComplete ? $"{units.Count} looks " : "")}finds an effect that is not there in {Rate(cost.AnyLook)} of such experiments instead of {Rate(plan.Alpha)}.");
        return new Finding(
            "peeking",
            Severity.Warning,
            $"A fixed design was looked at {looks} before its planned end; {price}",
            isComplete
                ? "If nothing was decided at the earlier looks, read this one as planned; plan `design: group_sequential` or `always_valid` where looks are wanted."
                : "Wait for the planned units or end before deciding; plan `design: group_sequential` or `always_valid` where looks are wanted.");
    }

    private static string Family(string name, int size, AnalysisPlan plan)
    {
        var family = name.StartsWith("segment:", StringComparison.Ordinal) ? $"Segments of {name[8..]}" : $"The {name} family";
        var share = Rate(plan.Alpha / size);
        return size == 1
            ? $"{family} has one comparison, which has all of {Rate(plan.Alpha)}."
            : plan.Correction switch
            {
                FamilyCorrection.Bonferroni => Invariant($"{family} has {size} comparisons: each has {share}, spent over its looks by itself."),
                FamilyCorrection.Holm => Invariant($"{family} has {size} comparisons: each starts with {share}, spent over its looks by itself, and what a significant one had goes to the others (Holm's procedure on p-values over all looks)."),
                FamilyCorrection.None => Invariant($"{family} has {size} comparisons without correction: each has {Rate(plan.Alpha)}, so that together they err more often."),
                _ => Invariant($"{family} has {size} comparisons: their p-values over all looks are corrected so that at most {Rate(plan.Alpha)} of the significant ones are false, on average."),
            };
    }

    /// <summary>Alpha that a comparison of a family starts with.</summary>
    public static double ShareOf(AnalysisPlan plan, int familySize)
        => plan.Correction is FamilyCorrection.Bonferroni or FamilyCorrection.Holm ? plan.Alpha / Math.Max(1, familySize) : plan.Alpha;

    /// <summary>How the plan spends its error rate, as people call it.</summary>
    public static string Spending(AnalysisPlan plan) => LookPlan.NameOf(plan.Looks?.Spending ?? "obrien_fleming");

    private static string Standard(double? bound) => bound is { } b ? Invariant($"{Rounding.Number(b, 2)} standard errors") : "out of reach";

    private static string Share(double fraction) => Rounding.Number(fraction * 100, 0) + " %";

    private static string Rate(double rate) => rate == 0 ? "0 %" : FormattableString.Invariant($"{rate * 100:G3} %");
}
