using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Measured false-positive rates for readers.</summary>
public static class AaDocument
{
    /// <summary>The document, the same for every medium.</summary>
    public static Document ToDocument(this AaAnalysis measured)
    {
        var joint = measured.Rows.Count == 0 ? null : FigureText.Share(Math.Round(1 - (measured.Rows[0].Rate.Match(r => r.Level.Alpha, _ => 0) * measured.Rows.Count), 6));
        var blocks = new List<Block>
        {
            new Heading(1, $"False positives of {(measured.Name == measured.ExperimentId ? measured.Name : $"{measured.Name} ({measured.ExperimentId})")}"),
            Short(measured),
            new Facts(
            [
                ("Re-randomisations", $"{Rounding.Count(measured.Runs)} (seed {Invariant($"{measured.Seed}")})"),
                ("Units", measured.UnitsUsed == measured.Units ? Rounding.Count(measured.Units) : $"{Rounding.Count(measured.UnitsUsed)} of {Rounding.Count(measured.Units)}"),
                ("Assigned", measured.By is { } by ? $"{Rounding.Count(measured.Assigned)} values of {by}, each as a whole" : "unit by unit, with the planned weights"),
                ("Alpha", FigureText.Share(measured.Plan.Alpha)),
            ]),
            new Heading(2, "How often nothing looked like something"),
            new Grid(Rates(measured)),
            new Paragraph($"Every interval is exact, and all of them hold together at {joint}. A rate is too high, or too low, where its interval leaves alpha out."),
            new Heading(2, "Whether standard errors say what they should"),
            new Grid(Errors(measured)),
            new Paragraph("The standard deviation of the effects over the re-randomisations is what a standard error estimates; both together should stand at a ratio of 1."),
        };
        if (measured.Findings.Count > 0)
        {
            blocks.Add(new Heading(2, "Findings"));
            blocks.AddRange(measured.Findings.Select(f => new Statement(EffectWords.Severity(f.Severity), f.Sentence, f.Remedy.Length == 0 ? null : f.Remedy)));
        }

        return new Document(blocks);
    }

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this AaAnalysis measured) => measured.ToDocument().ToMarkdown();

    private static Statement Short(AaAnalysis measured)
    {
        var high = measured.Rows.Count(r => r.Word == AaWord.TooHigh);
        return high > 0
            ? new Statement(
                new Marked(Mark.Bad, "not as promised"), Invariant($"{high} of {measured.Rows.Count} tests alarm more often than they promise on these data where nothing is there."), "Read the findings below before the effects.")
            : new Statement(new Marked(Mark.Good, "as promised"), "No test alarms more often than it promises on these data where nothing is there.");
    }

    private static Table Rates(AaAnalysis measured) => new(
        "Rates",
        [
            new("name", "What"), new("role", "Role", IsDetail: true), new("treatment", "Treatment"), new("estimator", "Estimator"), new("alpha", "Promised", ColumnKind.Figure),
            new("rate", "Measured", ColumnKind.Figure), new("interval", "Interval", ColumnKind.Figure), new("coverage", "Coverage of 0", ColumnKind.Figure, IsDetail: true), new("word", "Result"),
        ],
        [.. measured.Rows.Select(r => (IReadOnlyList<object?>)
        [
            r.Name, r.Role is { } role && r.Subject != AaSubject.Family ? Spelling.Snake(role) : null, r.Treatment, Estimator(r, measured), Percent(r.Alpha),
            r.Rate.Match(x => Percent(x.Value), _ => "–"), r.Rate.Match(x => $"{Percent(x.Lower)} to {Percent(x.Upper)}", _ => "–"),
            r.Coverage is { } coverage ? Percent(coverage) : null, Marked(r),
        ])]);

    private static Table Errors(AaAnalysis measured) => new(
        "Standard errors",
        [
            new("name", "What"), new("treatment", "Treatment"), new("estimator", "Estimator"), new("mean_std_error", "Mean standard error", ColumnKind.Figure),
            new("effect_sd", "Sd of effects", ColumnKind.Figure), new("ratio", "Ratio", ColumnKind.Figure), new("mean_effect", "Mean effect", ColumnKind.Figure, IsDetail: true),
        ],
        [.. measured.Rows.Where(r => r.MeanStandardError is not null).Select(r => (IReadOnlyList<object?>)
        [
            r.Name, r.Treatment, Estimator(r, measured), FigureText.Significant(r.MeanStandardError!.Value, 4), r.EffectDeviation is { } sd ? FigureText.Significant(sd, 4) : "–",
            r.ErrorRatio is { } ratio ? ratio.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) : "–", r.MeanEffect is { } mean ? FigureText.Significant(mean, 2) : "–",
        ])]);

    private static string? Estimator(AaRow row, AaAnalysis measured) => row.Subject switch
    {
        AaSubject.Unadjusted => "unadjusted",
        AaSubject.Comparison => measured.Rows.Any(r => r.Subject == AaSubject.Unadjusted && r.Id == row.Id && r.Treatment == row.Treatment) ? "adjusted" : "unadjusted",
        AaSubject.Family => Spelling.Snake(measured.Plan.Correction),
        _ => "chi_square",
    };

    private static Marked Marked(AaRow row) => row.Word switch
    {
        AaWord.AsPromised => new Marked(Mark.Good, "as promised"),
        AaWord.TooHigh => new Marked(Mark.Bad, "too high"),
        AaWord.TooLow => new Marked(Mark.Neutral, "cautious"),
        _ => new Marked(Mark.Unknown, "undefined"),
    };

    private static string Percent(double share) => (share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " %";
}
