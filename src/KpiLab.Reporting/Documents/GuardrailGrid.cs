using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Guardrails against their margins as a table for readers.</summary>
internal static class GuardrailGrid
{
    public static Table Of(Analysis analysis) => new(
        "Guardrails",
        [
            new("kpi", "Guardrail"),
            new("margin", "Margin"),
            new("change", "Change", ColumnKind.Figure),
            new("relative_change", "Relative change", ColumnKind.Figure),
            new("p", "p (within margin)", ColumnKind.Figure),
            new("state", "State"),
        ],
        [.. analysis.Guardrails.Select(g => Row(g, Comparison(analysis, g)))]);

    private static KpiComparison? Comparison(Analysis analysis, GuardrailResult g)
        => analysis.Comparisons.FirstOrDefault(c => c.Kpi == g.Kpi && c.Treatment == g.Treatment && c.Segment is null);

    private static object?[] Row(GuardrailResult g, KpiComparison? comparison)
    {
        var unit = comparison?.Unit ?? MetricUnit.Score;
        return
        [
            new Lines([g.Name, g.Treatment]),
            new Lines(Margin(g, unit)),
            g.Effect.IsDefined ? new Lines([Rounding.Absolute(g.Effect.Value, unit), EffectWords.AbsoluteSet(g.Effect.Value, unit)]) : null,
            comparison is { Result.IsDefined: true } && comparison.Result.Value.Relative is { IsDefined: true } relative
                ? Rounding.Relative(relative.Value)
                : null,
            g.Test.IsDefined ? Figures.PValue(g.Test.Value.PValue) : null,
            EffectWords.State(g.State),
        ];
    }

    private static List<string> Margin(GuardrailResult g, MetricUnit unit)
    {
        var verb = g.Direction switch
        {
            Direction.Increase => "may fall by",
            Direction.Decrease => "may rise by",
            _ => "may move by",
        };
        var lines = new List<string> { $"{verb} {EffectWords.Size(g.Margin, unit)}" };
        if (g.Margin.IsRelative && g.MarginAbsolute.IsDefined)
        {
            lines.Add(unit == MetricUnit.Fraction
                ? $"a change of {Figures.Signed(g.MarginAbsolute.Value * 100, 3)} pp"
                : $"a change of {Figures.Signed(g.MarginAbsolute.Value, 3)}");
        }

        return lines;
    }
}
