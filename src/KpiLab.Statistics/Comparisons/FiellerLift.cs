namespace KpiLab.Statistics;

/// <summary>Confidence set of a lift by inverting the test of "difference − lift × control mean = 0".</summary>
/// <remarks>
/// Fieller (1954), J. R. Stat. Soc. B 16:175. With difference D, control mean A, their variances and covariance, and q the critical value of the
/// absolute test: all r with |D − rA| ≤ q √(var D − 2r cov(D, A) + r² var A). At r = 0 this is the absolute test. The degrees of freedom are those
/// of the absolute difference for every r. Bounded when A is significantly different from 0; otherwise two rays or everything (a half-line at equality).
/// One-sided: all r with D − rA ≤ q √(…), or ≥; then a half-line when A is significant, otherwise two rays or everything.
/// </remarks>
public static class FiellerLift
{
    /// <summary>Lift and set, undefined where the control mean is exactly zero.</summary>
    public static Estimable<Effect> Effect(Contrast contrast, Level level, Alternative alternative = Alternative.TwoSided)
    {
        var baseline = contrast.Baseline.Mean;
        var lift = contrast.Difference / baseline;
        return baseline == 0
            ? new Undefined(Undefined.ZeroBaseline, "the control mean is exactly zero, so that nothing can be expressed relative to it")
            : !double.IsFinite(lift)
            ? Overflow(contrast)
            : Set(contrast, level, alternative).Select(set => new Effect(lift, null, set));
    }

    /// <summary>The set alone, which exists even where the control mean is exactly zero, as long as the control varies.</summary>
    public static Estimable<ConfidenceSet> Set(Contrast contrast, Level level, Alternative alternative = Alternative.TwoSided)
    {
        var q = contrast.Reference.Critical(level, alternative);
        if (q < 0)
        {
            return SearchRoots.OneSidedBelowHalf(level);
        }

        var problem = new Problem(
            contrast.Difference, contrast.StandardError, contrast.Baseline.Mean, Math.Sqrt(contrast.BaselineVariance), contrast.BaselineCovariance, q);
        if (problem is { Mean: 0, MeanError: 0 })
        {
            return new Undefined(Undefined.ZeroBaseline, "the control is zero in every unit, so that nothing can be expressed relative to it");
        }

        var set = double.IsPositiveInfinity(q) ? ConfidenceSet.Everything(level) // an alpha of which half underflows
            : problem.BaselineInCriticalValues is > 1 or < -1 ? Significant(problem, level, alternative) : Insignificant(problem, level, alternative);
        return set is null ? Overflow(contrast) : set.Agreeing(0, contrast.Rejects(level, alternative));
    }

    // The set lies between the roots; written relative to A, so that a noiseless control mean is no special case.
    private static ConfidenceSet? Significant(in Problem p, Level level, Alternative alternative)
    {
        double lift = p.Difference / p.Mean, slope = p.Critical / p.Mean, k = slope * p.MeanError;
        var divisor = (1 - k) * (1 + k);
        var centre = lift - (slope * slope * p.Covariance);
        var spread = Math.Abs(slope) * double.Hypot((p.MeanError * lift) - (p.Correlation * p.DifferenceError), p.DifferenceError * Math.Sqrt(p.Uncorrelated * divisor));
        double lower = (centre - spread) / divisor, upper = (centre + spread) / divisor;
        if (!double.IsFinite(lower) || !double.IsFinite(upper))
        {
            return null;
        }

        // Which end a one-sided test leaves open depends on the sign of A: D − rA falls in r when A > 0, and rises when A < 0.
        return alternative == Alternative.TwoSided
            ? ConfidenceSet.Between(lower, upper, level)
            : alternative == Alternative.Greater == p.Mean > 0
            ? ConfidenceSet.Between(lower, double.PositiveInfinity, level)
            : ConfidenceSet.Between(double.NegativeInfinity, upper, level);
    }

    // In units t = r se(A) / se(D): (m² − 1) t² − 2 (d m − ρ) t + (d² − 1) ≤ 0 with m = A / (q se(A)), |m| ≤ 1, and d = D / (q se(D)).
    private static ConfidenceSet? Insignificant(in Problem p, Level level, Alternative alternative)
    {
        double m = p.BaselineInCriticalValues, d = p.Difference / (p.Critical * p.DifferenceError), scale = p.DifferenceError / p.MeanError;
        double a = (m - 1) * (m + 1), b = (d * m) - p.Correlation, c = (d - 1) * (d + 1);
        var gap = d - (p.Correlation * m);
        var discriminant = (gap * gap) + (p.Uncorrelated * a);
        if (!double.IsFinite(c) || !double.IsFinite(scale) || scale == 0)
        {
            return null;
        }

        if (a == 0)
        {
            if (b == 0)
            {
                return ConfidenceSet.Everything(level);
            }

            var end = c / (2 * b) * scale;
            var rejectedSign = b > 0 ? m : -m; // of D − rA where r is rejected
            return !Speaks(alternative, rejectedSign) ? ConfidenceSet.Everything(level)
                : b > 0 ? ConfidenceSet.Between(end, double.PositiveInfinity, level)
                : ConfidenceSet.Between(double.NegativeInfinity, end, level);
        }

        if (discriminant <= 0)
        {
            return ConfidenceSet.Everything(level);
        }

        var w = b + Math.CopySign(Math.Sqrt(discriminant), b);
        double one = w / a, other = c / w;
        double left = Math.Min(one, other), right = Math.Max(one, other);
        return left * scale < right * scale && Speaks(alternative, d - ((left + right) / 2 * m)) && double.IsFinite(left * scale) && double.IsFinite(right * scale)
            ? ConfidenceSet.TwoRays(left * scale, right * scale, level)
            : ConfidenceSet.Everything(level);
    }

    private static bool Speaks(Alternative alternative, double sign) => alternative switch
    {
        Alternative.Greater => sign > 0,
        Alternative.Less => sign < 0,
        _ => true,
    };

    private static Undefined Overflow(Contrast contrast) => new(
        Undefined.OutsideDomain,
        Invariant($"the difference {contrast.Difference} relative to the control mean {contrast.Baseline.Mean} is beyond the range of floating point"));

    private readonly record struct Problem(double Difference, double DifferenceError, double Mean, double MeanError, double Covariance, double Critical)
    {
        public double Correlation { get; } = MeanError == 0 ? 0 : Math.Clamp(Covariance / DifferenceError / MeanError, -1, 1);

        /// <summary>1 − ρ².</summary>
        public double Uncorrelated => (1 - Correlation) * (1 + Correlation);

        /// <summary>A / (q se(A)): beyond ±1 when the control mean is significantly different from zero.</summary>
        public double BaselineInCriticalValues
            => MeanError == 0 || Critical == 0 ? (Mean == 0 ? 0 : Math.CopySign(double.PositiveInfinity, Mean)) : Mean / (Critical * MeanError);
    }
}
