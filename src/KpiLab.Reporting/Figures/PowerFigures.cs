using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>A plan's power as a figure.</summary>
public static class PowerFigures
{
    // Share of the axis that two names need between them.
    private const double Apart = 0.08;

    /// <summary>Power against units of all variants, with the planned units, those needed and those seen marked.</summary>
    public static Figure ToFigure(this PowerAnswer answer)
    {
        var marks = new List<ReferenceLine>();
        if (answer.UnitsNeeded.IsDefined && answer.Curve.Count > 0)
        {
            marks.Add(new ReferenceLine(answer.UnitsNeeded.Value, "units needed", ReferenceKind.Target));
        }

        if (answer.PlannedUnits is { } planned)
        {
            marks.Add(new ReferenceLine(planned, "planned", ReferenceKind.Zero));
        }

        // Far beyond the plan a mark would squeeze the curve; beside another its name would stand on the other's.
        if (answer.UnitsSoFar > 0 && answer.Curve.Count > 0 && answer.Curve[0].Points[^1].Units is var far && answer.UnitsSoFar <= far && marks.TrueForAll(m => Math.Abs(m.Value - answer.UnitsSoFar) > far * Apart))
        {
            marks.Add(new ReferenceLine(answer.UnitsSoFar, "so far", ReferenceKind.Zero));
        }

        var effect = answer.Effect.IsDefined ? $" of {PowerDocument.Gain(answer.Effect.Value, answer)}" : "";
        var needed = answer.UnitsNeeded.IsDefined ? $" {PowerDocument.Units(answer.UnitsNeeded.Value)} units reach a power of {Rounding.Chance(answer.Power)}." : "";
        return new PowerCurve(
            $"{answer.KpiName}: power by units",
            $"How often an effect{effect} would be found with so many units of all variants.{needed}",
            new FigureAxis("Units of all variants"),
            [.. answer.Curve.Select(l => new CurveSeries(l.Name, [.. l.Points.Select(p => new CurvePoint(p.Units, p.Power))]))],
            [new ReferenceLine(answer.Power, "power asked for", ReferenceKind.Target)],
            marks);
    }
}
