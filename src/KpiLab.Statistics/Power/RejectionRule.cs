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
    public static RejectionRule AlwaysValid(double tuningUnits = AsymptoticConfidenceSequence.DefaultTuningUnits) => new SequenceRule(tuningUnits);

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

    private sealed record SequenceRule(double TuningUnits) : RejectionRule
    {
        public override Func<double, double, double> For(double alpha, Alternative alternative)
        {
            var sequence = AsymptoticConfidenceSequence.Of(alpha, TuningUnits, alternative);
            return (drift, units) =>
            {
                var critical = sequence.Critical(units);
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
