namespace KpiLab.Statistics;

/// <summary>Tail of a weighted sum of squared standard normals.</summary>
internal static class QuadraticForm
{
    /// <summary>P(Σ λ_i ξ_i² &lt; 0).</summary>
    /// <remarks>
    /// Imhof (1961), Biometrika 48:419, eq. 3.2: ½ − (1/π)∫ sin θ(u)/(u ρ(u)) du over u &gt; 0, θ = ½ Σ atan(λu), ρ = Π(1 + λ²u²)^¼. With u = e^v both ends fall off fast and the trapezoid rule converges
    /// geometrically.
    /// </remarks>
    public static double ProbabilityBelowZero(IReadOnlyList<double> weights)
    {
        var largest = weights.Max(Math.Abs);
        if (largest == 0)
        {
            return 0.5;
        }

        var scaled = weights.Select(w => w / largest).ToArray();
        const double Step = 0.01;
        var integral = 0.0;
        for (var v = -30.0; v < 60; v += Step)
        {
            var u = Math.Exp(v);
            double theta = 0, logRho = 0;
            foreach (var weight in scaled)
            {
                var wu = weight * u;
                theta += 0.5 * Math.Atan(wu);
                logRho += 0.25 * SpecialFunctions.Log1P(wu * wu);
            }

            if (logRho > 40)
            {
                break;
            }

            integral += Math.Sin(theta) * Math.Exp(-logRho) * Step;
        }

        return Math.Clamp(0.5 - (integral / Math.PI), 0, 1);
    }
}
