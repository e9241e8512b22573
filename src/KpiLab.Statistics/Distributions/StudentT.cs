namespace KpiLab.Statistics;

/// <summary>Student's t distribution with real degrees of freedom.</summary>
/// <remarks>
/// Student (1908), Biometrika 6:1. With w = ln(1 + t²/ν) and T = ν/2 − 1/4 the upper tail is proportional to the integral of
/// exp(−Tη²) (½η²/sinh ½η²)^½ over η ≥ √w, expanded in moments of a truncated normal (the idea of the expansion for one large shape in DiDonato and
/// Morris 1992, ACM TOMS 18:360, section 9). Few degrees of freedom are first raised by the recurrence of Abramowitz and
/// Stegun (1964), 26.5.16; far out the power series in ν/(ν + t²) takes over. Quantiles: Hill (1970), CACM 13:619, then Halley steps on the log scale.
/// </remarks>
public static class StudentT
{
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    private const double LeastExpansion = 8;

    /// <summary>The density at <paramref name="t"/>.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite.</exception>
    public static double Density(double t, double df)
    {
        Domain.Number(t);
        Domain.Positive(df);
        return InverseBeta(df) / Math.Sqrt(df) * Math.Exp(-0.5 * (df + 1) * LogOdds(Math.Abs(t), df));
    }

    /// <summary>P(X ≤ t).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite.</exception>
    public static double Cdf(double t, double df) => Survival(-t, df);

    /// <summary>P(X &gt; t).</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">df not positive and finite.</exception>
    public static double Survival(double t, double df)
    {
        Domain.Number(t);
        Domain.Positive(df);
        return t >= 0 ? UpperTail(t, df).Upper : UpperTail(-t, df).Lower;
    }

    /// <summary>The t with P(X ≤ t) = <paramref name="p"/>; −∞ and ∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p outside [0, 1], or df not positive and finite.</exception>
    public static double Quantile(double p, double df)
    {
        Domain.Probability(p);
        Domain.Positive(df);
        return p <= 0.5 ? 0 - UpperQuantileOfSmall(p, df) : UpperQuantileOfSmall(1 - p, df);
    }

    /// <summary>The t with P(X &gt; t) = <paramref name="q"/>; ∞ and −∞ at 0 and 1.</summary>
    /// <exception cref="ArgumentException">NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q outside [0, 1], or df not positive and finite.</exception>
    public static double UpperQuantile(double q, double df)
    {
        Domain.Probability(q);
        Domain.Positive(df);
        return q <= 0.5 ? UpperQuantileOfSmall(q, df) : 0 - UpperQuantileOfSmall(1 - q, df);
    }

    // ln(1 + t²/df), also where t² overflows.
    private static double LogOdds(double t, double df)
        => t > 1e150 ? (2 * Math.Log(t)) - Math.Log(df) : SpecialFunctions.Log1P(t / df * t);

    // 1/B(df/2, 1/2)
    private static double InverseBeta(double df)
    {
        var a = df / 2;
        var ratio = 1.0;
        while (a < LeastExpansion + 0.25)
        {
            ratio *= a / (a + 0.5);
            a += 1;
        }

        return ratio * GammaRatio(a - 0.25) * (InverseSqrtTwoPi * Math.Sqrt(2));
    }

    // Γ(T + 3/4)/Γ(T + 1/4)
    private static double GammaRatio(double shifted)
        => Math.Sqrt(shifted) * SpecialFunctions.Polynomial(Normalisation, 1 / (shifted * shifted));

    // The upper tail at t >= 0.
    private static TailPair UpperTail(double t, double df)
    {
        if (double.IsPositiveInfinity(t))
        {
            return TailPair.AllBelow;
        }

        var w = LogOdds(t, df);
        var a = df / 2;
        if (w > 2)
        {
            return new TailPair(-a * w, 0.5 * InverseBeta(df) / a * FarSeries(a, Math.Exp(-w)), IsLower: false);
        }

        // I(a, ½) = I(a + k, ½) + xᵃ y^½ (1/(a B(a, ½)) + x/((a + 1) B(a + 1, ½)) + …)
        double ratio = 1, steps = 0, term = 1, power = 1;
        var raised = a;
        if (raised < LeastExpansion + 0.25)
        {
            var x = Math.Exp(-w);
            while (raised < LeastExpansion + 0.25)
            {
                term = power / (raised * ratio);
                steps += term;
                ratio *= raised / (raised + 0.5);
                power *= x;
                raised += 1;
            }
        }

        var shifted = raised - 0.25;
        var inverseBeta = ratio * GammaRatio(shifted) * (InverseSqrtTwoPi * Math.Sqrt(2));
        var expansion = InverseSqrtTwoPi * SpecialFunctions.Polynomial(Normalisation, 1 / (shifted * shifted))
            * NearSeries(shifted, Math.Sqrt(2 * shifted * w)) * power * Math.Exp(0.25 * w);
        var y = t == 0 ? 0 : 1 / (1 + (df / t / t));
        return new TailPair(-a * w, expansion + (0.5 * inverseBeta * Math.Sqrt(y) * steps), IsLower: false);
    }

    // exp(z²/2) times the integral over s >= z of exp(−s²/2) (v/sinh v)^½, v = s²/(4T)
    private static double NearSeries(double shifted, double z)
    {
        ReadOnlySpan<double> jacobian = Jacobian;
        var scale = 1 / (16 * shifted * shifted);
        var square = z * z;
        var moment = SpecialFunctions.MillsRatio(z);
        var sum = moment;
        var power = z;
        var factor = 1.0;
        for (var k = 1; k < jacobian.Length; k++)
        {
            moment = power + (((4 * k) - 3) * moment);
            power *= square;
            moment = power + (((4 * k) - 1) * moment);
            power *= square;
            factor *= scale;
            var term = jacobian[k] * factor * moment;
            sum += term;
            if (Math.Abs(term) < 1e-17 * sum)
            {
                break;
            }
        }

        return sum;
    }

    // 1 + a Σ (½)ₖ/k! xᵏ/(a + k): Abramowitz and Stegun (1964), 26.5.4, for b = ½ before the factor y^b is taken out
    private static double FarSeries(double a, double x)
    {
        var coefficient = 1.0;
        var sum = 0.0;
        for (var k = 1; k < 40; k++)
        {
            coefficient *= x * (k - 0.5) / k;
            var term = coefficient / (a + k);
            sum += term;
            if (term < 1e-17 * sum)
            {
                break;
            }
        }

        return 1 + (a * sum);
    }

    private static double UpperQuantileOfSmall(double q, double df)
    {
        if (q == 0)
        {
            return double.PositiveInfinity;
        }

        if (q == 0.5)
        {
            return 0;
        }

        if (df > 1e20)
        {
            return Normal.UpperQuantile(q);   // relative difference z²/(4 df): nothing is left of it in a double
        }

        var t = Start(q, df);
        return q > 0.25 ? SolveCentre(q, df, t) : SolveTail(q, df, t);
    }

    private static double SolveTail(double q, double df, double t)
    {
        var logQ = Math.Log(q);
        var inverseBeta = InverseBeta(df);
        for (var k = 0; k < 60 && t > 0; k++)
        {
            if (double.IsInfinity(t))
            {
                return t;
            }

            var tail = UpperTail(t, df);
            var value = tail.Upper;
            var excess = value > 0.5 * q && value < 2 * q ? SpecialFunctions.Log1P((value - q) / q) : tail.LogUpper - logQ;

            // hazard = t f(t)/S(t); the density's own scale cancels against the tail's.
            var y = 1 / (1 + (df / t / t));
            var hazard = inverseBeta * Math.Sqrt(y) / tail.Factor;
            var newton = excess / hazard;
            var halley = newton / Math.Clamp(1 + (0.5 * newton * (1 - ((df + 1) * y) + hazard)), 0.5, 2);
            t *= Math.Abs(halley) < 0.25 ? 1 + SpecialFunctions.ExpM1(halley) : Math.Exp(Math.Clamp(halley, -300, 300));
            if (Math.Abs(halley) < 1e-5)
            {
                break;
            }
        }

        return t;
    }

    // Solves P(0 < X < t) = ½ − q, which keeps the digits of t near zero; for very few degrees of freedom that is already the tail.
    private static double SolveCentre(double q, double df, double t)
    {
        var area = 0.5 - q;
        var inverseBeta = InverseBeta(df);
        for (var k = 0; k < 60; k++)
        {
            var y = 1 / (1 + (df / t / t));
            if (y > 0.75)
            {
                return SolveTail(q, df, t);
            }

            double term = 1, sum = 1;
            for (var j = 0; term > 1e-17 * sum; j++)
            {
                term *= ((df + 1) / 2 + j) / (1.5 + j) * y;
                sum += term;
            }

            // t f(t) = √y x^a/B and the area is that times the sum.
            var slope = inverseBeta * Math.Sqrt(y) * Math.Exp(-0.5 * df * LogOdds(t, df));
            var newton = (area - (slope * sum)) / slope;
            var halley = newton / (1 + (0.5 * newton * (1 - ((df + 1) * y))));
            t += t * SpecialFunctions.ExpM1(halley);
            if (Math.Abs(halley) < 1e-5)
            {
                break;
            }
        }

        return t;
    }

    // Hill (1970), algorithm 396; for few degrees of freedom the leading power of the far series.
    private static double Start(double q, double df)
    {
        if (df < 2)
        {
            var a = df / 2;
            var logX = Math.Log(2 * q * a / InverseBeta(df)) / a;
            if (logX < -0.35)
            {
                return logX < -600 ? Math.Exp((Math.Log(df) - logX) / 2) : Math.Sqrt(df * SpecialFunctions.ExpM1(-logX));
            }

            return (0.5 - q) / (InverseBeta(df) / Math.Sqrt(df));
        }

        var r = 1 / (df - 0.5);
        var r48 = 48 / (r * r);
        var c = ((((20700 * r / r48) - 98) * r) - 16) * r + 96.36;
        var d = (((((94.5 / (r48 + c)) - 3) / r48) + 1) * Math.Sqrt(r * Math.PI / 2)) * df;
        var y = Math.Pow(2 * d * q, 2 / df);
        if (y > 0.05 + r)
        {
            var z = -Normal.UpperQuantile(q);
            y = z * z;
            if (df < 5)
            {
                c += 0.3 * (df - 4.5) * (z + 0.6);
            }

            c += ((((((0.05 * d * z) - 5) * z) - 7) * z) - 2) * z + r48;
            y = (((((((((0.4 * y) + 6.3) * y) + 36) * y) + 94.5) / c) - y - 3) / r48 + 1) * z;
            return Math.Sqrt(df * SpecialFunctions.ExpM1(r * y * y));
        }

        var correction = (1 / ((((df + 6) / (df * y)) - (0.089 * d) - 0.822) * (df + 2) * 3)) + (0.5 / (df + 4));
        y = (((correction * y) - 1) * (df + 1) / (df + 2)) + (1 / y);
        return Math.Sqrt(df) * Math.Sqrt(y);
    }

    // The Taylor series of (v/sinh v)^½ in powers of v²
    private static ReadOnlySpan<double> Jacobian =>
    [
        1.0, -0.08333333333333333, 0.00625, -0.0005042989417989418, 4.343722442680776e-5, -3.896385732323232e-6, 3.5833354634507906e-7,
        -3.349747072060578e-8, 3.1675854343161146e-9, -3.0210368517370963e-10, 2.900415787669253e-11, -2.799396748375269e-12,
        2.713639320017204e-13, -2.6400478921841528e-14, 2.576345276111418e-15, -2.5208132554200558e-16, 2.472127507451747e-17,
        -2.4292486395023516e-18, 2.3913480187649295e-19, -2.3577559464117404e-20, 2.3279246157682317e-21, -2.3014011079062038e-22,
        2.2778073573447367e-23, -2.2568250552677534e-24, 2.2381841130778133e-25,
    ];

    // Γ(T + 3/4)/(Γ(T + 1/4) √T) in powers of 1/T², asymptotic
    private static ReadOnlySpan<double> Normalisation =>
    [
        1.0, 0.015625, -0.0023193359375, 0.0012035369873046875, -0.001298762857913971, 0.0023855575127527118, -0.006670963462056534,
        0.026412154660064857, -0.14065807079546203, 0.9698228757253365, -8.405706047857562, 89.45746821242288,
    ];
}
