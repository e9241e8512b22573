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

        foreach (var block in UnitBlocks.Of(report, level))
        {
            yield return block;
        }

        foreach (var block in EarlyEvidence.Blocks(report, level))
        {
            yield return block;
        }
    }

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
