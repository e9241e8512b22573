using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Inference from the assignment of switched blocks alone, beside errors that take blocks as clusters: without correction for other comparisons, for one look, not adjusted for covariates.</summary>
/// <param name="Absolute">Treatment − control with the effects that the re-drawn assignments do not reject.</param>
/// <param name="PValue">Two-sided: twice the share of assignments with a difference at least as far on its side, at most 1.</param>
/// <param name="Assignments">Assignments counted, the one that happened among them.</param>
/// <param name="IsExact">Whether these are all; else drawn by the seed.</param>
/// <param name="LeastPValue">The smallest p-value that they can give.</param>
[TypeFormatterSource]
public sealed record BlockReading(Effect Absolute, double PValue, int Assignments, bool IsExact, double LeastPValue)
{
    internal static BlockReading Of(RandomisedBlocks blocks, Level level) => new(blocks.Interval(level), blocks.PValue(), blocks.Assignments, blocks.IsExact, blocks.LeastPValue);
}

/// <summary>Re-draws the variants of a switchback's blocks as its design drew them: within regions, or within pairs.</summary>
internal sealed class SwitchbackTable(ResolvedExperiment experiment, ExperimentCells cells, long seed)
{
    private readonly Dictionary<int, SwitchedBlock> _blocks = cells.SwitchedBlocks.GroupBy(b => b.Number).ToDictionary(g => g.Key, g => g.First());

    /// <summary>Two variants of a block of moments; null where the experiment is no switchback.</summary>
    public Estimable<RandomisedBlocks>? Of(int block, ClusterArm control, ClusterArm treatment)
    {
        if (experiment.Definition.Plan.Switchback is not { } plan || _blocks.Count == 0)
        {
            return null;
        }

        if (plan.Assignment == BlockAssignment.Alternating)
        {
            return new Undefined(Undefined.OutsideDomain, "the variants took turns, so that no other assignment of the blocks could have been but the opposite one");
        }

        if (control.Clusters.Intersect(treatment.Clusters).Any())
        {
            return new Undefined(Undefined.OutsideDomain, "a block has rows of both variants, so that blocks were not assigned as wholes");
        }

        var strata = plan.Assignment == BlockAssignment.Paired ? Pairs(control, treatment) : Regions();
        return strata.Then(s => RandomisedBlocks.Of([.. Blocks(block, control, false, s), .. Blocks(block, treatment, true, s)], seed));
    }

    /// <summary>What a reader must know where the assignment and the errors of clusters say different things, or the assignment nothing.</summary>
    public static IEnumerable<Finding> Findings(AnalysisPlan plan, IReadOnlyList<KpiComparison> comparisons)
    {
        foreach (var comparison in comparisons.Where(c => c is { Segment: null, Blocks: not null, Result.IsDefined: true }).DistinctBy(c => (c.Kpi, c.Control, c.Treatment)))
        {
            var (blocks, pair) = (comparison.Blocks!.Value, $"{comparison.Name}, {comparison.Treatment} against {comparison.Control}");
            if (!blocks.IsDefined)
            {
                yield return new Finding(
                    "blocks-not-redrawn", Severity.Info, $"{pair}: the blocks could not be assigned anew: {blocks.Reason.Sentence}.",
                    "Read p-values and intervals as those of blocks that do not depend on each other.", comparison.Kpi);
                continue;
            }

            var told = blocks.Value;
            if (told.LeastPValue > plan.Alpha)
            {
                yield return new Finding(
                    "few-assignments", Severity.Warning,
                    Invariant($"{pair}: so few blocks could have been assigned in {told.Assignments} ways only, and p from the assignment alone cannot be below {told.LeastPValue:0.###}."),
                    "Switch more often, or for longer.", comparison.Kpi);
            }
            else if (told.PValue <= plan.Alpha != comparison.Result.Value.Test.PValue <= plan.Alpha)
            {
                yield return new Finding(
                    "assignment-disagrees", Severity.Warning,
                    $"{pair}: with errors by block {Rounding.PValue(comparison.Result.Value.Test.PValue)}, from the assignment of the blocks alone {Rounding.PValue(told.PValue)}; only one of the two is significant.",
                    "With few blocks, or blocks that depend on each other, trust the assignment.", comparison.Kpi);
            }
        }
    }

    private IEnumerable<RandomisedBlock> Blocks(int block, ClusterArm arm, bool isTreated, Dictionary<int, int> strata)
    {
        var isRatio = experiment.Needs.Blocks[block].Quantities[0].Role == QuantityRole.Numerator;
        for (var i = 0; i < arm.Clusters.Count; i++)
        {
            var weight = isRatio ? arm.Sums[1][i] : arm.Units[i];
            if (weight > 0 && double.IsFinite(weight))
            {
                yield return new RandomisedBlock(strata[arm.Clusters[i]], isTreated, arm.Sums[0][i], weight);
            }
        }
    }

    private Estimable<Dictionary<int, int>> Regions()
    {
        var numbers = _blocks.Values.Select(b => b.Region ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select((region, number) => (region, number)).ToDictionary(r => r.region, r => r.number, StringComparer.Ordinal);
        return _blocks.ToDictionary(b => b.Key, b => numbers[b.Value.Region ?? ""]);
    }

    // Pairs are counted from the first block of all; a block whose other half has no rows was drawn with it, and stays as it is.
    private Estimable<Dictionary<int, int>> Pairs(ClusterArm control, ClusterArm treatment)
    {
        var first = _blocks.Values.Min(b => b.Index);
        var pairs = _blocks.Values.GroupBy(b => (Region: b.Region ?? "", Pair: (b.Index - first) / 2)).OrderBy(g => g.Key.Pair).ThenBy(g => g.Key.Region, StringComparer.Ordinal).ToList();
        foreach (var arm in new[] { control, treatment })
        {
            var members = arm.Clusters.ToHashSet();
            if (pairs.Find(p => p.Count(b => members.Contains(b.Number)) > 1) is { } same)
            {
                return new Undefined(Undefined.OutsideDomain, Invariant($"the plan says paired, and blocks {same.First().Index - first + 1} and {same.First().Index - first + 2}{(same.Key.Region.Length > 0 ? " of " + same.Key.Region : "")} have the same variant"));
            }
        }

        return pairs.SelectMany((p, number) => p.Select(b => (b.Number, Pair: number))).ToDictionary(b => b.Number, b => b.Pair);
    }
}
