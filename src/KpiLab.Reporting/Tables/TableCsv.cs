using System.Text;

namespace KpiLab.Reporting;

/// <summary>Tables as CSV.</summary>
/// <remarks>
/// RFC 4180 (CRLF, doubled quotes). Text that a spreadsheet would run as a formula (first character = + - @, tab or carriage return) gets a
/// leading apostrophe; numbers are left alone. Characters that steer a terminal or reorder a line are shown as their number; line breaks and
/// tabs stay, in quotes where they need them.
/// </remarks>
public static class TableCsv
{
    /// <summary>The machine columns and all rows, header first, numbers in full precision.</summary>
    public static string ToCsv(this Table table)
    {
        var csv = new StringBuilder();
        Line(csv, table.Columns.Select(c => c.Name));
        foreach (var row in table.Rows)
        {
            Line(csv, row.Select(Cell));
        }

        return csv.ToString();
    }

    private static string Cell(object? cell)
    {
        var text = SafeText.VisibleLines(CellText.Machine(cell));
        return cell is string or Marked or Lines && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
    }

    private static void Line(StringBuilder csv, IEnumerable<string> fields)
    {
        var first = true;
        foreach (var field in fields)
        {
            csv.Append(first ? "" : ",");
            first = false;
            if (field.AsSpan().IndexOfAny(",\"\r\n") >= 0)
            {
                csv.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                csv.Append(field);
            }
        }

        csv.Append("\r\n");
    }
}
