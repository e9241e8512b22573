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
        [.. analysis.Guardrails.Select(Row)]);

    private static object?[] Row(GuardrailResult g)
    {
        return
        [
            new Lines([g.Name, g.Treatment]),
            new Lines(Margin(g)),
            g.Effect.IsDefined ? new Lines([Rounding.Absolute(g.Effect.Value, g.Unit), EffectWords.AbsoluteSet(g.Effect.Value, g.Unit)]) : null,
            g.Relative.IsDefined ? new Lines([Rounding.Relative(g.Relative.Value), EffectWords.RelativeSet(g.Relative.Value)]) : null,
            g.Test.IsDefined ? FigureText.PValue(g.Test.Value.PValue) : null,
            EffectWords.State(g.State),
        ];
    }

    private static List<string> Margin(GuardrailResult g)
    {
        var verb = g.Direction switch
        {
            Direction.Increase => "may fall by",
            Direction.Decrease => "may rise by",
            _ => "may move by",
        };
        var lines = new List<string> { $"{verb} {EffectWords.Size(g.Margin, g.Unit)}" };
        if (g.Margin.IsRelative && g.MarginAbsolute.IsDefined)
        {
            lines.Add(g.Unit == MetricUnit.Fraction
                ? $"a change of {FigureText.Signed(g.MarginAbsolute.Value * 100, 3)} pp"
                : $"a change of {FigureText.Signed(g.MarginAbsolute.Value, 3)}");
        }

        return lines;
    }
}
