using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>A controlled test made by hand: arms with exact moments, so that what the analysis must say is known beforehand.</summary>
internal sealed class Scenario
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(string Id, double Weight)> _variants = [("control", 0.5), ("treatment", 0.5)];
    private readonly List<(string Kpi, EffectSize Margin, Direction Direction, double[] Effects, double Deviation)> _guardrails = [];
    private double[] _means = [10, 10];
    private long[] _units = [10_000, 10_000];

    public double Deviation { get; init; } = 5;

    /// <summary>Each arm's own deviation; null: the same in all.</summary>
    public double[]? Deviations { get; init; }

    public EffectPrior Prior { get; init; }

    public Direction Direction { get; init; } = Direction.Increase;

    public EffectSize? MinimumEffect { get; init; }

    public long? PlannedUnits { get; init; }

    public DateTimeOffset? Ends { get; init; }

    public Design Design { get; init; } = Design.Fixed;

    public LookPlan? Looks { get; init; }

    /// <summary>Units of the looks before this one.</summary>
    public IReadOnlyList<long> EarlierLooks { get; init; } = [];

    public FamilyCorrection Correction { get; init; } = FamilyCorrection.Holm;

    public long MultipleExposures { get; init; }

    public RegistrationState Registration { get; init; } = RegistrationState.Registered;

    public DateTimeOffset Now { get; init; } = Start.AddDays(30);

    public IReadOnlyList<RecommendationRule>? Rules { get; init; }

    public bool WithoutWeights { get; init; }

    public LiftMethod Lift { get; init; } = LiftMethod.Fieller;

    /// <summary>The KPI is a share, with the deviation that its mean gives it.</summary>
    public bool IsShare { get; init; }

    public Scenario Means(params double[] means)
    {
        _means = means;
        for (var i = _variants.Count; i < means.Length; i++)
        {
            _variants.Add(($"treatment_{i}", 0.5));
        }

        if (_units.Length != means.Length)
        {
            _units = [.. Enumerable.Repeat(_units[0], means.Length)];
        }

        return this;
    }

    public Scenario Units(params long[] units)
    {
        _units = units;
        return this;
    }

    /// <summary>A guardrail of control mean 10 and the given effects, one a treatment.</summary>
    public Scenario Guardrail(EffectSize margin, double effect, double deviation = 5, Direction direction = Direction.Decrease)
    {
        _guardrails.Add(($"guard_{_guardrails.Count + 1}", margin, direction, [effect], deviation));
        return this;
    }

    public Analysis Analyse()
    {
        var source = new SourceDefinition("units", new FileLocation("units.csv"));
        var metric = new MetricDefinition("kpi", "The KPI", IsShare ? MetricUnit.Fraction : MetricUnit.Currency, Direction, new Measure(IsShare ? MeasureType.Proportion : MeasureType.Mean, "units", Formula("value")));
        var guards = _guardrails.Select(g => new MetricDefinition(g.Kpi, g.Kpi, MetricUnit.Currency, g.Direction, new Measure(MeasureType.Mean, "units", Formula(g.Kpi)))).ToList();
        var plan = new AnalysisPlan(Design, 0.05, 0.8, PlannedUnits, Looks, [], Correction, [], ComparePairs.WithControl, Lift, Start, Ends) { Prior = Prior };
        var definition = new ExperimentDefinition(
            "test",
            null,
            new Hypothesis("We believe.", "kpi", Direction, MinimumEffect),
            null,
            new ExposureBinding("units", "variant", "exposed_at"),
            [.. _variants.Select((v, i) => new VariantDefinition(v.Id, v.Id, WithoutWeights ? null : v.Weight, i == 0))],
            [],
            [.. _guardrails.Select(g => new Guardrail(g.Kpi, g.Margin))],
            new Dictionary<string, string>(),
            plan);
        var set = DefinitionSet.Empty with { Sources = [source], Metrics = [metric, .. guards], Experiments = [definition] };
        var resolved = ResolvedExperiment.Resolve(definition, set);
        var cells = _variants.Select((_, v) => new Cell(v, [], _units[v], [
            Block(_units[v], _means[v], IsShare ? Math.Sqrt(_means[v] * (1 - _means[v])) : Deviations?[v] ?? Deviation),
            .. _guardrails.Select(g => Block(_units[v], v == 0 ? 10 : 10 + g.Effects[0], g.Deviation))])).ToList();
        var answer = new ExperimentCells(
            [cells], true, [], _units.Sum(), MultipleExposures, 0, new Dictionary<string, long>(), 0, [], [], Start, Start.AddDays(10), [], []);
        var registration = new RegistrationInfo(
            Registration, Registration == RegistrationState.Unregistered ? null : Registration == RegistrationState.Late ? Start.AddDays(1) : Start.AddDays(-1), "ann@example.org", 1, "hash", Start);
        return ExperimentAnalyzer.Analyze(resolved, answer, new AnalysisContext("hash", registration, Now, Rules)
        {
            EarlierLooks = [.. EarlierLooks.Select((u, i) => new Look("test", i + 1, Start.AddDays(i + 1), "ann@example.org", "hash", $"data {i}", u))],
        });
    }

    private static Formula Formula(string column) => new(column, new ColumnReference(column, 0));

    // n units of this mean and sample standard deviation, exactly.
    private static JointMoments Block(long n, double mean, double deviation)
        => JointMoments.FromShiftedSums(n, [mean], [0], [deviation * deviation * (n - 1)]);
}
