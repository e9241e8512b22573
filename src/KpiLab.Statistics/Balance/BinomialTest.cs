namespace KpiLab.Statistics;

/// <summary>Whether k of n units are what a planned share lets expect: the two-variant forms of a sample ratio test.</summary>
public static class BinomialTest
{
    // Probabilities this close count as equal, so that rounding does not part the two sides of a symmetric law.
    private const double Tie = 1e-7;

    /// <summary>Exact two-sided p-value: the probability of every count that is no more probable than <paramref name="successes"/>.</summary>
    /// <param name="successes">k, in [0, n].</param>
    /// <param name="trials">n.</param>
    /// <param name="share">The planned share p, in (0, 1).</param>
    /// <remarks>Two bracketing searches and two incomplete beta functions: as fast for 10⁹ units as for ten.</remarks>
    /// <exception cref="ArgumentException">k is not in [0, n], or p not in (0, 1).</exception>
    public static double Exact(long successes, long trials, double share)
    {
        Check(successes, trials, share);
        var limit = LogProbability(successes, trials, share) + SpecialFunctions.Log1P(Tie);
        var mode = Math.Min(trials, (long)Math.Floor((trials + 1) * share));
        if (LogProbability(mode, trials, share) <= limit)
        {
            return 1;
        }

        if (successes < mode)
        {
            // The first count above the mode that is no more probable; n + 1 if none is.
            long more = mode, less = trials + 1;
            while (less - more > 1)
            {
                var middle = more + ((less - more) / 2);
                (more, less) = LogProbability(middle, trials, share) <= limit ? (more, middle) : (middle, less);
            }

            return Math.Min(1, Binomial.Cdf(successes, trials, share) + Binomial.Survival(less - 1, trials, share));
        }
        else
        {
            long less = -1, more = mode;
            while (more - less > 1)
            {
                var middle = less + ((more - less) / 2);
                (less, more) = LogProbability(middle, trials, share) <= limit ? (middle, more) : (less, middle);
            }

            return Math.Min(1, Binomial.Cdf(less, trials, share) + Binomial.Survival(successes - 1, trials, share));
        }
    }

    /// <summary>Two-sided p-value by the normal law, with a continuity correction of one half or without.</summary>
    /// <param name="successes">k, in [0, n].</param>
    /// <param name="trials">n.</param>
    /// <param name="share">The planned share p, in (0, 1).</param>
    /// <param name="continuityCorrection">Whether half a unit is taken off the distance from the mean.</param>
    /// <exception cref="ArgumentException">k is not in [0, n], or p not in (0, 1).</exception>
    public static double NormalApproximation(long successes, long trials, double share, bool continuityCorrection)
    {
        Check(successes, trials, share);
        var distance = Math.Max(0, Math.Abs(successes - (trials * share)) - (continuityCorrection ? 0.5 : 0));
        return distance == 0 ? 1 : Math.Min(1, 2 * Normal.Survival(distance / Math.Sqrt(trials * share * (1 - share))));
    }

    // As in Binomial.Mass, but in logarithms: a count far out still has a probability to compare with.
    private static double LogProbability(long k, long n, double p)
    {
        if (k == 0 || k == n)
        {
            return k == 0 ? n * SpecialFunctions.Log1P(-p) : n * Math.Log(p);
        }

        double a = k, b = n - k;
        return SpecialFunctions.LogBetaKernel(p, 1 - p, a, b, SpecialFunctions.DistanceFromMean(p, a, b)) + Math.Log(n / a / b);
    }

    private static void Check(long successes, long trials, double share)
    {
        if (successes < 0 || successes > trials || share is not (> 0 and < 1))
        {
            throw new ArgumentException(Invariant($"{successes} of {trials} at a share of {share}: the count must lie in [0, n] and the share in (0, 1)"), nameof(successes));
        }
    }
}
