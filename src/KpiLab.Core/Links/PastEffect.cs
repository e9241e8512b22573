using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What a past experiment turned out to be, by a person's decision.</summary>
public enum KnownOutcome
{
    /// <summary>The treatment was better and shipped.</summary>
    Win,

    /// <summary>It was worse.</summary>
    Loss,

    /// <summary>It made no difference that matters.</summary>
    Flat,
}

/// <summary>One past experiment's effect on one KPI.</summary>
/// <param name="Experiment">Its id.</param>
/// <param name="Variant">Treatment, where it had several.</param>
/// <param name="Kpi">KPI or metric.</param>
/// <param name="Effect">Treatment − control, in the KPI's own unit.</param>
/// <param name="StandardError">Of the effect, above 0.</param>
/// <param name="Units">Units analysed.</param>
/// <param name="Ended">When.</param>
/// <param name="Outcome">What it is known to have been.</param>
[TypeFormatterSource]
public sealed record PastEffect(
    string Experiment, string? Variant, string Kpi, double Effect, double StandardError, long? Units = null, DateOnly? Ended = null, KnownOutcome? Outcome = null);

/// <summary>A correlation of two KPIs over units, known from elsewhere: that of the errors of their effects.</summary>
[TypeFormatterSource]
public sealed record ErrorCorrelation(string One, string Other, double Value);

/// <summary>The effects of past experiments: declared ones and those of the store.</summary>
/// <param name="Effects">One an experiment, variant and KPI.</param>
/// <param name="Correlations">Error correlations by pair of KPIs.</param>
/// <param name="Findings">Rows left out.</param>
[TypeFormatterSource]
public sealed record PastExperiments(IReadOnlyList<PastEffect> Effects, IReadOnlyList<ErrorCorrelation> Correlations, IReadOnlyList<Finding> Findings) : IShowable
{
    /// <summary>No experiment.</summary>
    public static PastExperiments None { get; } = new([], [], []);

    /// <summary>These and others; of an experiment, variant and KPI that both know, the later ones count.</summary>
    public PastExperiments With(IEnumerable<PastEffect> later)
    {
        var all = Effects.ToDictionary(Key);
        foreach (var effect in later)
        {
            all[Key(effect)] = effect with { Outcome = effect.Outcome ?? all.GetValueOrDefault(Key(effect))?.Outcome };
        }

        return this with { Effects = [.. all.Values.OrderBy(e => e.Experiment, StringComparer.Ordinal).ThenBy(e => e.Variant, StringComparer.Ordinal).ThenBy(e => e.Kpi, StringComparer.Ordinal)] };
    }

    /// <summary>The experiments that have an effect on both KPIs.</summary>
    public IReadOnlyList<EffectPair> Pairs(string lead, string outcome)
    {
        var outcomes = Effects.Where(e => e.Kpi == outcome).ToDictionary(e => (e.Experiment, e.Variant));
        return
        [
            .. Effects.Where(e => e.Kpi == lead && outcomes.ContainsKey((e.Experiment, e.Variant))).Select(e => (Lead: e, Outcome: outcomes[(e.Experiment, e.Variant)])).Select(p => new EffectPair(
                p.Lead.Experiment, p.Lead.Variant, p.Lead.Ended ?? p.Outcome.Ended, p.Lead.Units ?? p.Outcome.Units, p.Lead.Effect, p.Lead.StandardError, p.Outcome.Effect, p.Outcome.StandardError)),
        ];
    }

    /// <summary>The declared error correlation of two KPIs; null: none.</summary>
    public double? Correlation(string lead, string outcome)
        => Correlations.FirstOrDefault(c => (c.One == lead && c.Other == outcome) || (c.One == outcome && c.Other == lead))?.Value;

    private static (string, string?, string) Key(PastEffect effect) => (effect.Experiment, effect.Variant, effect.Kpi);
}
