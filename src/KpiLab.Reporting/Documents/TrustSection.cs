using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Whether the data can be trusted: registration, sample ratio, balance, findings with their remedies.</summary>
internal static class TrustSection
{
    private static readonly string[] ToldElsewhere = ["late-registration", "unregistered", "no-planned-weights", "sample-ratio-mismatch", "simulated-clock"];

    public static IEnumerable<Block> Of(Analysis analysis)
    {
        yield return new Heading(2, "Can this be trusted?");
        yield return Registration(analysis);
        yield return SampleRatio(analysis);
        yield return new Grid(Variants(analysis.Balance));
        if (analysis.Balance.Covariates.Count > 0)
        {
            yield return new Paragraph("Covariates, measured before exposure:");
            yield return new Grid(Covariates(analysis));
        }

        if (analysis.Balance.Segments.Count > 0)
        {
            yield return new Paragraph("Is the mix of each segment the same in every variant?");
            yield return new Grid(Segments(analysis.Balance));
        }

        var findings = analysis.Findings.Where(f => !ToldElsewhere.Contains(f.Code)).OrderByDescending(f => f.Severity).ToList();
        foreach (var finding in findings)
        {
            yield return new Statement(EffectWords.Severity(finding.Severity), finding.Sentence, finding.Remedy.Length == 0 ? null : finding.Remedy);
        }

        if (findings.Count == 0)
        {
            yield return new Statement(new Marked(Mark.Good, "no further findings"), "No other check found anything that changes how the results read.");
        }
    }

    private static Statement Registration(Analysis analysis)
    {
        var registration = analysis.Registration;
        var exposure = registration.FirstExposure is { } first ? $"the first exposure ({FigureText.Time(first)})" : "the experiment started";
        var fixedAt = registration.At is { } at ? $"The terms were fixed on {FigureText.Time(at)}{(registration.Actor is { } actor ? $" by {actor}" : "")}" : "The terms were fixed";
        return registration.State switch
        {
            RegistrationState.Registered => new Statement(new Marked(Mark.Good, "registered"), $"{fixedAt}, before {exposure}."),
            RegistrationState.Late => Told(analysis, "late-registration", new Marked(Mark.Caution, "registered late"), $"{fixedAt}, not before {exposure}; the results are exploratory."),
            _ => Told(analysis, "unregistered", new Marked(Mark.Caution, "unregistered"), "The definition was never applied; the results are exploratory."),
        };
    }

    private static Statement SampleRatio(Analysis analysis)
    {
        var ratio = analysis.Balance.SampleRatio;
        if (!ratio.IsDefined)
        {
            return Told(analysis, "no-planned-weights", new Marked(Mark.Unknown, "sample ratio not tested"), EffectWords.Sentence(ratio.Reason));
        }

        var p = ratio.Value.PValue;
        return p < SampleRatioTest.AlarmAlpha
            ? Told(
                analysis,
                "sample-ratio-mismatch",
                new Marked(Mark.Bad, "sample ratio mismatch"),
                $"The variants' sizes differ from the planned weights by more than chance explains ({Rounding.PValue(p)}, alarm below {FigureText.Significant(SampleRatioTest.AlarmAlpha)}).")
            : new Statement(
                new Marked(Mark.Good, "sample ratio as planned"),
                $"No evidence that the variants' sizes differ from the planned weights ({Rounding.PValue(p)}, alarm below {FigureText.Significant(SampleRatioTest.AlarmAlpha)}).");
    }

    // Where a check left a finding, its own words and remedy are used.
    private static Statement Told(Analysis analysis, string code, Marked word, string otherwise)
        => analysis.Findings.FirstOrDefault(f => f.Code == code) is { } finding
            ? new Statement(word, finding.Sentence, finding.Remedy.Length == 0 ? null : finding.Remedy)
            : new Statement(word, otherwise);

    private static Table Variants(Balance balance)
    {
        var units = balance.Variants.Sum(v => v.Units);
        var weights = balance.Variants.Sum(v => v.Weight ?? 0);
        return new Table(
            "Units by variant",
            [
                new("variant", "Variant"),
                new("observed", "Observed", ColumnKind.Figure),
                new("expected", "Planned", ColumnKind.Figure),
                new("observed_share", "Observed share", ColumnKind.Figure),
                new("planned_share", "Planned share", ColumnKind.Figure),
            ],
            [.. balance.Variants.Select(v => (IReadOnlyList<object?>)
            [
                v.Variant,
                Rounding.Count(v.Units),
                v.Expected is { } expected ? FigureText.Significant(Math.Round(expected, 1), 15) : null,
                units == 0 ? null : FigureText.Share((double)v.Units / units),
                v.Weight is { } weight && weights > 0 ? FigureText.Share(weight / weights) : null,
            ])]);
    }

    private static Table Covariates(Analysis analysis) => new(
        "Covariates",
        [
            new("covariate", "Covariate"),
            new("treatment", "Variant"),
            new("control_mean", "Control mean", ColumnKind.Figure),
            new("treatment_mean", "Variant mean", ColumnKind.Figure),
            new("standardised_difference", "Standardised difference", ColumnKind.Figure),
            new("p", "p", ColumnKind.Figure),
        ],
        [.. analysis.Balance.Covariates.Select(c => (IReadOnlyList<object?>)
        [
            c.Covariate,
            c.Treatment,
            FigureText.Significant(c.ControlMean, 4),
            FigureText.Significant(c.TreatmentMean, 4),
            Rounding.Number(c.StandardisedDifference, 3, signed: true),
            FigureText.PValue(c.PValue),
        ])]);

    private static Table Segments(Balance balance) => new(
        "Segments by variant",
        [new("segment", "Segment"), new("p", "p", ColumnKind.Figure)],
        [.. balance.Segments.Select(s => (IReadOnlyList<object?>)
            [s.Segment, s.Test.IsDefined ? FigureText.PValue(s.Test.Value.PValue) : "not computable"])]);
}
