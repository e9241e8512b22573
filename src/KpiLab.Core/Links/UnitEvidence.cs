using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>How far the early behaviour of a month's units moved from that of the units that the model learned from.</summary>
[TypeFormatterSource]
public sealed record MonthDrift(DateOnly Month, int Units, Estimable<DriftResult> Drift);

/// <summary>Does early behaviour tell the later outcome of the same unit? Shown beside a link; it decides nothing, as units with more of the one are not units that were given more of it.</summary>
/// <param name="Units">Units used.</param>
/// <param name="Read">Units read.</param>
/// <param name="Relation">Slope and correlation over units.</param>
/// <param name="Prediction">Logistic model of the first seven tenths judged on the later rest; undefined unless the outcome is yes or no.</param>
/// <param name="Drift">By month of entry, from the first month after the learning on.</param>
/// <param name="Findings">Leaks that are suspected, units left out, drift.</param>
[TypeFormatterSource]
public sealed record UnitEvidence(
    int Units, long Read, Estimable<UnitRelation> Relation, Estimable<UnitPredictionResult> Prediction, IReadOnlyList<MonthDrift> Drift, IReadOnlyList<Finding> Findings) : IShowable
{
    /// <summary>Prentice's criteria and the proportion explained, for the record; null where the units are not those of an experiment.</summary>
    public Estimable<PrenticeResult>? Prentice { get; init; }

    /// <summary>Units left out because the outcome's window was not over.</summary>
    public long Open { get; init; }

    /// <summary>Units left out because they lack one of the two.</summary>
    public long Missing { get; init; }

    /// <summary>The moment up to which outcomes were seen; null where nothing tells.</summary>
    public DateTimeOffset? ObservedUntil { get; init; }

    private const double LearningShare = 0.7;
    private const double TooGoodAuc = 0.98;
    private const double LargestMissingShare = 0.1;
    private const int FewestOfMonth = 50;
    private const double CrowdedStart = 3;

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
            Open = rows.Open,
            Missing = rows.Missing,
            ObservedUntil = rows.ObservedUntil,
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

        if (rows.Open > 0)
        {
            yield return new Finding(
                "units-open",
                Severity.Info,
                Invariant($"{rows.Open} of {rows.Read} units entered too late for the outcome's window {link.Units?.Outcome.Window} to be over{(rows.ObservedUntil is { } until ? Invariant($" on {until:yyyy-MM-dd}, up to when outcomes were seen") : "")}: they are left out, as what they will do is not known."),
                "nothing; they come in by themselves",
                link.Id);
        }

        if (rows.Start is { } start && start.Units > CrowdedStart * start.Usual)
        {
            yield return new Finding(
                "units-entered-at-start",
                Severity.Warning,
                Invariant($"{start.Units} units have their first row within {link.Units?.Early.Window.To.TotalDays:0.##} days of the first row of all, where {start.Usual:0.#} is usual later: most of these were there before the data begin, and their behaviour is not early."),
                "say where entries are: `entry: {source: …}` with one row a unit, or `entry: {where: …}` with the rows that are entries",
                link.Id);
        }

        if (rows.Read > rows.Open && rows.Missing > LargestMissingShare * (rows.Read - rows.Open))
        {
            yield return new Finding(
                "units-missing",
                Severity.Warning,
                Invariant($"{rows.Missing} of {rows.Read - rows.Open} units lack the early behaviour or the outcome and are left out: those that stay may be the ones that survived."),
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
