using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>One arm of an experiment that is simulated on the control's own units; grows from look to look.</summary>
internal abstract class DrawnArm
{
    /// <summary>Begins a new experiment.</summary>
    public abstract void Clear();

    /// <summary>Draws the units that come up to a look.</summary>
    public abstract void Grow(int look, SeededRandom random);
}

/// <summary>The control's own units, from which both arms of simulated experiments are drawn: the control as it is, the treatment with the effect planted.</summary>
internal abstract class OwnUnits
{
    /// <summary>Units that are drawn from.</summary>
    public required int Count { get; init; }

    /// <summary>How the effect is planted, in words.</summary>
    public required string Planted { get; init; }

    /// <summary>Units that come with one draw: the mean size of a cluster, or 1.</summary>
    public double UnitsPerDraw { get; protected init; } = 1;

    /// <summary>An arm whose groups between looks have so many draws.</summary>
    public abstract Func<DrawnArm> Arms(bool treated, IReadOnlyList<long> groups);

    /// <summary>The two, compared as the analysis compares them.</summary>
    public abstract ArmContrast Compare(DrawnArm control, DrawnArm treatment);

    /// <summary>From the units that were kept, for an effect in the metric's unit.</summary>
    /// <returns>Undefined with the reason why the simulation must draw from a law instead.</returns>
    public static Estimable<OwnUnits> Of(ResolvedExperiment experiment, UnitValues kept, int control, double effect, long seed)
    {
        if (Unable(experiment) is { } reason)
        {
            return reason;
        }

        var (predicted, units) = PredictedUnits.Of(experiment, kept, seed);
        var metric = predicted.Primary;
        var block = predicted.Needs.Blocks[metric.Block];
        var values = units.Values[metric.Block];
        var clusters = units.Clusters[metric.Block];
        int[] members =
        [
            .. Enumerable.Range(0, units.Count).Where(u => units.Variants[u] == control && values.All(v => !double.IsNaN(v[u])) && (clusters is null || clusters[u] >= 0)),
        ];
        if (members.Length < 2)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"the control has {members.Length} units with a value to draw from"));
        }

        double[][] own = [.. values.Select(v => Array.ConvertAll(members, u => v[u]))];
        var planting = Planting.Of(metric.Metric.Measure.Type, block, own, effect);
        return clusters is not null && Crossed(units, clusters)
            ? new Undefined(Undefined.OutsideDomain, "clusters have units of several variants")
            : planting.Select(p => clusters is null
                ? block.Quantile is { } level ? new OwnValues(own[0], level, p) : new OwnMoments(block, own, p)
                : (OwnUnits)new OwnClusters(block, own, Array.ConvertAll(members, u => clusters[u]), p));
    }

    /// <summary>Why the units themselves cannot be drawn from; null where they can.</summary>
    public static Undefined? Unable(ResolvedExperiment experiment)
    {
        var (plan, block) = (experiment.Definition.Plan, experiment.Needs.Blocks[experiment.Primary.Block]);
        string? because = plan.Estimator != PlanEstimator.Difference ? "the plan's estimator is not a difference of the arms"
            : plan.Switchback is not null ? "blocks of time are switched, not units"
            : block.Method == KpiMethod.Rank ? "the KPI is compared by ranks, whose effect is no effect on values"
            : block is { Quantile: not null, Cluster: not null } ? "quantiles by cluster are drawn from no single list of values"
            : null;
        return because is null ? null : new Undefined(Undefined.OutsideDomain, because);
    }

    private static bool Crossed(UnitValues units, int[] clusters)
    {
        var first = new Dictionary<int, int>();
        return Enumerable.Range(0, units.Count).Any(u => clusters[u] >= 0 && !first.TryAdd(clusters[u], units.Variants[u]) && first[clusters[u]] != units.Variants[u]);
    }
}

/// <summary>How an effect is planted: on the first quantity, values are multiplied, moved, or (shares) turned over by chance.</summary>
/// <param name="Factor">Of every value.</param>
/// <param name="Shift">Added to every value (a ratio has none).</param>
/// <param name="Turned">Shares: probability that a unit is turned over.</param>
/// <param name="To">Shares: what is turned over becomes this.</param>
/// <param name="Words">In words.</param>
internal sealed record Planting(double Factor, double Shift, double Turned, double To, string Words)
{
    /// <summary>Whether units are turned over.</summary>
    public bool IsShare => Turned > 0;

    /// <summary>The treated value of a unit that is not turned over.</summary>
    public double Of(double value) => (Factor * value) + Shift;

    /// <summary>So that the arm's mean, share, ratio or quantile differs by exactly the effect from that of the units drawn from.</summary>
    public static Estimable<Planting> Of(MeasureType type, MomentBlock block, double[][] own, double effect)
    {
        var level = block.Quantile is { } quantile
            ? SampleQuantile.Of(ValueCounts.Of(own[0]), quantile)
            : block.Quantities[0].Role == QuantityRole.Numerator
                ? own[1].Sum() is not 0 and var below ? own[0].Sum() / below : new Undefined(Undefined.ZeroBaseline, "the ratio's denominator adds up to 0")
                : own[0].Average();
        return level.Then(at => type == MeasureType.Proportion ? Share(at, effect) : Value(at, block, own[0], effect));
    }

    private static Estimable<Planting> Share(double share, double effect)
    {
        var (from, to) = effect >= 0 ? (1 - share, 1.0) : (share, 0.0);
        var turned = effect == 0 ? 0 : Math.Abs(effect) / from;
        return turned <= 1
            ? new Planting(1, 0, turned, to, Invariant($"of the units with {1 - to:0} a share of {turned:G3}, drawn by chance, became {to:0}"))
            : new Undefined(Undefined.OutsideDomain, Invariant($"an effect of {effect:G3} leads beyond what a share of {share:G3} can become"));
    }

    private static Estimable<Planting> Value(double level, MomentBlock block, double[] values, double effect)
    {
        var what = block.Quantities[0].Role == QuantityRole.Numerator ? "numerator" : "value";
        var multiplies = level > 0 && values.All(v => v >= 0) && effect > -level;
        return multiplies || what == "numerator"
            ? level != 0
                ? new Planting(1 + (effect / level), 0, 0, 0, Invariant($"every treated unit's {what} was multiplied by {1 + (effect / level):G6}, so that zeros stay zeros"))
                : new Undefined(Undefined.ZeroBaseline, "an effect on a ratio of 0 cannot be planted by multiplying its numerator")
            : new Planting(1, effect, 0, 0, Invariant($"{effect:G6} was added to every treated unit's value"));
    }
}
