using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Comparisons and tests of the library as tables, with broom's names.</summary>
public static class ComparisonOutputs
{
    private static readonly Column[] Columns =
    [
        new("term", "Effect"), new("estimate", "Estimate", ColumnKind.Number), new("std_error", "Standard error", ColumnKind.Number), new("statistic", "Statistic", ColumnKind.Number),
        new("df", "Degrees of freedom", ColumnKind.Number), new("p_value", "p", ColumnKind.Number), new("conf_low", "From", ColumnKind.Number), new("conf_high", "To", ColumnKind.Number),
        new("conf_level", "Level", ColumnKind.Number), new("conf_shape", "Shape of the set", IsDetail: true), new("control", "Control", ColumnKind.Number), new("treatment", "Treatment", ColumnKind.Number),
        new("n_control", "Units, control", ColumnKind.Integer), new("n_treatment", "Units, treatment", ColumnKind.Integer), new("method", "Method"), new("alternative", "Alternative", IsDetail: true),
    ];

    /// <summary>The absolute effect, and the relative one where it is defined. Of two rays <c>conf_low</c> and <c>conf_high</c> are the ends of the gap, as <c>conf_shape</c> says.</summary>
    public static Table ToTable(this Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        IReadOnlyList<object?> Row(string term, Effect effect) =>
        [
            term, effect.Value, effect.StandardError, comparison.Test.Statistic, comparison.Test.DegreesOfFreedom, comparison.Test.PValue, effect.Set.Lower, effect.Set.Upper, effect.Set.Level.Value,
            Spelling.Snake(effect.Set.Shape), comparison.Control.Value, comparison.Treatment.Value, comparison.Control.Count, comparison.Treatment.Count, comparison.Test.Method,
            Spelling.Snake(comparison.Test.Alternative),
        ];

        List<IReadOnlyList<object?>> rows = [Row("absolute", comparison.Absolute)];
        if (comparison.Relative.IsDefined)
        {
            rows.Add(Row("relative", comparison.Relative.Value));
        }

        return new Table(comparison.Test.Method, Columns, rows);
    }

    /// <summary>The absolute effect with its interval; the relative one has a scale of its own.</summary>
    public static IntervalPlot ToFigure(this Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var (effect, test) = (comparison.Absolute, comparison.Test);
        string Ends(double value) => FigureText.Signed(value, 4);
        var range = effect.Set.Shape == ConfidenceShape.TwoRays ? $"up to {Ends(effect.Set.Lower)} or from {Ends(effect.Set.Upper)}" : $"[{Ends(effect.Set.Lower)}, {Ends(effect.Set.Upper)}]";
        return new IntervalPlot(
            test.Method,
            $"Treatment − control: {Ends(effect.Value)} {range}, {Core.Rounding.PValue(test.PValue)}.",
            new FigureAxis("Treatment − control", Signed: true),
            [new IntervalRow("Effect", FigureText.PValue(test.PValue), effect.Value, effect.Set, new Marked(Mark.Neutral, $"{effect.Set.Level}"), Ends(effect.Value), range)],
            [new ReferenceLine(0, "no effect", ReferenceKind.Zero)]);
    }
}
