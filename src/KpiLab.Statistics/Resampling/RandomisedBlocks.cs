namespace KpiLab.Statistics;

/// <summary>One block that was assigned as a whole: what its units add up to.</summary>
/// <param name="Stratum">Blocks of a stratum were assigned among each other: of a region, or of a pair.</param>
/// <param name="IsTreated">Its arm.</param>
/// <param name="Sum">Sum of its units' values.</param>
/// <param name="Weight">Its units, or of a ratio the sum of their denominators; positive.</param>
public readonly record struct RandomisedBlock(int Stratum, bool IsTreated, double Sum, double Weight);

/// <summary>Inference from the assignment alone: how the difference would have come out under every assignment that could have been.</summary>
/// <remarks>
/// Fisher (1935), The Design of Experiments, §21. The hypothesis is that treatment adds the same τ to every unit (of a ratio: τ for each unit of its denominator). Under it the blocks are known under
/// any assignment z, whose difference of Σ sum/Σ weight is D_z − τ a_z, with a_z the difference for the indicator of the treated; it is at least as large as the observed D − τ exactly where
/// τ ≥ c_z = (D − D_z)/(1 − a_z). So the values c_z give both one-sided p-values at every τ, and the interval of all τ that are not rejected is read off their order. For switchbacks: Bojinov,
/// Simchi-Levi and Zhao (2023), Management Science 69:3759, §4. Assignments are those with as many treated blocks in every stratum as there were. All of them where they are at most
/// <see cref="LargestEnumeration"/>; else random ones and the observed one (Phipson and Smyth 2010).
/// </remarks>
public sealed class RandomisedBlocks
{
    /// <summary>More assignments than this are not enumerated.</summary>
    public const int LargestEnumeration = 20_000;

    /// <summary>Assignments that are drawn where there are more.</summary>
    public const int PlannedDraws = 9_999;

    // Differences equal but for rounding count as equal.
    private const double Allowance = 1e-12;

    private readonly double[] _critical; // rising, of the other assignments
    private readonly int _observed; // how often the observed assignment was counted, which is in both tails

    private RandomisedBlocks(double difference, double[] critical, int observed, bool isExact)
    {
        Difference = difference;
        _critical = critical;
        _observed = observed;
        IsExact = isExact;
    }

    /// <summary>Treatment − control in the data, Σ sum/Σ weight each.</summary>
    public double Difference { get; }

    /// <summary>Whether all assignments were counted; else random ones.</summary>
    public bool IsExact { get; }

    /// <summary>Assignments counted, the observed one among them.</summary>
    public int Assignments => _critical.Length + _observed;

    /// <summary>The smallest two-sided p-value that these assignments can give.</summary>
    public double LeastPValue => Math.Min(1, 2.0 * _observed / Assignments);

    /// <summary>Counts the assignments.</summary>
    /// <param name="blocks">All blocks of both arms.</param>
    /// <param name="seed">Seed of the assignments, where they are drawn.</param>
    /// <param name="draws">How many are drawn then.</param>
    /// <returns>Undefined where an arm has no block, and where no other assignment could have been.</returns>
    /// <exception cref="ArgumentException">A weight is not positive and finite, or a sum not finite.</exception>
    public static Estimable<RandomisedBlocks> Of(IReadOnlyList<RandomisedBlock> blocks, long seed = 0, int draws = PlannedDraws)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (blocks.Any(b => !(b.Weight > 0 && double.IsFinite(b.Weight) && double.IsFinite(b.Sum))))
        {
            throw new ArgumentException("every block needs a positive weight and a finite sum", nameof(blocks));
        }

        if (!blocks.Any(b => b.IsTreated) || blocks.All(b => b.IsTreated))
        {
            return new Undefined(Undefined.TooFewUnits, "an arm has no block");
        }

        var strata = blocks.GroupBy(b => b.Stratum).OrderBy(g => g.Key).Select(g => g.ToArray()).ToList();
        var assignments = strata.Aggregate(1.0, (product, s) => product * Combinations(s.Length, s.Count(b => b.IsTreated)));
        if (assignments < 2)
        {
            return new Undefined(Undefined.TooFewUnits, "no block could have been assigned otherwise: its region or pair has blocks of one variant only");
        }

        var counted = new Counted(blocks);
        var exact = assignments <= LargestEnumeration;
        if (exact)
        {
            counted.Enumerate(strata, 0, default);
        }
        else
        {
            counted.Draw(strata, seed, draws);
        }

        return new RandomisedBlocks(counted.Difference, [.. counted.Critical.Order()], counted.Observed, exact);
    }

    /// <summary>Two-sided p-value of an effect: twice the smaller of both tails, at most 1.</summary>
    public double PValue(double effect = 0)
    {
        int below = Below(effect, true), above = _critical.Length - Below(effect, false);
        return Math.Min(1, 2.0 * (_observed + Math.Min(below, above)) / Assignments);
    }

    /// <summary>All effects that are not rejected at the level: those with a p-value above alpha.</summary>
    public Effect Interval(Level level)
    {
        // The least number of assignments that lifts a one-sided p-value above half of alpha; the allowance is for alpha's own rounding.
        var k = (int)Math.Floor((level.Alpha / 2 * Assignments) - _observed + 1e-9) + 1;
        return new Effect(Difference, null, k < 1
            ? ConfidenceSet.Everything(level)
            : ConfidenceSet.Between(_critical[k - 1], _critical[^k], level));
    }

    private int Below(double effect, bool inclusive)
    {
        int low = 0, high = _critical.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_critical[middle] < effect || (inclusive && _critical[middle] == effect))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static double Combinations(int n, int k)
    {
        double product = 1;
        for (var i = 1; i <= Math.Min(k, n - k); i++)
        {
            product *= (double)(n - Math.Min(k, n - k) + i) / i;
        }

        return Math.Round(product);
    }

    // What an assignment adds up to: of its treated blocks, and of those among them that were treated.
    private readonly record struct Treated(double Sum, double Weight, double Kept, int Moved)
    {
        public Treated With(in RandomisedBlock block)
            => new(Sum + block.Sum, Weight + block.Weight, block.IsTreated ? Kept + block.Weight : Kept, block.IsTreated ? Moved : Moved + 1);
    }

    private sealed class Counted
    {
        private readonly double _sum;
        private readonly double _weight;
        private readonly double _treatedWeight;
        private readonly double _origin;
        private readonly double _allowed;

        public Counted(IReadOnlyList<RandomisedBlock> blocks)
        {
            // About the common mean, so that a level far from zero costs no digits.
            _origin = blocks.Sum(b => b.Sum) / blocks.Sum(b => b.Weight);
            _sum = blocks.Sum(b => b.Sum - (_origin * b.Weight));
            _weight = blocks.Sum(b => b.Weight);
            var observed = blocks.Where(b => b.IsTreated).Aggregate(default(Treated), (t, b) => t.With(Centred(b)));
            _treatedWeight = observed.Weight;
            Difference = DifferenceOf(observed);
            _allowed = Allowance * blocks.Sum(b => Math.Abs(b.Sum - (_origin * b.Weight))) / Math.Min(_treatedWeight, _weight - _treatedWeight);
        }

        public double Difference { get; }

        public List<double> Critical { get; } = [];

        public int Observed { get; private set; }

        public void Enumerate(List<RandomisedBlock[]> strata, int stratum, Treated sofar)
        {
            if (stratum == strata.Count)
            {
                Count(sofar);
                return;
            }

            var blocks = strata[stratum];
            Choose(0, blocks.Count(b => b.IsTreated), sofar);

            void Choose(int from, int left, Treated chosen)
            {
                if (left == 0)
                {
                    Enumerate(strata, stratum + 1, chosen);
                    return;
                }

                for (var i = from; i <= blocks.Length - left; i++)
                {
                    Choose(i + 1, left - 1, chosen.With(Centred(blocks[i])));
                }
            }
        }

        public void Draw(List<RandomisedBlock[]> strata, long seed, int draws)
        {
            var random = new SeededRandom(seed);
            RandomisedBlock[][] work = [.. strata.Select(s => Array.ConvertAll(s, b => Centred(b)))];
            int[] treated = [.. strata.Select(s => s.Count(b => b.IsTreated))];
            for (var draw = 0; draw < draws; draw++)
            {
                var sofar = default(Treated);
                for (var s = 0; s < work.Length; s++)
                {
                    // Places of the treated are dealt by a shuffle; where it was dealt before does not matter.
                    for (var i = 0; i < treated[s]; i++)
                    {
                        var j = i + random.NextInt(work[s].Length - i);
                        (work[s][i], work[s][j]) = (work[s][j], work[s][i]);
                        sofar = sofar.With(work[s][i]);
                    }
                }

                Count(sofar);
            }

            Observed++; // as it happened
        }

        private RandomisedBlock Centred(in RandomisedBlock block) => block with { Sum = block.Sum - (_origin * block.Weight) };

        private double DifferenceOf(in Treated z) => (z.Sum / z.Weight) - ((_sum - z.Sum) / (_weight - z.Weight));

        private void Count(in Treated z)
        {
            if (z.Moved == 0)
            {
                Observed++;
                return;
            }

            var apart = Difference - DifferenceOf(z);
            var shared = (z.Kept / z.Weight) - ((_treatedWeight - z.Kept) / (_weight - z.Weight));
            Critical.Add(Math.Abs(apart) <= _allowed ? 0 : apart / (1 - shared));
        }
    }
}
