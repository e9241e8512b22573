using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>An experiment to be planned: a KPI of known mean and spread, and data with exact moments where a case wants them.</summary>
internal sealed record PlanningCase
{
    private const string Source = "units";

    public bool IsShare { get; init; }

    public Direction Direction { get; init; } = Direction.Increase;

    public EffectSize? MinimumEffect { get; init; } = new EffectSize(0.02, IsRelative: true);

    public double?[] Weights { get; init; } = [0.5, 0.5];

    public Design Design { get; init; } = Design.Fixed;

    public LookPlan? Looks { get; init; }

    public EffectPrior Prior { get; init; }

    public FamilyCorrection Correction { get; init; } = FamilyCorrection.Holm;

    public ComparePairs Compare { get; init; } = ComparePairs.WithControl;

    public long? PlannedUnits { get; init; }

    public double? Power { get; init; } = 0.8;

    public EffectSize? Margin { get; init; }

    /// <summary>Correlation of the KPI with a covariate of the plan; null: no covariate.</summary>
    public double? Correlation { get; init; }

    /// <summary>Units of each variant in the data; null: no data.</summary>
    public long[]? Units { get; init; }

    public double Mean { get; init; } = 10;

    public double Deviation { get; init; } = 5;

    public double Days { get; init; } = 10;

    /// <summary>By how much the treatments' mean differs from the control's in the data.</summary>
    public double Effect { get; init; }

    public ResolvedExperiment Resolve()
    {
        MetricDefinition Metric(string id, MeasureType type) => new(id, id, type == MeasureType.Proportion ? MetricUnit.Fraction : MetricUnit.Currency, Direction, new Measure(type, Source, new Formula(id, new ColumnReference(id, 0))));
        var plan = new AnalysisPlan(
            Design, 0.05, Power, PlannedUnits, Looks, Correlation is null ? [] : [new CovariateDefinition("before", null)], Correction, [], Compare, LiftMethod.Fieller, null, null)
        {
            Prior = Prior,
        };
        var definition = new ExperimentDefinition(
            "test",
            null,
            new Hypothesis(null, "kpi", Direction, MinimumEffect),
            null,
            new ExposureBinding(Source, "variant", "exposed_at"),
            [.. Weights.Select((w, i) => new VariantDefinition(i == 0 ? "control" : $"treatment_{i}", $"{i}", w, i == 0))],
            [],
            Margin is { } margin ? [new Guardrail("guard", margin)] : [],
            new Dictionary<string, string>(),
            plan);
        var set = DefinitionSet.Empty with
        {
            Sources = [new SourceDefinition(Source, new FileLocation("units.csv"))],
            Metrics = [Metric("kpi", IsShare ? MeasureType.Proportion : MeasureType.Mean), Metric("guard", MeasureType.Mean), Metric("before", MeasureType.Mean)],
            Experiments = [definition],
        };
        return ResolvedExperiment.Resolve(definition, set);
    }

    public PowerAnswer Answer(PowerQuestion? question = null, long seed = 0)
    {
        var resolved = Resolve();
        return ExperimentPlanner.Answer(resolved, Units is null ? null : Cells(resolved, Units), question ?? new PowerQuestion(), seed);
    }

    private ExperimentCells Cells(ResolvedExperiment resolved, long[] units)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var cells = units.Select((n, v) => new Cell(v, [], n, [.. resolved.Needs.Blocks.Select(b => Block(n, v == 0 ? Mean : Mean + Effect, b.Quantities.Count > 1))])).ToList();
        return new ExperimentCells([cells], true, [], units.Sum(), 0, 0, new Dictionary<string, long>(), 0, [], [], start, start.AddDays(Days), [], []);
    }

    private JointMoments Block(long n, double mean, bool withCovariate)
    {
        double deviation = IsShare ? Math.Sqrt(Mean * (1 - Mean)) : Deviation, squares = deviation * deviation * (n - 1);
        return withCovariate
            ? JointMoments.FromShiftedSums(n, [mean, 3], [0, 0], [squares, Correlation!.Value * deviation * 2 * (n - 1), 4 * (n - 1)])
            : JointMoments.FromShiftedSums(n, [mean], [0], [squares]);
    }
}
