using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How the events of a comparison were compared.</summary>
public enum EventTest
{
    /// <summary>By the exact conditional test, as the plan says.</summary>
    Exact,

    /// <summary>By its mid-p, because there are few.</summary>
    MidP,

    /// <summary>By means and their robust error, although there are few: they come in bursts, and no Poisson law holds.</summary>
    Robust,
}

/// <summary>Events, exposure, and how units scatter.</summary>
/// <param name="Test">How they were compared.</param>
/// <param name="Control">Events and exposure of the control.</param>
/// <param name="Treatment">Events and exposure of the treatment.</param>
/// <param name="Dispersion">Scatter between units beside that of a Poisson law; undefined where it cannot show.</param>
[TypeFormatterSource]
public sealed record EventReading(EventTest Test, EventRate Control, EventRate Treatment, Estimable<RateDispersion> Dispersion)
{
    /// <summary>From this index on, where it is no chance, a Poisson law is said not to hold: intervals are a tenth too short, and 7 % false positives stand for 5 %.</summary>
    public const double MuchScatter = 1.2;

    /// <summary>p-value below which scatter is no chance.</summary>
    public const double NoChance = 0.01;

    /// <summary>Whether units scatter much more than a Poisson law says, beyond chance.</summary>
    public bool IsOverdispersed => Dispersion is { IsDefined: true, Value: { Index: >= MuchScatter, PValue: < NoChance } };
}

/// <summary>Two rates of events compared as Poisson counts (docs/adr/0016): the conditional test and its interval of the ratio, score interval of the difference.</summary>
/// <param name="Control">The control's events.</param>
/// <param name="Treatment">The treatment's events.</param>
/// <param name="IsMidP">By mid-p, nearly nominal; else exact, guaranteed.</param>
internal sealed record EventComparison(EventArm Control, EventArm Treatment, bool IsMidP) : ExactComparison
{
    /// <summary>Names of the tests in results.</summary>
    public const string ExactMethod = "poisson_exact", MidPMethod = "poisson_mid_p";

    /// <summary>Below so many events expected in an arm, at the common rate, there are few.</summary>
    public const double LeastExpected = 10;

    /// <summary>Whether events are few: the common rate and an arm's exposure let expect less than <see cref="LeastExpected"/> of them.</summary>
    public static bool AreFew(EventRate control, EventRate treatment)
        => (control.Events + treatment.Events) * Math.Min(control.Exposure, treatment.Exposure) / (control.Exposure + treatment.Exposure) < LeastExpected;

    /// <summary>The comparison that a plan asks for, or that few events call for; else null.</summary>
    /// <remarks>
    /// Where nobody asks for it, the rule is for counts and ratios of units that are not clustered, neither adjusted nor capped, in a fixed design, whose events are few and scatter no more than a Poisson law says.
    /// </remarks>
    public static EventComparison? Of(MetricDefinition metric, AnalysisPlan plan, ArmContrast arms)
        => arms.Events is not { } events ? null
            : arms.Reading is { Method: KpiMethod.Poisson } ? new EventComparison(events.Control, events.Treatment, false)
            : IsCandidate(metric, plan, arms) && !IsBurst(events) ? new EventComparison(events.Control, events.Treatment, true)
            : null;

    /// <summary>What to tell of the events of a comparison; null where they are compared by their means without more.</summary>
    public static EventReading? Read(MetricDefinition metric, AnalysisPlan plan, ArmContrast arms)
        => arms.Events is not { } events ? null
            : arms.Reading is { Method: KpiMethod.Poisson } ? Reading(EventTest.Exact, events)
            : IsCandidate(metric, plan, arms) ? Reading(IsBurst(events) ? EventTest.Robust : EventTest.MidP, events)
            : null;

    /// <summary>A contrast of two rates with the variance of a Poisson law.</summary>
    public static Estimable<Contrast> Contrast(EventArm control, EventArm treatment)
    {
        static Arm Of(EventArm arm) => new(arm.Units, arm.Rate.Rate, arm.Rate.Rate / arm.Rate.Exposure * arm.Units);
        return control.Rate.Events + treatment.Rate.Events == 0
            ? new Undefined(Undefined.ZeroVariance, "there is no event in either arm")
            : KpiLab.Statistics.Contrast.WithReference(ExactMethod, Of(control), Of(treatment), null);
    }

    /// <inheritdoc/>
    public override Estimable<TestResult> Test() => At(1, Alternative.TwoSided).Select(t => t with { Null = 0 });

    /// <inheritdoc/>
    public override Effect Absolute(Contrast contrast, Level level)
    {
        var interval = PoissonRateDifference.Interval(Control.Rate, Treatment.Rate, level);
        return interval.IsDefined ? new Effect(contrast.Difference, contrast.StandardError, Agreeing(interval.Value.Set, level)) : contrast.Absolute(level);
    }

    /// <inheritdoc/>
    public override Estimable<Effect> Relative(Level level)
    {
        if (Control.Rate.Events == 0)
        {
            return new Undefined(Undefined.ZeroBaseline, "the control has no event, so that nothing can be expressed relative to it");
        }

        var ratio = IsMidP ? PoissonRateRatio.MidP(Control.Rate, Treatment.Rate, level) : PoissonRateRatio.Exact(Control.Rate, Treatment.Rate, level);
        return ratio.Select(r => new Effect(r.Value - 1, null, Agreeing(ConfidenceSet.Between(r.Set.Lower - 1, r.Set.Upper - 1, level), level)));
    }

    /// <summary>Non-inferiority: of the ratio by the conditional test at the margin, of the difference by the score test.</summary>
    public override Estimable<NonInferiorityResult> NonInferior(Contrast contrast, Margin margin, BetterWhen better, Level level)
    {
        var size = (better == BetterWhen.Higher ? -1.0 : 1) * margin.Size;
        return margin switch
        {
            { IsRelative: true } when size <= -1 => NonInferiority.Test(contrast, margin, better, level),
            { IsRelative: true } => Against(a => At(1 + size, a).Select(t => t with { Null = size }), contrast, size * Control.Rate.Rate, better, level),
            _ => Against(a => PoissonRateDifference.Test(Control.Rate, Treatment.Rate, size, a), contrast, size, better, level),
        };
    }

    private Estimable<TestResult> At(double ratio, Alternative alternative)
    {
        var p = IsMidP ? PoissonRateRatio.MidPValue(Control.Rate, Treatment.Rate, alternative, ratio) : PoissonRateRatio.ExactPValue(Control.Rate, Treatment.Rate, alternative, ratio);
        return p.Select(v => new TestResult(IsMidP ? MidPMethod : ExactMethod, Treatment.Rate.Events, null, v, alternative));
    }

    private ConfidenceSet Agreeing(ConfidenceSet set, Level level) => Agreeing(set, level, Treatment.Rate.Rate > Control.Rate.Rate);

    private static bool IsCandidate(MetricDefinition metric, AnalysisPlan plan, ArmContrast arms)
        => metric.Measure is { Type: MeasureType.Count or MeasureType.Ratio, Cap: null } && plan.Design == Design.Fixed && arms is { Cuped: null, IsStructured: false, Reading: null, Contrast.IsDefined: true }
            && arms.Events is { } events && AreFew(events.Control.Rate, events.Treatment.Rate);

    private static bool IsBurst((EventArm Control, EventArm Treatment) events)
        => RateDispersion.Of(events.Control, events.Treatment) is { IsDefined: true, Value.PValue: < EventReading.NoChance };

    private static EventReading Reading(EventTest test, (EventArm Control, EventArm Treatment) events)
        => new(test, events.Control.Rate, events.Treatment.Rate, RateDispersion.Of(events.Control, events.Treatment));
}
