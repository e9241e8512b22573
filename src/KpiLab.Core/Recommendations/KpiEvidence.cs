namespace KpiLab.Core;

/// <summary>A link of a KPI as the recommendation sees it.</summary>
/// <param name="Link">Its id.</param>
/// <param name="Outcome">What it leads.</param>
/// <param name="Word">What holds of it; null where it was never checked.</param>
/// <param name="Reason">Why.</param>
/// <param name="CheckedOn">When it was checked.</param>
/// <param name="Next">When the next check is due.</param>
/// <param name="Causal">Grade C.</param>
public sealed record LinkStanding(string Link, string Outcome, LinkWord? Word, string Reason, DateTimeOffset? CheckedOn, DateOnly? Next, CausalWord Causal);

/// <summary>Another kept lead beside which a KPI adds nothing.</summary>
/// <param name="Other">That lead.</param>
/// <param name="Outcome">The outcome of both.</param>
/// <param name="Own">p of the KPI's lags beside the other's.</param>
/// <param name="OtherOwn">p of the other's lags beside the KPI's.</param>
public sealed record Redundancy(string Other, string Outcome, double Own, double OtherOwn);

/// <summary>What the noise of a KPI costs.</summary>
/// <param name="NoiseShare">Share of its period-to-period variance that is measurement error.</param>
/// <param name="Periods">Periods that it rests on.</param>
public sealed record NoiseCost(double NoiseShare, int Periods)
{
    /// <summary>Mean squared difference of neighbouring values against twice the mean squared standard error; null without standard errors or with fewer than ten pairs of neighbours.</summary>
    public static NoiseCost? Of(KpiSeries series)
    {
        double change = 0, noise = 0;
        var pairs = 0;
        for (var t = 1; t < series.Points.Count; t++)
        {
            SeriesPoint a = series.Points[t - 1], b = series.Points[t];
            if (a is { Value: { } before, StandardError: { } e } && b is { Value: { } now, StandardError: { } f })
            {
                change += (now - before) * (now - before);
                noise += (e * e) + (f * f);
                pairs++;
            }
        }

        return pairs < 10 || change == 0 ? null : new NoiseCost(Math.Min(1, noise / change), pairs + 1);
    }
}

/// <summary>What the rules look at, for one KPI.</summary>
/// <param name="Kpi">The KPI.</param>
/// <param name="HasGoal">Whether its goal is defined.</param>
/// <param name="Leads">Links in which it leads.</param>
/// <param name="LedBy">Ids of the links of which it is the outcome.</param>
/// <param name="Sensitivity">How past experiments moved it; null: none measured it.</param>
/// <param name="Redundancy">A kept lead that makes it redundant; null: none.</param>
/// <param name="Noise">Cost of noise; null: not known.</param>
/// <param name="Candidates">What could take its place, best first.</param>
public sealed record KpiEvidence(
    KpiDefinition Kpi,
    bool HasGoal,
    IReadOnlyList<LinkStanding> Leads,
    IReadOnlyList<string> LedBy,
    KpiSensitivity? Sensitivity,
    Redundancy? Redundancy,
    NoiseCost? Noise,
    IReadOnlyList<ReplacementCandidate> Candidates)
{
    internal const int FewestForSensitivity = 20;
    internal const double LargestNoiseShare = 0.5;

    /// <summary>What it is in its links.</summary>
    public KpiRole? Role => KpiRoles.InLinks(Leads.Count > 0, LedBy.Count > 0);

    /// <summary>Whether it is what others are to predict, or judges success by itself.</summary>
    public bool IsOutcome => LedBy.Count > 0 || (Leads.Count == 0 && Kpi.Tier == Tier.Primary && Kpi.Purpose != Purpose.Predict);

    /// <summary>Links that are kept.</summary>
    public IEnumerable<LinkStanding> Kept => Leads.Where(l => l.Word == LinkWord.Keep);

    /// <summary>Whether something is done when it deviates.</summary>
    public bool HasAction => Kpi.Thresholds.Any(t => !string.IsNullOrWhiteSpace(t.Action));

    /// <summary>Whether a condition of the rule language holds.</summary>
    /// <exception cref="ArgumentException">There is no such condition.</exception>
    public bool Holds(string condition) => condition switch
    {
        KpiConditions.NoGoal => !HasGoal,
        KpiConditions.NoOwner => string.IsNullOrWhiteSpace(Kpi.Owner),
        KpiConditions.NoAction => !HasAction,
        KpiConditions.AnOutcome => IsOutcome,
        KpiConditions.NotAnOutcome => !IsOutcome,
        KpiConditions.ALead => Leads.Count > 0,
        KpiConditions.LeadKept => Kept.Any(),
        KpiConditions.LeadDead => Leads.Count > 0 && Leads.All(l => l.Word == LinkWord.Replace),
        KpiConditions.LeadOpen => !Kept.Any() && Leads.Any(l => l.Word is null or LinkWord.Revalidate or LinkWord.InsufficientEvidence),
        KpiConditions.CausalContradicted => Kept.Any() && Kept.All(l => l.Causal == CausalWord.Contradicted),
        KpiConditions.Redundant => Redundancy is not null,
        KpiConditions.PredictsNothing => Kpi.Purpose == Purpose.Predict && Leads.Count == 0,
        KpiConditions.NeverMoves => Sensitivity is { Experiments: >= FewestForSensitivity, IsSensitive: false },
        KpiConditions.MovesWrongly => Sensitivity is { Opposing: >= 2 } s && s.Opposing >= s.Agreeing,
        KpiConditions.Noisy => Noise is { NoiseShare: > LargestNoiseShare },
        KpiConditions.Always => true,
        _ => throw new ArgumentException($"{condition} is not a condition of the rule table", nameof(condition)),
    };
}
