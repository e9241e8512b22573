using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A plan's power as one flat table: a row a treatment, then one a guardrail and treatment, in full precision.</summary>
public static class PowerTable
{
    private static readonly Column[] Columns =
    [
        new("term", "KPI"), new("role", "Role"), new("treatment", "Treatment"), new("alpha", "Alpha", ColumnKind.Number), new("power", "Power asked for", ColumnKind.Number),
        new("effect", "Effect or margin", ColumnKind.Number), new("units_needed", "Units needed", ColumnKind.Number), new("planned_units", "Planned units", ColumnKind.Integer),
        new("power_at_plan", "Power as planned", ColumnKind.Number), new("detectable_at_plan", "Detectable as planned", ColumnKind.Number), new("units_so_far", "Units of both so far", ColumnKind.Integer),
        new("std_error", "Standard error so far", ColumnKind.Number), new("power_now", "Power now", ColumnKind.Number), new("detectable_now", "Detectable now", ColumnKind.Number),
        new("units_to_come", "Units still needed", ColumnKind.Number), new("days_left", "Days left", ColumnKind.Number), new("simulated_power", "Simulated power", ColumnKind.Number),
        new("simulated_std_error", "Its error", ColumnKind.Number), new("undefined", "Undefined because"),
    ];

    /// <summary>The table.</summary>
    public static Table ToTable(this PowerAnswer answer) => new(
        $"Power of {answer.Name}",
        Columns,
        [.. answer.Treatments.Select(t => Row(t, answer)), .. answer.Guardrails.Select(g => Row(g, answer))]);

    /// <summary>The same as a <see cref="System.Data.DataTable"/>.</summary>
    public static System.Data.DataTable ToDataTable(this PowerAnswer answer) => answer.ToTable().ToDataTable();

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this PowerAnswer answer) => answer.ToTable().ToCsv();

    private static IReadOnlyList<object?> Row(TreatmentPower t, PowerAnswer answer) =>
    [
        answer.Kpi, "primary", t.Treatment, t.AlphaOfEach, answer.Power, Number(answer.Effect), Number(t.UnitsNeeded), answer.PlannedUnits, Number(t.PowerAtPlan), Number(t.DetectableAtPlan),
        t.Running?.Units, t.Running?.StandardError, Number(t.Running?.Power), Number(t.Running?.Detectable), Number(t.Running?.UnitsToCome), Number(t.Running?.DaysLeft),
        t.Simulated is { Result.IsDefined: true } s ? s.Result.Value.Power : null, t.Simulated is { Result.IsDefined: true } e ? e.Result.Value.MonteCarloError : null,
        t.UnitsNeeded.IsDefined ? null : t.UnitsNeeded.Reason.Code,
    ];

    private static IReadOnlyList<object?> Row(GuardrailPower g, PowerAnswer answer) =>
    [
        g.Kpi, "guardrail_test", g.Treatment, answer.Plan.Alpha, answer.Power, g.Margin.IsRelative ? null : g.Margin.Value, Number(g.UnitsNeeded), answer.PlannedUnits, Number(g.PowerAtPlan), null,
        null, null, null, null, null, null, null, null, g.UnitsNeeded.IsDefined ? null : g.UnitsNeeded.Reason.Code,
    ];

    private static object? Number(Estimable<double>? value) => value is { IsDefined: true } number && double.IsFinite(number.Value) ? number.Value : null;
}
