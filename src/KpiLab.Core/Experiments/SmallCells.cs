using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Two shares of which the normal approximation must not be asked: their test is Fisher's mid-p, their intervals invert the score test (docs/adr/0009).</summary>
/// <param name="Control">Successes of the control.</param>
/// <param name="Treatment">Successes of the treatment.</param>
internal sealed record SmallCells(Proportion Control, Proportion Treatment) : ExactComparison
{
    /// <summary>The test's name in results.</summary>
    public const string Method = "fisher_mid_p";

    private const double LeastExpected = 5;
    private const long FewUnits = 40;
    private const long FewEvents = 10;

    /// <summary>The shares of a comparison, where the rule applies to it; else null.</summary>
    /// <remarks>It is asked of shares of units that are neither adjusted for covariates nor clustered, in a fixed design: looks rest on normal scores.</remarks>
    public static SmallCells? Of(MetricDefinition metric, AnalysisPlan plan, ArmContrast arms)
        => metric.Measure.Type == MeasureType.Proportion && plan.Design == Design.Fixed && arms is { Cuped: null, IsStructured: false, Contrast.IsDefined: true }
            && Counted(arms.Control) is { } control && Counted(arms.Treatment) is { } treatment && Applies(control, treatment)
            ? new SmallCells(control, treatment)
            : null;

    /// <summary>The rule: an expected count of the table below 5, or an arm of fewer than 40 units with fewer than 10 successes or failures.</summary>
    public static bool Applies(Proportion control, Proportion treatment)
    {
        double total = control.Trials + treatment.Trials, successes = control.Successes + treatment.Successes;
        var least = Math.Min(control.Trials, treatment.Trials) * Math.Min(successes, total - successes) / total;
        return least < LeastExpected || IsFew(control) || IsFew(treatment);
    }

    /// <summary>The test of no difference.</summary>
    public override Estimable<TestResult> Test() => FisherExactTest.Test(Control, Treatment).Select(
        t => new TestResult(Method, Treatment.Successes, null, t.MidP(), Alternative.TwoSided));

    /// <summary>The difference with Miettinen and Nurminen's interval, which agrees with the test about no difference.</summary>
    public override Effect Absolute(Contrast contrast, Level level)
    {
        var interval = ScoreDifference.Interval(Control, Treatment, level);
        return interval.IsDefined ? new Effect(contrast.Difference, contrast.StandardError, Agreeing(interval.Value.Set, level)) : contrast.Absolute(level);
    }

    /// <summary>The relative difference with Miettinen and Nurminen's interval of the ratio, less one.</summary>
    public override Estimable<Effect> Relative(Level level)
    {
        if (Control.Successes == 0)
        {
            return new Undefined(Undefined.ZeroBaseline, "no unit of the control succeeded, so that nothing can be expressed relative to it");
        }

        return ScoreRiskRatio.Interval(Control, Treatment, level).Select(
            r => new Effect(r.Value - 1, null, Agreeing(ConfidenceSet.Between(Math.Max(-1, r.Set.Lower - 1), r.Set.Upper - 1, level), level)));
    }

    /// <summary>Non-inferiority by the score test: of the difference, or with a relative margin of the ratio.</summary>
    public override Estimable<NonInferiorityResult> NonInferior(Contrast contrast, Margin margin, BetterWhen better, Level level)
    {
        var against = better == BetterWhen.Higher ? -1.0 : 1;
        var size = against * margin.Size;
        if (margin.IsRelative ? Control.Successes == 0 || size <= -1 : Math.Abs(size) >= 1)
        {
            return KpiLab.Statistics.NonInferiority.Test(contrast, margin, better, level);
        }

        Estimable<TestResult> At(Alternative alternative) => margin.IsRelative
            ? ScoreRiskRatio.Test(Control, Treatment, 1 + size, alternative).Select(t => t with { Null = size })
            : ScoreDifference.Test(Control, Treatment, size, alternative);
        return Against(At, contrast, margin.IsRelative ? size * Control.Value : size, better, level);
    }

    private ConfidenceSet Agreeing(ConfidenceSet set, Level level) => Agreeing(set, level, Treatment.Value > Control.Value);

    private static bool IsFew(Proportion arm) => arm.Trials < FewUnits && Math.Min(arm.Successes, arm.Failures) < FewEvents;

    // Moments of zeros and ones: their sum is the number of successes.
    private static Proportion? Counted(Estimable<Estimate> arm)
    {
        if (!arm.IsDefined)
        {
            return null;
        }

        double successes = arm.Value.Count * arm.Value.Value, whole = Math.Round(successes);
        return Math.Abs(successes - whole) < 1e-6 * Math.Max(1, whole) && whole >= 0 && whole <= arm.Value.Count ? new Proportion((long)whole, arm.Value.Count) : null;
    }
}
