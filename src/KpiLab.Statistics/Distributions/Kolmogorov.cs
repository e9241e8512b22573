namespace KpiLab.Statistics;

/// <summary>The limit law of the largest distance between an empirical and a true distribution function, which is that of the largest |Brownian bridge|.</summary>
/// <remarks>Kolmogorov (1933): 2 Σ (−1)^(i+1) exp(−2i²x²), and its theta transform for small x (Feller 1948, Ann. Math. Stat. 19:177).</remarks>
public static class Kolmogorov
{
    /// <summary>P(K &gt; x).</summary>
    public static double Survival(double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        var sum = 0.0;
        if (x < 1)
        {
            for (var i = 1; i < 20; i += 2)
            {
                sum += Math.Exp(-i * i * Math.PI * Math.PI / (8 * x * x));
            }

            return Math.Clamp(1 - (Math.Sqrt(2 * Math.PI) / x * sum), 0, 1);
        }

        for (var i = 1; i < 20; i++)
        {
            sum += (i % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * i * i * x * x);
        }

        return Math.Clamp(sum, 0, 1);
    }
}
