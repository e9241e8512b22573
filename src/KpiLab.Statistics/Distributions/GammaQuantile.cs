namespace KpiLab.Statistics;

/// <summary>Where a tail of the gamma distribution of unit rate reaches a given probability.</summary>
/// <remarks>
/// The logarithm v of a gamma variable has the log-concave density exp(av − eᵛ)/Γ(a); the logarithms of both tails are therefore concave in v and
/// Newton's method converges from any start. Here it is Halley's, kept inside the bracket found so far.
/// </remarks>
internal static class GammaQuantile
{
    private const double Least = -740;

    /// <summary>The x at which the chosen tail is <paramref name="tail"/> ≤ ½.</summary>
    public static double Unit(double tail, double shape, bool lower)
    {
        if (tail == 0)
        {
            return lower ? 0 : double.PositiveInfinity;
        }

        var logTail = Math.Log(tail);
        var v = Start(tail, logTail, shape, lower);
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (var k = 0; k < 200; k++)
        {
            v = Math.Max(v, Least);
            var x = Math.Exp(v);
            var step = Step(x, tail, logTail, shape, lower);
            if (v == Least && step < 0)
            {
                return 0;
            }

            if (Math.Abs(step) < 1e-5)
            {
                x += x * SpecialFunctions.ExpM1(step);
                return x + (x * Step(x, tail, logTail, shape, lower));
            }

            (low, high) = step > 0 ? (v, high) : (low, v);
            var next = v + step;
            v = next > low && next < high ? next : double.IsFinite(low) && double.IsFinite(high) ? 0.5 * (low + high) : v + Math.Sign(step);
        }

        return Math.Exp(v);
    }

    private static double Step(double x, double target, double logTarget, double shape, bool lower)
    {
        var tails = SpecialFunctions.RegularisedGammaTails(shape, x);
        var value = lower ? tails.Lower : tails.Upper;
        var logKernel = SpecialFunctions.LogGammaKernel(shape, x);
        double excess, hazard;
        if (value > 0.5 * target && value < 2 * target)
        {
            excess = SpecialFunctions.Log1P((value - target) / target);
            hazard = Math.Exp(logKernel) / value;
        }
        else
        {
            var logValue = lower ? tails.LogLower : tails.LogUpper;
            excess = logValue - logTarget;
            hazard = Math.Exp(logKernel - logValue);
        }

        hazard = lower ? hazard : -hazard;
        var newton = -excess / hazard;
        return newton / Math.Clamp(1 + (0.5 * newton * (shape - x - hazard)), 0.5, 2);
    }

    private static double Start(double tail, double logTail, double shape, bool lower)
    {
        var logGamma1 = SpecialFunctions.LogGamma(shape + 1);
        var power = ((lower ? logTail : SpecialFunctions.Log1P(-tail)) + logGamma1) / shape;
        if (power < Math.Log(0.2 * (shape + 1)))
        {
            return power + (Math.Exp(power) / (shape + 1));
        }

        // Wilson and Hilferty (1931), PNAS 17:684; far above the mean of a small shape the leading term of the tail.
        var z = Normal.UpperQuantile(tail);
        var root = 1 - (1 / (9 * shape)) + ((lower ? -z : z) / (3 * Math.Sqrt(shape)));
        if (lower || z < 4 * Math.Sqrt(shape))
        {
            return root > 0.1 ? Math.Log(shape) + (3 * Math.Log(root)) : power;
        }

        var far = -logTail - logGamma1 + Math.Log(shape);
        var x = Math.Max(far, 0.5);
        x = Math.Max(far + ((shape - 1) * Math.Log(x)), 0.5);
        return Math.Log(x);
    }
}
