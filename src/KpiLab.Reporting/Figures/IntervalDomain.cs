using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A drawn part of a confidence set.</summary>
/// <param name="Low">Left end on the axis.</param>
/// <param name="High">Right end on the axis.</param>
/// <param name="GoesOnLeft">The set goes on beyond the axis.</param>
/// <param name="GoesOnRight">Likewise to the right.</param>
internal readonly record struct Stretch(double Low, double High, bool GoesOnLeft, bool GoesOnRight);

/// <summary>The stretch of an interval plot's axis that is drawn.</summary>
internal static class IntervalDomain
{
    // A range this many times wider than the typical one is cut, with an arrow: it must not squeeze all others.
    private const double Widest = 8;

    /// <summary>Both ends, in shown units.</summary>
    public static (double Low, double High) Of(IntervalPlot plot)
    {
        var factor = plot.Axis.Factor;
        var sets = plot.Rows.SelectMany(r => new[] { r.Set, r.Corrected }).OfType<ConfidenceSet>().ToList();
        var widths = sets.Where(s => s.Shape == ConfidenceShape.Bounded).Select(s => s.Upper - s.Lower).Order().ToList();
        var widest = widths.Count == 0 ? double.PositiveInfinity : widths[widths.Count / 2] * Widest;
        var values = new List<double>(plot.Lines.Select(l => l.Value));
        values.AddRange(plot.Rows.SelectMany(r => r.Limits).Select(l => l.Value));
        foreach (var set in sets.Where(s => s.Shape != ConfidenceShape.Bounded || s.Upper - s.Lower <= widest))
        {
            values.Add(set.Lower);
            values.Add(set.Upper);
        }

        var centre = plot.Rows.Where(r => r.Estimate is { } e && double.IsFinite(e) && !(r.Set is { Shape: ConfidenceShape.Bounded } s && s.Upper - s.Lower > widest));
        values.AddRange(centre.Select(r => r.Estimate!.Value));
        var finite = values.Where(double.IsFinite).Select(v => v * factor).ToList();
        return finite.Count == 0 ? (-1, 1) : Ticks.Widen(finite.Min(), finite.Max(), 0.06);
    }

    /// <summary>The stretches of a set that are drawn, each with whether its ends go on beyond the axis.</summary>
    public static IEnumerable<Stretch> Stretches(ConfidenceSet set, double factor, double low, double high)
    {
        (double From, double To)[] parts = set.Shape == ConfidenceShape.TwoRays
            ? [(double.NegativeInfinity, set.Lower * factor), (set.Upper * factor, double.PositiveInfinity)]
            : [(set.Lower * factor, set.Upper * factor)];

        // A stretch that lies wholly off the axis still shows at which end.
        return parts.Select(p => new Stretch(Math.Clamp(p.From, low, high), Math.Clamp(p.To, low, high), GoesOnLeft: p.From < low, GoesOnRight: p.To > high));
    }
}
