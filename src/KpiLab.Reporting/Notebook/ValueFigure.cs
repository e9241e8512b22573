using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Any value's figure: the one of its own, or else its estimates with their intervals.</summary>
internal static class ValueFigure
{
    private const int MostRows = 60;

    private static readonly string[] Names = ["term", "name", "id", "kpi", "variant", "key"];

    /// <summary>The figure, or why there is none.</summary>
    public static Estimable<Figure> Of(object? value)
    {
        value = ValueMembers.Unwrap(value);
        if (value is not null && Shapes.Figure(value) is { } own)
        {
            return own;
        }

        var table = ValueTable.Of(value);
        int At(string name) => table.Columns.ToList().FindIndex(c => c.Name == name);
        var (estimate, low, high, label) = (At("estimate"), At("conf_low"), At("conf_high"), Names.Select(At).FirstOrDefault(i => i >= 0, -1));
        if (estimate < 0 || low < 0 || high < 0)
        {
            return new Undefined("nothing-to-draw", $"{table.Title} has no figure: it holds no estimate with an interval. ToTable() and Show() tell it.");
        }

        var rows = table.Rows.Where(r => r[estimate] is double && r[low] is double && r[high] is double).Take(MostRows).Select((r, i) =>
        {
            var (point, lower, upper) = ((double)r[estimate]!, (double)r[low]!, (double)r[high]!);
            var set = double.IsNaN(lower) || double.IsNaN(upper) || lower > upper ? null : ConfidenceSet.Between(lower, upper, Level.Of(0.95));
            return new IntervalRow(
                label >= 0 ? CellText.Machine(r[label]) : table.Rows.Count == 1 ? table.Title : Invariant($"{table.Title} {i + 1}"), "", double.IsFinite(point) ? point : null, set, new Marked(Mark.Neutral, "estimate"),
                FigureText.Significant(point, 4), $"[{FigureText.Significant(lower, 4)}, {FigureText.Significant(upper, 4)}]");
        }).ToList();
        return new IntervalPlot(
            table.Title, $"{table.Title}: " + string.Join("; ", rows.Select(r => $"{r.Label} {r.Value} {r.Range}")) + ".", new FigureAxis("Estimate"), rows, [new ReferenceLine(0, "0", ReferenceKind.Zero)]);
    }
}
