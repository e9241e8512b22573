using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What experiments and units say of a link, for readers.</summary>
internal static class CausalBlocks
{
    private const int MostExperiments = 12;

    public static IEnumerable<Block> Of(LinkReport report, int level)
    {
        var causal = report.Causal;
        if (causal.Effects.Count == 0 && report.Units is null)
        {
            yield return new Paragraph(causal.Sentence);
            yield break;
        }

        yield return new Heading(level, "Does moving the one move the other?");
        yield return new Paragraph(causal.Sentence);
        if (causal.Slope.IsDefined)
        {
            yield return new Facts([.. Facts(causal)]);
        }

        if (causal.Effects.Count > 0)
        {
            var left = causal.Effects.Count - MostExperiments;
            yield return new Grid(new Table(
                left > 0 ? Invariant($"The last {MostExperiments} of {causal.Effects.Count} experiments") : "Experiments",
                [new("experiment", "Experiment"), new("ended", "Ended"), new("lead", report.Link.From, ColumnKind.Figure), new("outcome", report.Link.To, ColumnKind.Figure)],
                [.. causal.Effects.OrderBy(e => e.Ended).ThenBy(e => e.Experiment, StringComparer.Ordinal).TakeLast(MostExperiments).Select(e => new object?[]
                {
                    e.Variant is { } variant ? $"{e.Experiment} ({variant})" : e.Experiment, e.Ended is { } day ? LinkOutputs.Day(day) : null, Effect(e.Lead, e.LeadStandardError), Effect(e.Outcome, e.OutcomeStandardError),
                })]));
        }

        if (report.Units is { } units)
        {
            yield return new Heading(level, "Units");
            yield return new Paragraph(Sentence(units));
            if (EarlyEvidence.Record(units) is { } record)
            {
                yield return new Paragraph(record);
            }
        }

        foreach (var block in EarlyEvidence.Blocks(report, level))
        {
            yield return block;
        }
    }

    public static JsonObject Json(UnitEvidence units) => new()
    {
        ["units"] = units.Units,
        ["read"] = units.Read,
        ["relation"] = JsonText.Estimable(units.Relation, r => new JsonObject { ["slope"] = JsonText.Number(r.Slope), ["stdError"] = JsonText.Number(r.SlopeError), ["correlation"] = JsonText.Number(r.Correlation) }),
        ["prentice"] = units.Prentice is { } prentice ? JsonText.Estimable(prentice, EarlyEvidence.Json) : null,
        ["prediction"] = JsonText.Estimable(units.Prediction, p => new JsonObject
        {
            ["auc"] = JsonText.Number(p.Auc),
            ["aucLower"] = JsonText.Number(p.AucInterval.Lower),
            ["aucUpper"] = JsonText.Number(p.AucInterval.Upper),
            ["brierSkill"] = JsonText.Estimable(p.BrierSkill, JsonText.Number),
            ["calibrationSlope"] = JsonText.Estimable(p.CalibrationSlope, JsonText.Number),
            ["calibrationIntercept"] = JsonText.Estimable(p.CalibrationIntercept, JsonText.Number),
            ["expectedCalibrationError"] = JsonText.Number(p.ExpectedCalibrationError),
            ["liftOfTopTenth"] = JsonText.Number(p.LiftOfTopTenth),
        }),
        ["drift"] = AnalysisJson.Array(units.Drift, d => new JsonObject
        {
            ["month"] = LinkOutputs.Day(d.Month),
            ["units"] = d.Units,
            ["drift"] = JsonText.Estimable(d.Drift, r => new JsonObject
            {
                ["psi"] = JsonText.Number(r.Psi), ["band"] = r.Band, ["distance"] = JsonText.Number(r.Distance.Statistic), ["pValue"] = JsonText.Number(r.Distance.PValue), ["wasserstein"] = JsonText.Number(r.Wasserstein),
            }),
        }),
    };

    private static IEnumerable<(string Name, string Text)> Facts(CausalEvidence causal)
    {
        yield return ("Slope, errors taken out", Slope(causal.Slope.Value));
        if (causal.NaiveSlope is { } naive)
        {
            yield return ("Slope of the scatter", FigureText.Signed(naive, 3) + ", pulled to 0 or to that of units");
        }

        if (causal.UnitSlope is { } unit)
        {
            yield return ("Slope over units", FigureText.Signed(unit, 3) + ", which is no effect");
        }

        if (causal.Trial is { IsDefined: true } trial)
        {
            yield return ("R² over experiments", Invariant($"{trial.Value.RSquared:0.00} ({trial.Value.Interval.Lower:0.00} to {trial.Value.Interval.Upper:0.00}), errors included"));
            yield return ("Threshold effect", trial.Value.ThresholdEffect.Match(t => $"{FigureText.Significant(t, 3)} on the lead, to be sure of an effect on the outcome", r => EffectWords.Sentence(r.Sentence)));
        }

        foreach (var (name, s) in new[] { ("Lead in experiments", causal.Lead), ("Outcome in experiments", causal.Outcome) })
        {
            if (s is not null)
            {
                yield return (name, Invariant($"moved in {s.Moved} of {s.Experiments}") + (s.Known > 0 ? Invariant($"; the right way in {s.Agreeing} and the wrong way in {s.Opposing} of {s.Known} known wins and losses") : ""));
            }
        }
    }

    private static string Sentence(UnitEvidence units) => units.Prediction.Match(
        p => Invariant($"Over {units.Units} units the early behaviour tells the later outcome with an AUC of {p.Auc:0.00} ({p.AucInterval.Lower:0.00} to {p.AucInterval.Upper:0.00}) on later units; the tenth with the highest scores has {p.LiftOfTopTenth:0.0} times the rate of all. That is no effect of moving it."),
        reason => units.Relation.Match(
            r => Invariant($"Over {units.Units} units the two correlate by {r.Correlation:0.00}, which is no effect of moving the one. No prediction is made: {reason.Sentence}."),
            _ => $"No statement over units: {reason.Sentence}."));

    private static string Slope(Effect slope)
    {
        var decimals = slope.Set.Shape == ConfidenceShape.Bounded ? Rounding.Decimals((slope.Set.Upper - slope.Set.Lower) / 4, slope.Value) : Rounding.Decimals(null, slope.Value);
        return $"{Rounding.Number(slope.Value, decimals, signed: true)} ({Rounding.Set(slope.Set, 1, decimals, "")})";
    }

    private static string Effect(double value, double error)
    {
        var decimals = Rounding.Decimals(error, value);
        return $"{Rounding.Number(value, decimals, signed: true)} ± {Rounding.Number(1.96 * error, decimals)}";
    }
}
