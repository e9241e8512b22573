namespace KpiLab.Statistics;

/// <summary>Difference of two Poisson rates, treatment − control, with the interval that inverts the score test.</summary>
/// <remarks>
/// Miettinen and Nurminen (1985), Statistics in Medicine 4:213, for incidence densities: the variance is that at the maximum-likelihood estimate under "treatment = control + δ", which is the root of a
/// quadratic. With δ = 0 it is <see cref="PoissonRateRatio.Score"/>. Assumes that events come singly and independently. Undefined without an event in either arm.
/// </remarks>
public static class PoissonRateDifference
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "poisson_score";

    /// <summary>The test that treatment rate − control rate equals <paramref name="nullDifference"/>, in events per unit of exposure.</summary>
    public static Estimable<TestResult> Test(EventRate control, EventRate treatment, double nullDifference = 0, Alternative alternative = Alternative.TwoSided)
    {
        Domain.Finite(nullDifference);
        if (control.Events + treatment.Events == 0)
        {
            return NoEvents;
        }

        var z = Statistic(control, treatment, nullDifference);
        return new TestResult(Method, z, null, new ReferenceDistribution(null).PValue(z, alternative), alternative, nullDifference);
    }

    /// <summary>Difference and interval; a one-sided alternative gives the half-line with all of alpha on one side.</summary>
    public static Estimable<Effect> Interval(EventRate control, EventRate treatment, Level level, Alternative alternative = Alternative.TwoSided)
    {
        if (control.Events + treatment.Events == 0)
        {
            return NoEvents;
        }

        var z = new ReferenceDistribution(null).Critical(level, alternative);
        if (z < 0)
        {
            return SearchRoots.OneSidedBelowHalf(level);
        }

        var difference = treatment.Rate - control.Rate;
        return new Effect(difference, Math.Sqrt((treatment.Rate / treatment.Exposure) + (control.Rate / control.Exposure)), ConfidenceSet.Between(
            alternative == Alternative.Less ? double.NegativeInfinity : End(difference, -1, delta => Statistic(control, treatment, delta) <= z),
            alternative == Alternative.Greater ? double.PositiveInfinity : End(difference, 1, delta => Statistic(control, treatment, delta) >= -z),
            level));

        // Nothing bounds a rate: steps that double until the test rejects, then bisection.
        double End(double from, int direction, Func<double, bool> holds)
        {
            var step = direction * (control.Events + treatment.Events) * ((1 / control.Exposure) + (1 / treatment.Exposure));
            while (holds(from + step))
            {
                step *= 2;
            }

            return SearchRoots.Boundary(from, from + step, holds);
        }
    }

    private static Undefined NoEvents => new(Undefined.OutsideDomain, "without an event in either arm nothing can be compared");

    private static double Statistic(EventRate control, EventRate treatment, double delta)
    {
        var (a, b) = delta >= 0 ? Constrained(control, treatment, delta) : Swapped(Constrained(treatment, control, -delta));
        return (treatment.Rate - control.Rate - delta) / Math.Sqrt((a / control.Exposure) + (b / treatment.Exposure));
    }

    // The lower rate, and the higher one, which is that plus delta: N λ² + (N δ − y) λ − y_low δ = 0, the root that is not negative, written without cancellation.
    private static (double Low, double High) Constrained(EventRate low, EventRate high, double delta)
    {
        double exposure = low.Exposure + high.Exposure, linear = (exposure * delta) - low.Events - high.Events;
        var root = Math.Sqrt((linear * linear) + (4 * exposure * low.Events * delta));
        var rate = linear <= 0 ? (root - linear) / (2 * exposure) : low.Events == 0 ? 0 : 2 * low.Events * delta / (linear + root);
        return (rate, rate + delta);
    }

    private static (double Control, double Treatment) Swapped((double Low, double High) rates) => (rates.High, rates.Low);
}
