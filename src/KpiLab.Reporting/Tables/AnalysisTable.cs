using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>An analysis as one flat table: a row for every comparison and every guardrail test, in full precision.</summary>
public static class AnalysisTable
{
    private static readonly Column[] Columns =
    [
        new("term", "KPI"),
        new("role", "Role"),
        new("segment", "Segment"),
        new("segment_value", "Segment value"),
        new("control", "Control"),
        new("treatment", "Treatment"),
        new("control_units", "Control units", ColumnKind.Integer),
        new("control_estimate", "Control estimate", ColumnKind.Number),
        new("control_std_error", "Control standard error", ColumnKind.Number),
        new("treatment_units", "Treatment units", ColumnKind.Integer),
        new("treatment_estimate", "Treatment estimate", ColumnKind.Number),
        new("treatment_std_error", "Treatment standard error", ColumnKind.Number),
        new("estimate", "Change", ColumnKind.Number),
        new("std_error", "Standard error", ColumnKind.Number),
        new("statistic", "Statistic", ColumnKind.Number),
        new("df", "Degrees of freedom", ColumnKind.Number),
        new("p_value", "p", ColumnKind.Number),
        new("adj_p_value", "Adjusted p", ColumnKind.Number),
        new("family", "Family"),
        new("conf_low", "Lower end", ColumnKind.Number),
        new("conf_high", "Upper end", ColumnKind.Number),
        new("conf_level", "Level", ColumnKind.Number),
        new("conf_shape", "Shape"),
        new("adj_method", "Adjusted by"),
        new("adj_conf_low", "Adjusted lower end", ColumnKind.Number),
        new("adj_conf_high", "Adjusted upper end", ColumnKind.Number),
        new("adj_conf_level", "Adjusted level", ColumnKind.Number),
        new("adj_conf_shape", "Adjusted shape"),
        new("relative_estimate", "Relative change", ColumnKind.Number),
        new("relative_std_error", "Relative standard error", ColumnKind.Number),
        new("relative_conf_low", "Relative lower end", ColumnKind.Number),
        new("relative_conf_high", "Relative upper end", ColumnKind.Number),
        new("relative_conf_shape", "Relative shape"),
        new("relative_adj_conf_low", "Adjusted relative lower end", ColumnKind.Number),
        new("relative_adj_conf_high", "Adjusted relative upper end", ColumnKind.Number),
        new("relative_adj_conf_shape", "Adjusted relative shape"),
        new("method", "Method"),
        new("alternative", "Alternative"),
        new("null_value", "Null value", ColumnKind.Number),
        new("verdict", "Verdict"),
        new("registered", "Registered", ColumnKind.Flag),
        new("undefined", "Undefined because"),
    ];

    private static readonly Column[] PosteriorColumns =
    [
        new("chance_to_beat_control", "Chance to beat control", ColumnKind.Number), new("expected_loss_shipping", "Loss if shipped", ColumnKind.Number), new("expected_loss_keeping", "Loss if kept", ColumnKind.Number),
    ];

    /// <summary>
    /// One row a comparison (roles primary, secondary, guardrail), then one a guardrail test (role guardrail_test, whose null_value is the margin).
    /// Open ends of confidence sets are empty; conf_shape says what is meant. The adj_ columns hold the planned correction's p and interval, whose
    /// level is that of the whole family; without them conf_low and conf_high speak for one comparison alone. A Bayesian plan's intervals are credible, and further columns hold chances and losses.
    /// </summary>
    public static Table ToTable(this Analysis analysis)
        => analysis.Bayesian is null
            ? new(analysis.Name, Columns, [.. analysis.Comparisons.Select(Row), .. analysis.Guardrails.Select(g => Row(g, Control(analysis)))])
            : new(
                analysis.Name,
                [.. Columns, .. PosteriorColumns],
                [
                    .. analysis.Comparisons.Select(c => (IReadOnlyList<object?>)[.. Row(c), Finite(c.Bayesian?.ChanceToBeatControl), Finite(c.Bayesian?.LossOfShipping), Finite(c.Bayesian?.LossOfKeeping)]),
                    .. analysis.Guardrails.Select(g => (IReadOnlyList<object?>)[.. Row(g, Control(analysis)), null, null, null]),
                ]);

    /// <summary>The same as a <see cref="System.Data.DataTable"/>.</summary>
    public static System.Data.DataTable ToDataTable(this Analysis analysis) => analysis.ToTable().ToDataTable();

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this Analysis analysis) => analysis.ToTable().ToCsv();

    /// <summary>The readers' document as Markdown.</summary>
    public static string ToMarkdown(this Analysis analysis) => analysis.ToDocument().ToMarkdown();

    private static string Control(Analysis analysis) => analysis.Variants.FirstOrDefault(v => v.IsControl)?.Id ?? "";

    private static object?[] Row(KpiComparison c)
    {
        var test = c.Result.IsDefined ? c.Result.Value.Test : null;
        var relative = c.Result is { IsDefined: true, Value.Relative.IsDefined: true } ? c.Result.Value.Relative.Value : null;
        var adjusted = c.Intervals is [var planned, ..] ? planned : null;
        return
        [
            c.Kpi, Spelling.Snake(c.Role), c.Segment?.Segment, c.Segment?.Value, c.Control, c.Treatment,
            .. Arm(c.ControlEstimate), .. Arm(c.TreatmentEstimate),
            .. Tested(c.Result.IsDefined ? c.Result.Value.Absolute : null, test, c.AdjustedPValue, c.Family),
            .. Adjusted(adjusted),
            .. Relative(relative, adjusted is { Relative.IsDefined: true } ? adjusted.Relative.Value : null),
            test?.Method, test is null ? null : Spelling.Snake(test.Alternative), Finite(test?.Null),
            Spelling.Snake(c.Verdict), c.Registered, c.Result.IsDefined ? null : c.Result.Reason.Code,
        ];
    }

    private static object?[] Row(GuardrailResult g, string control)
    {
        var test = g.Test.IsDefined ? g.Test.Value : null;
        return
        [
            g.Kpi, "guardrail_test", null, null, control, g.Treatment,
            null, null, null, null, null, null,
            .. Tested(g.Effect.IsDefined ? g.Effect.Value : null, test, null, null),
            .. Adjusted(null),
            .. Relative(g.Relative.IsDefined ? g.Relative.Value : null, null),
            test?.Method, test is null ? null : Spelling.Snake(test.Alternative), Finite(test?.Null),
            Spelling.Snake(g.State), null, g.Effect.IsDefined ? null : g.Effect.Reason.Code,
        ];
    }

    private static object?[] Arm(Estimable<Estimate> arm)
        => arm.IsDefined ? [arm.Value.Count, Finite(arm.Value.Value), Finite(arm.Value.StandardError)] : [null, null, null];

    private static object?[] Tested(Effect? effect, TestResult? test, double? adjusted, string? family) =>
    [
        Finite(effect?.Value), Finite(effect?.StandardError), Finite(test?.Statistic), Finite(test?.DegreesOfFreedom), Finite(test?.PValue), Finite(adjusted), family,
        Finite(effect?.Set.Lower), Finite(effect?.Set.Upper), effect?.Set.Level.Value, effect is null ? null : Spelling.Snake(effect.Set.Shape),
    ];

    private static object?[] Adjusted(AdjustedInterval? interval) =>
        [interval?.Method, .. Ends(interval?.Absolute), interval?.Absolute.Coverage.Value, Shape(interval?.Absolute)];

    private static object?[] Relative(Effect? effect, FamilyInterval? adjusted) =>
    [
        Finite(effect?.Value), Finite(effect?.StandardError), Finite(effect?.Set.Lower), Finite(effect?.Set.Upper),
        effect is null ? null : Spelling.Snake(effect.Set.Shape), .. Ends(adjusted), Shape(adjusted),
    ];

    private static object?[] Ends(FamilyInterval? interval) => [Finite(interval?.Set.Lower), Finite(interval?.Set.Upper)];

    private static string? Shape(FamilyInterval? interval) => interval is null ? null : Spelling.Snake(interval.Set.Shape);

    private static object? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
