using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>An experiment to be planned on units of its own, of any measure.</summary>
internal sealed record OwnData(MeasureType Type, double[][] Values)
{
    private const string Source = "units";

    public int[]? Clusters { get; init; }

    public double? Quantile { get; init; }

    public Design Design { get; init; } = Design.Fixed;

    public LookPlan? Looks { get; init; }

    public EffectPrior Prior { get; init; }

    public required EffectSize MinimumEffect { get; init; }

    public required long PlannedUnits { get; init; }

    /// <summary>The second quantity is a covariate.</summary>
    public bool HasCovariate { get; init; }

    public PowerAnswer Answer(PowerQuestion? question = null, long seed = 0)
    {
        var resolved = Resolve();
        return ExperimentPlanner.Answer(resolved, Cells(resolved), question ?? new PowerQuestion { Simulate = true }, seed);
    }

    private ResolvedExperiment Resolve()
    {
        Formula Column(string id) => new(id, new ColumnReference(id, 0));
        var measure = Type == MeasureType.Ratio
            ? new Measure(Type, Source, Numerator: Column("kpi"), Denominator: Column("views"))
            : new Measure(Type, Source, Column("kpi"), Quantile: Quantile);
        MetricDefinition Metric(string id, Measure how) => new(id, id, how.Type == MeasureType.Proportion ? MetricUnit.Fraction : MetricUnit.Currency, Direction.Increase, how);
        var plan = new AnalysisPlan(
            Design, 0.05, 0.8, PlannedUnits, Looks, HasCovariate ? [new CovariateDefinition("before", null)] : [], FamilyCorrection.None, [], ComparePairs.WithControl, LiftMethod.Fieller, null, null) { Prior = Prior };
        var definition = new ExperimentDefinition(
            "test",
            null,
            new Hypothesis(null, "kpi", Direction.Increase, MinimumEffect),
            null,
            new ExposureBinding(Source, "variant", "exposed_at", Clusters is null ? null : "shop"),
            [new VariantDefinition("control", "0", 0.5, true), new VariantDefinition("treatment", "1", 0.5, false)],
            [],
            [],
            new Dictionary<string, string>(),
            plan);
        return ResolvedExperiment.Resolve(definition, DefinitionSet.Empty with
        {
            Sources = [new SourceDefinition(Source, new FileLocation("units.csv"))],
            Metrics = [Metric("kpi", measure), Metric("before", new Measure(MeasureType.Mean, Source, Column("before")))],
            Experiments = [definition],
        });
    }

    // Both arms hold the same units; the treatment's are in clusters of their own.
    private ExperimentCells Cells(ResolvedExperiment resolved)
    {
        var n = Values[0].Length;
        var moments = JointMoments.Of(Values);
        int[]? clusters = Clusters;
        var most = clusters?.Max() + 1 ?? 0;
        var rows = new UnitValues(
            2 * n, 1, [.. Values[0].Select(_ => 0), .. Values[0].Select(_ => 1)], null, 0, [clusters is null ? null : [.. clusters, .. clusters.Select(c => c + most)]],
            [[.. Values.Select(v => (double[])[.. v, .. v])]]);
        ClusterArm Arm(int variant)
        {
            var groups = Enumerable.Range(0, n).GroupBy(u => clusters![u]).OrderBy(g => g.Key).ToList();
            return new ClusterArm(variant, null, null, groups.ConvertAll(g => g.Key + (variant * most)), groups.ConvertAll(g => (long)g.Count()), [.. Values.Select(v => (IReadOnlyList<double>)groups.ConvertAll(g => g.Sum(u => v[u])))]);
        }

        return new ExperimentCells(
            [[new Cell(0, [], n, [moments]), new Cell(1, [], n, [moments])]], true, [], 2 * n, 0, 0, new Dictionary<string, long>(), 0, [], [], null, null, [], [])
        {
            UnitValues = rows,
            Values = Quantile is null ? [] : [new ValueCells(0, 0, [new ValueCell(0, null, null, ValueCounts.Of(Values[0])), new ValueCell(1, null, null, ValueCounts.Of(Values[0]))])],
            Clusters = clusters is null ? [] : [new ClusterCells(0, "shop", 0, [Arm(0), Arm(1)])],
        };
    }
}
