namespace KpiLab.Statistics;

/// <summary>Where a tail of the beta distribution reaches a given probability; the beta, F and binomial quantiles rest on it.</summary>
/// <remarks>
/// The log-odds v of a beta variable have the log-concave density exp(av − (a + b) ln(1 + eᵛ))/B(a, b); the logarithms of both tails are
/// therefore concave in v and Newton's method converges from any start. Here it is Halley's, kept inside the bracket found so far.
/// </remarks>
internal static class BetaQuantile
{
    private const double Least = -740;
    private const double Greatest = 709;

    /// <summary>The odds x/(1 − x) at which the lower tail is <paramref name="p"/> ≤ ½ (0 where that underflows, ∞ where it overflows).</summary>
    public static double LowerOdds(double p, double a, double b)
    {
        if (p == 0)
        {
            return 0;
        }

        var logP = Math.Log(p);
        var v = Start(p, logP, a, b);
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (var k = 0; k < 200; k++)
        {
            v = Math.Clamp(v, Least, Greatest);
            var odds = Math.Exp(v);
            var step = Step(odds, p, logP, a, b);
            if (v == Least && step < 0)
            {
                return 0;
            }

            if (v == Greatest && step > 0)
            {
                return double.PositiveInfinity;
            }

            if (Math.Abs(step) < 1e-5)
            {
                // Cubic convergence: one more correction reaches the last digits, applied to the odds rather than to their logarithm.
                odds += odds * SpecialFunctions.ExpM1(step);
                return odds + (odds * Step(odds, p, logP, a, b));
            }

            (low, high) = step > 0 ? (v, high) : (low, v);
            var next = v + step;
            v = next > low && next < high ? next : double.IsFinite(low) && double.IsFinite(high) ? 0.5 * (low + high) : v + Math.Sign(step);
        }

        return Math.Exp(v);
    }

    private static double Step(double odds, double p, double logP, double a, double b)
    {
        var y = 1 / (1 + odds);
        var x = odds * y;
        var distance = y * Math.FusedMultiplyAdd(-b, odds, a);
        var tails = SpecialFunctions.RegularisedBetaTails(x, y, a, b, distance);
        var lower = tails.Lower;
        double excess, hazard;
        if (lower > 0.5 * p && lower < 2 * p)
        {
            excess = SpecialFunctions.Log1P((lower - p) / p);
            hazard = Math.Exp(SpecialFunctions.LogBetaKernel(x, y, a, b, distance)) / lower;
        }
        else
        {
            excess = tails.LogLower - logP;
            hazard = Math.Exp(SpecialFunctions.LogBetaKernel(x, y, a, b, distance) - tails.LogLower);
        }

        var newton = -excess / hazard;
        return newton / Math.Clamp(1 + (0.5 * newton * (distance - hazard)), 0.5, 2);
    }

    private static double Start(double p, double logP, double a, double b)
    {
        // The leading power xᵃ/(a B(a, b)), good wherever x is small, and a lower bound where b ≥ 1.
        var logBeta = SpecialFunctions.LogGamma(a) + SpecialFunctions.LogGamma(b) - SpecialFunctions.LogGamma(a + b);
        var power = (logP + Math.Log(a) + logBeta) / a;
        if (a < 1 || b < 1)
        {
            return Math.Min(power, Math.Log(a / b) + 3);
        }

        // Carter's approximation of ½ ln F: Abramowitz and Stegun (1964), 26.5.22, for the upper tail of the swapped shapes.
        var z = Normal.UpperQuantile(p);
        double u = 1 / ((2 * b) - 1), w = 1 / ((2 * a) - 1);
        var h = 2 / (u + w);
        var l = ((z * z) - 3) / 6;
        var half = (z * Math.Sqrt(h + l) / h) - ((w - u) * (l + (5.0 / 6) - (2 / (3 * h))));
        return double.IsFinite(half) ? Math.Max(power, Math.Log(a / b) - (2 * half)) : Math.Min(power, Math.Log(a / b));
    }
}
