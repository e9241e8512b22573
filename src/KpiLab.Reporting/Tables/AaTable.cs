using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Measured false-positive rates as one flat table: a row a test, in full precision.</summary>
public static class AaTable
{
    private static readonly Column[] Columns =
    [
        new("term", "What"), new("subject", "Counted"), new("role", "Role"), new("treatment", "Treatment"), new("alpha", "Promised", ColumnKind.Number), new("runs", "Runs", ColumnKind.Integer),
        new("undefined_runs", "Undefined runs", ColumnKind.Integer), new("alarms", "Alarms", ColumnKind.Integer), new("estimate", "Rate", ColumnKind.Number), new("conf_low", "From", ColumnKind.Number),
        new("conf_high", "To", ColumnKind.Number), new("conf_level", "Level", ColumnKind.Number), new("coverage", "Coverage of 0", ColumnKind.Number), new("mean_effect", "Mean effect", ColumnKind.Number),
        new("effect_sd", "Sd of effects", ColumnKind.Number), new("mean_std_error", "Mean standard error", ColumnKind.Number), new("error_ratio", "Ratio", ColumnKind.Number), new("result", "Result"),
    ];

    /// <summary>The table.</summary>
    public static Table ToTable(this AaAnalysis measured) => new($"False positives of {measured.Name}", Columns, [.. measured.Rows.Select(Row)]);

    /// <summary>The same as a <see cref="System.Data.DataTable"/>.</summary>
    public static System.Data.DataTable ToDataTable(this AaAnalysis measured) => measured.ToTable().ToDataTable();

    /// <summary>The same as CSV.</summary>
    public static string ToCsv(this AaAnalysis measured) => measured.ToTable().ToCsv();

    private static IReadOnlyList<object?> Row(AaRow row)
    {
        var rate = row.Rate.Match<AaRate?>(r => r, _ => null);
        return
        [
            row.Id ?? "sample_ratio", Spelling.Snake(row.Subject), row.Role is { } role ? Spelling.Snake(role) : null, row.Treatment, row.Alpha, (long)row.Runs, (long)row.Undefined, (long)row.Alarms,
            rate?.Value, rate?.Lower, rate?.Upper, rate?.Level.Value, row.Coverage, row.MeanEffect, row.EffectDeviation, row.MeanStandardError, row.ErrorRatio, Spelling.Snake(row.Word),
        ];
    }
}
