using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Verdicts, states and sizes in words that a reader without statistics understands; icon and word, colour only in addition.</summary>
public static class EffectWords
{
    /// <summary>An absolute effect's confidence set with its level: +0.93 pp to +2.87 pp (95 %).</summary>
    public static string AbsoluteSet(Effect effect, MetricUnit unit) => $"{Rounding.AbsoluteSet(effect, unit)} ({Level(effect.Set.Level)})";

    /// <summary>A relative effect's confidence set with its level: at least +3.1 % (95 %).</summary>
    public static string RelativeSet(Effect effect) => $"{Rounding.RelativeSet(effect)} ({Level(effect.Set.Level)})";

    /// <summary>A level of confidence: 95 %.</summary>
    public static string Level(Level level) => FigureText.Significant(level.Value * 100) + " %";

    /// <summary>A verdict, aware of the desired direction, as icon and word.</summary>
    public static Marked Verdict(Verdict verdict) => verdict switch
    {
        Core.Verdict.Better => new Marked(Mark.Good, "better"),
        Core.Verdict.Worse => new Marked(Mark.Bad, "worse"),
        Core.Verdict.Different => new Marked(Mark.Caution, "different"),
        Core.Verdict.NotSignificant => new Marked(Mark.Neutral, "not significant"),
        _ => new Marked(Mark.Unknown, "not computable"),
    };

    /// <summary>A comparison's verdict as icon and word: by a posterior nothing is significant, but decided or not.</summary>
    public static Marked Verdict(KpiComparison comparison)
        => Verdict(comparison.Verdict, comparison.Bayesian is not null);

    /// <summary>A verdict as icon and word, of a posterior or of a test.</summary>
    public static Marked Verdict(Verdict verdict, bool byPosterior)
        => byPosterior && verdict == Core.Verdict.NotSignificant ? new Marked(Mark.Neutral, "undecided") : Verdict(verdict);

    /// <summary>How a comparison was made, where not as means of units; null: it was.</summary>
    public static string? Method(KpiComparison comparison)
        => comparison.Events is { Test: not EventTest.Robust } events ? Events(events) : comparison.Method is { } method ? Method(method) : null;

    /// <summary>Events in words: as Poisson counts (exact), 12 in 1,000 against 25 in 998.</summary>
    public static string Events(EventReading events)
    {
        static string Of(EventRate rate) => $"{Rounding.Count(rate.Events)} in {FigureText.Significant(rate.Exposure)}";
        return $"as Poisson counts ({(events.Test == EventTest.Exact ? "exact" : "mid-p")}), {Of(events.Treatment)} against {Of(events.Control)}";
    }

    /// <summary>What the assignment of a switchback's blocks alone says; null elsewhere.</summary>
    public static string? Blocks(KpiComparison comparison)
    {
        if (comparison.Blocks is not { IsDefined: true, Value: var told } || !comparison.Result.IsDefined)
        {
            return null;
        }

        var effect = told.Absolute with { StandardError = comparison.Result.Value.Absolute.StandardError };
        var set = effect.Set.Shape == ConfidenceShape.Everything ? "no bounds" : AbsoluteSet(effect, comparison.Unit);
        return $"blocks re-drawn: {Rounding.PValue(told.PValue)}, {set}, {(told.IsExact ? "all " : "")}{Rounding.Count(told.Assignments)} assignments";
    }

    /// <summary>A KPI's own method in words: by ranks, the higher of two 56 % of the time.</summary>
    public static string Method(MethodReading reading)
    {
        if (!reading.IsRank)
        {
            var kind = reading.Method switch { KpiMethod.BootstrapBasic => "basic", KpiMethod.BootstrapBca => "BCa", _ => "percentile" };
            return $"bootstrap ({kind}, {FigureText.Counted(reading.Resamples ?? 0, "resample")})";
        }

        var higher = reading.ProbabilityHigher is { } p ? $": treatment the higher of two with probability {FigureText.Significant(p)}" : "";
        var shift = reading.Shift is { } s ? $", median difference {FigureText.Significant(s)}" : "";
        return $"by ranks, no difference of means{higher}{shift}";
    }

    /// <summary>What an effect is adjusted for: adjusted for sessions, orders; adjusted for the prediction by boosted trees (5 folds) from sessions, orders.</summary>
    public static string Adjusted(Adjustment adjustment) => adjustment.Estimator is { } use ? Estimator(use) : $"adjusted for {Covariates(adjustment)}";

    /// <summary>An estimator in words: fixed effects of school (HC1).</summary>
    public static string Estimator(EstimatorUse use)
    {
        var by = string.Join(use.Type == PlanEstimator.Regression ? ", " : " × ", use.By);
        var errors = use.Errors is { } kind ? $" ({kind.ToUpperInvariant()})" : "";
        return use.Type switch
        {
            PlanEstimator.PostStratified => $"post-stratified by {by}",
            PlanEstimator.FixedEffects => $"fixed effects of {by}{errors}",
            PlanEstimator.Regression => $"regression on {by}{errors}",
            _ => $"difference in differences by {by}{errors}",
        };
    }

    /// <summary>The covariates of an adjustment, or the prediction that is made of them.</summary>
    public static string Covariates(Adjustment adjustment)
    {
        var names = string.Join(", ", adjustment.Covariates);
        return adjustment.Estimator is { } use ? Estimator(use) : adjustment.Model is { } model ? $"the prediction by {Spelling.Words(model.Type)} ({FigureText.Counted(model.Folds, "fold")}) from {names}" : names;
    }

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
    public static string Correction(FamilyCorrection correction) => correction switch
    {
        FamilyCorrection.Bonferroni => "Bonferroni",
        FamilyCorrection.Holm => "Holm",
        FamilyCorrection.BenjaminiHochberg => "Benjamini–Hochberg",
        FamilyCorrection.BenjaminiYekutieli => "Benjamini–Yekutieli",
        _ => "no",
    };

    /// <summary>How a relative effect's set was made.</summary>
    public static string Lift(LiftMethod lift) => lift switch
    {
        LiftMethod.Fieller => "Fieller's method",
        LiftMethod.Log => "the log-ratio delta method",
        _ => "the delta method",
    };

    /// <summary>A finding's severity as icon and word.</summary>
    public static Marked Severity(Severity severity) => severity switch
    {
        Core.Severity.Critical => new Marked(Mark.Bad, "critical"),
        Core.Severity.Warning => new Marked(Mark.Caution, "warning"),
        _ => new Marked(Mark.Neutral, "note"),
    };

    /// <summary>A size as a person would say it: 2 % of the control mean; 2 pp; 0.5.</summary>
    public static string Size(EffectSize size, MetricUnit unit)
        => size.IsRelative ? FigureText.Significant(size.Value * 100) + " % of the control mean"
            : unit == MetricUnit.Fraction ? FigureText.Significant(size.Value * 100) + " pp"
            : FigureText.Significant(size.Value);

    /// <summary>Why there is no value, as a sentence.</summary>
    public static string Sentence(Undefined reason) => Sentence(reason.Sentence);

    /// <summary>A message as a sentence: with a capital and a full stop.</summary>
    public static string Sentence(string message)
    {
        var text = message.Trim();
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '!' or '?' ? "" : ".");
    }
}
