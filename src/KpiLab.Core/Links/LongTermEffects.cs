using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>The late outcome's effect of one experiment, predicted from its effect on the lead.</summary>
/// <param name="Experiment">Its id.</param>
/// <param name="Variant">Treatment, where it had several.</param>
/// <param name="Lead">Its effect on the lead.</param>
/// <param name="Effect">Predicted effect with an interval that holds both errors: the experiment's, and that of the slope over units.</param>
/// <param name="Observed">The outcome's own effect, where it has come; null until then.</param>
[TypeFormatterSource]
public sealed record LongTermEffect(string Experiment, string? Variant, double Lead, Effect Effect, double? Observed);

/// <summary>Long-term effects by the surrogate index: the outcome that units with such early behaviour had, carried over to experiments.</summary>
/// <param name="Effects">One an experiment with an effect on the lead.</param>
/// <param name="Compared">Experiments whose outcome has come.</param>
/// <param name="Within">Of these, how many observed effects differ from the predicted one by no more than the errors of both explain (95 %).</param>
/// <param name="SlopesAgree">Whether the debiased slope's set holds the slope over units, so that experiments do not contradict the index; null without a debiased slope.</param>
/// <remarks>
/// Athey, Chetty, Imbens and Kang (2019), NBER 26463, for one surrogate and a straight line: the prediction is slope × effect on the lead, its variance slope²·se² + effect²·se(slope)², which is that of
/// <see cref="SurrogateIndex"/>. It needs that the treatment has no other way to the outcome, that units then and now are alike, and that nothing unrecorded moves both; the comparison with experiments whose outcome has come is the only
/// check of these that data allow.
/// </remarks>
[TypeFormatterSource]
public sealed record LongTermEffects(IReadOnlyList<LongTermEffect> Effects, int Compared, int Within, bool? SlopesAgree) : IShowable
{
    private const double Two = 1.959963984540054;

    /// <summary>Whether more experiments whose outcome has come contradict their prediction than errors explain (one-sided binomial test at 1 %).</summary>
    public bool IsContradicted => SlopesAgree == false || (Compared > 0 && Binomial.Survival(Compared - Within - 1, Compared, 0.05) <= 0.01);

    /// <summary>The predictions; null without a slope over units or without an experiment.</summary>
    public static LongTermEffects? Of(LinkDefinition link, PastExperiments past, UnitEvidence units, CausalEvidence causal)
    {
        if (!units.Relation.IsDefined)
        {
            return null;
        }

        var relation = units.Relation.Value;
        var late = past.Effects.Where(e => e.Kpi == link.To).ToDictionary(e => (e.Experiment, e.Variant));
        var effects = new List<LongTermEffect>();
        int compared = 0, within = 0;
        foreach (var early in past.Effects.Where(e => e.Kpi == link.From))
        {
            var predicted = Predict(relation, early.Effect, early.StandardError, Level.Of(0.95));
            var observed = late.GetValueOrDefault((early.Experiment, early.Variant));
            effects.Add(new LongTermEffect(early.Experiment, early.Variant, early.Effect, predicted, observed?.Effect));
            if (observed is not null)
            {
                // The two errors come from the same units.
                compared++;
                var shared = 2 * relation.Slope * causal.AssumedCorrelation * early.StandardError * observed.StandardError;
                var error = Math.Sqrt(Math.Max(0, (predicted.StandardError!.Value * predicted.StandardError.Value) + (observed.StandardError * observed.StandardError) - shared));
                within += Math.Abs(observed.Effect - predicted.Value) <= Two * error ? 1 : 0;
            }
        }

        return effects.Count == 0 ? null : new LongTermEffects(effects, compared, within, causal.Slope.IsDefined ? causal.Slope.Value.Set.Contains(relation.Slope) : null);
    }

    /// <summary>One prediction.</summary>
    public static Effect Predict(UnitRelation relation, double effect, double error, Level level)
    {
        var value = relation.Slope * effect;
        var standard = Math.Sqrt((relation.Slope * relation.Slope * error * error) + (effect * effect * relation.SlopeError * relation.SlopeError));
        var half = Normal.UpperQuantile(level.Alpha / 2) * standard;
        return new Effect(value, standard, ConfidenceSet.Between(value - half, value + half, level));
    }
}
