using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>How values of a unit are spelled: shares as percentages, their differences in percentage points.</summary>
/// <param name="Factor">What the value is multiplied by.</param>
/// <param name="Level">Behind a level: 42.3<c>%</c>.</param>
/// <param name="Difference">Behind a difference: +1.2<c> pp</c>.</param>
public readonly record struct UnitWords(double Factor, string Level, string Difference)
{
    /// <summary>Relative effects and margins.</summary>
    public static UnitWords Relative { get; } = new(100, "%", "%");

    /// <summary>The words of a metric's unit.</summary>
    public static UnitWords Of(MetricUnit unit) => unit == MetricUnit.Fraction ? new UnitWords(100, "%", " pp") : new UnitWords(1, "", "");
}

/// <summary>Effects, intervals and verdicts in words that a reader without statistics understands.</summary>
public static class EffectWords
{
    /// <summary>An arm's value, rounded by its own standard error: 42.31%.</summary>
    public static string Level(Estimate arm, MetricUnit unit)
    {
        var words = UnitWords.Of(unit);
        return Rounding.Fixed(arm.Value * words.Factor, Rounding.Decimals(arm.Value, arm.StandardError, null, words.Factor)) + words.Level;
    }

    /// <summary>An effect with its sign: +1.90 pp.</summary>
    public static string Value(Effect effect, UnitWords words)
        => Rounding.Signed(effect.Value * words.Factor, DecimalsOf(effect, words)) + words.Difference;

    /// <summary>What the confidence set leaves possible, with its level: +0.93 to +2.87 pp (95%).</summary>
    public static string Interval(Effect effect, UnitWords words) => $"{Set(effect, words)} ({effect.Set.Level})";

    /// <summary>What the confidence set leaves possible, in words for each of its four shapes.</summary>
    public static string Set(Effect effect, UnitWords words)
    {
        var decimals = DecimalsOf(effect, words);
        var set = effect.Set;
        string End(double value) => Rounding.Signed(value * words.Factor, decimals);
        return set.Shape switch
        {
            ConfidenceShape.Bounded => $"{End(set.Lower)} to {End(set.Upper)}{words.Difference}",
            ConfidenceShape.HalfLine when double.IsFinite(set.Lower) => $"at least {End(set.Lower)}{words.Difference}",
            ConfidenceShape.HalfLine => $"at most {End(set.Upper)}{words.Difference}",
            ConfidenceShape.TwoRays => $"everything except {End(set.Lower)}{words.Difference} to {End(set.Upper)}{words.Difference}",
            _ => "no value can be excluded",
        };
    }

    /// <summary>A verdict, aware of the desired direction, as icon and word.</summary>
    public static Marked Verdict(Verdict verdict) => verdict switch
    {
        Core.Verdict.Better => new Marked(Mark.Good, "better"),
        Core.Verdict.Worse => new Marked(Mark.Bad, "worse"),
        Core.Verdict.Different => new Marked(Mark.Caution, "different"),
        Core.Verdict.NotSignificant => new Marked(Mark.Neutral, "not significant"),
        _ => new Marked(Mark.Unknown, "not computable"),
    };

    /// <summary>A guardrail's state as icon and word.</summary>
    public static Marked State(GuardrailState state) => state switch
    {
        GuardrailState.Within => new Marked(Mark.Good, "within margin"),
        GuardrailState.Beyond => new Marked(Mark.Bad, "beyond margin"),
        GuardrailState.Undecided => new Marked(Mark.Caution, "undecided"),
        _ => new Marked(Mark.Unknown, "not computable"),
    };

    /// <summary>A recommendation as icon and word.</summary>
    public static Marked Advice(ExperimentAdvice advice) => new(
        advice switch
        {
            ExperimentAdvice.Ship => Mark.Good,
            ExperimentAdvice.Rollback or ExperimentAdvice.Invalid => Mark.Bad,
            ExperimentAdvice.Inconclusive => Mark.Caution,
            _ => Mark.Neutral,
        },
        Spelling.Words(advice));

    /// <summary>A correction's name.</summary>
    public static string Correction(Correction correction) => correction switch
    {
        Core.Correction.Bonferroni => "Bonferroni",
        Core.Correction.Holm => "Holm",
        Core.Correction.BenjaminiHochberg => "Benjamini–Hochberg",
        Core.Correction.BenjaminiYekutieli => "Benjamini–Yekutieli",
        _ => "no",
    };

    /// <summary>How a relative effect's set was made.</summary>
    public static string Lift(LiftScale lift) => lift switch
    {
        LiftScale.Fieller => "Fieller's method",
        LiftScale.Log => "the log-ratio delta method",
        _ => "the delta method",
    };

    /// <summary>A finding's severity as icon and word.</summary>
    public static Marked Severity(Severity severity) => severity switch
    {
        Core.Severity.Critical => new Marked(Mark.Bad, "critical"),
        Core.Severity.Warning => new Marked(Mark.Caution, "warning"),
        _ => new Marked(Mark.Neutral, "note"),
    };

    /// <summary>A size as a person would say it: 2% of the control mean; 2 pp; 0.5.</summary>
    public static string Size(EffectSize size, MetricUnit unit)
    {
        if (size.IsRelative)
        {
            return Rounding.Significant(size.Value * 100, 6) + "% of the control mean";
        }

        var words = UnitWords.Of(unit);
        return Rounding.Significant(size.Value * words.Factor, 6) + words.Difference;
    }

    private static int DecimalsOf(Effect effect, UnitWords words) => Rounding.Decimals(effect.Value, effect.StandardError, effect.Set, words.Factor);
}
