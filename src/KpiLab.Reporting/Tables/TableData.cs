using System.Data;
using System.Globalization;

namespace KpiLab.Reporting;

/// <summary>Tables for programs that know <see cref="DataTable"/>.</summary>
public static class TableData
{
    /// <summary>The same columns (machine names, reader's header as caption) and rows; no value is <see cref="DBNull"/>.</summary>
    public static DataTable ToDataTable(this Table table)
    {
        var data = new DataTable(table.Title) { Locale = CultureInfo.InvariantCulture };
        foreach (var column in table.Columns)
        {
            data.Columns.Add(new DataColumn(column.Name, TypeOf(column.Kind)) { Caption = column.Header });
        }

        foreach (var row in table.Rows)
        {
            data.Rows.Add([.. row.Select(c => c is Marked or Lines ? c.ToString() : c ?? DBNull.Value)]);
        }

        return data;
    }

    private static Type TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Integer => typeof(long),
        ColumnKind.Number => typeof(double),
        ColumnKind.Flag => typeof(bool),
        ColumnKind.Time => typeof(DateTimeOffset),
        _ => typeof(string),
    };
}
