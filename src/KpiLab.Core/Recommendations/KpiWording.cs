namespace KpiLab.Core;

/// <summary>The recommendation of a KPI in words: every fact with its numbers, on the side that it speaks for.</summary>
internal sealed class KpiWording(KpiEvidence evidence)
{
    private enum Side
    {
        Good,
        Bad,
        Open,
    }

    public string Sentence(KpiRule rule) => rule.Name switch
    {
        "serves-nothing" => "It serves no goal and nothing is done when it moves: stop reporting it.",
        "nobody-acts" => "Nobody owns it and nothing is done when it moves: stop reporting it.",
        "redundant" when evidence.Redundancy is { } r => $"Beside {r.Other} it adds nothing to the prediction of {r.Outcome} ({Rounding.PValue(r.Own)}): one of the two is enough.",
        "lead-dead" => $"It does not predict {Outcomes()} (any more): " + (evidence.Candidates.Count > 0
            ? $"{evidence.Candidates[0].Kpi} is the best candidate to take its place."
            : "no other KPI of today could take its place, so look for a new one."),
        "lead-dead-but-outcome" => $"It does not predict {Outcomes()}, but it is an outcome itself: keep it as that, and drop the link.",
        "pushing-it-harms" => "It predicts its outcome, but experiments that moved it moved the outcome the other way: watch it, and do not push it.",
        "moves-wrongly" when evidence.Sensitivity is { } s => Invariant($"In {s.Known} experiments of known outcome it moved the right way {s.Agreeing} times and the wrong way {s.Opposing} times."),
        "lead-undecided" => $"Whether it predicts {Outcomes()} is open.",
        "lead-predicts" => $"It predicts {string.Join(" and ", evidence.Kept.Select(l => l.Outcome))}" + (evidence.Kept.Any(l => l.Causal == CausalWord.Supported) ? ", and experiments show that moving it moves that too." : "; whether pushing it helps is not shown."),
        "predicts-nothing" => "It is said to predict, and no link says what: declare one.",
        "not-governed" => "It serves no goal that is defined: name one.",
        "not-owned" => "Nobody owns it: name one person.",
        "is-an-outcome" => evidence.LedBy.Count > 0 ? "It is the outcome that other KPIs are to predict." : "It judges success by itself.",
        "never-moves" when evidence.Sensitivity is { } s => Invariant($"Of {s.Experiments} experiments {s.Moved} moved it, no more than chance would: it is of no use for judging a test."),
        "mostly-noise" when evidence.Noise is { } n => Invariant($"{100 * n.NoiseShare:0} % of its movement from period to period is measurement error."),
        "serves-its-goal" => "It serves its goal and somebody owns it; nothing speaks against it.",
        KpiRuleTable.None => "None of the workspace's rules holds for it: end kpi_rules with one that always does.",
        _ => $"By the workspace's rule {rule.Name}: {string.Join(", and ", rule.When.Select(KpiConditions.Words))}.",
    };

    public IReadOnlyList<string> For(KpiAdvice advice) => [.. Facts().Where(f => Speaks(f.Side, advice)).Select(f => f.Text)];

    public IReadOnlyList<string> Against(KpiAdvice advice) => [.. Facts().Where(f => !Speaks(f.Side, advice)).Select(f => f.Text)];

    public IReadOnlyList<string> WouldChange(KpiRule rule)
    {
        var changes = new List<string>();
        if (!evidence.HasGoal)
        {
            changes.Add("a goal that it serves");
        }

        if (string.IsNullOrWhiteSpace(evidence.Kpi.Owner))
        {
            changes.Add("an owner");
        }

        if (!evidence.HasAction)
        {
            changes.Add("a threshold with an action");
        }

        switch (rule.Advice)
        {
            case KpiAdvice.Keep:
                changes.Clear();
                changes.AddRange(evidence.Kept.Select(l => $"{l.Link} no longer being kept"));
                changes.Add(evidence.LedBy.Count > 0 ? "its goal being given up" : "its goal or owner being given up");
                break;
            case KpiAdvice.Retire when evidence.Redundancy is { } r && rule.When.Contains(KpiConditions.Redundant):
                changes = [$"{r.Other} no longer being kept, or adding to it again for {r.Outcome}"];
                break;
            default:
                changes.AddRange(evidence.Leads.Where(l => l.Word != LinkWord.Keep).Select(l => $"{l.Link} passing its next check{(l.Next is { } day ? Invariant($" on {day:yyyy-MM-dd}") : "")}"));
                changes.AddRange(rule.When.SelectMany(Undone));
                break;
        }

        return changes.Count > 0 ? changes : ["new evidence at the next look"];
    }

    // What would undo a condition.
    private static IEnumerable<string> Undone(string condition) => condition switch
    {
        KpiConditions.PredictsNothing => ["a link to the outcome that it predicts"],
        KpiConditions.CausalContradicted => ["experiments that move it and its outcome the same way"],
        KpiConditions.MovesWrongly => ["experiments of known outcome in which it moves the right way"],
        KpiConditions.NeverMoves => ["an experiment that moves it, or a sharper form of it: a cap, covariates, fewer units that cannot react"],
        KpiConditions.Noisy => ["more units a period, or a longer period"],
        _ => [],
    };

    private static bool Speaks(Side side, KpiAdvice advice) => advice == KpiAdvice.Keep ? side == Side.Good : side != Side.Good;

    private IEnumerable<(Side Side, string Text)> Facts()
    {
        foreach (var l in evidence.Leads)
        {
            yield return (l.Word switch { LinkWord.Keep => Side.Good, LinkWord.Replace => Side.Bad, _ => Side.Open }, Link(l));
            if (l.Causal is CausalWord.Supported or CausalWord.Contradicted)
            {
                yield return l.Causal == CausalWord.Supported
                    ? (Side.Good, $"{l.Link}: experiments that moved it moved {l.Outcome} too (grade C).")
                    : (Side.Bad, $"{l.Link}: experiments that moved it moved {l.Outcome} the other way.");
            }
        }

        if (evidence.LedBy.Count > 0)
        {
            yield return (Side.Good, $"It is the outcome of {string.Join(", ", evidence.LedBy)}.");
        }

        if (evidence.Redundancy is { } r)
        {
            yield return (Side.Bad, $"Beside {r.Other} its lags add nothing for {r.Outcome} ({Rounding.PValue(r.Own)}; the other's beside it: {Rounding.PValue(r.OtherOwn)}).");
        }

        if (evidence.Sensitivity is { } s)
        {
            yield return (
                s.IsSensitive ? Side.Good : s.Experiments >= KpiEvidence.FewestForSensitivity ? Side.Bad : Side.Open,
                Invariant($"{s.Moved} of {s.Experiments} past experiments moved it{(s.IsSensitive ? "" : ", no more than chance would")}."));
            if (s.Known > 0)
            {
                yield return (s.Opposing >= 2 && s.Opposing >= s.Agreeing ? Side.Bad : Side.Good, Invariant($"Of {s.Known} known wins and losses it moved the right way in {s.Agreeing} and the wrong way in {s.Opposing}."));
            }
        }

        if (evidence.Noise is { } n)
        {
            yield return (n.NoiseShare > KpiEvidence.LargestNoiseShare ? Side.Bad : Side.Good, Invariant($"{100 * n.NoiseShare:0} % of its movement from period to period is measurement error."));
        }

        yield return evidence.HasGoal ? (Side.Good, $"It serves {evidence.Kpi.Goal}.") : (Side.Bad, "It serves no goal that is defined.");
        yield return string.IsNullOrWhiteSpace(evidence.Kpi.Owner) ? (Side.Bad, "Nobody owns it.") : (Side.Good, $"{evidence.Kpi.Owner} owns it.");
        yield return evidence.HasAction ? (Side.Good, "A threshold says what is done when it deviates.") : (Side.Bad, "Nothing is to be done when it deviates.");
    }

    private string Outcomes() => string.Join(" and ", evidence.Leads.Select(l => l.Outcome).Distinct(StringComparer.Ordinal));

    private static string Link(LinkStanding l) => l.Word switch
    {
        null => $"{l.Link}: {l.Reason}",
        { } word => $"{l.Link}: {Spelled(word)}{(l.CheckedOn is { } on ? Invariant($" on {on.UtcDateTime:yyyy-MM-dd}") : "")}. {l.Reason}",
    };

    private static string Spelled(LinkWord word) => word switch
    {
        LinkWord.Keep => "kept",
        LinkWord.Replace => "to be replaced",
        LinkWord.Revalidate => "to be revalidated",
        _ => "not enough data",
    };
}
