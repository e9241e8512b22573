using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A cell as text, for programs (full precision) and for readers.</summary>
public static class CellText
{
    private const int HashDigits = 12;

    /// <summary>Shortest text that reads back as the same value; empty for no value.</summary>
    public static string Machine(object? cell) => cell switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        double number => (number == 0 ? 0.0 : number).ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset moment => Time(moment),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    /// <summary>The lines that a reader sees: grouped digits, yes or no, a dash for no value; p-values as everywhere in words.</summary>
    public static IReadOnlyList<string> Human(object? cell, Column column) => cell switch
    {
        null or "" => ["–"],
        string { Length: > HashDigits } hash when column.Kind == ColumnKind.Hash => [hash[..HashDigits]],
        Lines lines => lines.Items,
        bool flag => [flag ? "yes" : "no"],
        long count => [Rounding.Count(count)],
        double p and >= 0 and <= 1 when column.IsPValue => [FigureText.PValue(p)],
        double number => [FigureText.Significant(number)],
        DateTimeOffset moment => [FigureText.Time(moment)],
        _ => [cell.ToString() ?? ""],
    };

    /// <summary>ISO 8601 in UTC, with a fraction of a second only where there is one.</summary>
    public static string Time(DateTimeOffset moment)
        => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
