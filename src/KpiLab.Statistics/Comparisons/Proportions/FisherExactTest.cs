namespace KpiLab.Statistics;

/// <summary>P-values of Fisher's exact test, and their mid-p forms.</summary>
/// <param name="TwoSided">Probability of the tables that are no more probable than the observed one.</param>
/// <param name="Greater">P(treatment successes ≥ observed), given the margins.</param>
/// <param name="Less">P(treatment successes ≤ observed), given the margins.</param>
/// <param name="Observed">Probability of the observed table.</param>
[TypeFormatterSource]
public sealed record FisherResult(double TwoSided, double Greater, double Less, double Observed) : IShowable
{
    /// <summary>The p-value with half the probability of the observed table taken off: nearly nominal on average, not guaranteed.</summary>
    /// <remarks>Lancaster (1961), JASA 56:223.</remarks>
    public double MidP(Alternative alternative = Alternative.TwoSided) => Math.Max(0, PValue(alternative) - (Observed / 2));

    /// <summary>The exact p-value.</summary>
    public double PValue(Alternative alternative = Alternative.TwoSided) => alternative switch
    {
        Alternative.Greater => Greater,
        Alternative.Less => Less,
        _ => TwoSided,
    };
}

/// <summary>Exact comparison of two proportions given both margins of the 2×2 table.</summary>
/// <remarks>
/// Fisher (1935), J. R. Stat. Soc. 98:39; two-sided by the probability ordering, with a relative allowance of 1e-7 for ties, as R and SciPy do. Guaranteed level, conservative where the table is small:
/// <see cref="BoschlooTest"/> is uniformly more powerful. Time grows with √n.
/// </remarks>
public static class FisherExactTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "fisher_exact";

    /// <summary>Trials in both arms together beyond which nothing exact is attempted.</summary>
    public const long LargestTotal = 10_000_000_000_000;

    private const double Tie = 1e-7;

    /// <summary>The p-values of a table.</summary>
    /// <returns>Undefined without units in an arm, and beyond <see cref="LargestTotal"/> trials.</returns>
    public static Estimable<FisherResult> Test(Proportion control, Proportion treatment)
    {
        if (Proportion.Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        if (control.Trials > LargestTotal - treatment.Trials)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"{(double)control.Trials + treatment.Trials} trials are beyond the limit of {LargestTotal} of the exact test; use the score test"));
        }

        long draws = treatment.Trials, marked = control.Successes + treatment.Successes, population = control.Trials + treatment.Trials, x = treatment.Successes;
        double observed = Hypergeometric.LogMass(x, draws, marked, population);
        double greater = Math.Exp(Hypergeometric.LogUpper(x, draws, marked, population)), less = Math.Exp(Hypergeometric.LogCdf(x, draws, marked, population));
        return new FisherResult(TwoSided(x, draws, marked, population, observed, greater, less), Math.Min(1, greater), Math.Min(1, less), Math.Exp(observed));
    }

    private static double TwoSided(long x, long draws, long marked, long population, double observed, double greater, double less)
    {
        long mode = Hypergeometric.Mode(draws, marked, population), least = Math.Max(0, marked - (population - draws)), most = Math.Min(draws, marked);
        var limit = observed + SpecialFunctions.Log1P(Tie);
        bool NoMoreProbable(long k) => Hypergeometric.LogMass(k, draws, marked, population) <= limit;
        if (NoMoreProbable(mode))
        {
            return 1;
        }

        // The other side begins where its tables are no more probable than the observed one.
        if (x < mode)
        {
            long more = mode, fewer = most + 1;
            while (fewer - more > 1)
            {
                var middle = more + ((fewer - more) / 2);
                (more, fewer) = NoMoreProbable(middle) ? (more, middle) : (middle, fewer);
            }

            return Math.Min(1, less + Math.Exp(Hypergeometric.LogUpper(fewer, draws, marked, population)));
        }
        else
        {
            long fewer = least - 1, more = mode;
            while (more - fewer > 1)
            {
                var middle = fewer + ((more - fewer) / 2);
                (fewer, more) = NoMoreProbable(middle) ? (middle, more) : (fewer, middle);
            }

            return Math.Min(1, greater + Math.Exp(Hypergeometric.LogCdf(fewer, draws, marked, population)));
        }
    }
}
