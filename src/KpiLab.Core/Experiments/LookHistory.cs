using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The looks at an experiment so far, and the rule by which this one is judged.</summary>
internal sealed class LookHistory
{
    private readonly AnalysisPlan _plan;
    private readonly SpendingFunction _spending;
    private readonly double[] _fractions;
    private readonly Dictionary<double, IReadOnlyList<LookBound>> _bounds = [];

    private LookHistory(AnalysisPlan plan, long[] units, bool isFinal, int replaced)
    {
        _plan = plan;
        _spending = SpendingFunction.Parse(plan.Looks?.Spending ?? "obrien_fleming") ?? SpendingFunction.ObrienFleming;
        Units = units;
        IsFinal = isFinal;
        Replaced = replaced;
        _fractions = plan.Units is { } planned ? [.. units.Select(u => (double)u / planned)] : [];
        Rule = plan.Design switch
        {
            Design.GroupSequential => LookRule.GroupSequential(_spending, _fractions, isFinal),
            Design.AlwaysValid => LookRule.AlwaysValid(plan.Alpha, TuningUnits),
            _ => LookRule.Fixed,
        };
    }

    /// <summary>Units of the looks at different data, rising; the last is this one.</summary>
    public IReadOnlyList<long> Units { get; }

    /// <summary>Their information fractions; empty without planned units.</summary>
    public IReadOnlyList<double> Fractions => _fractions;

    /// <summary>Whether this look ends the experiment.</summary>
    public bool IsFinal { get; }

    /// <summary>Earlier looks that already ended the experiment, whose place this one takes.</summary>
    public int Replaced { get; }

    /// <summary>How a comparison is judged.</summary>
    public LookRule Rule { get; }

    /// <summary>How the effect by day is shown: a day is a look of an always-valid design, and none of the others.</summary>
    public LookRule DayRule => _plan.Design == Design.AlwaysValid ? Rule : LookRule.Fixed;

    public bool IsSequential => _plan.Design is Design.GroupSequential or Design.AlwaysValid;

    /// <summary>Always valid: both arms' units at which intervals are narrowest; a pair of variants has its share of the planned units.</summary>
    public double TuningUnits => _plan.Units ?? AsymptoticConfidenceSequence.DefaultTuningUnits;

    /// <summary>The history of an experiment.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="units">Units analysed now.</param>
    /// <param name="isComplete">Planned units or end reached.</param>
    /// <param name="earlier">Earlier looks, oldest first, without this one.</param>
    public static LookHistory Of(AnalysisPlan plan, long units, bool isComplete, IReadOnlyList<Look> earlier)
    {
        var before = new List<long>();
        var replaced = 0;
        foreach (var look in earlier.Where(l => l.Units > 0 && l.Units < units).OrderBy(l => l.Units).DistinctBy(l => l.Units))
        {
            // After the end all of alpha is spent. Further data take the place of the look that ended the experiment; a finding says so.
            if (look.Units >= plan.Units || (plan.Ends is { } ends && look.At >= ends))
            {
                replaced++;
            }
            else
            {
                before.Add(look.Units);
            }
        }

        return new LookHistory(plan, [.. before, Math.Max(units, 1)], isComplete, replaced);
    }

    /// <summary>Every look with the whole alpha of a comparison that is alone in its family.</summary>
    public IReadOnlyList<LookState> States()
    {
        if (_plan.Design == Design.GroupSequential)
        {
            var bounds = Bounds(_plan.Alpha);
            return [.. bounds.Select((b, i) => new LookState(Units[i], b.Fraction, Finite(b.Bound), b.NominalAlpha, b.Spent, i == bounds.Count - 1 && IsFinal))];
        }

        return [.. Units.Select((u, i) =>
        {
            var nominal = Rule.Nominal(_plan.Alpha, Alternative.TwoSided, u);
            return new LookState(u, _fractions.Length > 0 ? _fractions[i] : null, Finite(Normal.UpperQuantile(nominal / 2)), nominal, null, i == Units.Count - 1 && IsFinal);
        })];
    }

    /// <summary>What the looks mean for a comparison.</summary>
    /// <param name="contrast">Its contrast.</param>
    /// <param name="alpha">Error rate over all looks that it starts with.</param>
    /// <param name="crossed">Whether it is significant after correction.</param>
    /// <param name="atStopping">Whether stage-wise inference is wanted where it is due.</param>
    public SequentialResult? Describe(Contrast contrast, double alpha, bool crossed, bool atStopping)
    {
        if (!IsSequential)
        {
            return null;
        }

        var units = AsymptoticConfidenceSequence.UnitsOf(contrast);
        var nominal = Rule.Nominal(alpha, Alternative.TwoSided, units);
        var p = Rule.Prepare(contrast).Test().PValue;
        return new SequentialResult(
            alpha,
            nominal,
            Finite(Normal.UpperQuantile(nominal / 2)),
            p,
            Rule.PValue(contrast),
            crossed,
            Rule.IsClaimedFor(contrast),
            atStopping && _plan.Design == Design.GroupSequential && (crossed || IsFinal) ? Stopped(contrast, alpha, p) : null);
    }

    /// <summary>What the looks mean for a guardrail.</summary>
    public SequentialResult? Describe(Contrast contrast, double alpha, TestResult nominal, double p, bool within)
    {
        if (!IsSequential)
        {
            return null;
        }

        var allowed = Rule.Nominal(alpha, Alternative.Greater, AsymptoticConfidenceSequence.UnitsOf(contrast));
        return new SequentialResult(alpha, allowed, Finite(Normal.UpperQuantile(allowed)), nominal.PValue, p, within, Rule.IsClaimedFor(contrast), null);
    }

    /// <summary>Whether a comparison's effect is below the futility bound in the desired direction; null where the plan has none.</summary>
    public bool? IsFutile(Contrast contrast, double alpha, Direction direction)
    {
        if (_plan is not { Design: Design.GroupSequential, Looks: { Futility: { } text } planned } || SpendingFunction.Parse(text) is not { } spending
            || direction is not (Direction.Increase or Direction.Decrease) || IsFinal)
        {
            return null;
        }

        var design = new GroupSequentialDesign(_spending, alpha);
        double[] schedule = [.. Enumerable.Range(1, planned.Count).Select(k => (double)k / planned.Count)];
        var bounds = FutilityPlan.Of(design, schedule, spending, 1 - (_plan.Power ?? 0.8)).Bounds(design.Bounds(_fractions));
        var z = Score(contrast, contrast.Test().PValue);
        return (direction == Direction.Increase ? z : -z) <= bounds[^1];
    }

    private StoppingResult? Stopped(Contrast contrast, double alpha, double nominalP)
    {
        var inference = StageWiseInference.Of(new GroupSequentialDesign(_spending, alpha), Bounds(alpha), Score(contrast, nominalP), Level.FromAlpha(_plan.Alpha));
        if (!inference.IsDefined)
        {
            return null;
        }

        // The error that turns the difference into the score, so that at a first look the estimate is the difference itself.
        var score = Score(contrast, nominalP);
        var error = Math.Abs(score) > 1e-6 ? Math.Abs(contrast.Difference / score) : contrast.StandardError;
        return new StoppingResult(inference.Value.PValue, inference.Value.InUnits(error, _fractions[^1]));
    }

    // Every comparison asks for the same few rates.
    private IReadOnlyList<LookBound> Bounds(double alpha)
    {
        if (!_bounds.TryGetValue(alpha, out var bounds))
        {
            _bounds[alpha] = bounds = new GroupSequentialDesign(_spending, alpha).Bounds(_fractions, IsFinal);
        }

        return bounds;
    }

    // The normal score of a t statistic; the statistic itself where its p-value has no digits left.
    private static double Score(Contrast contrast, double p)
        => p < 1e-290 ? contrast.Difference / contrast.StandardError : Math.CopySign(Normal.UpperQuantile(p / 2), contrast.Difference);

    private static double? Finite(double bound) => double.IsFinite(bound) ? bound : null;
}
