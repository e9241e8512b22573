namespace KpiLab.Statistics;

/// <summary>A permutation test of two means.</summary>
/// <param name="Observed">Treatment − control in the data.</param>
/// <param name="Permutations">Relabellings counted, the observed one among them.</param>
/// <param name="Greater">Share with a difference at least as large.</param>
/// <param name="Less">Share with a difference at most as large.</param>
/// <param name="TwoSidedDoubled">Twice the smaller of both, at most 1.</param>
/// <param name="TwoSidedAbsolute">Share with an absolute difference at least as large.</param>
[TypeFormatterSource]
public sealed record PermutationResult(
    double Observed, long Permutations, double Greater, double Less, double TwoSidedDoubled, double TwoSidedAbsolute) : IShowable;

/// <summary>Tests that the labels do not matter, by relabelling.</summary>
/// <remarks>
/// Fisher (1935), The Design of Experiments, §21; p-values of random relabellings count the observed one, hence are valid at any number (Phipson and Smyth 2010, Stat. Appl. Genet.
/// Mol. Biol. 9:39). Differences equal but for rounding (1e-9 relative) count as equal. The hypothesis is that the distributions are the same, not only the means.
/// </remarks>
public static class PermutationTest
{
    /// <summary>More relabellings than this are not enumerated.</summary>
    public const long LargestEnumeration = 50_000_000;

    private const double Allowance = 1e-9;

    /// <summary>All relabellings.</summary>
    /// <returns>Undefined without units in an arm, and beyond <see cref="LargestEnumeration"/>.</returns>
    public static Estimable<PermutationResult> Exact(IReadOnlyList<double> control, IReadOnlyList<double> treatment)
    {
        if (Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var count = Combinations(control.Count + treatment.Count, treatment.Count);
        if (count > LargestEnumeration)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant(
                $"{control.Count} and {treatment.Count} units have more than {LargestEnumeration} relabellings; use random ones"));
        }

        var tally = new Tally(control, treatment);
        tally.Enumerate();
        return tally.Result();
    }

    /// <summary>Random relabellings, and the observed one.</summary>
    /// <returns>Undefined without units in an arm.</returns>
    public static Estimable<PermutationResult> MonteCarlo(
        IReadOnlyList<double> control, IReadOnlyList<double> treatment, long seed, int relabellings = 10_000, int threads = 0)
    {
        if (Refuse(control, treatment) is { } reason)
        {
            return reason;
        }

        var tally = new Tally(control, treatment);
        var sums = Replicates.Run(relabellings, seed, threads, () => new double[tally.Pooled.Length], (random, work) =>
        {
            // The labels of the treatment are dealt to the first places of a shuffle.
            tally.Pooled.CopyTo(work, 0);
            double sum = 0;
            for (var i = 0; i < treatment.Count; i++)
            {
                var j = i + random.NextInt(work.Length - i);
                (work[i], work[j]) = (work[j], work[i]);
                sum += work[i];
            }

            return sum;
        });
        tally.Count(tally.ObservedSum);
        Array.ForEach(sums, tally.Count);
        return tally.Result();
    }

    private static Undefined? Refuse(IReadOnlyList<double> control, IReadOnlyList<double> treatment)
        => Math.Min(control.Count, treatment.Count) < 1 ? Arms.TooFew(control.Count, treatment.Count, 1) : null;

    private static double Combinations(int n, int k)
    {
        double product = 1;
        for (var i = 1; i <= Math.Min(k, n - k) && product <= LargestEnumeration; i++)
        {
            product *= (double)(n - Math.Min(k, n - k) + i) / i;
        }

        return Math.Round(product);
    }

    /// <summary>Counts sums of the treatment's values; with fixed sizes the difference of means is a rising function of that sum.</summary>
    private sealed class Tally
    {
        private readonly int _treated;
        private readonly double _observed;
        private readonly double _scale;
        private readonly double _allowed;
        private long _all;
        private long _greater;
        private long _less;
        private long _extreme;

        public Tally(IReadOnlyList<double> control, IReadOnlyList<double> treatment)
        {
            _treated = treatment.Count;
            Pooled = [.. treatment, .. control];
            var mean = Moments.Of(Pooled).Mean;
            double size = 0;
            for (var i = 0; i < Pooled.Length; i++)
            {
                Pooled[i] -= mean;
                size += Math.Abs(Pooled[i]);
            }

            // About the pooled mean both arms' sums are opposite, so that difference = sum (1/nb + 1/na).
            ObservedSum = Pooled.AsSpan(0, _treated).ToArray().Sum();
            _scale = (1.0 / treatment.Count) + (1.0 / control.Count);
            _observed = Moments.Of([.. treatment]).Mean - Moments.Of([.. control]).Mean;
            _allowed = (Allowance * Math.Abs(ObservedSum)) + (1e-14 * size);
        }

        public double[] Pooled { get; }

        public double ObservedSum { get; }

        public void Count(double sum)
        {
            _all++;
            _greater += sum >= ObservedSum - _allowed ? 1 : 0;
            _less += sum <= ObservedSum + _allowed ? 1 : 0;
            _extreme += Math.Abs(sum) >= Math.Abs(ObservedSum) - _allowed ? 1 : 0;
        }

        public void Enumerate() => Choose(0, _treated, 0);

        public PermutationResult Result()
        {
            double greater = (double)_greater / _all, less = (double)_less / _all;
            return new PermutationResult(
                double.IsFinite(_observed) ? _observed : ObservedSum * _scale, _all, greater, less, Math.Min(1, 2 * Math.Min(greater, less)), (double)_extreme / _all);
        }

        private void Choose(int from, int left, double sum)
        {
            if (left == 0)
            {
                Count(sum);
                return;
            }

            for (var i = from; i <= Pooled.Length - left; i++)
            {
                Choose(i + 1, left - 1, sum + Pooled[i]);
            }
        }
    }
}
