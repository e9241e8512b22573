namespace KpiLab.Statistics;

/// <summary>What one segment adds to a difference of means.</summary>
/// <param name="Within">Average share × change of the segment's mean.</param>
/// <param name="Mix">Change of share × (the segment's average mean less that of all segments).</param>
[TypeFormatterSource]
public readonly record struct MixShiftPart(double Within, double Mix) : IShowable;

/// <summary>A difference of means in two parts.</summary>
/// <param name="Total">Treatment − control, or later − earlier.</param>
/// <param name="Within">The part that comes from changed means within segments.</param>
/// <param name="Mix">The part that comes from a changed mix of segments.</param>
/// <param name="Segments">The parts by segment, in the order given.</param>
[TypeFormatterSource]
public sealed record MixShiftResult(Effect Total, Effect Within, Effect Mix, IReadOnlyList<MixShiftPart> Segments) : IShowable;

/// <summary>Splits a difference of means into changes within segments and a change of their mix.</summary>
/// <remarks>
/// Kitagawa (1955), JASA 50:1168, in its symmetric form: within = Σ ½ (sa + sb)(mb − ma), mix = Σ ½ (ma + mb)(sb − sa), s the segments' shares in either arm; they add up to the difference exactly. Standard errors by the delta method with the
/// shares as multinomial; the total's is Welch's. In a randomised experiment a mix part beyond noise means a broken assignment or exposures that depend on treatment. A segment without units of one arm counts wholly as mix.
/// </remarks>
public static class MixShift
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "mix_shift";

    /// <summary>The decomposition.</summary>
    /// <returns>Undefined below two units in an arm, and where nothing varies.</returns>
    public static Estimable<MixShiftResult> Decompose(IReadOnlyList<Stratum> segments, Level level)
    {
        var pooled = Stratum.Pooled(segments);
        var welch = WelchTest.Contrast(pooled.Control, pooled.Treatment);
        if (!welch.IsDefined)
        {
            return welch.Reason;
        }

        double na = pooled.Control.Count, nb = pooled.Treatment.Count;
        Row[] rows = [.. segments.Select(s => new Row(s, na, nb))];
        double within = rows.Sum(r => r.Share * r.Change), total = welch.Value.Difference;

        // A constant added to all means leaves the sum and takes rounding and arbitrariness from the parts.
        var centre = rows.Sum(r => r.Share * r.Level);
        var parts = Array.ConvertAll(rows, r => new MixShiftPart(r.Share * r.Change, (r.ShareB - r.ShareA) * (r.Level - centre)));
        var mix = parts.Sum(p => p.Mix);

        double changeA = rows.Sum(r => r.ShareA * r.Change), changeB = rows.Sum(r => r.ShareB * r.Change);
        double levelA = rows.Sum(r => r.ShareA * r.Level), levelB = rows.Sum(r => r.ShareB * r.Level);
        double varianceWithin = 0, varianceMix = 0;
        foreach (var r in rows)
        {
            // A unit's influence: of its distance from its segment's mean, and of its segment.
            double half = (r.ShareB - r.ShareA) / 2;
            varianceWithin += Arm(r.A, na, r.Share, r.ShareA, (r.Change - changeA) / 2) + Arm(r.B, nb, r.Share, r.ShareB, (r.Change - changeB) / 2);
            varianceMix += Arm(r.A, na, half, r.ShareA, r.Level - levelA) + Arm(r.B, nb, half, r.ShareB, r.Level - levelB);
        }

        var reference = new ReferenceDistribution(welch.Value.DegreesOfFreedom);
        Effect With(double value, double variance)
            => new(value, Math.Sqrt(variance), reference.Interval(value, Math.Sqrt(variance), level, Alternative.TwoSided));
        return new MixShiftResult(With(total, welch.Value.Variance), With(within, varianceWithin), With(mix, varianceMix), parts);
    }

    private static double Arm(in Moments arm, double n, double weight, double share, double between)
        => arm.Count == 0 ? 0 : ((weight / share * (weight / share) * arm.CentredSumOfSquares) + (arm.Count * between * between)) / (n - 1) / n;

    private readonly record struct Row(Moments A, Moments B, double ShareA, double ShareB)
    {
        public Row(in Stratum s, double na, double nb)
            : this(s.Control, s.Treatment, s.Control.Count / na, s.Treatment.Count / nb)
        {
        }

        public double Share => (ShareA + ShareB) / 2;

        public double Change => A.Count == 0 || B.Count == 0 ? 0 : B.Mean - A.Mean;

        public double Level => A.Count == 0 ? B.Mean : B.Count == 0 ? A.Mean : (A.Mean + B.Mean) / 2;
    }
}
