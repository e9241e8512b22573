namespace KpiLab.Statistics;

/// <summary>Score test and interval of a difference of two proportions.</summary>
/// <remarks>
/// Miettinen and Nurminen (1985), Statistics in Medicine 4:213: variance at the maximum-likelihood estimate under "treatment = control + δ", with the factor N/(N − 1); without that factor
/// it is the test of Farrington and Manning (1990), Statistics in Medicine 9:1447. The interval holds all δ that the test does not reject. Keeps its level
/// for few units, and where no unit, or every unit, succeeds.
/// </remarks>
public static class ScoreDifference
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "miettinen_nurminen";

    /// <summary>The test that treatment − control equals <paramref name="nullDifference"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The null difference is not in (−1, 1).</exception>
    public static Estimable<TestResult> Test(Proportion control, Proportion treatment, double nullDifference, Alternative alternative = Alternative.TwoSided)
    {
        if (!(Math.Abs(nullDifference) < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(nullDifference), nullDifference, "a difference of proportions lies in (−1, 1)");
        }

        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var statistic = Statistic(control, treatment, nullDifference);
        return double.IsNaN(statistic)
            ? new Undefined(Undefined.ZeroVariance, Invariant($"neither arm varies and the difference is {nullDifference} exactly"))
            : new TestResult(Method, statistic, null, new ReferenceDistribution(null).PValue(statistic, alternative), alternative, nullDifference);
    }

    /// <summary>Difference and interval; a one-sided alternative gives the half-line with all of alpha on one side.</summary>
    public static Estimable<Effect> Interval(Proportion control, Proportion treatment, Level level, Alternative alternative = Alternative.TwoSided)
    {
        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var z = new ReferenceDistribution(null).Critical(level, alternative);
        if (z < 0)
        {
            return SearchRoots.OneSidedBelowHalf(level);
        }

        var difference = treatment.Value - control.Value;
        return new Effect(difference, null, ConfidenceSet.Between(
            alternative == Alternative.Less ? double.NegativeInfinity
                : SearchRoots.Boundary(difference, -1, delta => Statistic(control, treatment, delta) <= z),
            alternative == Alternative.Greater ? double.PositiveInfinity
                : SearchRoots.Boundary(difference, 1, delta => Statistic(control, treatment, delta) >= -z),
            level));
    }

    /// <summary>(d − δ) / √V; infinite where V is zero, NaN where the numerator is zero too.</summary>
    private static double Statistic(Proportion control, Proportion treatment, double delta)
    {
        double na = control.Trials, nb = treatment.Trials, n = na + nb;
        var (a, b) = Constrained(control, treatment, delta);
        var variance = n / (n - 1) * ((b * (1 - b) / nb) + (a * (1 - a) / na));
        return (treatment.Value - control.Value - delta) / Math.Sqrt(variance);
    }

    /// <summary>Both proportions by maximum likelihood under "treatment = control + delta".</summary>
    internal static (double Control, double Treatment) Constrained(Proportion control, Proportion treatment, double delta)
    {
        double low = Math.Max(0, -delta), high = Math.Min(1, 1 - delta);

        // The derivative of the log-likelihood falls in p; its root, or the end where it keeps one sign, is bracketed and cannot be missed,
        // unlike by the closed form, which loses half the digits where two roots of the cubic meet.
        (double Value, double Slope) Score(double p)
        {
            double value = 0, slope = 0;
            Add(control.Successes, p, 1);
            Add(control.Failures, 1 - p, -1);
            Add(treatment.Successes, p + delta, 1);
            Add(treatment.Failures, 1 - p - delta, -1);
            return (value, slope);

            void Add(long count, double probability, int sign)
            {
                if (count > 0)
                {
                    var term = count / Math.Max(probability, 0);
                    value += sign * term;
                    slope -= term / Math.Max(probability, 0);
                }
            }
        }

        var a = SearchRoots.Falling(Score, low, high, Closed(control, treatment, delta));
        return (a, Math.Clamp(a + delta, 0, 1));
    }

    /// <summary>Closed form of the root, by Miettinen and Nurminen's appendix; a start for the search.</summary>
    private static double Closed(Proportion control, Proportion treatment, double delta)
    {
        double na = control.Trials, nb = treatment.Trials, n = na + nb, xa = control.Successes, x = xa + treatment.Successes;
        double l2 = (((nb + (2 * na)) * delta) - n - x) / n, l1 = ((((na * delta) - n - (2 * xa)) * delta) + x) / n, l0 = xa * delta * (1 - delta) / n;
        var third = l2 / 3;
        var q = (third * third * third) - (l1 * l2 / 6) + (l0 / 2);
        var r = Math.CopySign(Math.Sqrt(Math.Max(0, (third * third) - (l1 / 3))), q);
        var angle = r == 0 ? 0 : (Math.PI + Math.Acos(Math.Clamp(q / (r * r * r), -1, 1))) / 3;
        return (2 * r * Math.Cos(angle)) - third;
    }
}
