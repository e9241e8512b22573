using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>A controlled test described in a sentence, for rows at hand: <c>Experiment.Between("control", "treatment").On("spend", covariate: "spend_before")</c>.</summary>
public sealed record Experiment
{
    private Experiment(IReadOnlyList<string> variants) => Variants = variants;

    /// <summary>Variant values in the data; the first is the control.</summary>
    public IReadOnlyList<string> Variants { get; }

    /// <summary>Column that holds the variant.</summary>
    public string VariantColumn { get; private init; } = "variant";

    /// <summary>Column with the unit's key; null when every row is a unit.</summary>
    public string? UnitColumn { get; private init; }

    /// <summary>Column with the time of exposure; null when the data have none.</summary>
    public string? ExposedAtColumn { get; private init; }

    /// <summary>Metrics, the first one primary.</summary>
    public IReadOnlyList<MetricDefinition> Metrics { get; private init; } = [];

    /// <summary>Covariate columns.</summary>
    public IReadOnlyList<string> Covariates { get; private init; } = [];

    /// <summary>Columns to break down by.</summary>
    public IReadOnlyList<string> Segments { get; private init; } = [];

    /// <summary>Planned weights, or null.</summary>
    public IReadOnlyList<double>? Weights { get; private init; }

    /// <summary>Smallest effect worth having, or null.</summary>
    public EffectSize? MinimumEffect { get; private init; }

    /// <summary>How relative effects are built.</summary>
    public LiftMethod Lift { get; private init; } = LiftMethod.Fieller;

    /// <summary>Error rate of each family.</summary>
    public double Alpha { get; private init; } = 0.05;

    /// <summary>Metrics that are compared by a method of their own, by their id: the column, or numerator_per_denominator.</summary>
    public IReadOnlyDictionary<string, KpiMethod> Methods { get; private init; } = new Dictionary<string, KpiMethod>();

    /// <summary>A test of treatments against a control, by their values in the variant column.</summary>
    /// <exception cref="ArgumentException">Fewer than one treatment.</exception>
    public static Experiment Between(string control, params string[] treatments)
        => treatments.Length > 0 ? new Experiment([control, .. treatments]) : throw new ArgumentException("name at least one treatment", nameof(treatments));

    /// <summary>Compares the mean of a column; the first one named is the primary KPI.</summary>
    /// <param name="column">Column, or a formula in KpiLab's expression grammar.</param>
    /// <param name="covariate">Column measured before exposure, to reduce variance.</param>
    /// <param name="direction">Which way is better.</param>
    /// <param name="type">Mean, proportion or count.</param>
    public Experiment On(string column, string? covariate = null, Direction direction = Direction.Increase, MeasureType type = MeasureType.Mean)
        => this with
        {
            Metrics = [.. Metrics, Quick(column, direction, new Measure(type, QuickSource, QuickFormula.Parse(column)))],
            Covariates = covariate is null || Covariates.Contains(covariate) ? Covariates : [.. Covariates, covariate],
        };

    /// <summary>Compares the ratio of two columns' means.</summary>
    public Experiment OnRatio(string numerator, string denominator, Direction direction = Direction.Increase)
        => this with
        {
            Metrics =
            [
                .. Metrics,
                Quick($"{numerator}_per_{denominator}", direction, new Measure(
                    MeasureType.Ratio, QuickSource, Numerator: QuickFormula.Parse(numerator), Denominator: QuickFormula.Parse(denominator))),
            ],
        };

    /// <summary>Compares a quantile of a column, such as 0.99 for the slowest hundredth.</summary>
    public Experiment OnQuantile(string column, double quantile, Direction direction = Direction.Increase)
        => quantile is > 0 and < 1
            ? this with
            {
                Metrics = [.. Metrics, Quick(Invariant($"p{quantile * 100:0.####}_{column}"), direction, new Measure(MeasureType.Quantile, QuickSource, QuickFormula.Parse(column), Quantile: quantile))],
            }
            : throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "a quantile lies between 0 and 1, such as 0.9");

    /// <summary>The column that holds the variant.</summary>
    public Experiment ByVariant(string column) => this with { VariantColumn = column };

    /// <summary>The column with the unit's key.</summary>
    public Experiment PerUnit(string column) => this with { UnitColumn = column };

    /// <summary>The column with the time of exposure: the effect is then also told day by day, by calendar days in UTC.</summary>
    public Experiment ExposedAt(string column) => this with { ExposedAtColumn = column };

    /// <summary>Columns to break down by.</summary>
    public Experiment BrokenDownBy(params string[] columns) => this with { Segments = columns };

    /// <summary>Planned shares of the variants, control first.</summary>
    public Experiment Planned(params double[] weights) => this with { Weights = weights };

    /// <summary>The smallest effect worth having.</summary>
    public Experiment AtLeast(EffectSize minimumEffect) => this with { MinimumEffect = minimumEffect };

    /// <summary>How relative effects are built.</summary>
    public Experiment WithLift(LiftMethod lift) => this with { Lift = lift };

    /// <summary>Error rate of each family of comparisons.</summary>
    public Experiment AtAlpha(double alpha) => this with { Alpha = alpha };

    /// <summary>Compares one metric by a method of its own: ranks, a bootstrap, or as Poisson events.</summary>
    /// <param name="metric">Its id: the column, or numerator_per_denominator of a ratio.</param>
    /// <param name="method">The method.</param>
    public Experiment ComparedBy(string metric, KpiMethod method)
        => this with { Methods = new Dictionary<string, KpiMethod>(Methods, StringComparer.Ordinal) { [metric] = method } };

    internal const string QuickSource = "rows";

    internal (ExperimentDefinition Definition, DefinitionSet Set) ToDefinition(SourceDefinition source)
    {
        if (Metrics.Count == 0)
        {
            throw new InvalidInputException("experiment", "no column to compare was named", "say what to compare: .On(\"spend\")");
        }

        var covariates = Covariates.Select(c => Quick(c, Direction.Increase, new Measure(MeasureType.Mean, QuickSource, QuickFormula.Parse(c)))).ToList();
        var named = Covariates.Select((c, i) => covariates[i] with { Id = "covariate:" + c, Name = c }).ToList();
        var definition = new ExperimentDefinition(
            "experiment",
            string.Join(" against ", Variants.Skip(1).Append(Variants[0])),
            new Hypothesis(null, Metrics[0].Id, Metrics[0].Direction, MinimumEffect),
            null,
            new ExposureBinding(QuickSource, VariantColumn, ExposedAtColumn),
            [.. Variants.Select((v, i) => new VariantDefinition(v, v, Weights is { } w && i < w.Count ? w[i] : null, i == 0))],
            [.. Metrics.Skip(1).Select(m => m.Id)],
            [],
            new Dictionary<string, string>(),
            new AnalysisPlan(
                Design.Fixed, Alpha, null, null, null, [.. named.Select(c => new CovariateDefinition(c.Id, null))], FamilyCorrection.Holm, Segments, ComparePairs.WithControl, Lift, null, null) { Methods = Methods });
        var set = DefinitionSet.Empty with { Sources = [source], Metrics = [.. Metrics, .. named], Experiments = [definition] };
        return (definition, set);
    }

    /// <summary>Content hash of the experiment as it was built: the same sentence has the same hash, on whatever rows.</summary>
    internal string ContentHash() => CanonicalJson.Hash(new JsonObject
    {
        ["variants"] = Texts(Variants),
        ["variant"] = VariantColumn,
        ["unit"] = UnitColumn,
        ["exposed_at"] = ExposedAtColumn,
        ["metrics"] = new JsonArray([.. Metrics.Select(m => (JsonNode?)new JsonObject
        {
            ["id"] = m.Id,
            ["direction"] = m.Direction.ToString(),
            ["type"] = m.Measure.Quantile is { } q ? Invariant($"Quantile {q:R}") : m.Measure.Type.ToString(),
            ["value"] = m.Measure.Value?.Text,
            ["numerator"] = m.Measure.Numerator?.Text,
            ["denominator"] = m.Measure.Denominator?.Text,
        })]),
        ["covariates"] = Texts(Covariates),
        ["segments"] = Texts(Segments),
        ["weights"] = Weights is null ? null : new JsonArray([.. Weights.Select(w => (JsonNode?)JsonValue.Create(w))]),
        ["minimum_effect"] = MinimumEffect is { } effect ? new JsonObject { ["value"] = effect.Value, ["relative"] = effect.IsRelative } : null,
        ["lift"] = Lift.ToString(),
        ["alpha"] = Alpha,
        ["methods"] = Methods.Count == 0 ? null : new JsonObject(Methods.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.ToString()))),
    });

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);

    private static MetricDefinition Quick(string id, Direction direction, Measure measure)
        => new(id, id, measure.Type switch { MeasureType.Proportion => MetricUnit.Fraction, MeasureType.Count => MetricUnit.Count, MeasureType.Ratio => MetricUnit.Ratio, _ => MetricUnit.Score }, direction, measure);
}
