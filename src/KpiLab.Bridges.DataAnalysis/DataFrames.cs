using System.Data;
using KpiLab.Core;
using KpiLab.Reporting;
using Microsoft.Data.Analysis;

namespace KpiLab.Bridges.DataAnalysis;

/// <summary>Data frames out of tables, and into experiments.</summary>
public static class DataFrames
{
    private static readonly Type[] Readable =
    [
        typeof(bool), typeof(string), typeof(char), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly),
    ];

    /// <summary>The table as a data frame: the machine names of its columns, empty cells as nulls, moments as UTC.</summary>
    public static DataFrame ToDataFrame(this Table table)
        => new(table.Columns.Select((column, i) => Of(column, [.. table.Rows.Select(row => row[i])])).ToList());

    /// <summary>The data frame as a table in memory; nulls become <see cref="DBNull"/>.</summary>
    /// <exception cref="ArgumentException">A column holds neither numbers, text, truth values nor dates.</exception>
    public static DataTable ToDataTable(this DataFrame frame)
    {
        var data = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        foreach (var column in frame.Columns)
        {
            data.Columns.Add(column.Name, Readable.Contains(column.DataType)
                ? column.DataType
                : throw new ArgumentException(Invariant($"column {column.Name} holds {column.DataType.Name}; an experiment reads numbers, text, truth values and dates: leave the column out"), nameof(frame)));
        }

        for (var row = 0L; row < frame.Rows.Count; row++)
        {
            var cells = new object[frame.Columns.Count];
            for (var c = 0; c < cells.Length; c++)
            {
                cells[c] = frame.Columns[c][row] ?? DBNull.Value;
            }

            data.Rows.Add(cells);
        }

        return data;
    }

    /// <summary>Analyses the rows of a data frame.</summary>
    /// <exception cref="ArgumentException">A column holds neither numbers, text, truth values nor dates.</exception>
    public static Task<Analysis> AnalyzeAsync(
        this Lab lab, DataFrame rows, Experiment experiment, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => lab.AnalyzeAsync(rows.ToDataTable(), experiment, progress, cancellation);

    private static DataFrameColumn Of(Column column, IReadOnlyList<object?> cells) => column.Kind switch
    {
        ColumnKind.Integer => new PrimitiveDataFrameColumn<long>(column.Name, cells.Select(c => (long?)c)),
        ColumnKind.Number => new PrimitiveDataFrameColumn<double>(column.Name, cells.Select(c => (double?)c)),
        ColumnKind.Flag => new PrimitiveDataFrameColumn<bool>(column.Name, cells.Select(c => (bool?)c)),
        ColumnKind.Time => new PrimitiveDataFrameColumn<DateTime>(column.Name, cells.Select(c => ((DateTimeOffset?)c)?.UtcDateTime)),
        _ => new StringDataFrameColumn(column.Name, cells.Select(c => c?.ToString()!)),
    };
}
