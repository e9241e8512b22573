using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Compares every planned metric, pair of variants and segment, and corrects each family for its number of comparisons.</summary>
internal sealed class ComparisonTable
{
    private readonly ResolvedExperiment _experiment;
    private readonly ExperimentCells _cells;
    private readonly ArmTable _arms;
    private readonly bool _registered;
    private readonly int _control;
    private readonly LookHistory _looks;
    private readonly IReadOnlyDictionary<int, OutcomeModelFit> _models;

    public ComparisonTable(PredictedExperiment predicted, bool registered, LookHistory looks)
    {
        var (experiment, cells) = (predicted.Experiment, predicted.Cells);
        _models = predicted.Models;
        _looks = looks;
        _experiment = experiment;
        _cells = cells;
        _registered = registered;
        _arms = new ArmTable(experiment, cells, predicted.Seed);
        _control = experiment.Definition.Variants.Select((v, i) => (v, i)).First(v => v.v.IsControl).i;
    }

    /// <summary>The contrast of two variants in all units.</summary>
    public ArmContrast Contrast(PlannedMetric metric, int control, int treatment)
        => _arms.Of(metric.Block, control, treatment);

    /// <summary>The contrasts behind the comparisons, in their order, once they are built.</summary>
    public IReadOnlyList<Estimable<Contrast>> Contrasts { get; private set; } = [];

    /// <summary>All comparisons: primary, secondary, guardrails for information, then segments.</summary>
    public IReadOnlyList<KpiComparison> Build()
    {
        var plan = _experiment.Definition.Plan;
        var pairs = Pairs();
        var raw = new List<RawComparison>();
        foreach (var metric in _experiment.Metrics)
        {
            var family = metric.Role switch { ComparisonRole.Primary => "primary", ComparisonRole.Secondary => "secondary", _ => null };
            raw.AddRange(pairs.Select(p => new RawComparison(metric, null, family, p.Control, p.Treatment, Contrast(metric, p.Control, p.Treatment))));
        }

        for (var segment = 0; segment < plan.Segments.Count; segment++)
        {
            foreach (var metric in _experiment.Metrics.Where(m => m.Role != ComparisonRole.Guardrail))
            {
                foreach (var value in _arms.Segment(segment).Values)
                {
                    foreach (var (control, treatment) in pairs)
                    {
                        var contrast = _arms.Of(metric.Block, control, treatment, segment, value);
                        raw.Add(new RawComparison(metric, new SegmentValue(plan.Segments[segment], value), $"segment:{plan.Segments[segment]}", control, treatment, contrast));
                    }
                }
            }
        }

        Contrasts = raw.ConvertAll(r => r.Arms.Contrast);
        var decisions = new FamilyDecision?[raw.Count];
        var beside = new FamilyDecision?[raw.Count];
        foreach (var family in raw.Select((r, i) => (Raw: r, Index: i)).Where(r => r.Raw.Family is not null).GroupBy(r => r.Raw.Family))
        {
            // A comparison that could not be estimated was still planned: it stays in the count, with p = 1.
            var members = family.Select(r => r.Raw.Arms.Contrast.Match(c => FamilyMember.Of(r.Raw.Arms.PValue(r.Raw.Metric.Metric, plan, _looks.Rule), c.Difference), _ => new FamilyMember(1, 0))).ToList();
            var decided = ComparisonFamily.Decide(members, plan.Correction, plan.Alpha);
            var simultaneous = ComparisonFamily.Decide(members, FamilyCorrection.Bonferroni, plan.Alpha);
            foreach (var ((_, index), (decision, bonferroni)) in family.Zip(decided.Zip(simultaneous)))
            {
                decisions[index] = decision;
                beside[index] = bonferroni;
            }
        }

        var sizes = raw.Where(r => r.Family is not null).GroupBy(r => r.Family!).ToDictionary(g => g.Key, g => g.Count());
        return [.. raw.Select((r, i) => Finish(r, decisions[i], beside[i], r.Family is { } f ? sizes[f] : 1))];
    }

    private KpiComparison Finish(RawComparison raw, FamilyDecision? decision, FamilyDecision? bonferroni, int familySize)
    {
        var definition = _experiment.Definition;
        var metric = raw.Metric.Metric;
        var level = Level.FromAlpha(definition.Plan.Alpha);
        var result = raw.Arms.Compare(metric, definition.Plan, _looks.Rule);
        var direction = raw.Metric.Role == ComparisonRole.Primary ? definition.Hypothesis.Direction : metric.Direction;
        var rejected = decision?.Rejected ?? (result.IsDefined && result.Value.Test.PValue <= definition.Plan.Alpha);
        var cap = _cells.Caps.FirstOrDefault(c => c.Metric == metric.Id && c.Role is QuantityRole.Value or QuantityRole.Numerator);
        var comparison = new KpiComparison(
            metric.Id,
            metric.Name,
            raw.Arms.Reading is { IsRank: true } ? MetricUnit.Score : metric.Unit,
            direction,
            raw.Metric.Role,
            raw.Segment,
            definition.Variants[raw.Control].Id,
            definition.Variants[raw.Treatment].Id,
            result,
            raw.Arms.Control,
            raw.Arms.Treatment,
            definition.Plan.Lift,
            raw.Family,
            result.IsDefined ? decision?.AdjustedP : null,
            familySize > 1 && decision is not null && bonferroni is not null && raw.Arms.Contrast.IsDefined
                ? Intervals(raw.Arms, metric, decision, bonferroni.Interval)
                : [],
            raw.Arms.Cuped is { } cuped ? Describe(cuped, raw.Metric.Block, level) : Describe(raw.Arms, level),
            cap?.Value,
            Judge(result, rejected, direction),
            _registered && raw.Segment is null)
        {
            Method = raw.Arms.Reading,
            Events = EventComparison.Read(metric, definition.Plan, raw.Arms),
            Blocks = raw.Arms.Blocks?.Select(b => BlockReading.Of(b, level)),
            RejectedByTestOnly = result.IsDefined && decision is { RejectedByTestOnly: true },
            Sequential = raw.Arms.Contrast.IsDefined
                ? _looks.Describe(raw.Arms.Contrast.Value, LookWording.ShareOf(definition.Plan, familySize), rejected, atStopping: raw is { Segment: null, Family: not null })
                : null,
        };
        return definition.Plan.Design == Design.Bayesian
            ? BayesianComparison.Apply(comparison, raw.Arms.Lifted(metric, definition.Plan), definition.Plan, definition.Hypothesis.MinimumEffect)
            : comparison;
    }

    private IReadOnlyList<AdjustedInterval> Intervals(ArmContrast arms, MetricDefinition metric, FamilyDecision decision, IntervalRule bonferroni)
    {
        var plan = _experiment.Definition.Plan;
        AdjustedInterval Of(string method, IntervalRule rule)
        {
            // On the relative scale a negative control mean reverses the order of effects.
            var relative = arms.Relative(metric, plan, _looks.Rule, rule.Coverage).Select(
                _ => (arms.Contrast.Value.Baseline.Mean < 0 && plan.Lift != LiftMethod.Delta ? rule.Reversed() : rule).Build(l => arms.Relative(metric, plan, _looks.Rule, l).Value.Set));
            return new AdjustedInterval(method, rule.Build(l => arms.Absolute(metric, plan, _looks.Rule, l).Set), relative);
        }

        return plan.Correction switch
        {
            FamilyCorrection.None => [],
            FamilyCorrection.Bonferroni => [Of("bonferroni", decision.Interval)],
            FamilyCorrection.Holm => decision.Bonferroni is { } beside
                ? [Of("holm", decision.Interval), Of("bonferroni", beside)]
                : [Of("holm", decision.Interval)],

            // A false-coverage-rate interval is for what was selected; the others get one that holds for the whole family.
            _ when !decision.Rejected => [Of("bonferroni", bonferroni)],
            FamilyCorrection.BenjaminiHochberg => [Of("benjamini_hochberg", decision.Interval)],
            _ => [Of("benjamini_yekutieli", decision.Interval)],
        };
    }

    /// <summary>A finding for each treatment whose primary effect is below the plan's futility bound.</summary>
    public IEnumerable<Finding> Futility()
    {
        var definition = _experiment.Definition;
        var pairs = Pairs();
        var alpha = LookWording.ShareOf(definition.Plan, pairs.Count);
        foreach (var (control, treatment) in pairs.Where(p => p.Control == _control))
        {
            if (Contrast(_experiment.Primary, control, treatment).Contrast is { IsDefined: true, Value: var contrast } && _looks.IsFutile(contrast, alpha, definition.Hypothesis.Direction) == true)
            {
                yield return new Finding(
                    "futility",
                    Severity.Info,
                    $"{_experiment.Primary.Metric.Name} with {definition.Variants[treatment].Id} is below the futility bound of this look: going on to the planned units is unlikely to show the effect that was planned for.",
                    "Stopping here costs no alpha, and neither does going on: the bound does not bind.",
                    _experiment.Primary.Metric.Id);
            }
        }
    }

    private Adjustment Describe(CupedResult cuped, int block, Level level)
    {
        var estimands = _arms.Estimands(block);
        var used = Enumerable.Range(0, estimands.Covariates.Count).Except(cuped.Omitted).ToList();
        var model = _models.GetValueOrDefault(block);
        return new Adjustment(
            model?.Features ?? [.. used.Select(i => estimands.Covariates[i].Metric)],
            [.. used.Select(i => cuped.Theta[i])],
            cuped.VarianceReduction,
            cuped.Unadjusted.Absolute(level),
            cuped.Unadjusted.Test())
        {
            Model = model,
        };
    }

    private static Adjustment? Describe(ArmContrast arms, Level level)
        => arms is { Estimator: { } estimator, PlainDifference: { IsDefined: true, Value: var plain }, Contrast: { IsDefined: true, Value: var contrast } }
            ? new Adjustment(estimator.By, [], 1 - (contrast.Variance / plain.Variance), plain.Absolute(level), plain.Test()) { Estimator = estimator }
            : null;

    private static Verdict Judge(Estimable<Comparison> result, bool rejected, Direction direction)
    {
        if (!result.IsDefined)
        {
            return Verdict.Undefined;
        }

        if (!rejected)
        {
            return Verdict.NotSignificant;
        }

        var rises = result.Value.Absolute.Value > 0;
        return direction switch
        {
            Direction.Increase => rises ? Verdict.Better : Verdict.Worse,
            Direction.Decrease => rises ? Verdict.Worse : Verdict.Better,
            _ => Verdict.Different,
        };
    }

    private List<(int Control, int Treatment)> Pairs()
    {
        var count = _experiment.Definition.Variants.Count;
        var pairs = Enumerable.Range(0, count).Where(v => v != _control).Select(v => (Control: _control, Treatment: v)).ToList();
        if (_experiment.Definition.Plan.Compare == ComparePairs.AllPairs)
        {
            var treatments = pairs.Select(p => p.Treatment).ToList();
            pairs.AddRange(treatments.SelectMany((a, i) => treatments.Skip(i + 1).Select(b => (a, b))));
        }

        return pairs;
    }

    private sealed record RawComparison(PlannedMetric Metric, SegmentValue? Segment, string? Family, int Control, int Treatment, ArmContrast Arms);
}
