using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Early behaviour and later outcome of the same units, as a link declares them.</summary>
/// <param name="Source">Source with one row a unit.</param>
/// <param name="Early">The early behaviour.</param>
/// <param name="EarlyWindow">When it is counted, since the unit entered.</param>
/// <param name="Outcome">The later outcome.</param>
/// <param name="OutcomeWindow">When that is counted; it begins no earlier than the other ends.</param>
/// <param name="Entered">Column with the moment that the unit entered; null: rows are in order of time.</param>
public sealed record LinkUnits(string Source, Formula Early, ExposureWindow EarlyWindow, Formula Outcome, ExposureWindow OutcomeWindow, string? Entered)
{
    /// <summary>Column with the variant, where the units are those of an experiment; null: they are not.</summary>
    public string? Variant { get; init; }

    /// <summary>What it holds for the control.</summary>
    public string? Control { get; init; }
}

/// <summary>Units as they were read: in order of entry, those without either value left out.</summary>
/// <param name="Early">Early behaviour.</param>
/// <param name="Outcome">Later outcome.</param>
/// <param name="Months">Month of entry, where known.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Missing">Rows without one of the two.</param>
public sealed record UnitRowSample(IReadOnlyList<double> Early, IReadOnlyList<double> Outcome, IReadOnlyList<DateOnly?> Months, long Read, long Missing)
{
    /// <summary>1 for a treated unit and 0 for one of the control, where the units are those of an experiment; null: they are not.</summary>
    public IReadOnlyList<double>? Treated { get; init; }
}

/// <summary>How far the early behaviour of a month's units moved from that of the units that the model learned from.</summary>
public sealed record MonthDrift(DateOnly Month, int Units, Estimable<DriftResult> Drift);

/// <summary>Does early behaviour tell the later outcome of the same unit? Shown beside a link; it decides nothing, as units with more of the one are not units that were given more of it.</summary>
/// <param name="Units">Units used.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Relation">Slope and correlation over units.</param>
/// <param name="Prediction">Logistic model of the first seven tenths judged on the later rest; undefined unless the outcome is yes or no.</param>
/// <param name="Drift">By month of entry, from the first month after the learning on.</param>
/// <param name="Findings">Leaks that are suspected, units left out, drift.</param>
public sealed record UnitEvidence(
    int Units, long Read, Estimable<UnitRelation> Relation, Estimable<UnitPredictionResult> Prediction, IReadOnlyList<MonthDrift> Drift, IReadOnlyList<Finding> Findings)
{
    /// <summary>Prentice's criteria and the proportion explained, for the record; null where the units are not those of an experiment.</summary>
    public Estimable<PrenticeResult>? Prentice { get; init; }

    private const double LearningShare = 0.7;
    private const double TooGoodAuc = 0.98;
    private const double LargestMissingShare = 0.1;
    private const int FewestOfMonth = 50;

    /// <summary>The evidence of these units.</summary>
    public static UnitEvidence Of(LinkDefinition link, UnitRowSample rows)
    {
        double[] early = [.. rows.Early], outcome = [.. rows.Outcome];
        var learning = (int)(LearningShare * early.Length);
        var prediction = UnitPrediction.Assess(outcome, [early], learning);
        var drift = early.Length == 0 ? [] : Enumerable.Range(learning, early.Length - learning)
            .Where(i => rows.Months[i] is not null)
            .GroupBy(i => rows.Months[i]!.Value)
            .Where(g => g.Count() >= FewestOfMonth)
            .OrderBy(g => g.Key)
            .Select(g => new MonthDrift(g.Key, g.Count(), DistributionDrift.Between(early[..learning], [.. g.Select(i => early[i])])))
            .ToList();
        return new UnitEvidence(early.Length, rows.Read, Related(early, outcome), prediction, drift, [.. Found(link, rows, prediction, drift)])
        {
            Prentice = rows.Treated is { } treated ? PrenticeCriteria.Assess(early, outcome, [.. treated]) : (Estimable<PrenticeResult>?)null,
        };
    }

    private static Estimable<UnitRelation> Related(double[] x, double[] y)
    {
        if (x.Length < 3)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{x.Length} units have both values; three are the least"));
        }

        double mx = x.Average(), my = y.Average(), xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
            xy += (x[i] - mx) * (y[i] - my);
        }

        return xx > 0 && yy > 0
            ? new UnitRelation(x.Length, xy / xx, Math.Clamp(xy / Math.Sqrt(xx * yy), -0.999999, 0.999999))
            {
                SlopeError = Math.Sqrt(Math.Max(0, yy - (xy * xy / xx)) / (x.Length - 2) / xx),
            }
            : new Undefined(Undefined.ZeroVariance, "the early behaviour or the outcome is the same for all units");
    }

    private static IEnumerable<Finding> Found(LinkDefinition link, UnitRowSample rows, Estimable<UnitPredictionResult> prediction, List<MonthDrift> drift)
    {
        if (prediction is { IsDefined: true, Value.Auc: > TooGoodAuc or < 1 - TooGoodAuc })
        {
            yield return new Finding(
                "leak-suspected",
                Severity.Warning,
                Invariant($"The early behaviour tells the outcome of units with an AUC of {prediction.Value.Auc:0.000}: it is likely to hold the outcome itself."),
                "check that the early value is known before the outcome's window begins, and is not computed from it",
                link.Id);
        }

        if (rows.Read > 0 && rows.Missing > LargestMissingShare * rows.Read)
        {
            yield return new Finding(
                "units-missing",
                Severity.Warning,
                Invariant($"{rows.Missing} of {rows.Read} units lack the early behaviour or the outcome and are left out: those that stay may be the ones that survived."),
                "give units without behaviour a 0 where nothing happened, such as coalesce(sessions, 0)",
                link.Id);
        }

        if (drift.Find(d => d.Drift is { IsDefined: true, Value.Band: "major" }) is { } moved)
        {
            yield return new Finding(
                "units-drifted",
                Severity.Warning,
                Invariant($"From {moved.Month:yyyy-MM} on the early behaviour is distributed otherwise than where the model learned (PSI {moved.Drift.Value.Psi:0.00})."),
                "look for a changed definition or another mix of units",
                link.Id);
        }
    }
}
