namespace KpiLab.Statistics;

/// <summary>Non-binding futility bounds by beta spending: below them the effect that was planned for has become implausible.</summary>
/// <remarks>
/// Pampallona, Tsiatis and Kim (2001), Drug Information Journal 35:1113; gsDesign's test.type 4. Under the planned drift θ, P_θ(first at or below the futility bound at look k, not stopped
/// before) is what the spending function adds of beta = 1 − power. θ is what makes the two bounds meet at the last planned look. Non-binding: the efficacy bounds are computed without them,
/// so that going on below a futility bound costs no alpha. The bounds look in the desired direction only; harm is the matter of the other efficacy bound.
/// </remarks>
public sealed record FutilityPlan
{
    private readonly GroupSequentialDesign _design;

    private FutilityPlan(GroupSequentialDesign design, SpendingFunction spending, double beta, double drift)
    {
        _design = design;
        Spending = spending;
        Beta = beta;
        Drift = drift;
    }

    /// <summary>How beta is spent.</summary>
    public SpendingFunction Spending { get; }

    /// <summary>1 − power.</summary>
    public double Beta { get; }

    /// <summary>E Z(1) under the effect that was planned for.</summary>
    public double Drift { get; }

    /// <summary>Units over those of a fixed test with the same alpha and power.</summary>
    public double Inflation => GroupSequentialPower.Inflation(Drift, _design.Alternative == Alternative.TwoSided ? _design.Alpha / 2 : _design.Alpha, 1 - Beta);

    /// <summary>Finds the drift of a planned schedule.</summary>
    /// <param name="design">Efficacy bounds.</param>
    /// <param name="planned">Planned information fractions; the last is 1.</param>
    /// <param name="spending">How beta is spent.</param>
    /// <param name="beta">1 − power, in (0, 1 − alpha).</param>
    /// <exception cref="ArgumentException">Fractions do not rise to 1, or beta is out of range.</exception>
    public static FutilityPlan Of(GroupSequentialDesign design, ReadOnlySpan<double> planned, SpendingFunction spending, double beta)
    {
        if (!(beta > 0 && beta < 1 - design.Alpha))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "1 − power must lie between 0 and 1 − alpha");
        }

        if (planned.Length == 0 || planned[^1] != 1)
        {
            throw new ArgumentException("the planned information fractions must end at 1", nameof(planned));
        }

        var bounds = design.Bounds(planned, lastIsFinal: true);
        double Missed(double drift)
        {
            var candidate = new FutilityPlan(design, spending, beta, drift);
            var last = candidate.Walk(bounds).Last;
            return last.Below(bounds[^1].Bound) - (beta - (bounds.Count > 1 ? spending.Spent(bounds[^2].Fraction, beta) : 0));
        }

        var start = bounds[^1].Bound + Normal.UpperQuantile(beta);
        double low = Math.Min(start, 0), high = Math.Max(start, 1);
        while (Missed(high) > 0 && high < 1e3)
        {
            (low, high) = (high, high * 2);
        }

        return new FutilityPlan(design, spending, beta, BracketedRoot.Of(Missed, low, high, 1e-11));
    }

    /// <summary>Futility bounds of Z, towards the desired direction, at the looks that have happened; at most the efficacy bound of the same look.</summary>
    /// <param name="bounds">The efficacy bounds of these looks.</param>
    /// <param name="lastIsFinal">The last look ends the experiment: the two bounds meet.</param>
    public IReadOnlyList<double> Bounds(IReadOnlyList<LookBound> bounds, bool lastIsFinal = false)
    {
        var futility = Walk(bounds).Futility;
        if (bounds.Count > 0 && (lastIsFinal || bounds[^1].Fraction >= 1))
        {
            futility[^1] = bounds[^1].Bound;
        }

        return futility;
    }

    private (double[] Futility, LookProcess Last) Walk(IReadOnlyList<LookBound> bounds)
    {
        var futility = new double[bounds.Count];
        var process = LookProcess.First(bounds[0].Fraction, Drift);
        var spent = 0.0;
        for (var k = 0; k < futility.Length; k++)
        {
            var until = Spending.Spent(bounds[k].Fraction, Beta);
            futility[k] = Math.Min(bounds[k].Bound, process.LowerBound(until - spent));
            spent = until;
            if (k + 1 < futility.Length)
            {
                process = process.Continue(futility[k], bounds[k].Bound, bounds[k + 1].Fraction);
            }
        }

        return (futility, process);
    }
}
