namespace KpiLab.Statistics;

/// <summary>Comparison of two Poisson rates with exposures.</summary>
/// <remarks>
/// Tests of equal rates, two-sided unless an alternative is given. With y the events, r = treatment exposure/control exposure: score and Wald z, and z of square roots (Gu, Ng, Tang and Schucany 2008, Biometrical J. 50:283, with 3/8 added); exact given the
/// total (Przyborowski and Wilenski 1940, Biometrika 31:313): treatment's events are binomial with share r/(1 + r). All assume that events come singly and independently; where units have
/// bursts of events compare means per unit instead.
/// </remarks>
public static class PoissonRateRatio
{
    private const string NoEvents = "without an event in either arm nothing can be compared";

    /// <summary>Treatment rate/control rate, and the interval that inverts the exact test's tails.</summary>
    /// <remarks>Clopper–Pearson limits of the share of treatment's events, turned into odds over r (Garwood 1936 for the limits of each rate).</remarks>
    /// <returns>The value is +∞ without a control event; undefined without any event.</returns>
    public static Estimable<Effect> Exact(EventRate control, EventRate treatment, Level level, Alternative alternative = Alternative.TwoSided)
    {
        if (control.Events + treatment.Events == 0)
        {
            return new Undefined(Undefined.OutsideDomain, NoEvents);
        }

        double y1 = treatment.Events, y2 = control.Events, r = treatment.Exposure / control.Exposure, tail = alternative == Alternative.TwoSided ? level.Alpha / 2 : level.Alpha;
        var lower = y1 == 0 || alternative == Alternative.Less ? 0 : Odds(BetaDistribution.Quantile(tail, y1, y2 + 1), BetaDistribution.UpperQuantile(tail, y2 + 1, y1)) / r;
        var upper = y2 == 0 || alternative == Alternative.Greater ? double.PositiveInfinity : Odds(BetaDistribution.UpperQuantile(tail, y1 + 1, y2), BetaDistribution.Quantile(tail, y2, y1 + 1)) / r;
        return double.IsFinite(r) && r > 0
            ? new Effect(treatment.Rate / control.Rate, null, ConfidenceSet.Between(lower, upper, level))
            : new Undefined(Undefined.OutsideDomain, Invariant($"the exposures {control.Exposure} and {treatment.Exposure} have no ratio within floating point"));
    }

    /// <summary>Treatment rate/control rate, and the interval that inverts the mid-p of either tail: nearly nominal, and shorter than the exact one.</summary>
    /// <remarks>Mid-p of the share of treatment's events (Lancaster 1961, JASA 56:223; for rates Rothman and Boice 1979), turned into odds over r.</remarks>
    /// <inheritdoc cref="Exact"/>
    public static Estimable<Effect> MidP(EventRate control, EventRate treatment, Level level, Alternative alternative = Alternative.TwoSided)
    {
        var exact = Exact(control, treatment, level, alternative);
        if (!exact.IsDefined)
        {
            return exact;
        }

        var tail = alternative == Alternative.TwoSided ? level.Alpha / 2 : level.Alpha;
        if (tail > 0.5)
        {
            return SearchRoots.OneSidedBelowHalf(level);
        }

        var r = treatment.Exposure / control.Exposure;
        var lower = alternative == Alternative.Less ? 0 : LeastOdds(treatment.Events, control.Events, tail) / r;
        var upper = alternative == Alternative.Greater ? double.PositiveInfinity : 1 / (LeastOdds(control.Events, treatment.Events, tail) * r);
        return exact.Value with { Set = ConfidenceSet.Between(lower, upper, level) };
    }

    /// <summary>Score test: z = (y₁ − r y₂)/√(r (y₁ + y₂)).</summary>
    public static Estimable<TestResult> Score(EventRate control, EventRate treatment, Alternative alternative = Alternative.TwoSided)
        => Z("poisson_score", control, treatment, alternative, static (y1, y2, r) => (y1 - (r * y2)) / Math.Sqrt(r * (y1 + y2)));

    /// <summary>Wald test: z = (y₁ − r y₂)/√(y₁ + r² y₂).</summary>
    public static Estimable<TestResult> Wald(EventRate control, EventRate treatment, Alternative alternative = Alternative.TwoSided)
        => Z("poisson_wald", control, treatment, alternative, static (y1, y2, r) => (y1 - (r * y2)) / double.Hypot(Math.Sqrt(y1), r * Math.Sqrt(y2)));

    /// <summary>Test of square roots: z = 2 (√(y₁ + 3/8) − √(r (y₂ + 3/8)))/√(1 + r).</summary>
    public static Estimable<TestResult> SquareRoot(EventRate control, EventRate treatment, Alternative alternative = Alternative.TwoSided)
        => Z("poisson_sqrt", control, treatment, alternative, static (y1, y2, r) => 2 * (Math.Sqrt(y1 + 0.375) - Math.Sqrt(r * (y2 + 0.375))) / Math.Sqrt(1 + r));

    /// <summary>Exact conditional p-value of a ratio of the rates; two-sided over the counts that are no more probable than the observed one.</summary>
    /// <param name="control">The control's events.</param>
    /// <param name="treatment">The treatment's.</param>
    /// <param name="alternative">The alternative.</param>
    /// <param name="nullRatio">Treatment rate/control rate under the null hypothesis.</param>
    /// <returns>Undefined without any event.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The null ratio is not positive and finite.</exception>
    public static Estimable<double> ExactPValue(EventRate control, EventRate treatment, Alternative alternative = Alternative.TwoSided, double nullRatio = 1)
    {
        Domain.Positive(nullRatio);
        var total = control.Events + treatment.Events;
        if (Share(control, treatment, nullRatio) is not { } share)
        {
            return new Undefined(Undefined.OutsideDomain, total == 0 ? NoEvents : Invariant($"the exposures {control.Exposure} and {treatment.Exposure} have no ratio within floating point"));
        }

        return alternative switch
        {
            Alternative.Greater => Binomial.Survival(treatment.Events - 1, total, share),
            Alternative.Less => Binomial.Cdf(treatment.Events, total, share),
            _ => BinomialTest.Exact(treatment.Events, total, share),
        };
    }

    /// <summary>The exact p-value less half the probability of the observed count: nearly nominal on average, not guaranteed.</summary>
    /// <inheritdoc cref="ExactPValue"/>
    public static Estimable<double> MidPValue(EventRate control, EventRate treatment, Alternative alternative = Alternative.TwoSided, double nullRatio = 1)
        => ExactPValue(control, treatment, alternative, nullRatio).Select(
            p => Math.Max(0, p - (Binomial.Mass(treatment.Events, control.Events + treatment.Events, Share(control, treatment, nullRatio)!.Value) / 2)));

    private static double Odds(double p, double complement) => p / complement;

    // Odds of the smallest share of so many successes that the mid-p of as many or more does not reject.
    private static double LeastOdds(long successes, long failures, double tail)
    {
        var n = successes + failures;
        if (successes == 0)
        {
            return 0;
        }

        var share = SearchRoots.Boundary((double)successes / n, 0, p => Binomial.Survival(successes, n, p) + (Binomial.Mass(successes, n, p) / 2) >= tail);
        return Odds(share, 1 - share);
    }

    private static double? Share(EventRate control, EventRate treatment, double ratio)
    {
        var share = 1 / (1 + (control.Exposure / treatment.Exposure / ratio));
        return control.Events + treatment.Events > 0 && share is > 0 and < 1 ? share : null;
    }

    private static Estimable<TestResult> Z(
        string method, EventRate control, EventRate treatment, Alternative alternative, Func<double, double, double, double> statistic)
    {
        if (control.Events + treatment.Events == 0)
        {
            return new Undefined(Undefined.OutsideDomain, NoEvents);
        }

        var z = statistic(treatment.Events, control.Events, treatment.Exposure / control.Exposure);
        return double.IsFinite(z)
            ? new TestResult(method, z, null, new ReferenceDistribution(null).PValue(z, alternative), alternative)
            : new Undefined(Undefined.OutsideDomain, Invariant($"the exposures {control.Exposure} and {treatment.Exposure} have no ratio within floating point"));
    }
}
