using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a block of moments estimates: its outcome, and covariates by their metric.</summary>
internal sealed record BlockEstimands(Estimand Outcome, bool IsRatio, IReadOnlyList<(string Metric, Estimand Estimand)> Covariates)
{
    public static BlockEstimands Of(MomentBlock block)
    {
        var quantities = block.Quantities;
        var isRatio = quantities[0].Role == QuantityRole.Numerator;
        var covariates = new List<(string, Estimand)>();
        for (var i = isRatio ? 2 : 1; i < quantities.Count; i++)
        {
            if (quantities[i].Role == QuantityRole.CovariateNumerator)
            {
                covariates.Add((quantities[i].Metric, Estimand.Ratio(i, i + 1)));
                i++;
            }
            else
            {
                covariates.Add((quantities[i].Metric, Estimand.Mean(i)));
            }
        }

        return new BlockEstimands(isRatio ? Estimand.Ratio(0, 1) : Estimand.Mean(0), isRatio, covariates);
    }
}

/// <summary>A contrast of two arms in one block, with what covariate adjustment did to it.</summary>
/// <param name="Contrast">The contrast, adjusted where the plan has covariates that help to estimate it.</param>
/// <param name="Cuped">The adjustment, or null without covariates.</param>
/// <param name="Control">The control arm, unadjusted.</param>
/// <param name="Treatment">The treatment arm, unadjusted.</param>
internal sealed record ArmContrast(Estimable<Contrast> Contrast, CupedResult? Cuped, Estimable<Estimate> Control, Estimable<Estimate> Treatment)
{
    /// <summary>Whether clusters, strata, a regression or periods make its errors: its sides are then no two samples of independent units.</summary>
    public bool IsStructured { get; init; }

    /// <summary>The plan's estimator, where it is not the plain difference.</summary>
    public EstimatorUse? Estimator { get; init; }

    /// <summary>What the KPI's own method says, where it has one.</summary>
    public MethodReading? Reading { get; init; }

    /// <summary>Resampled effects that intervals and p are read from, where the KPI's method is the bootstrap.</summary>
    public BootstrapEffects? Bootstrap { get; init; }

    /// <summary>Events and exposures of both arms, where the values can be counts and nothing adjusts them; else null.</summary>
    public (EventArm Control, EventArm Treatment)? Events { get; init; }

    /// <summary>What the blocks' assignment alone says, in a switchback; null elsewhere.</summary>
    public Estimable<RandomisedBlocks>? Blocks { get; init; }

    /// <summary>The plain difference beside it, where there is one.</summary>
    public Estimable<Contrast>? PlainDifference { get; init; }

    /// <summary>The contrast that gbstats would make of two proportions: unit variance p(1 − p), divisor n instead of n − 1.</summary>
    public Estimable<Contrast> GrowthBookProportion => Contrast.IsDefined && Cuped is null
        ? KpiLab.Statistics.Contrast.Satterthwaite(WelchTest.Method, DivisorN(Contrast.Value.Control), DivisorN(Contrast.Value.Treatment))
        : Contrast;

    /// <summary>The contrast that relative effects are made of: people who migrate from gbstats choose the delta lift, and its proportions have the variance p(1 − p).</summary>
    public Estimable<Contrast> Lifted(MetricDefinition metric, AnalysisPlan plan)
        => plan.Lift == LiftMethod.Delta && metric.Measure.Type == MeasureType.Proportion && !IsStructured ? GrowthBookProportion : Contrast;

    /// <summary>The comparison of counts that takes the place of the normal approximation, where there is one; else null.</summary>
    public ExactComparison? Exact(MetricDefinition metric, AnalysisPlan plan)
        => !Contrast.IsDefined ? null : SmallCells.Of(metric, plan, this) ?? (ExactComparison?)EventComparison.Of(metric, plan, this);

    /// <summary>Estimates, effects and test as the plan asks for them, over all the looks of a rule.</summary>
    public Estimable<Comparison> Compare(MetricDefinition metric, AnalysisPlan plan, LookRule rule)
    {
        var level = Level.FromAlpha(plan.Alpha);
        var counted = Exact(metric, plan)?.Test();
        var compared = Contrast.Select(c => c.Compare(level, Alternative.TwoSided, plan.Lift) with
        {
            Absolute = Absolute(metric, plan, rule, level),
            Relative = Relative(metric, plan, rule, level),
            Test = counted is { IsDefined: true } exact ? exact.Value
                : Bootstrap is { } draws ? new TestResult(draws.Method, draws.Absolute.Observed / draws.Absolute.StandardError, null, draws.PValue, Alternative.TwoSided)
                : c.Test() with { PValue = rule.PValue(c) },
        });

        // The sides of a contrast over clusters count clusters, and carry errors that belong to the difference.
        return IsStructured && Cuped is null && Control.IsDefined && Treatment.IsDefined ? compared.Select(c => c with { Control = Control.Value, Treatment = Treatment.Value }) : compared;
    }

    /// <summary>p-value over all the looks of a rule; 1 where the comparison is not defined.</summary>
    public double PValue(MetricDefinition metric, AnalysisPlan plan, LookRule rule)
        => !Contrast.IsDefined ? 1
            : Bootstrap is { } draws ? draws.PValue
            : Exact(metric, plan)?.Test() is { IsDefined: true } exact ? exact.Value.PValue
            : rule.PValue(Contrast.Value);

    /// <summary>The absolute effect of a defined contrast at any level.</summary>
    public Effect Absolute(MetricDefinition metric, AnalysisPlan plan, LookRule rule, Level level)
        => Bootstrap is { } draws ? draws.AbsoluteAt(level)
            : Exact(metric, plan) is { } exact ? exact.Absolute(Contrast.Value, level)
            : Reading is { IsRank: true } ? Bounded(rule.Absolute(Contrast.Value, level))
            : rule.Absolute(Contrast.Value, level);

    /// <summary>The relative effect at any level.</summary>
    public Estimable<Effect> Relative(MetricDefinition metric, AnalysisPlan plan, LookRule rule, Level level)
    {
        if (Reading is { IsRank: true })
        {
            return new Undefined(Undefined.OutsideDomain, "a comparison of ranks has no mean to be relative to");
        }

        if (Bootstrap is { } draws)
        {
            return draws.RelativeAt(level);
        }

        var lifted = Lifted(metric, plan);
        return Exact(metric, plan) is { } exact ? exact.Relative(level)
            : lifted.IsDefined ? rule.Relative(lifted.Value, level, plan.Lift)
            : lifted.Reason;
    }

    // A difference of probabilities lies between −1 and 1.
    private static Effect Bounded(Effect effect) => effect.Set.Shape == ConfidenceShape.Bounded
        ? effect with { Set = ConfidenceSet.Between(Math.Max(-1, effect.Set.Lower), Math.Min(1, effect.Set.Upper), effect.Set.Level) }
        : effect;

    public static ArmContrast Of(BlockEstimands estimands, JointMoments control, JointMoments treatment)
    {
        var a = Arm(estimands, control);
        var b = Arm(estimands, treatment);
        if (estimands.Covariates.Count > 0 && control.Count > 0 && treatment.Count > 0)
        {
            var cuped = KpiLab.Statistics.Cuped.Adjust(control, treatment, estimands.Outcome, [.. estimands.Covariates.Select(c => c.Estimand)]);
            if (cuped.IsDefined)
            {
                return new ArmContrast(cuped.Value.Contrast, cuped.Value, Shown(a), Shown(b));
            }
        }

        var plain = !a.IsDefined ? a.Reason : !b.IsDefined ? b.Reason : Plain(estimands, a.Value, b.Value);
        Estimable<EventArm> x = Counted(estimands, control), y = Counted(estimands, treatment);
        return new ArmContrast(plain, null, Shown(a), Shown(b)) { Events = x.IsDefined && y.IsDefined ? (x.Value, y.Value) : null };
    }

    /// <summary>An arm's events and exposure: of a ratio its two parts, of a count the units themselves.</summary>
    public static Estimable<EventArm> Counted(BlockEstimands estimands, JointMoments moments)
        => EventArm.Of(moments, 0, estimands.IsRatio ? 1 : null);

    private static Estimable<Contrast> Plain(BlockEstimands estimands, Arm control, Arm treatment)
        => KpiLab.Statistics.Contrast.Satterthwaite(estimands.IsRatio ? RatioOfMeans.Method : WelchTest.Method, control, treatment);

    private static Arm DivisorN(Arm arm) => arm with { UnitVariance = arm.UnitVariance * (arm.Count - 1) / arm.Count };

    private static Estimable<Arm> Arm(BlockEstimands estimands, JointMoments moments)
        => moments.Count == 0
            ? new Undefined(Undefined.TooFewUnits, "the arm has no units")
            : estimands.IsRatio ? RatioOfMeans.Arm(moments, 0, 1) : KpiLab.Statistics.Arm.Of(moments.Marginal(0));

    private static Estimable<Estimate> Shown(Estimable<Arm> arm)
        => arm.Select(a => new Estimate(a.Count, a.Mean, a.Count > 1 ? Math.Sqrt(a.SquaredStandardError) : null));
}
