namespace KpiLab.Statistics;

/// <summary>What one look of a group-sequential design allows.</summary>
/// <param name="Look">1, 2, …</param>
/// <param name="Fraction">Information fraction at which it came.</param>
/// <param name="Bound">Standard errors that the estimate must be away from the null value; +∞ where nothing was left to spend.</param>
/// <param name="NominalAlpha">The alpha, of the design's alternative, of a fixed test with that bound: the look's own level of significance.</param>
/// <param name="Increment">Alpha spent at this look, both sides together where two-sided.</param>
/// <param name="Spent">Alpha spent up to and with this look.</param>
public sealed record LookBound(int Look, double Fraction, double Bound, double NominalAlpha, double Increment, double Spent);

/// <summary>A group-sequential design by a spending function: bounds for looks at whatever fractions they come.</summary>
/// <remarks>
/// <para>Lan and DeMets (1983), Biometrika 70:659; Jennison and Turnbull (2000), Group Sequential Methods, ch. 7. Two-sided designs are symmetric, each
/// side with half of alpha; the probability counts paths that crossed neither bound before. One-sided designs have one bound.</para>
/// <para>A bound depends on its own look and those before, never on later ones. The number and times of the looks need no plan, as long as
/// the results do not choose them. A look at a fraction of 1 or beyond spends all that is left, and so does a last look that is declared final earlier;
/// looks after it have an infinite bound.</para>
/// </remarks>
/// <param name="Spending">How alpha is spent.</param>
/// <param name="Alpha">Probability of ever crossing under the null hypothesis.</param>
/// <param name="Alternative">Two-sided and symmetric, or one bound: above for <see cref="Alternative.Greater"/>, below for <see cref="Alternative.Less"/>.</param>
public sealed record GroupSequentialDesign(SpendingFunction Spending, double Alpha, Alternative Alternative = Alternative.TwoSided)
{
    private double RateOfOneSide => Alternative == Alternative.TwoSided ? Alpha / 2 : Alpha;

    private int Sides => Alternative == Alternative.TwoSided ? 2 : 1;

    /// <summary>Bounds of the looks that have happened.</summary>
    /// <param name="fractions">Information fractions of all looks so far, rising.</param>
    /// <param name="lastIsFinal">The last look ends the experiment, whatever its fraction: it spends all that is left.</param>
    /// <exception cref="ArgumentException">Fractions do not rise from above 0, or alpha is out of range.</exception>
    public IReadOnlyList<LookBound> Bounds(ReadOnlySpan<double> fractions, bool lastIsFinal = false)
    {
        Looks.Check(fractions);
        Looks.CheckAlpha(Alpha, Alternative);
        var bounds = new LookBound[fractions.Length];
        LookProcess? process = null;
        double spent = 0, before = 0;
        for (var k = 0; k < bounds.Length; k++)
        {
            process = process is null ? LookProcess.First(fractions[k]) : process.Continue(LowerOf(before), before, fractions[k]);
            var until = lastIsFinal && k == bounds.Length - 1 ? RateOfOneSide : Math.Max(spent, Spending.Spent(fractions[k], RateOfOneSide));
            var increment = until - spent;
            var bound = increment > 0 ? process.UpperBound(increment) : double.PositiveInfinity;
            bounds[k] = new LookBound(k + 1, fractions[k], bound, Sides * Normal.Survival(bound), Sides * increment, Sides * until);
            spent = until;
            before = bound;
        }

        return bounds;
    }

    /// <summary>Probability of having crossed by the end, and where, if the true effect were given.</summary>
    /// <param name="bounds">Bounds of the design, on |Z| or on Z towards the alternative.</param>
    /// <param name="drift">E Z(1) towards the upper bound: effect / its standard error at fraction 1.</param>
    public CrossingProbabilities Crossing(IReadOnlyList<LookBound> bounds, double drift)
        => CrossingProbabilities.Of(
            [.. bounds.Select(b => b.Fraction)], [.. bounds.Select(b => LowerOf(b.Bound))], [.. bounds.Select(b => b.Bound)], drift);

    internal double LowerOf(double bound) => Alternative == Alternative.TwoSided ? -bound : double.NegativeInfinity;
}
