namespace KpiLab.Statistics;

/// <summary>
/// The 2×2 tables at least as extreme as an observed one, for an unconditional exact test: for every number of control successes i those with fewer than <c>Lower[i]</c> or at
/// least <c>Upper[i]</c> treatment successes.
/// </summary>
/// <remarks>
/// The probability of such a region under one common probability π is maximised over π: on a grid uniform in arcsin √π (features of the probability have the width 1/(2√n) there, and the grid 20 points a
/// √n), then by golden section around every maximum of the grid that comes near the best. One evaluation costs about √n.
/// </remarks>
internal sealed class RejectionRegion
{
    /// <summary>Trials in both arms together beyond which the search over π is refused.</summary>
    public const long LargestTotal = 20_000;

    private const int LeastGrid = 1000;
    private const double NearBest = 0.9;

    private readonly int _control;
    private readonly int _treatment;
    private readonly int[] _lower;
    private readonly int[] _upper;

    private RejectionRegion(int control, int treatment, int[] lower, int[] upper)
        => (_control, _treatment, _lower, _upper) = (control, treatment, lower, upper);

    public static Undefined? Refuse(Proportion control, Proportion treatment)
        => Proportion.Refuse(control, treatment)
            ?? (control.Trials > LargestTotal - treatment.Trials
                ? new Undefined(Undefined.OutsideDomain, Invariant($"unconditional exact tests are offered up to {LargestTotal} trials in both arms together; with {(double)control.Trials + treatment.Trials} use Fisher's or the score test"))
                : null);

    /// <summary>From what belongs to it. Both conditions hold from some count on, or up to some count, and that count does not fall with i.</summary>
    /// <param name="control">Control trials.</param>
    /// <param name="treatment">Treatment trials.</param>
    /// <param name="less">Whether (i, j) belongs to the side of few treatment successes; null leaves the side out.</param>
    /// <param name="greater">Whether (i, j) belongs to the side of many treatment successes; null leaves the side out.</param>
    public static RejectionRegion Of(int control, int treatment, Func<int, int, bool>? less, Func<int, int, bool>? greater)
    {
        int[] lower = new int[control + 1], upper = new int[control + 1];
        int below = 0, from = 0;
        for (var i = 0; i <= control; i++)
        {
            while (less is not null && below <= treatment && less(i, below))
            {
                below++;
            }

            while (from <= treatment && (greater is null || !greater(i, from)))
            {
                from++;
            }

            (lower[i], upper[i]) = (below, from);
        }

        return new RejectionRegion(control, treatment, lower, upper);
    }

    /// <summary>The largest probability of the region over π.</summary>
    /// <param name="guess">A π at which the region is known to be probable.</param>
    public double LargestProbability(double guess)
    {
        var search = new Search(this);
        var best = search.At(guess);
        if (best == 0)
        {
            return 0; // below the smallest double
        }

        search.Cut = Math.Max(search.Cut, best * 1e-20);

        var grid = Math.Max(LeastGrid, (int)(20 * Math.Sqrt(_control + _treatment)));
        var step = Math.PI / 2 / grid;
        var values = new double[grid + 2];
        for (var k = 1; k <= grid; k++)
        {
            values[k] = search.At(Share((k - 0.5) * step));
            best = Math.Max(best, values[k]);
        }

        var top = best;
        for (var k = 1; k <= grid; k++)
        {
            if (values[k] >= NearBest * top && values[k] >= values[k - 1] && values[k] >= values[k + 1])
            {
                best = Math.Max(best, Refined(search, (k - 1.5) * step, (k + 0.5) * step));
            }
        }

        return Math.Min(1, best);
    }

    private static double Share(double angle)
    {
        var sine = Math.Sin(Math.Clamp(angle, 0, Math.PI / 2));
        return sine * sine;
    }

    private static double Refined(Search search, double left, double right)
    {
        const double golden = 0.6180339887498949;
        double a = right - (golden * (right - left)), b = left + (golden * (right - left));
        double atA = search.At(Share(a)), atB = search.At(Share(b)), best = Math.Max(atA, atB);
        for (var i = 0; i < 36; i++)
        {
            if (atA > atB)
            {
                (right, b, atB) = (b, a, atA);
                a = right - (golden * (right - left));
                atA = search.At(Share(a));
            }
            else
            {
                (left, a, atA) = (a, b, atB);
                b = left + (golden * (right - left));
                atB = search.At(Share(b));
            }

            best = Math.Max(best, Math.Max(atA, atB));
        }

        return best;
    }

    /// <summary>Evaluates the region's probability with buffers of its own.</summary>
    private sealed class Search(RejectionRegion region)
    {
        private readonly double[] _first = new double[region._control + 1];
        private readonly double[] _second = new double[region._treatment + 1];
        private readonly double[] _below = new double[region._treatment + 2];
        private readonly double[] _from = new double[region._treatment + 2];

        /// <summary>Masses below this are left out.</summary>
        public double Cut { get; set; } = 1e-300;

        public double At(double pi)
        {
            if (pi is <= 0 or >= 1)
            {
                return 0; // only the tables without any or with nothing but successes: never extreme
            }

            var (firstLow, firstHigh) = Masses(_first, pi);
            var (low, high) = Masses(_second, pi);
            _below[low] = 0;
            for (var j = low; j <= high; j++)
            {
                _below[j + 1] = _below[j] + _second[j];
            }

            _from[high + 1] = 0;
            for (var j = high; j >= low; j--)
            {
                _from[j] = _from[j + 1] + _second[j];
            }

            double sum = 0;
            for (var i = firstLow; i <= firstHigh; i++)
            {
                int lower = region._lower[i], upper = region._upper[i];
                sum += _first[i] * (_below[Math.Clamp(lower, low, high + 1)] + _from[Math.Clamp(upper, low, high + 1)]);
            }

            return sum;
        }

        // Binomial masses around the mode, from neighbour to neighbour, as far as they matter.
        private (int Low, int High) Masses(double[] masses, double pi)
        {
            int n = masses.Length - 1, mode = Math.Min(n, (int)Math.Floor((n + 1) * pi)), low = mode, high = mode;
            masses[mode] = Binomial.Mass(mode, n, pi);
            var odds = pi / (1 - pi);
            while (high < n && masses[high] >= Cut)
            {
                masses[high + 1] = masses[high] * ((double)(n - high) / (high + 1) * odds);
                high++;
            }

            while (low > 0 && masses[low] >= Cut)
            {
                masses[low - 1] = masses[low] * (low / ((n - low + 1) * odds));
                low--;
            }

            return (low, high);
        }
    }
}
