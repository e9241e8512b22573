using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Thresholds of grade C.</summary>
/// <param name="FewestExperiments">Experiments that a statement needs; with fewer it is "C unknown". Ten is the least of the surrogacy literature (Buyse et al. 2000 ask for ten to twenty).</param>
/// <param name="Alpha">Error rate of the slope's set, two-sided.</param>
[TypeFormatterSource]
public sealed record CausalSettings(int FewestExperiments = 10, double Alpha = 0.05)
{
    /// <summary>The defaults.</summary>
    public static CausalSettings Default { get; } = new();
}

/// <summary>Where the correlation of two effects' errors comes from.</summary>
public enum CorrelationOrigin
{
    /// <summary>Nobody knows it: 0 is assumed.</summary>
    Assumed,

    /// <summary>It was declared.</summary>
    Declared,

    /// <summary>It is that of the two KPIs over units whose data are known.</summary>
    Units,

    /// <summary>Each experiment says its own.</summary>
    Given,
}

/// <summary>What the slope would be if the errors were correlated otherwise.</summary>
/// <param name="Correlation">Of the two errors.</param>
/// <param name="Slope">The slope.</param>
/// <param name="Word">What would be said.</param>
[TypeFormatterSource]
public sealed record CorrelationCase(double Correlation, Estimable<Effect> Slope, CausalWord Word);

/// <summary>Grade C of a link: does moving the lead move the outcome, by the effects of past experiments?</summary>
public static class CausalGrade
{
    private static readonly double[] Other = [-0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8];

    /// <summary>The grade.</summary>
    /// <param name="link">The link, whose sign is declared.</param>
    /// <param name="past">Effects of past experiments.</param>
    /// <param name="definitions">The two KPIs, for their names and directions.</param>
    /// <param name="settings">Thresholds; null: the defaults.</param>
    /// <param name="units">What units say: slope and correlation of the outcome by the lead over units, where known.</param>
    public static CausalEvidence Of(LinkDefinition link, PastExperiments past, DefinitionSet definitions, CausalSettings? settings = null, UnitRelation? units = null)
    {
        var pairs = past.Pairs(link.From, link.To);
        var (correlation, origin) = pairs.Count > 0 && pairs.All(p => p.ErrorCorrelation is not null) ? (0, CorrelationOrigin.Given)
            : past.Correlation(link.From, link.To) is { } declared ? (declared, CorrelationOrigin.Declared)
            : units is not null ? (units.Correlation, CorrelationOrigin.Units)
            : (0, CorrelationOrigin.Assumed);
        var evidence = Of(link.From, link.To, link.Expect, pairs, correlation, origin, settings ?? CausalSettings.Default, units);
        return evidence with
        {
            Lead = definitions.Metric(link.From) is { } lead ? KpiSensitivity.Of(lead, past.Effects) : null,
            Outcome = definitions.Metric(link.To) is { } outcome ? KpiSensitivity.Of(outcome, past.Effects) : null,
        };
    }

    /// <summary>The grade from pairs of effects.</summary>
    public static CausalEvidence Of(
        string lead,
        string outcome,
        ExpectedSign expect,
        IReadOnlyList<EffectPair> pairs,
        double correlation = 0,
        CorrelationOrigin origin = CorrelationOrigin.Assumed,
        CausalSettings? settings = null,
        UnitRelation? units = null)
    {
        var thresholds = settings ?? CausalSettings.Default;
        var level = Level.FromAlpha(thresholds.Alpha);
        var (slope, word) = Judge(pairs, correlation, expect, thresholds, level);
        var naive = slope.IsDefined ? slope.Value.NaiveSlope : (double?)null;
        var trial = TrialLevelSurrogacy.Regress([.. pairs.Select(p => p.Lead)], [.. pairs.Select(p => p.Outcome)], [.. pairs.Select(p => 1 / (p.OutcomeStandardError * p.OutcomeStandardError))]);
        var cases = word == CausalWord.Unknown || origin is CorrelationOrigin.Given or CorrelationOrigin.Declared
            ? []
            : Other.Select(c => Judge(pairs, c, expect, thresholds, level) is var (s, w) ? new CorrelationCase(c, s.Select(Effect), w) : throw new InvalidOperationException()).ToList();
        var shaky = origin == CorrelationOrigin.Assumed && word is CausalWord.Supported or CausalWord.Contradicted && cases.Exists(c => Math.Abs(c.Correlation) <= 0.4 && c.Word != word);
        return new CausalEvidence(word, Sentence(lead, outcome, pairs.Count, slope, word, expect, thresholds) + Held(cases, word, origin), pairs, slope.Select(Effect), naive, units?.Slope, trial)
        {
            Fewest = thresholds.FewestExperiments,
            LatentRSquared = slope.IsDefined ? slope.Value.LatentRSquared : null,
            AssumedCorrelation = correlation,
            CorrelationOrigin = origin,
            Sensitivity = cases,
            Findings = shaky
                ?
                [
                    new Finding(
                        "error-correlation-unknown",
                        Severity.Warning,
                        $"The correlation of {lead} and {outcome} over units is not known, and the grade depends on it within ±0.4.",
                        "declare it under past_experiments.error_correlations in kpilab.yaml, or give the link a units: block from which it is measured"),
                ]
                : [],
        };
    }

    private static (Estimable<EffectSlopeResult> Slope, CausalWord Word) Judge(IReadOnlyList<EffectPair> pairs, double correlation, ExpectedSign expect, CausalSettings settings, Level level)
    {
        var slope = EffectSlope.Estimate([.. pairs.Select(p => new NoisyEffects(p.Lead, p.Outcome, p.LeadStandardError, p.OutcomeStandardError, p.ErrorCorrelation ?? correlation))], level);
        var positive = expect == ExpectedSign.Positive;
        var word = pairs.Count < settings.FewestExperiments ? CausalWord.Unknown
            : !slope.IsDefined ? CausalWord.NotShown
            : slope.Value.Set.IsAbove(0) ? (positive ? CausalWord.Supported : CausalWord.Contradicted)
            : slope.Value.Set.IsBelow(0) ? (positive ? CausalWord.Contradicted : CausalWord.Supported)
            : CausalWord.NotShown;
        return (slope, word);
    }

    private static Effect Effect(EffectSlopeResult slope) => new(slope.Slope, null, slope.Set);

    private static string Sentence(string lead, string outcome, int count, Estimable<EffectSlopeResult> slope, CausalWord word, ExpectedSign expect, CausalSettings settings)
    {
        if (word == CausalWord.Unknown)
        {
            return count == 0
                ? Invariant($"C unknown: no past experiment has an effect on both {lead} and {outcome}; {settings.FewestExperiments} are needed.")
                : Invariant($"C unknown: {count} past {(count == 1 ? "experiment has" : "experiments have")} an effect on both {lead} and {outcome}, and {settings.FewestExperiments} are needed.");
        }

        if (!slope.IsDefined)
        {
            return Invariant($"Over {count} experiments no slope can be told: {slope.Reason.Sentence}.");
        }

        var s = slope.Value;
        var decimals = s.Set.Shape == ConfidenceShape.Bounded ? Rounding.Decimals((s.Set.Upper - s.Set.Lower) / 4, s.Slope) : Rounding.Decimals(null, s.Slope);
        var moved = Invariant($"Over {count} experiments an effect of 1 on {lead} came with {Rounding.Number(s.Slope, decimals, signed: true)} on {outcome} ({s.Set.Level} set: {Rounding.Set(s.Set, 1, decimals, "")})");
        return word switch
        {
            CausalWord.Supported => $"{moved}: moving the one moves the other.",
            CausalWord.Contradicted => $"{moved}, against the declared {(expect == ExpectedSign.Positive ? "positive" : "negative")} sign.",
            _ => $"{moved}: that moving the one moves the other is not shown.",
        };
    }

    private static string Held(List<CorrelationCase> cases, CausalWord word, CorrelationOrigin origin)
    {
        var same = cases.Where(c => c.Word == word).Select(c => c.Correlation).ToList();
        if (cases.Count == 0 || origin != CorrelationOrigin.Assumed)
        {
            return "";
        }

        return " The errors of the two effects are taken as uncorrelated; " + (same.Count == cases.Count
            ? "no correlation between −0.8 and 0.8 would change the word."
            : Invariant($"the word holds for correlations from {same.Min():0.0} to {same.Max():0.0} of those tried."));
    }
}

/// <summary>What units say of two KPIs: that those with more of the one have more of the other, which is not the effect of moving it.</summary>
/// <param name="Units">Units.</param>
/// <param name="Slope">Least squares of the outcome on the lead over units.</param>
/// <param name="Correlation">Of the two over units: that of the errors of an experiment's effects.</param>
[TypeFormatterSource]
public sealed record UnitRelation(long Units, double Slope, double Correlation)
{
    /// <summary>Standard error of the slope.</summary>
    public double SlopeError { get; init; }
}
