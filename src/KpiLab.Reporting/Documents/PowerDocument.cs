using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A plan's power for readers: how many units, what they can find, how long it takes, and what that stands on.</summary>
public static class PowerDocument
{
    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this PowerAnswer answer)
    {
        var blocks = new List<Block>
        {
            new Heading(1, $"Power of {(answer.Name == answer.ExperimentId ? answer.Name : $"{answer.Name} ({answer.ExperimentId})")}"),
            Short(answer),
            new Facts([.. Facts(answer)]),
            new Heading(2, "Each treatment"),
            new Grid(Treatments(answer)),
        };
        blocks.AddRange(Reasons(answer));
        if (answer.Treatments.Any(t => t.Running is not null))
        {
            blocks.Add(new Heading(2, "With the units seen so far"));
            blocks.Add(new Grid(Running(answer)));
        }

        if (answer.Treatments.Any(t => t.Simulated is not null))
        {
            blocks.Add(new Heading(2, "By simulation"));
            blocks.AddRange(answer.Treatments.Where(t => t.Simulated is not null).Select(t => Simulated(t, answer)));
        }

        if (answer.Guardrails.Count > 0)
        {
            blocks.Add(new Heading(2, "Guardrails"));
            blocks.Add(new Paragraph("How likely each guardrail is shown to stay within its margin where the treatment changes nothing."));
            blocks.Add(new Grid(Guardrails(answer)));
            blocks.AddRange(answer.Guardrails.Where(g => !g.UnitsNeeded.IsDefined).Select(g => new Statement(new Marked(Mark.Unknown, $"{g.Name}, {g.Treatment}"), EffectWords.Sentence(g.UnitsNeeded.Reason))));
        }

        blocks.Add(new Heading(2, "What this stands on"));
        blocks.Add(new Bullets([.. answer.Assumptions]));
        return new Document(blocks);
    }

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this PowerAnswer answer) => answer.ToDocument().ToMarkdown();

    /// <summary>Units as a whole number that is enough: 40,000.</summary>
    internal static string Units(double units) => units < 9e15 ? Rounding.Count((long)Math.Ceiling(units - 1e-9)) : FigureText.Significant(units);

    internal static string Gain(double gain, PowerAnswer answer)
    {
        var signed = answer.Direction == Direction.Decrease ? -gain : gain;
        var sign = answer.Direction == Direction.Maintain ? "± " : signed < 0 ? "-" : "+";
        var absolute = answer.Unit == MetricUnit.Fraction ? FigureText.Significant(gain * 100, 3) + " pp" : FigureText.Significant(gain, 3);
        var relative = answer.Baseline.Mean != 0 ? $" ({sign}{FigureText.Significant(gain / Math.Abs(answer.Baseline.Mean) * 100, 3)} %)" : "";
        return sign + absolute + relative;
    }

    private static Statement Short(PowerAnswer answer)
    {
        var effect = answer.Effect.IsDefined ? Gain(answer.Effect.Value, answer) : "";
        if (!answer.UnitsNeeded.IsDefined)
        {
            var found = answer.Treatments[0].DetectableAtPlan;
            return answer.Effect.IsDefined || !found.IsDefined
                ? new Statement(new Marked(Mark.Unknown, "no number of units"), EffectWords.Sentence(answer.UnitsNeeded.IsDefined ? found.Reason : answer.UnitsNeeded.Reason))
                : new Statement(
                    new Marked(Mark.Neutral, Gain(answer.Treatments.Max(t => t.DetectableAtPlan.Value), answer)),
                    $"is what the {Units(answer.PlannedUnits!.Value)} planned units find with a power of {Rounding.Chance(answer.Power)} in {answer.KpiName}.",
                    "Write the smallest effect that matters as `minimum_effect`, or give `--effect`, to see the units that it needs.");
        }

        var needed = Units(answer.UnitsNeeded.Value);
        var days = answer.DaysNeeded.IsDefined ? $", {FigureText.Counted((long)answer.DaysNeeded.Value, "day")} at {FigureText.Significant(answer.UnitsPerDay!.Value, 3)} units a day" : "";
        var sentence = $"find {effect} in {answer.KpiName} with a power of {Rounding.Chance(answer.Power)}{days}.";
        return answer.PlannedUnits is not { } planned ? new Statement(new Marked(Mark.Neutral, $"{needed} units"), sentence)
            : planned >= answer.UnitsNeeded.Value ? new Statement(new Marked(Mark.Good, $"{needed} units"), $"{sentence} The {Units(planned)} planned are enough.")
            : new Statement(
                new Marked(Mark.Caution, $"{needed} units"),
                $"{sentence} The {Units(planned)} planned are not enough.",
                "Plan more units or a larger minimum effect, or use a covariate measured before exposure.");
    }

    private static IEnumerable<(string Name, string Text)> Facts(PowerAnswer answer)
    {
        var baseline = answer.Baseline;
        yield return ("Primary KPI", $"{answer.KpiName} ({answer.Kpi})");
        yield return ("Baseline", answer.Unit == MetricUnit.Fraction ? FigureText.Significant(baseline.Mean * 100, 4) + " %" : FigureText.Significant(baseline.Mean, 4));
        yield return ("Standard deviation of a unit", FigureText.Significant(Math.Sqrt(baseline.UnitVariance), 4));
        if (baseline.Explained > 0)
        {
            yield return ("Explained by covariates", FigureText.Share(baseline.Explained));
        }

        if (baseline.Clusters is { } clusters)
        {
            yield return ("Design effect of clusters", FigureText.Significant(clusters.DesignEffect, 4));
        }

        yield return ("Minimum effect", answer.Effect.IsDefined ? Gain(answer.Effect.Value, answer) : "none");
        yield return ("Power asked for", Rounding.Chance(answer.Power));
        if (answer.PlannedUnits is { } planned)
        {
            yield return ("Planned units", Units(planned));
        }

        if (answer.UnitsPerDay is { } traffic)
        {
            yield return ("Units a day", FigureText.Significant(traffic, 4));
        }

        if (answer.UnitsSoFar > 0)
        {
            yield return ("Units so far", Units(answer.UnitsSoFar));
            if (answer.DaysLeft.IsDefined)
            {
                yield return ("Days left", FigureText.Significant(answer.DaysLeft.Value, 9));
            }
        }
    }

    private static Table Treatments(PowerAnswer answer) => new(
        "Units of all variants",
        [
            new("treatment", "Treatment"), new("alpha", "Alpha", ColumnKind.Figure), new("units_needed", "Units needed", ColumnKind.Figure), new("power_at_plan", "Power as planned", ColumnKind.Figure),
            new("detectable_at_plan", "Detectable as planned", ColumnKind.Figure),
        ],
        [.. answer.Treatments.Select(t => (IReadOnlyList<object?>)
            [t.Treatment, FigureText.Significant(t.AlphaOfEach, 3), Text(t.UnitsNeeded, Units), Text(t.PowerAtPlan, Rounding.Chance), Text(t.DetectableAtPlan, g => Gain(g, answer))])]);

    private static Table Running(PowerAnswer answer) => new(
        "Units so far",
        [
            new("treatment", "Treatment"), new("units", "Units of both", ColumnKind.Figure), new("std_error", "Standard error", ColumnKind.Figure), new("power_now", "Power now", ColumnKind.Figure), new("detectable_now", "Detectable now", ColumnKind.Figure),
            new("units_to_come", "Units still needed", ColumnKind.Figure), new("days_left", "Days left", ColumnKind.Figure),
        ],
        [.. answer.Treatments.Where(t => t.Running is not null).Select(t => (IReadOnlyList<object?>)
        [
            t.Treatment, Units(t.Running!.Units), FigureText.Significant(t.Running.StandardError, 3), Text(t.Running.Power, Rounding.Chance), Text(t.Running.Detectable, g => Gain(g, answer)),
            Text(t.Running.UnitsToCome, Units), Text(t.Running.DaysLeft, d => FigureText.Significant(d, 9)),
        ])]);

    private static Table Guardrails(PowerAnswer answer) => new(
        "Non-inferiority, units of all variants",
        [
            new("kpi", "Guardrail"), new("treatment", "Treatment"), new("margin", "Margin", ColumnKind.Figure), new("units_needed", "Units needed", ColumnKind.Figure), new("power_at_plan", "Power as planned", ColumnKind.Figure),
        ],
        [.. answer.Guardrails.Select(g => (IReadOnlyList<object?>)[g.Name, g.Treatment, g.Margin.ToString(), Text(g.UnitsNeeded, Units), Text(g.PowerAtPlan, Rounding.Chance)])]);

    private static Paragraph Simulated(TreatmentPower treatment, PowerAnswer answer)
    {
        var design = treatment.Simulated!;
        return new Paragraph(design.Result.Match(
            r => Invariant($"{treatment.Treatment}: {Rounding.Chance(r.Power)} ± {FigureText.Significant(100 * r.MonteCarloError, 2)} pp of {Rounding.Count(r.Runs)} simulated experiments of {Rounding.Count(design.Units)} units with {FigureText.Counted(design.Looks, "look")} found the effect (seed {answer.Seed}). {design.Drawn}"),
            reason => $"{treatment.Treatment}: {EffectWords.Sentence(reason)}"));
    }

    private static IEnumerable<Block> Reasons(PowerAnswer answer)
        => answer.Treatments
            .Select(t => (t.Treatment, Reason: t.UnitsNeeded.IsDefined ? null : t.UnitsNeeded.Reason))
            .Where(t => t.Reason is not null && answer.Effect.IsDefined)
            .Select(t => new Statement(new Marked(Mark.Unknown, t.Treatment), EffectWords.Sentence(t.Reason!)));

    private static string? Text(Estimable<double> value, Func<double, string> words) => value.Match(words, _ => "–");
}
