namespace KpiLab.Statistics;

/// <summary>Two event rates with gamma priors: exact posteriors, the chance to win, and the expected loss of either choice.</summary>
/// <remarks>
/// Posterior Gamma(prior shape + count, prior rate + exposure), the arms independent (Gelman et al. 2013, Bayesian Data Analysis, §2.6). The share
/// b's rate takes of the scaled sum is beta distributed, so that P(b &gt; a) = 1 − I_u(shape b, shape a), u = rate b / (rate a + rate b); E max(b − a, 0) = ∫ F_a (1 − F_b).
/// </remarks>
public static class GammaPoisson
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "gamma_poisson";

    private const double SmallestShape = 0.05;

    private static readonly double[] Tails = [1e-300, 1e-150, 1e-80, 1e-40, 1e-22, 1e-15, 1e-10, 1e-7, 1e-5, 1e-3, 0.02, 0.12, 0.35, 0.5];

    /// <summary>The comparison at a level.</summary>
    /// <param name="control">Events of the control in its exposure.</param>
    /// <param name="treatment">Events of the treatment in its exposure.</param>
    /// <param name="priorShape">Shape of the prior of either rate.</param>
    /// <param name="priorRate">Its rate, in the unit of the exposure.</param>
    /// <param name="level">Of the intervals.</param>
    /// <returns>Undefined for a posterior shape below 0.05, whose mass cannot be told from 0 in double precision, and beyond the range of doubles.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Shape, rate or exposure not positive and finite, or a negative count.</exception>
    public static Estimable<RateComparison> Compare(
        (long Count, double Exposure) control, (long Count, double Exposure) treatment, double priorShape, double priorRate, Level level)
    {
        Domain.Positive(priorShape);
        Domain.Positive(priorRate);
        Law a = Law.Of(control, priorShape, priorRate), b = Law.Of(treatment, priorShape, priorRate);
        var least = Math.Min(a.Shape, b.Shape);
        if (least < SmallestShape)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant(
                $"a posterior shape of {least} puts the rate's mass at 0; write a prior shape of at least {SmallestShape}, such as 0.5"));
        }

        var share = b.Rate / (a.Rate + b.Rate);
        if (share is not (> 0 and < 1) || !double.IsFinite(b.Shape / b.Rate) || !double.IsFinite(a.Shape / a.Rate))
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"exposures of {control.Exposure} and {treatment.Exposure} lead beyond floating point"));
        }

        // Losses in units of the larger rate, so that the log scale is near 0.
        var points = a.Points().Concat(b.Points()).ToArray();
        return new RateComparison(
            a.Posterior(level),
            b.Posterior(level),
            BetaDistribution.Survival(share, b.Shape, a.Shape),
            PanelQuadrature.Integrate(x => Math.Exp(x) * a.Below(x) * b.Above(x), points),
            PanelQuadrature.Integrate(x => Math.Exp(x) * b.Below(x) * a.Above(x), points));
    }

    /// <summary>A gamma law seen on the log scale.</summary>
    private readonly record struct Law(double Shape, double Rate)
    {
        public static Law Of((long Count, double Exposure) arm, double shape, double rate)
        {
            Domain.Count(arm.Count);
            Domain.Positive(arm.Exposure);
            return new Law(shape + arm.Count, rate + arm.Exposure);
        }

        public RatePosterior Posterior(Level level) => new(Shape / Rate, new CredibleInterval(
            GammaDistribution.Quantile(level.Alpha / 2, Shape, Rate), GammaDistribution.UpperQuantile(level.Alpha / 2, Shape, Rate), level));

        public IEnumerable<double> Points()
        {
            foreach (var tail in Tails)
            {
                yield return Math.Log(GammaDistribution.Quantile(tail, Shape, Rate));
                yield return Math.Log(GammaDistribution.UpperQuantile(tail, Shape, Rate));
            }
        }

        public double Below(double x) => GammaDistribution.Cdf(Math.Exp(x), Shape, Rate);

        public double Above(double x) => GammaDistribution.Survival(Math.Exp(x), Shape, Rate);
    }
}
