namespace KpiLab.Statistics;

/// <summary>The noncentral t distribution: (Z + delta)/s, Z standard normal and s² an independent chi-squared over its degrees of freedom.</summary>
/// <remarks>
/// Each tail is the integral of Φ(ts − δ) against the density of s (Johnson and Welch 1940, Biometrika 31:362), and the density that of
/// s φ(ts − δ): integrands without cancellation, log-concave in s, hence with one peak. In u = ln s they are entire and
/// vanish fast at both ends, where the trapezoidal rule converges geometrically (Trefethen and Weideman 2014, SIAM Review 56:385); the step is halved until two
/// rounds agree. The work grows with |delta|: some 5 to 50 microseconds for |delta| ≤ 40.
/// </remarks>
public static class NoncentralT
{
    private const double InverseSqrtTwoPi = 0.39894228040143267794;

    private enum Kind
    {
        Lower,
        Density,
    }

    /// <summary>The density at <paramref name="t"/>.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite, or delta not finite.</exception>
    public static double Density(double t, double df, double delta)
    {
        Check(t, df, delta);
        return double.IsInfinity(t) ? 0 : Math.Exp(LogIntegral(t, df, delta, Kind.Density));
    }

    /// <summary>P(X ≤ t).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite, or delta not finite.</exception>
    public static double Cdf(double t, double df, double delta)
    {
        Check(t, df, delta);
        return double.IsInfinity(t) ? (t > 0 ? 1 : 0) : Math.Exp(LogLower(t, df, delta));
    }

    /// <summary>P(X &gt; t).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite, or delta not finite.</exception>
    public static double Survival(double t, double df, double delta)
    {
        Check(t, df, delta);
        return double.IsInfinity(t) ? (t > 0 ? 0 : 1) : Math.Exp(LogLower(-t, df, -delta));
    }

    /// <summary>The t with P(X ≤ t) = <paramref name="p"/>; −∞ and ∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1], df not positive and finite, or delta not finite.</exception>
    public static double Quantile(double p, double df, double delta)
    {
        Domain.Probability(p);
        Check(p, df, delta);
        return p <= 0.5 ? LowerQuantileOfSmall(p, df, delta) : 0 - LowerQuantileOfSmall(1 - p, df, -delta);
    }

    /// <summary>The t with P(X &gt; t) = <paramref name="q"/>; ∞ and −∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], df not positive and finite, or delta not finite.</exception>
    public static double UpperQuantile(double q, double df, double delta)
    {
        Domain.Probability(q);
        Check(q, df, delta);
        return q <= 0.5 ? 0 - LowerQuantileOfSmall(q, df, -delta) : LowerQuantileOfSmall(1 - q, df, delta);
    }

    private static void Check(double t, double df, double delta)
    {
        Domain.Number(t);
        Domain.Positive(df);
        Domain.Finite(delta);
    }

    // The upper tail is the lower one of the mirrored distribution. Beyond delta it is the smaller; its integrand's peak then lies where Φ changes, so that
    // the step which the peak suggests resolves that change.
    private static double LogLower(double t, double df, double delta)
    {
        if (t > delta)
        {
            var upper = Math.Exp(LogIntegral(-t, df, -delta, Kind.Lower));
            if (upper < 0.5)
            {
                return SpecialFunctions.Log1P(-upper);
            }
        }

        return Math.Min(0, LogIntegral(t, df, delta, Kind.Lower));
    }

    // ln of the integral over u = ln s of C exp(½ df (2u − s² + 1)) {Φ(z) | s φ(z)}, z = ts − δ.
    private static double LogIntegral(double t, double df, double delta, Kind kind)
    {
        var mode = Math.Log(Mode(t, df, delta, kind, out var spread));
        var top = Exponent(mode, t, df, delta, kind, out var factor);
        var step = 0.7 * spread;
        var sum = factor + Side(step, step, 1e-18 * factor) + Side(-step, -step, 1e-18 * factor);
        for (var round = 0; round < 24; round++)
        {
            var middle = Side(0.5 * step, step, 1e-19 * sum) + Side(-0.5 * step, -step, 1e-19 * sum);
            var change = Math.Abs(middle - sum);
            sum += middle;
            step *= 0.5;
            if (change < 1e-9 * sum)
            {
                break;
            }
        }

        // C = 2 (df/2)^(df/2) exp(−df/2)/Γ(df/2)
        return top + Math.Log(sum * step * Math.Sqrt(df / Math.PI)) - SpecialFunctions.StirlingError(0.5 * df);

        double Side(double offset, double stride, double least)
        {
            var total = 0.0;
            for (var u = mode + offset; ; u += stride)
            {
                var value = Math.Exp(Exponent(u, t, df, delta, kind, out var f) - top) * f;
                total += value;
                if (!(value > least))
                {
                    return total;
                }
            }
        }
    }

    // The integrand's exponent and what multiplies its exponential.
    private static double Exponent(double u, double t, double df, double delta, Kind kind, out double factor)
    {
        var s = Math.Exp(u);
        var z = (t * s) - delta;
        var chi = u < -0.5 ? df * (u - (0.5 * ((s * s) - 1))) : 0.5 * df * SpecialFunctions.LogRatioExcess(SpecialFunctions.ExpM1(2 * u), s * s);
        if (kind == Kind.Density)
        {
            factor = InverseSqrtTwoPi;
            return chi + u - (0.5 * z * z);
        }

        if (z >= 0)
        {
            factor = 1 - (InverseSqrtTwoPi * Math.Exp(-0.5 * z * z) * SpecialFunctions.MillsRatio(z));
            return chi;
        }

        factor = InverseSqrtTwoPi * SpecialFunctions.MillsRatio(-z);
        return chi - (0.5 * z * z);
    }

    // Where the integrand peaks, in s, and the standard deviation in ln s that its curvature there suggests.
    private static double Mode(double t, double df, double delta, Kind kind, out double spread)
    {
        var power = kind == Kind.Density ? df + 1 : df;
        var reach = (Math.Sqrt(power) + Math.Abs(delta)) / Math.Abs(t);
        double low = 0, high = double.PositiveInfinity, s = (t < 0 || kind == Kind.Density) && reach < 1 ? reach : 1;
        for (var k = 0; k < 400; k++)
        {
            var slope = Slope(s);
            (low, high) = slope > 0 ? (s, high) : (low, s);
            var next = s - (slope / Bend(s));
            if (!(next > low && next < high))
            {
                next = double.IsInfinity(high) ? 2 * s : low == 0 ? 0.5 * s : 0.5 * (low + high);
            }

            var close = Math.Abs(next - s) < 1e-3 * s;
            s = next;
            if (close)
            {
                break;
            }
        }

        spread = 1 / (s * Math.Sqrt(-Bend(s)));
        return s;

        // d/ds of the logarithm of the integrand, and its derivative
        double Slope(double s) => (power / s) - (df * s) + (t * Pull((t * s) - delta));

        double Bend(double s)
        {
            var z = (t * s) - delta;
            var pull = Pull(z);
            return -(power / s / s) - df - (t * t * (kind == Kind.Density ? 1 : pull * (z + pull)));
        }

        // d ln Φ(z)/dz, or that of ln φ
        double Pull(double z) => kind == Kind.Density ? -z
            : z <= 0 ? 1 / SpecialFunctions.MillsRatio(-z) : Normal.Density(z) / Normal.Cdf(z);
    }

    // The t at which the lower tail is p <= ½: Newton on ln F against asinh t, inside the bracket found so far.
    private static double LowerQuantileOfSmall(double p, double df, double delta)
    {
        if (p == 0)
        {
            return double.NegativeInfinity;
        }

        var logP = Math.Log(p);
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        var v = Math.Asinh(Start(p, df, delta));
        for (var k = 0; k < 400; k++)
        {
            var t = Math.Sinh(v);
            if (double.IsInfinity(t))
            {
                return t;
            }

            var logLower = LogLower(t, df, delta);
            var excess = logLower - logP;
            (low, high) = excess < 0 ? (v, high) : (low, v);
            var slope = Math.Exp(LogIntegral(t, df, delta, Kind.Density) - logLower);
            var change = -excess / slope;
            if (Math.Abs(change) < 1e-8 * Math.Abs(t))
            {
                return t + change;
            }

            var next = v + (change / Math.Sqrt(1 + (t * t)));
            if (!(next > low && next < high))
            {
                next = double.IsInfinity(low) ? v - 1 - (0.5 * Math.Abs(v)) : double.IsInfinity(high) ? v + 1 + (0.5 * Math.Abs(v)) : 0.5 * (low + high);
            }

            if (next == v)
            {
                return t;
            }

            v = next;
        }

        return Math.Sinh(v);
    }

    // Johnson and Welch (1940): (X − δ)/√(1 + X²/(2 df)) is about standard normal; where that has no solution, Student's quantile shifted.
    private static double Start(double p, double df, double delta)
    {
        var z = Normal.Quantile(p);
        var c = z * z / (2 * df);
        if (c < 0.5)
        {
            return (delta + (z * Math.Sqrt(1 + (delta * delta / (2 * df)) - c))) / (1 - c);
        }

        var shifted = StudentT.Quantile(p, df);
        return delta <= 0 ? shifted * (1 - (delta / 4)) : shifted / (1 + delta) / (1 + delta);
    }
}
