using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Whether the data can be trusted: registration, sample ratio, balance, findings with their remedies.</summary>
internal static class TrustSection
{
    /// <summary>Below this p-value the sample ratio makes an experiment invalid (the first default rule).</summary>
    private const double SampleRatioAlarm = 0.001;

    public static IEnumerable<Block> Of(Analysis analysis)
    {
        yield return new Heading(2, "Can this be trusted?");
        yield return Registration(analysis.Registration);
        yield return SampleRatio(analysis.Balance);
        yield return new Grid(Variants(analysis.Balance));
        if (Exposure(analysis.Balance) is { Length: > 0 } exposure)
        {
            yield return new Paragraph(exposure);
        }

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

        foreach (var finding in analysis.Findings.OrderByDescending(f => f.Severity))
        {
            yield return new Statement(EffectWords.Severity(finding.Severity), finding.Sentence, finding.Remedy.Length == 0 ? null : finding.Remedy);
        }

        if (analysis.Findings.Count == 0)
        {
            yield return new Statement(new Marked(Mark.Good, "no findings"), "No check found anything that changes how the results read.");
        }
    }

    private static Statement Registration(RegistrationInfo registration)
    {
        var exposure = registration.FirstExposure is { } first ? $"the first exposure ({Figures.Time(first)})" : "the experiment started";
        var fixedAt = registration.At is { } at ? $"The terms were fixed on {Figures.Time(at)}{(registration.Actor is { } actor ? $" by {actor}" : "")}" : "The terms were fixed";
        return registration.State switch
        {
            RegistrationState.Registered => new Statement(new Marked(Mark.Good, "registered"), $"{fixedAt}, before {exposure}."),
            RegistrationState.Late => new Statement(new Marked(Mark.Caution, "registered late"), $"{fixedAt}, not before {exposure}; the results are exploratory."),
            _ => new Statement(new Marked(Mark.Caution, "unregistered"), "The definition was never applied; the results are exploratory."),
        };
    }

    private static Statement SampleRatio(Balance balance)
    {
        if (!balance.SampleRatio.IsDefined)
        {
            return new Statement(new Marked(Mark.Unknown, "sample ratio not tested"), balance.SampleRatio.Reason.Sentence);
        }

        var p = balance.SampleRatio.Value.PValue;
        return p < SampleRatioAlarm
            ? new Statement(
                new Marked(Mark.Bad, "sample ratio mismatch"),
                $"The variants' sizes differ from the planned weights by more than chance explains ({Rounding.PValue(p)}; alarm below 0.001).",
                "Find out where units were lost or added (assignment, logging, bots, redirects) before reading any result.")
            : new Statement(
                new Marked(Mark.Good, "sample ratio as planned"),
                $"No evidence that the variants' sizes differ from the planned weights ({Rounding.PValue(p)}; alarm below 0.001).");
    }

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
                v.Expected is { } expected ? Figures.Significant(Math.Round(expected, 1), 15) : null,
                units == 0 ? null : Figures.Share((double)v.Units / units),
                v.Weight is { } weight && weights > 0 ? Figures.Share(weight / weights) : null,
            ])]);
    }

    private static string Exposure(Balance balance)
    {
        var sentences = new List<string>();
        if (balance.MultipleExposureUnits > 0)
        {
            sentences.Add($"Seen in several variants and left out: {Figures.Counted(balance.MultipleExposureUnits, "unit")} ({Figures.Share(balance.MultipleExposureShare)}).");
        }

        if (balance.UnknownVariantRows > 0)
        {
            sentences.Add($"Left out because the definition does not know their variant: {Figures.Counted(balance.UnknownVariantRows, "row")}.");
        }

        return string.Join(" ", sentences);
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
            Figures.Significant(c.ControlMean, 4),
            Figures.Significant(c.TreatmentMean, 4),
            Rounding.Number(c.StandardisedDifference, 3, signed: true),
            Figures.PValue(c.PValue),
        ])]);

    private static Table Segments(Balance balance) => new(
        "Segments by variant",
        [new("segment", "Segment"), new("p", "p", ColumnKind.Figure)],
        [.. balance.Segments.Select(s => (IReadOnlyList<object?>)
            [s.Segment, s.Test.IsDefined ? Figures.PValue(s.Test.Value.PValue) : $"not computable: {s.Test.Reason.Sentence}"])]);
}
