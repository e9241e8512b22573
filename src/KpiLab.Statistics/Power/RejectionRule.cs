namespace KpiLab.Statistics;

/// <summary>When a design rejects, as far as its power goes: how likely it does when effect / standard error at the end is the drift.</summary>
public abstract record RejectionRule
{
    /// <summary>One test at the end.</summary>
    public static RejectionRule Fixed { get; } = new FixedRule();

    /// <summary>The probability of rejecting as a function of the drift at the end and the units of all arms then.</summary>
    /// <param name="alpha">Error rate of one comparison.</param>
    /// <param name="alternative">Its alternative.</param>
    public abstract Func<double, double, double> For(double alpha, Alternative alternative);

    /// <summary>Equally spaced looks with a spending function.</summary>
    /// <remarks>Power is the probability of crossing first on the side of the effect: Jennison and Turnbull (2000), §2.3.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">No look.</exception>
    public static RejectionRule GroupSequential(SpendingFunction spending, int looks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(looks, 1);
        return new SpendingRule(spending, looks);
    }

    /// <summary>An asymptotic confidence sequence read at the end: a lower bound of its power, which earlier looks only add to.</summary>
    /// <param name="tuningUnits">Units at which the sequence is narrowest.</param>
    /// <param name="tuningAlpha">The error rate it is tuned for; the comparison's own where left out.</param>
    public static RejectionRule AlwaysValid(double tuningUnits = AsymptoticConfidenceSequence.DefaultTuningUnits, double? tuningAlpha = null) => new SequenceRule(tuningUnits, tuningAlpha);

    /// <summary>A normal posterior read once: rejects where the chance of an effect above 0 is at least 1 − alpha/2, or at most alpha/2 (one-sided: alpha).</summary>
    /// <remarks>Estimate ~ N(effect, se²) and prior N(m, s²), the mean and the sum of precisions (Gelman et al. 2013, Bayesian Data Analysis, §2.5): with r = se/s the bounds of the statistic are ± z √(1 + r²) − r² m/se.</remarks>
    /// <param name="mean">m, in the metric's unit.</param>
    /// <param name="standardDeviation">s; positive, infinite for a flat prior.</param>
    /// <param name="standardErrorOfOneUnit">Standard error of the effect with one unit in all; it shrinks with the square root of the units.</param>
    public static RejectionRule Posterior(double mean, double standardDeviation, double standardErrorOfOneUnit)
        => double.IsPositiveInfinity(standardDeviation) ? Fixed : new PosteriorRule(mean, standardDeviation, standardErrorOfOneUnit);

    private sealed record FixedRule : RejectionRule
    {
        public override Func<double, double, double> For(double alpha, Alternative alternative)
            => (drift, _) => RejectionProbability.Of(drift, null, alpha, alternative);
    }

    private sealed record SpendingRule(SpendingFunction Spending, int Count) : RejectionRule
    {
        // Standard errors at which no last bound is missed.
        private const double Certain = 40;

        public override Func<double, double, double> For(double alpha, Alternative alternative)
        {
            var design = new GroupSequentialDesign(Spending, alpha, alternative == Alternative.TwoSided ? Alternative.TwoSided : Alternative.Greater);
            var bounds = design.Bounds(Looks.Even(Count), lastIsFinal: true);
            return (drift, _) => design.Crossing(bounds, Math.Clamp(
                alternative switch
                {
                    Alternative.Greater => drift,
                    Alternative.Less => -drift,
                    _ => Math.Abs(drift),
                },
                -Certain,
                Certain)).EverAbove;
        }
    }

    private sealed record PosteriorRule(double Mean, double StandardDeviation, double OneUnit) : RejectionRule
    {
        public override Func<double, double, double> For(double alpha, Alternative alternative)
        {
            var z = Normal.UpperQuantile(alternative == Alternative.TwoSided ? alpha / 2 : alpha);
            return (drift, units) =>
            {
                double se = OneUnit / Math.Sqrt(units), ratio = se / StandardDeviation, half = z * Math.Sqrt(1 + (ratio * ratio)), shift = ratio * Mean / StandardDeviation;
                double above = Normal.Survival(half - shift - drift), below = Normal.Cdf(-half - shift - drift);
                return alternative switch
                {
                    Alternative.Greater => above,
                    Alternative.Less => below,
                    _ => Math.Min(1, above + below),
                };
            };
        }
    }

    private sealed record SequenceRule(double TuningUnits, double? TuningAlpha) : RejectionRule
    {
        public override Func<double, double, double> For(double alpha, Alternative alternative)
        {
            var sequence = AsymptoticConfidenceSequence.Of(TuningAlpha ?? alpha, TuningUnits, alternative);
            return (drift, units) =>
            {
                var critical = sequence.Critical(units, alpha);
                return alternative switch
                {
                    Alternative.Greater => Normal.Survival(critical - drift),
                    Alternative.Less => Normal.Survival(critical + drift),
                    _ => Math.Min(1, Normal.Survival(critical - drift) + Normal.Survival(critical + drift)),
                };
            };
        }
    }
}
