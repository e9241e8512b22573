namespace KpiLab.Statistics;

/// <summary>Two proportions with beta priors: exact posteriors, the chance to win, and the expected loss of either choice.</summary>
/// <remarks>
/// Posterior Beta(prior a + successes, prior b + failures), the arms independent. P(b &gt; a) = ∫ f_b F_a; E max(b − a, 0) = ∫ F_a (1 − F_b) (Stucchio 2015, Bayesian A/B
/// testing at VWO; Miller 2015, Formulas for Bayesian A/B testing), integrated on the log-odds scale between quantiles of both laws. No simulation: the same answer every time.
/// </remarks>
public static class BetaBinomial
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "beta_binomial";

    // Below this shape a law has mass nearer to 0 or 1 than a double can tell.
    private const double SmallestShape = 0.05;

    // Tail probabilities between which a panel is smooth.
    private static readonly double[] Tails = [1e-300, 1e-150, 1e-80, 1e-40, 1e-22, 1e-15, 1e-10, 1e-7, 1e-5, 1e-3, 0.02, 0.12, 0.35, 0.5];

    /// <summary>The comparison at a level.</summary>
    /// <returns>Undefined for a posterior shape below 0.05, whose mass cannot be told from 0 or 1 in double precision.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A prior shape not positive and finite.</exception>
    public static Estimable<RateComparison> Compare(Proportion control, Proportion treatment, double priorAlpha, double priorBeta, Level level)
    {
        Domain.Positive(priorAlpha);
        Domain.Positive(priorBeta);
        Law a = Law.Of(control, priorAlpha, priorBeta), b = Law.Of(treatment, priorAlpha, priorBeta);
        if (Math.Min(a.Least, b.Least) < SmallestShape)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant(
                $"a posterior shape of {Math.Min(a.Least, b.Least)} puts its mass at 0 or 1; write a prior of at least {SmallestShape}, such as 1 or 0.5"));
        }

        var points = a.Points().Concat(b.Points()).ToArray();
        return new RateComparison(
            a.Posterior(level),
            b.Posterior(level),
            Math.Min(1, PanelQuadrature.Integrate(x => b.Density(x) * a.Below(x), points)),
            PanelQuadrature.Integrate(x => Width(x) * a.Below(x) * b.Above(x), points),
            PanelQuadrature.Integrate(x => Width(x) * b.Below(x) * a.Above(x), points));
    }

    // du/dx = u (1 − u) for u = 1/(1 + e^−x).
    private static double Width(double x)
    {
        var e = Math.Exp(-Math.Abs(x));
        return e / (1 + e) / (1 + e);
    }

    /// <summary>A beta law seen on the log-odds scale.</summary>
    private readonly record struct Law(double Alpha, double Beta)
    {
        public double Least => Math.Min(Alpha, Beta);

        public static Law Of(Proportion arm, double priorAlpha, double priorBeta) => new(priorAlpha + arm.Successes, priorBeta + arm.Failures);

        public RatePosterior Posterior(Level level) => new(Alpha / (Alpha + Beta), new CredibleInterval(
            BetaDistribution.Quantile(level.Alpha / 2, Alpha, Beta), BetaDistribution.UpperQuantile(level.Alpha / 2, Alpha, Beta), level));

        public IEnumerable<double> Points()
        {
            foreach (var tail in Tails)
            {
                yield return Math.Log(BetaQuantile.LowerOdds(tail, Alpha, Beta));
                yield return -Math.Log(BetaQuantile.LowerOdds(tail, Beta, Alpha));
            }
        }

        public double Density(double x)
        {
            double small = Small(x), large = 1 - small;
            return x <= 0
                ? Math.Exp(SpecialFunctions.LogBetaKernel(small, large, Alpha, Beta, SpecialFunctions.DistanceFromMean(small, Alpha, Beta)))
                : Math.Exp(SpecialFunctions.LogBetaKernel(small, large, Beta, Alpha, SpecialFunctions.DistanceFromMean(small, Beta, Alpha)));
        }

        public double Below(double x) => x <= 0 ? BetaDistribution.Cdf(Small(x), Alpha, Beta) : BetaDistribution.Survival(Small(x), Beta, Alpha);

        public double Above(double x) => x <= 0 ? BetaDistribution.Survival(Small(x), Alpha, Beta) : BetaDistribution.Cdf(Small(x), Beta, Alpha);

        // The smaller of u and 1 − u.
        private static double Small(double x)
        {
            var e = Math.Exp(-Math.Abs(x));
            return e / (1 + e);
        }
    }
}
