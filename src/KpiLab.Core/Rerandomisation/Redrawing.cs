using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>One experiment assigned anew and compared, again and again; remembers every result.</summary>
internal sealed class Redrawing
{
    private readonly ResolvedExperiment _experiment;
    private readonly AnalysisPlan _plan;
    private readonly Assignments _assignments;
    private readonly Level _level;
    private readonly int _runs;
    private readonly RedrawnMoments?[] _moments;
    private readonly List<RedrawnValues> _values = [];
    private readonly List<RedrawnClusters> _clusters = [];
    private readonly List<RedrawnRows> _rows = [];
    private readonly RedrawnStrata? _strata;
    private readonly List<(int Control, int Treatment)> _pairs;
    private readonly int _control;
    private readonly Tally[,] _adjusted;
    private readonly Tally[,] _unadjusted;
    private readonly Dictionary<ComparisonRole, Tally> _families = [];
    private readonly Tally _ratio;
    private readonly int _units;

    public Redrawing(ResolvedExperiment experiment, UnitValues rows, Assignments assignments, int runs)
    {
        _experiment = experiment;
        _plan = experiment.Definition.Plan;
        _assignments = assignments;
        _runs = runs;
        _units = rows.Count;
        _level = Level.FromAlpha(_plan.Alpha);
        var variants = experiment.Definition.Variants.Count;
        var blocks = experiment.Needs.Blocks;
        _moments = new RedrawnMoments?[blocks.Count];
        for (var b = 0; b < blocks.Count; b++)
        {
            if (blocks[b].Quantile is not null && rows.Clusters[b] is { } ofUnits)
            {
                _rows.Add(new RedrawnRows(b, rows.Values[b], ofUnits));
            }
            else if (rows.Clusters[b] is { } clusters)
            {
                _clusters.AddRange(Clusters(b, blocks[b].Cluster!, clusters, rows, variants));
            }
            else
            {
                _moments[b] = new RedrawnMoments(rows.Values[b], variants);
            }

            if (blocks[b].NeedsValues)
            {
                _values.Add(new RedrawnValues(b, rows.Values[b][0], variants));
            }

            if (_plan.Estimator == PlanEstimator.Regression && StructureTable.IsFor(_plan.Estimator, blocks[b]))
            {
                _rows.Add(new RedrawnRows(b, rows.Values[b], null));
            }
        }

        _strata = _plan.Estimator is PlanEstimator.PostStratified or PlanEstimator.FixedEffects ? new RedrawnStrata(experiment, rows) : null;

        _control = experiment.Definition.Variants.ToList().FindIndex(v => v.IsControl);
        _pairs = [.. Enumerable.Range(0, variants).Where(v => v != _control).Select(v => (_control, v))];
        if (_plan.Compare == ComparePairs.AllPairs)
        {
            var treatments = _pairs.ConvertAll(p => p.Treatment);
            _pairs.AddRange(treatments.SelectMany((a, i) => treatments.Skip(i + 1).Select(b => (a, b))));
        }

        _adjusted = Tallies();
        _unadjusted = Tallies();
        _ratio = new Tally(runs);
        foreach (var role in (ComparisonRole[])[ComparisonRole.Primary, ComparisonRole.Secondary])
        {
            if (_experiment.Metrics.Count(m => m.Role == role) * _pairs.Count > 1 && _plan is { Correction: not FamilyCorrection.None, Design: not Design.Bayesian })
            {
                _families[role] = new Tally(runs);
            }
        }
    }

    // A panel's clusters are needed before and after as well.
    private IEnumerable<RedrawnClusters> Clusters(int block, string column, int[] clusters, UnitValues rows, int variants)
    {
        yield return new RedrawnClusters(block, column, clusters, _assignments.Groups, rows.Values[block], variants);
        if (_plan.Period is not { } period)
        {
            yield break;
        }

        var at = _experiment.Needs.Segments.ToList().IndexOf(period.Column);
        var labels = rows.Labels[at];
        foreach (var value in new[] { period.Before, period.After })
        {
            int[] only = [.. clusters.Select((c, unit) => labels.Texts[labels.Codes[unit]] == value ? c : -1)];
            yield return new RedrawnClusters(block, column, only, _assignments.Groups, rows.Values[block], variants, (at, value));
        }
    }

    public Scratch NewScratch() => new(new byte[_assignments.Count], new byte[_units], new RedrawnMoments.Scratch());

    /// <summary>Assigns anew and compares.</summary>
    public void Run(int run, SeededRandom random, Scratch scratch)
    {
        _assignments.Draw(random, scratch.Groups, scratch.Variants);
        var cells = Cells(scratch);
        SampleRatio(run, cells);
        var arms = new ArmTable(_experiment, cells, run);
        foreach (var role in (ComparisonRole[])[ComparisonRole.Primary, ComparisonRole.Secondary, ComparisonRole.Guardrail])
        {
            var members = new List<FamilyMember>();
            for (var m = 0; m < _experiment.Metrics.Count; m++)
            {
                if (_experiment.Metrics[m].Role != role)
                {
                    continue;
                }

                for (var p = 0; p < _pairs.Count; p++)
                {
                    members.Add(Compare(run, m, p, arms.Of(_experiment.Metrics[m].Block, _pairs[p].Control, _pairs[p].Treatment)));
                }
            }

            if (_families.TryGetValue(role, out var family))
            {
                family.Note(run, ComparisonFamily.Decide(members, _plan.Correction, _plan.Alpha).Any(d => d.Rejected));
            }
        }
    }

    /// <summary>What was counted.</summary>
    public IEnumerable<AaRow> Rows()
    {
        for (var m = 0; m < _experiment.Metrics.Count; m++)
        {
            for (var p = 0; p < _pairs.Count; p++)
            {
                yield return Row(AaSubject.Comparison, m, p, _adjusted[m, p]);
                if (_unadjusted[m, p].Runs > 0)
                {
                    yield return Row(AaSubject.Unadjusted, m, p, _unadjusted[m, p]);
                }
            }
        }

        foreach (var (role, tally) in _families.OrderBy(f => f.Key))
        {
            var name = role == ComparisonRole.Primary ? "primary" : "secondary";
            yield return tally.Row(AaSubject.Family, name, $"any of the {name} comparisons", role, null, _plan.Alpha);
        }

        if (_ratio.Runs > 0)
        {
            yield return _ratio.Row(AaSubject.SampleRatio, null, "sample ratio mismatch", null, null, SampleRatioTest.AlarmAlpha);
        }
    }

    private AaRow Row(AaSubject subject, int metric, int pair, Tally tally)
    {
        var planned = _experiment.Metrics[metric];
        var variants = _experiment.Definition.Variants;
        var (control, treatment) = _pairs[pair];
        var name = control == _control ? variants[treatment].Id : $"{variants[treatment].Id} − {variants[control].Id}";
        return tally.Row(subject, planned.Metric.Id, planned.Metric.Name, planned.Role, name, _plan.Alpha) with
        {
            Coverage = tally.Coverage,
            MeanEffect = tally.Mean,
            EffectDeviation = tally.Deviation,
            MeanStandardError = tally.MeanError,
        };
    }

    private ExperimentCells Cells(Scratch scratch)
    {
        var variants = _experiment.Definition.Variants.Count;
        var units = new long[variants];
        foreach (var variant in scratch.Variants)
        {
            units[variant]++;
        }

        var blocks = _moments.Select(m => m?.Of(scratch.Variants, scratch.Moments)).ToList();
        IReadOnlyList<Cell> whole = _strata is not null ? _strata.Of(scratch.Variants) :
        [
            .. Enumerable.Range(0, variants).Select(v => new Cell(
                v, [], units[v], [.. blocks.Select((b, i) => b is null ? JointMoments.Empty(_experiment.Needs.Blocks[i].Quantities.Count) : b[v])])),
        ];
        return new ExperimentCells([whole], true, _experiment.Needs.Segments, _units, 0, 0, new Dictionary<string, long>(StringComparer.Ordinal), 0, [], [], null, null, [], [])
        {
            Values = [.. _values.Select(v => v.Of(scratch.Variants))],
            Clusters = [.. _clusters.GroupBy(c => c.Block).Select(g => new ClusterCells(g.Key, g.First().Column, 0, [.. g.SelectMany(c => c.Of(scratch.Variants))]))],
            Rows = [.. _rows.Select(r => r.Of(scratch.Variants))],
        };
    }

    private FamilyMember Compare(int run, int metric, int pair, ArmContrast arms)
    {
        var planned = _experiment.Metrics[metric];
        if (!arms.Contrast.IsDefined)
        {
            return new FamilyMember(1, 0);
        }

        Note(_adjusted[metric, pair], run, planned, arms);
        if (arms.Cuped is { } cuped)
        {
            Note(_unadjusted[metric, pair], run, planned, arms with { Contrast = cuped.Unadjusted, Cuped = null });
        }
        else if (arms.PlainDifference is { IsDefined: true } plain)
        {
            Note(_unadjusted[metric, pair], run, planned, arms with { Contrast = plain });
        }

        return FamilyMember.Of(arms.PValue(planned.Metric, _plan, LookRule.Fixed), arms.Contrast.Value.Difference);
    }

    private void Note(Tally tally, int run, PlannedMetric planned, ArmContrast arms)
    {
        var contrast = arms.Contrast.Value;
        if (_plan.Design == Design.Bayesian)
        {
            var posterior = EffectPosterior.Absolute(contrast, BayesianComparison.PriorOf(planned.Role, _plan));
            if (posterior.IsDefined)
            {
                var interval = posterior.Value.Interval(_level);
                var wins = Math.Min(posterior.Value.ProbabilityAbove(), posterior.Value.ProbabilityBelow()) <= _plan.Alpha / 2;
                tally.Note(run, wins, interval.Lower <= 0 && interval.Upper >= 0, contrast.Difference, contrast.StandardError);
            }

            return;
        }

        var set = arms.Absolute(planned.Metric, _plan, LookRule.Fixed, _level).Set;
        tally.Note(run, arms.PValue(planned.Metric, _plan, LookRule.Fixed) <= _plan.Alpha, set.Contains(0), contrast.Difference, contrast.StandardError);
    }

    // As the analysis tests it: over clusters where those of the primary KPI were assigned as wholes.
    private void SampleRatio(int run, ExperimentCells cells)
    {
        var variants = _experiment.Definition.Variants;
        if (variants.Any(v => v.Weight is null))
        {
            return;
        }

        var clusters = cells.Clusters.FirstOrDefault(c => c.Block == _experiment.Primary.Block);
        long[] counted = [.. variants.Select((_, v) => clusters is { IsCrossed: false } ? clusters.Of(v).Clusters.Count : cells.Units(v))];
        var test = SampleRatioTest.ChiSquare(counted, [.. variants.Select(v => v.Weight!.Value)]);
        if (test.IsDefined)
        {
            _ratio.Note(run, test.Value.Test.PValue < SampleRatioTest.AlarmAlpha);
        }
    }

    private Tally[,] Tallies()
    {
        var tallies = new Tally[_experiment.Metrics.Count, _pairs.Count];
        for (var m = 0; m < _experiment.Metrics.Count; m++)
        {
            for (var p = 0; p < _pairs.Count; p++)
            {
                tallies[m, p] = new Tally(_runs);
            }
        }

        return tallies;
    }

    /// <summary>What one thread writes into.</summary>
    internal sealed record Scratch(byte[] Groups, byte[] Variants, RedrawnMoments.Scratch Moments);
}
