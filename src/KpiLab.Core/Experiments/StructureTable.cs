using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Contrasts by the plan's estimator, where that is not the plain difference: from cells by stratum, from units one by one, or from sums per unit and period.</summary>
internal sealed class StructureTable(ResolvedExperiment experiment, ExperimentCells cells)
{
    private readonly AnalysisPlan _plan = experiment.Definition.Plan;
    private readonly Dictionary<(int Block, int? Segment, string? Value), Estimable<StratifiedEffects>> _fits = [];
    private readonly Dictionary<int, List<int>[]> _rows = [];

    /// <summary>Two variants, over all units or in one segment; the plain contrast where the estimator is not for this block.</summary>
    public ArmContrast Of(int block, int control, int treatment, int? segment, string? value, ArmContrast plain)
    {
        if (_plan.Estimator == PlanEstimator.Difference || !IsFor(_plan.Estimator, experiment.Needs.Blocks[block]))
        {
            return plain;
        }

        var (contrast, use) = _plan.Estimator switch
        {
            PlanEstimator.PostStratified => PostStratified(block, control, treatment, segment, value),
            PlanEstimator.FixedEffects => FixedEffects(block, control, treatment, segment, value),
            PlanEstimator.Regression => Regression(block, control, treatment, segment, value),
            _ => Panel(block, control, treatment),
        };
        var arms = new ArmContrast(contrast, null, plain.Control, plain.Treatment) { IsStructured = true, Estimator = use };
        return _plan.Estimator == PlanEstimator.DifferenceInDifferences
            ? arms with { Control = After(block, control), Treatment = After(block, treatment) }
            : arms with { PlainDifference = plain.Cuped?.Unadjusted ?? plain.Contrast };
    }

    /// <summary>Whether an estimator can compare a block: means, and where it counts units as independent, only those that are.</summary>
    public static bool IsFor(PlanEstimator estimator, MomentBlock block)
        => block.Quantile is null && block.Method is null && block.Quantities[0].Role == QuantityRole.Value
            && (estimator is PlanEstimator.FixedEffects or PlanEstimator.DifferenceInDifferences || block.Cluster is null);

    private (Estimable<Contrast> Contrast, EstimatorUse Use) PostStratified(int block, int control, int treatment, int? segment, string? value)
    {
        var use = new EstimatorUse(_plan.Estimator, _plan.Strata, null, null, null);
        var strata = Strata(block, segment, value);
        if (!strata.IsDefined)
        {
            return (strata.Reason, use);
        }

        Moments Of(IEnumerable<StratumCell> stratum, int arm) => stratum.Where(c => c.Arm == arm).Aggregate(default(Moments), (a, c) => a + c.Moments);
        var found = PostStratification.Compare([.. strata.Value.GroupBy(c => c.Stratum).Select(g => new Stratum(Of(g, control), Of(g, treatment)))]);
        return (found.Select(f => f.Contrast), found.Match(f => use with { Strata = f.Strata, LeftOut = f.Merged }, _ => use));
    }

    private (Estimable<Contrast> Contrast, EstimatorUse Use) FixedEffects(int block, int control, int treatment, int? segment, string? value)
    {
        var clustered = experiment.Needs.Blocks[block].Cluster is not null;
        var use = new EstimatorUse(_plan.Estimator, _plan.Strata, clustered ? "cr1" : _plan.Errors.ToString().ToLowerInvariant(), null, null);
        if (!_fits.TryGetValue((block, segment, value), out var fit))
        {
            // All variants in one regression, the control first: what is known of a stratum is known from all of them.
            var first = experiment.Definition.Variants.ToList().FindIndex(v => v.IsControl);
            _fits[(block, segment, value)] = fit = Strata(block, segment, value).Then(
                s => StratifiedEffects.Fit([.. s.Select(c => c with { Arm = Swapped(c.Arm, first) })], experiment.Definition.Variants.Count));
        }

        var of = experiment.Definition.Variants.ToList().FindIndex(v => v.IsControl);
        return (
            fit.Then(f => clustered ? f.ClusteredContrast(Swapped(control, of), Swapped(treatment, of)) : f.Contrast(Swapped(control, of), Swapped(treatment, of), _plan.Errors)),
            fit.Match(f => use with { Strata = f.Strata, LeftOut = f.LeftOut }, _ => use));
    }

    private static int Swapped(int arm, int control) => arm == control ? 0 : arm == 0 ? control : arm;

    private (Estimable<Contrast> Contrast, EstimatorUse Use) Regression(int block, int control, int treatment, int? segment, string? value)
    {
        var use = new EstimatorUse(
            _plan.Estimator, [.. experiment.Needs.Blocks[block].Quantities.Skip(1).Select(q => q.Metric).Distinct(StringComparer.Ordinal)], _plan.Errors.ToString().ToLowerInvariant(), null, null);
        if (cells.Rows.FirstOrDefault(r => r.Block == block) is not { } rows)
        {
            return (new Undefined(Undefined.OutsideDomain, "the units were not read one by one"), use);
        }

        if (!_rows.TryGetValue(block, out var byVariant))
        {
            _rows[block] = byVariant = [.. experiment.Definition.Variants.Select(_ => new List<int>())];
            for (var i = 0; i < rows.Count; i++)
            {
                byVariant[rows.Variants[i]].Add(i);
            }
        }

        double[][] Arm(int variant)
        {
            int[] members = [.. byVariant[variant].Where(i => segment is not { } s || rows.SegmentTexts[s][rows.Segments[s][i]] == value)];
            return [.. rows.Values.Select(v => Array.ConvertAll(members, i => v[i]))];
        }

        return (LinContrast.Of(Arm(control), Arm(treatment), _plan.Errors), use);
    }

    private (Estimable<Contrast> Contrast, EstimatorUse Use) Panel(int block, int control, int treatment)
    {
        var period = _plan.Period!;
        var use = new EstimatorUse(_plan.Estimator, [period.Column], "cr1", null, null);
        if (cells.Clusters.FirstOrDefault(c => c.Block == block) is not { } clusters)
        {
            return (new Undefined(Undefined.OutsideDomain, "its units before and after were not told apart"), use);
        }

        var sums = new SortedDictionary<int, PanelCluster>();
        void Add(ClusterArm arm, Func<PanelCluster, PanelSum, PanelCluster> put)
        {
            for (var i = 0; i < arm.Clusters.Count; i++)
            {
                sums[arm.Clusters[i]] = put(sums.GetValueOrDefault(arm.Clusters[i]), new PanelSum(arm.Sums[0][i], arm.Units[i]));
            }
        }

        Add(clusters.Of(control, Column(period.Column), period.Before), (c, s) => c with { ControlBefore = s });
        Add(clusters.Of(control, Column(period.Column), period.After), (c, s) => c with { ControlAfter = s });
        Add(clusters.Of(treatment, Column(period.Column), period.Before), (c, s) => c with { TreatedBefore = s });
        Add(clusters.Of(treatment, Column(period.Column), period.After), (c, s) => c with { TreatedAfter = s });
        return (PanelDifference.Contrast([.. sums.Values]), use);
    }

    private Estimable<Estimate> After(int block, int variant)
    {
        var arm = cells.Clusters.FirstOrDefault(c => c.Block == block)?.Of(variant, Column(_plan.Period!.Column), _plan.Period.After);
        return arm is null || arm.Clusters.Count == 0
            ? new Undefined(Undefined.TooFewUnits, "there is no observation after the change")
            : RatioOfMeans.Arm(ClusterDifference.Arm([.. arm.Sums[0]], [.. arm.Units.Select(u => (double)u)]), 0, 1)
                .Select(a => new Estimate(arm.Units.Sum(), a.Mean, a.Count > 1 ? Math.Sqrt(a.SquaredStandardError) : null));
    }

    private Estimable<List<StratumCell>> Strata(int block, int? segment, string? value)
    {
        var cluster = _plan.Estimator == PlanEstimator.FixedEffects ? experiment.Needs.Blocks[block].Cluster : null;
        int[] strata = [.. _plan.Strata.Select(Column)];
        int[] needed = [.. strata.Concat(cluster is null ? [] : [Column(cluster)]).Concat(segment is { } of ? [of] : []).Distinct()];
        if (!cells.IsJoint && needed.Length > 1)
        {
            return new Undefined(
                Undefined.OutsideDomain, "its strata, crossed with the segments and clusters of the plan, have too many cells for the units there are to be kept apart; leave out segments, or use fewer strata");
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int Number(string key)
        {
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers[key] = number = numbers.Count;
            }

            return number;
        }

        return (cells.IsJoint ? cells.Grains[0] : cells.Grains[needed[0] + 1])
            .Where(c => (segment is not { } s || c.Segments[s] == value) && (cluster is null || c.Segments[Column(cluster)] is not null) && c.Blocks[block].Count > 0)
            .Select(c => new StratumCell(
                Number("s" + RowMoments.Key(strata.Select(s => c.Segments[s]))), cluster is null ? 0 : Number("c" + RowMoments.Key([c.Segments[Column(cluster)]])), c.Variant, c.Blocks[block].Marginal(0)))
            .ToList();
    }

    private int Column(string name) => experiment.Needs.Segments.ToList().IndexOf(name);
}
