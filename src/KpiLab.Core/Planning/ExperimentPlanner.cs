using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Answers how many units an experiment needs, what it can find, and how long it takes, from its plan and its own data or a person's figures.</summary>
/// <remarks>Of data it reads counts, means of the control, variances and standard errors, never the difference between variants: it is no look at the effect.</remarks>
public static class ExperimentPlanner
{
    // Of more units a random part is drawn from.
    private const int MostUnits = 200_000;

    /// <summary>Plans; pure, so that the same inputs and seed give the same answer.</summary>
    /// <param name="experiment">The experiment, resolved.</param>
    /// <param name="cells">Its data; null where a person's figures take their place.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="seed">Seed of the simulation.</param>
    /// <exception cref="InvalidInputException">Something is missing to plan from; every problem is listed.</exception>
    public static PowerAnswer Answer(ResolvedExperiment experiment, ExperimentCells? cells, PowerQuestion question, long seed = 0)
    {
        var definition = experiment.Definition;
        var metric = experiment.Primary.Metric;
        if (question.Check(metric, definition.Hypothesis, definition.Plan) is { Count: > 0 } problems)
        {
            throw new InvalidInputException(problems);
        }

        return new Planning(experiment, cells, question, seed).Answer();
    }

    /// <summary>Units that must be kept for a simulation that draws from them; null where none draws from them.</summary>
    /// <param name="experiment">The experiment, resolved.</param>
    /// <param name="question">What is asked.</param>
    public static UnitNeeds? UnitsToDraw(ResolvedExperiment experiment, PowerQuestion question)
        => question is { Simulate: true, HasBaseline: false, Icc: null } && OwnUnits.Unable(experiment) is null ? new UnitNeeds(experiment.Needs.Blocks[experiment.Primary.Block].Cluster, MostUnits) : null;

    /// <summary>There is nothing to plan from.</summary>
    /// <param name="because">Why.</param>
    public static Problem NoBaseline(string because) => new(
        null, 0, "--baseline", $"there is no baseline: {because}", "give `--rate` of a KPI that is a share of units, else `--baseline` and `--sd` of a unit's value");
}

/// <summary>One answer in the making.</summary>
internal sealed class Planning
{
    private const double DefaultPower = 0.8;
    private const int CurvePoints = 60;
    private const int MostLines = 4;

    private readonly ResolvedExperiment _experiment;
    private readonly ExperimentDefinition _definition;
    private readonly PlanningData? _data;
    private readonly PowerQuestion _question;
    private readonly long _seed;
    private readonly PlanningBaseline _baseline;
    private readonly AnalysisPlan _plan;
    private readonly double[] _shares;
    private readonly int _control;
    private readonly double _power;
    private readonly double _alpha;
    private readonly EffectSize? _minimum;

    // As a gain, in the KPI's unit; the effect is that times the sign.
    private readonly Estimable<double> _gain;
    private readonly int _sign;

    public Planning(ResolvedExperiment experiment, ExperimentCells? cells, PowerQuestion question, long seed)
    {
        _experiment = experiment;
        _definition = experiment.Definition;
        _question = question;
        _seed = seed;
        _plan = question.Units is { } units ? _definition.Plan with { Units = units } : _definition.Plan;
        _control = _definition.Variants.ToList().FindIndex(v => v.IsControl);
        _data = cells is null ? null : new PlanningData(experiment, cells, _control);
        _baseline = _data is null ? Given() : _data.Baseline(question);
        var weights = _definition.Variants.Select(v => v.Weight).ToList();
        _shares = weights.All(w => w is not null) ? [.. weights.Select(w => w!.Value / weights.Sum(x => x!.Value))] : [.. weights.Select(_ => 1.0 / weights.Count)];
        _power = question.Power ?? _plan.Power ?? DefaultPower;
        _alpha = PlannedComparison.AlphaOfEach(_plan, _shares.Length - 1);
        _minimum = question.MinimumEffect ?? _definition.Hypothesis.MinimumEffect;
        _sign = _definition.Hypothesis.Direction == Direction.Decrease ? -1 : 1;
        _gain = _minimum is not { } size ? new Undefined("no-minimum-effect", "the hypothesis names no minimum effect")
            : !size.IsRelative ? size.Value
            : _baseline.Mean != 0 ? size.Value * Math.Abs(_baseline.Mean)
            : new Undefined(Undefined.ZeroBaseline, Invariant($"a share of a baseline of 0 is no effect; write the minimum effect in the KPI's own unit"));
    }

    private IEnumerable<int> Treatments => Enumerable.Range(0, _shares.Length).Where(v => v != _control);

    public PowerAnswer Answer()
    {
        var metric = _experiment.Primary.Metric;
        var perDay = _question.UnitsPerDay ?? _data?.UnitsPerDay;
        var soFar = _data?.Units ?? 0;
        var treatments = Treatments.Select(t => Treatment(t, perDay)).ToList();
        var needed = Largest(treatments.Select(t => t.UnitsNeeded));
        return new PowerAnswer(
            _definition.Id,
            _definition.Name ?? _definition.Id,
            metric.Id,
            metric.Name,
            metric.Unit,
            _definition.Hypothesis.Direction,
            _plan,
            _baseline,
            _minimum,
            _gain,
            _power,
            _plan.Units,
            needed,
            perDay,
            soFar,
            needed.Then(n => Days(n, 0, perDay)),
            soFar == 0 ? needed.Then(n => Days(n, 0, perDay)) : Largest(treatments.Select(t => t.Running?.DaysLeft ?? Days(0, 0, null))),
            [.. treatments.Select((t, i) => _question.Simulate ? t with { Simulated = Simulate(Treatments.ElementAt(i), needed) } : t)],
            [.. Guardrails()],
            Curve(needed),
            [.. PlanningWords.Assumptions(_definition, _plan, _baseline, _alpha, _question, _data is not null)],
            _seed);
    }

    /// <summary>Days until so many units have come.</summary>
    private static Estimable<double> Days(double needed, double here, double? perDay)
        => perDay is { } traffic ? PowerPlan.DaysLeft(needed, here, traffic) : new Undefined("no-traffic", "the traffic is not known; give `--traffic-per-day`");

    private PlanningBaseline Given()
    {
        var isShare = _experiment.Primary.Metric.Measure.Type == MeasureType.Proportion;
        var mean = _question.Rate ?? _question.Baseline ?? throw new InvalidInputException([ExperimentPlanner.NoBaseline("no data are read")]);
        return new PlanningBaseline(mean, isShare ? mean * (1 - mean) : Math.Pow(_question.StandardDeviation!.Value, 2), _question.Explained ?? 0, isShare, null)
        {
            Clusters = PlanningData.GivenClusters(_question),
        };
    }

    // The first reason where one has none; else the largest.
    private static Estimable<double> Largest(IEnumerable<Estimable<double>> each)
    {
        var all = each.ToList();
        foreach (var missing in all.Where(e => !e.IsDefined))
        {
            return missing.Reason;
        }

        return all.Max(e => e.Value);
    }

    private PlannedComparison Comparison(int treatment)
        => new(_plan, _alpha, Noise, _shares[_control], _shares[treatment], Prior());

    // The prior turned to the metric's own unit; without a mean to scale by there is no posterior to plan for.
    private EffectPrior Prior() => _plan.Design == Design.Bayesian ? _plan.Prior.On(EffectScale.Absolute, _baseline.Mean).Match(p => p, _ => EffectPrior.Flat) : EffectPrior.Flat;

    private Estimable<UnitNoise> Noise(double effect)
    {
        if (!_baseline.IsShare)
        {
            return _baseline.UnitVariance > 0
                ? Clustered(UnitNoise.OfMean(_baseline.UnitVariance).Adjusted(_baseline.Explained))
                : new Undefined(Undefined.ZeroVariance, "the baseline does not vary, so that nothing says how many units are needed");
        }

        var treated = _baseline.Mean + effect;
        return treated is >= 0 and <= 1 && _baseline.UnitVariance > 0
            ? Clustered(UnitNoise.OfProportions(_baseline.Mean, treated).Adjusted(_baseline.Explained))
            : new Undefined(Undefined.OutsideDomain, Invariant($"an effect of {effect:G6} on a share of {_baseline.Mean:G6} leads beyond what a share can be"));
    }

    private UnitNoise Clustered(UnitNoise noise) => new(noise.Control * _baseline.DesignEffect, noise.Treatment * _baseline.DesignEffect);

    private TreatmentPower Treatment(int treatment, double? perDay)
    {
        var comparison = Comparison(treatment);
        Estimable<double> AtPlan(Func<long, Estimable<double>> at) => _plan.Units is { } units ? at(units) : new Undefined("no-planned-units", "the plan names no units");
        return new TreatmentPower(
            _definition.Variants[treatment].Id,
            _alpha,
            _gain.Then(g => comparison.Units(_sign * g, _power)),
            AtPlan(units => _gain.Then(g => comparison.Power(_sign * g, units))),
            AtPlan(units => comparison.Detectable(units, _power, _sign)))
        {
            Running = _data?.Contrast(treatment) is { IsDefined: true } contrast ? Running(contrast.Value, treatment, perDay) : null,
        };
    }

    private RunningPower Running(Contrast contrast, int treatment, double? perDay)
    {
        // A contrast over clusters counts clusters.
        var pair = _baseline.Clusters is null ? (long)AsymptoticConfidenceSequence.UnitsOf(contrast) : _data!.UnitsOf(treatment);
        double all = _data!.Units, control = contrast.Control.Count / all, treated = contrast.Treatment.Count / all;
        var observed = new UnitNoise(contrast.Control.UnitVariance, contrast.Treatment.UnitVariance);
        var comparison = new PlannedComparison(_plan, _alpha, _ => observed, control, treated, Prior());
        var toCome = _gain.Then(g => comparison.Units(_sign * g, _power)).Select(n => Math.Max(0, n - all));
        return new RunningPower(
            pair,
            contrast.StandardError,
            _gain.Then(g => comparison.Power(_sign * g, all)),
            comparison.Detectable(all, _power, _sign),
            toCome,
            toCome.Then(n => Days(all + n, all, perDay)));
    }

    private IEnumerable<GuardrailPower> Guardrails()
    {
        foreach (var metric in _experiment.Metrics.Where(m => m.Role == ComparisonRole.Guardrail))
        {
            foreach (var treatment in Treatments)
            {
                var margin = metric.Margin ?? default;
                var arm = _data is null ? new Undefined("no-data", $"its noise must be measured: there are no data of {metric.Metric.Name} to plan from") : _data.GuardrailNoise(metric, treatment);
                var size = arm.Then(a => (Estimable<double>)(margin.IsRelative ? margin.Value * Math.Abs(a.Mean) : margin.Value));
                Estimable<double> Ask(Func<PlannedComparison, double, Estimable<double>> ask) => arm.Then(a => size.Then(m => m > 0
                    ? ask(new PlannedComparison(_plan with { Design = Frequentist(_plan.Design) }, _plan.Alpha, _ => UnitNoise.OfMean(a.Variance), _shares[_control], _shares[treatment], EffectPrior.Flat), m)
                    : new Undefined(Undefined.OutsideDomain, "a margin of 0 is never shown to hold where nothing changes")));
                yield return new GuardrailPower(
                    metric.Metric.Id,
                    metric.Metric.Name,
                    _definition.Variants[treatment].Id,
                    margin,
                    Ask((c, m) => c.UnitsForNonInferiority(m, _power)),
                    _plan.Units is { } units ? Ask((c, m) => c.PowerOfNonInferiority(m, units)) : new Undefined("no-planned-units", "the plan names no units"));
            }
        }
    }

    // A guardrail is a test in every design.
    private static Design Frequentist(Design design) => design == Design.Bayesian ? Design.Fixed : design;

    private SimulatedDesign Simulate(int treatment, Estimable<double> needed)
    {
        var units = _plan.Units ?? (needed.IsDefined ? (long)Math.Ceiling(Math.Min(needed.Value, 1e15)) : 0);
        var simulated = _gain.Then(g => Noise(_sign * g).Select(_ => g)).Then(g => needed.IsDefined || _plan.Units is not null
            ? DesignSimulation.Run(_plan, _alpha, _baseline, _sign * g, units, (_shares[_control], _shares[treatment]), Prior(), _question.Runs, _seed, Own(_sign * g), _experiment.Primary.Metric)
            : (Estimable<SimulatedDesign>)needed.Reason);
        return simulated.Match(s => s, reason => new SimulatedDesign(units, PlannedComparison.LooksOf(_plan), reason));
    }

    private Estimable<OwnUnits> Own(double effect) => _question is { Icc: not null } ? new Undefined("no-data", "clusters were given in place of measured ones")
        : _data is null ? new Undefined("no-data", "figures were given in place of data")
        : _data.Own(effect, _seed);

    private IReadOnlyList<PowerLine> Curve(Estimable<double> needed)
    {
        var far = Math.Max(needed.IsDefined ? needed.Value : 0, _plan.Units ?? 0) * 1.5;
        if (far <= 0 || !double.IsFinite(far))
        {
            return [];
        }

        double[] units = [.. Enumerable.Range(1, CurvePoints).Select(i => far * i / CurvePoints)];
        PowerLine? Line(string name, int treatment, double gain)
        {
            var comparison = Comparison(treatment);
            var points = units.Select(n => (n, Power: comparison.Power(_sign * gain, n))).Where(p => p.Power.IsDefined).Select(p => (p.n, p.Power.Value)).ToList();
            return points.Count == units.Length ? new PowerLine(name, points) : null;
        }

        var all = Treatments.ToList();
        var gain = _gain.IsDefined ? _gain : Comparison(all[0]).Detectable(_plan.Units!.Value, _power, _sign);
        if (!gain.IsDefined)
        {
            return [];
        }

        var what = _gain.IsDefined ? "minimum effect" : "detectable effect";
        var lines = all.Select(t => _shares[t]).Distinct().Count() > 1
            ? all.Take(MostLines).Select(t => Line($"{_definition.Variants[t].Id}, {what}", t, gain.Value))
            : [Line(what, all[0], gain.Value), Line("half of it", all[0], gain.Value / 2), Line("twice that", all[0], gain.Value * 2)];
        return [.. lines.OfType<PowerLine>()];
    }
}
