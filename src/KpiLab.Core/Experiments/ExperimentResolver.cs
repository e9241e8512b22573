namespace KpiLab.Core;

/// <summary>Turns an experiment's references into metrics, quantities and needs, collecting every problem.</summary>
internal sealed class ExperimentResolver(ExperimentDefinition experiment, DefinitionSet definitions, DateTimeOffset? asOf)
{
    private readonly List<Problem> _problems = [];
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);

    public ResolvedExperiment Resolve()
    {
        var exposures = Source(experiment.Exposures.Source, "exposures.source");
        var covariates = experiment.Plan.Covariates.SelectMany(Covariate).ToList();
        var metrics = new List<PlannedMetric>();
        var blocks = new List<MomentBlock>();

        void Add(string id, ComparisonRole role, EffectSize? margin, string field)
        {
            if (definitions.Metric(id) is not { } defined)
            {
                Unknown(field, id);
                return;
            }

            var metric = PerUnit(defined);
            var block = blocks.FindIndex(b => b.Id == id);
            if (block < 0)
            {
                var outcome = Outcome(metric, field);
                if (outcome.Count == 0)
                {
                    return;
                }

                block = blocks.Count;
                var quantile = metric.Measure.Type == MeasureType.Quantile ? metric.Measure.Quantile : null;
                KpiMethod? method = experiment.Plan.Methods.TryGetValue(id, out var own) ? own : null;
                blocks.Add(new MomentBlock(id, quantile is not null || method is not null ? outcome : [.. outcome, .. covariates.Where(c => c.Metric != id || c.Window is not null)]) 
                {
                    Quantile = quantile,
                    Method = method,
                    Cluster = ClusterOf(metric),
                    NeedsRows = quantile is not null ? ClusterOf(metric) is not null : method is null && (experiment.Plan.OutcomeModel is not null || (experiment.Plan.Estimator == PlanEstimator.Regression && outcome.Count == 1 && ClusterOf(metric) is null)),
                });
            }

            metrics.Add(new PlannedMetric(metric, role, margin, block));
        }

        Add(experiment.Hypothesis.Kpi, ComparisonRole.Primary, null, "hypothesis.kpi");
        foreach (var id in experiment.Secondary)
        {
            Add(id, ComparisonRole.Secondary, null, "secondary");
        }

        foreach (var guardrail in experiment.Guardrails)
        {
            Add(guardrail.Kpi, ComparisonRole.Guardrail, guardrail.Margin, "guardrails");
        }

        if (experiment.Plan is { Design: not Design.Bayesian, Prior.IsFlat: false })
        {
            Problem("plan.prior", "belongs to a bayesian design", "leave it out, or write `design: bayesian`");
        }

        foreach (var (field, message, remedy) in StructureRules.Of(experiment, definitions).Concat(MethodRules.Of(
            experiment.Plan, experiment.Hypothesis.Kpi, experiment.Secondary, experiment.Hypothesis.MinimumEffect, id => definitions.Metric(id)?.Measure.Type, experiment.Exposures.Cluster is not null || experiment.Plan.Switchback is not null,
            [.. experiment.Guardrails.Select(g => g.Kpi)], id => definitions.Metric(id)?.Measure.Cap is not null)))
        {
            Problem(field, message, remedy);
        }

        if (experiment.Plan is { OutcomeModel: not null, Covariates: [] })
        {
            Problem("plan.outcome_model", "has no covariates to learn from", "name values from before exposure in `plan.covariates`");
        }

        if (experiment.Plan is { Design: Design.GroupSequential, Units: null })
        {
            Problem("plan.units", "is missing, and a group-sequential design spends alpha by the share of the planned units", "write how many units are planned, all variants together");
        }

        if (_problems.Count > 0 || exposures is null)
        {
            throw new InvalidInputException(_problems);
        }

        var needs = new ExperimentNeeds(
            exposures,
            experiment.Exposures.Variant,
            experiment.Exposures.ExposedAt,
            experiment.Variants,
            StructureRules.Segments(experiment, blocks),
            blocks,
            [.. _sources.Order(StringComparer.Ordinal).Select(id => definitions.Source(id)!)],
            asOf)
        {
            // Quantiles of days do not add up, and clusters come back on other days.
            Switchback = experiment.Plan.Switchback,
            Days = experiment.Exposures.ExposedAt is null || experiment.Plan.Estimator != PlanEstimator.Difference || blocks[metrics[0].Block] is { Quantile: not null } or { Cluster: not null } or { Method: not null }
                ? null
                : new DayNeeds(metrics[0].Block, definitions.Settings.Defaults.TimeZone, definitions.Settings.Defaults.WeekStarts),
            SinceExposure = blocks[metrics[0].Block].Method == KpiMethod.Rank ? null : NoveltyTable.Needs(experiment, metrics[0], blocks, definitions.Source),
        };
        return new ResolvedExperiment(experiment, metrics, needs);
    }

    private List<Quantity> Outcome(MetricDefinition metric, string field)
    {
        if (Bound(metric, metric.Measure.Cap, metric.Measure.Missing, QuantityRole.Value) is { } bound)
        {
            return [bound];
        }

        var measure = metric.Measure;
        if (!IsBuilt(metric, field) || Source(measure.Source ?? experiment.Exposures.Source, $"{field} → {metric.Id}.measure.source") is null)
        {
            return [];
        }

        return Quantities(metric, measure.Window, QuantityRole.Value, QuantityRole.Numerator, QuantityRole.Denominator);
    }

    private List<Quantity> Covariate(CovariateDefinition covariate)
    {
        const string field = "plan.covariates";
        if (definitions.Metric(covariate.Kpi) is not { } defined)
        {
            Unknown(field, covariate.Kpi);
            return [];
        }

        var metric = PerUnit(defined);
        if (metric.Measure.Type == MeasureType.Quantile)
        {
            Problem(field, $"{covariate.Kpi} is a quantile, and a covariate is one number a unit", "name a mean, proportion, ratio or count");
            return [];
        }

        if (covariate.Window is null && Bound(metric, metric.Measure.Cap, metric.Measure.Missing, QuantityRole.Covariate) is { } bound)
        {
            return [bound];
        }

        var source = metric.Measure.Source ?? experiment.Exposures.Source;
        if (!IsBuilt(metric, field) || Source(source, $"{field} → {metric.Id}.measure.source") is null)
        {
            return [];
        }

        var window = covariate.Window;
        if (source != experiment.Exposures.Source && window is null)
        {
            Problem(field, $"the covariate {covariate.Kpi} comes from the event source {source} without a window", "add a window that ends at exposure, such as `window: -14d..0d`");
        }

        if (window is { } w && w.To > TimeSpan.Zero)
        {
            Problem(field, $"the window {w} of the covariate {covariate.Kpi} reaches past the exposure, where the treatment may already have changed it", "end it at `0d` or before");
        }

        return Quantities(metric, window, QuantityRole.Covariate, QuantityRole.CovariateNumerator, QuantityRole.CovariateDenominator);
    }

    private List<Quantity> Quantities(MetricDefinition metric, ExposureWindow? window, QuantityRole value, QuantityRole numerator, QuantityRole denominator)
    {
        var measure = metric.Measure;
        Quantity Of(QuantityRole role, Formula? formula, Aggregate standard, bool isShare) => new(
            metric.Id, role, measure.Source ?? experiment.Exposures.Source, formula, measure.Where, measure.Aggregate ?? standard, window, measure.Cap, measure.Missing, isShare);

        return measure.Type switch
        {
            MeasureType.Proportion => [Of(value, measure.Value, Aggregate.Any, isShare: true)],
            MeasureType.Count => [Of(value, measure.Value, Aggregate.Count, isShare: false)],
            MeasureType.Ratio => [Of(numerator, measure.Numerator, Aggregate.Sum, isShare: false), Of(denominator, measure.Denominator, Aggregate.Sum, isShare: false)],
            _ => [Of(value, measure.Value, Aggregate.Sum, isShare: false)],
        };
    }

    // What a company imports by the period is, bound to a column, one value a unit: a share where it is a fraction, else a mean.
    private MetricDefinition PerUnit(MetricDefinition metric)
        => metric.Measure.Type == MeasureType.Imported && experiment.Bind.ContainsKey(metric.Id)
            ? metric with { Measure = new Measure(metric.Unit == MetricUnit.Fraction ? MeasureType.Proportion : MeasureType.Mean) }
            : metric;

    // `bind`: the KPI is already a column of the exposures source.
    private Quantity? Bound(MetricDefinition metric, Cap? cap, MissingRule? missing, QuantityRole role)
    {
        if (!experiment.Bind.TryGetValue(metric.Id, out var column))
        {
            return null;
        }

        var isShare = metric.Measure.Type == MeasureType.Proportion;
        return new Quantity(
            metric.Id, role, experiment.Exposures.Source, new Formula(column, new ColumnReference(column, 0)), null, Aggregate.Sum, null, cap, missing, isShare);
    }

    // A switched block without region has a column all the same, to hang its number on.
    private string? ClusterOf(MetricDefinition metric) => experiment.Plan.Switchback is { } switchback
        ? switchback.Region ?? experiment.Exposures.Variant
        : experiment.Exposures.Cluster ?? metric.Measure.Cluster;

    private bool IsBuilt(MetricDefinition metric, string field)
    {
        if (metric.Measure.Type is MeasureType.Retention or MeasureType.Imported)
        {
            Problem(field, $"{metric.Id} is of type {metric.Measure.Type.ToString().ToLowerInvariant()}, which a controlled test cannot use yet", metric.Measure.Type == MeasureType.Imported ? "`bind` it to a column of the exposures source, or use mean, proportion, ratio, count or quantile" : "use mean, proportion, ratio, count or quantile");
            return false;
        }

        return true;
    }

    private SourceDefinition? Source(string id, string field)
    {
        if (definitions.Source(id) is { } source)
        {
            _sources.Add(id);
            return source;
        }

        Problem(field, $"there is no source {id}", definitions.Sources.Count == 0 ? "define it with `kind: source`" : "the sources are " + string.Join(", ", definitions.Sources.Select(s => s.Id)));
        return null;
    }

    private void Unknown(string field, string id)
        => Problem(field, $"there is no kpi or metric {id} with a measure", "define it with `kind: metric` or `kind: kpi`");

    private void Problem(string field, string message, string remedy)
    {
        var document = definitions.Document(DefinitionKind.Experiment, experiment.Id);
        _problems.Add(new Problem(document?.File, document?.Line ?? 0, $"{experiment.Id}.{field}", message, remedy));
    }
}
