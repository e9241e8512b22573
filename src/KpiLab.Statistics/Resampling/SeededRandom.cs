using System.Numerics;
using System.Runtime.CompilerServices;

namespace KpiLab.Statistics;

/// <summary>A stream of random numbers fixed by a seed: the same on every machine, runtime version and thread count.</summary>
/// <remarks>
/// xoshiro256** 1.0 (Blackman and Vigna 2021, ACM Trans. Math. Softw. 47:36), seeded by SplitMix64 (Steele, Lea and Flood 2014, OOPSLA). Give every
/// replicate or partition its own <see cref="Stream(ulong)"/>: it depends on the seed and the stream numbers on the way to it only, never on how
/// many draws were made, so that work can be divided in any way. Not for secrets. An instance is not safe for several threads.
/// </remarks>
public sealed class SeededRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _key;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareNormal;
    private bool _hasSpareNormal;

    /// <summary>The stream of a seed.</summary>
    public SeededRandom(long seed)
        : this(unchecked((ulong)seed))
    {
    }

    private SeededRandom(ulong key) => Begin(key);

    private SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>An independent stream with this number, whatever was drawn before.</summary>
    public SeededRandom Stream(ulong number) => new(KeyOf(number));

    /// <summary>Becomes the stream with this number of another generator: as <see cref="Stream"/>, without a new object for each of millions.</summary>
    internal void BecomeStream(SeededRandom of, ulong number) => Begin(of.KeyOf(number));

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on (0, 1): never an end, so that its logarithm exists.</summary>
    public double NextOpenDouble() => ((NextUInt64() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>Uniform on {0, …, <paramref name="exclusiveBound"/> − 1}, without bias.</summary>
    /// <remarks>Lemire (2019), ACM Trans. Model. Comput. Simul. 29:3.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int exclusiveBound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveBound);
        return (int)Below((ulong)exclusiveBound);
    }

    /// <inheritdoc cref="NextInt(int)"/>
    public long NextLong(long exclusiveBound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveBound);
        return (long)Below((ulong)exclusiveBound);
    }

    /// <summary>As many of <see cref="NextInt(int)"/> as fit, the same numbers in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void NextInts(Span<int> into, int exclusiveBound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveBound);
        var bound = (ulong)exclusiveBound;
        var threshold = (0UL - bound) % bound;
        var (s0, s1, s2, s3) = (_s0, _s1, _s2, _s3);
        for (var i = 0; i < into.Length;)
        {
            var high = Math.BigMul(BitOperations.RotateLeft(s1 * 5, 7) * 9, bound, out var low);
            var t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = BitOperations.RotateLeft(s3, 45);
            if (low >= threshold)
            {
                into[i++] = (int)high;
            }
        }

        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
    }

    /// <summary>True with this probability.</summary>
    public bool NextBernoulli(double probability) => NextDouble() < probability;

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -Math.Log(NextOpenDouble());

    /// <summary>Standard normal.</summary>
    /// <remarks>Polar method (Marsaglia and Bray 1964, SIAM Review 6:260): two numbers a turn, the second kept for the next call.</remarks>
    public double NextNormal()
    {
        if (_hasSpareNormal)
        {
            _hasSpareNormal = false;
            return _spareNormal;
        }

        double u, v, s;
        do
        {
            u = (2 * NextDouble()) - 1;
            v = (2 * NextDouble()) - 1;
            s = (u * u) + (v * v);
        }
        while (s >= 1 || s == 0);

        var factor = Math.Sqrt(-2 * Math.Log(s) / s);
        _spareNormal = v * factor;
        _hasSpareNormal = true;
        return u * factor;
    }

    /// <summary>Poisson with this mean.</summary>
    /// <remarks>Counts exponential gaps (Knuth 1997, The Art of Computer Programming 2, §3.4.1); its time grows with the mean, which is meant to be small.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The mean is negative or not finite.</exception>
    public long NextPoisson(double mean)
    {
        if (!(mean >= 0 && double.IsFinite(mean)))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "must be finite and not negative");
        }

        long count = 0;
        for (var left = mean - NextExponential(); left > 0; left -= NextExponential())
        {
            count++;
        }

        return count;
    }

    /// <summary>Shuffles in place, every order equally likely.</summary>
    /// <remarks>Durstenfeld (1964), CACM 7:420.</remarks>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>A generator in a given state, for comparison with published output.</summary>
    internal static SeededRandom FromState(ulong s0, ulong s1, ulong s2, ulong s3) => new(s0, s1, s2, s3);

    internal static ulong SplitMix64(ref ulong state)
    {
        var z = state += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private void Begin(ulong key)
    {
        _key = key;
        _hasSpareNormal = false;
        var state = key;
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    private ulong KeyOf(ulong number)
    {
        var state = _key ^ Golden;
        var mixed = SplitMix64(ref state);
        state = mixed ^ number;
        return SplitMix64(ref state) ^ BitOperations.RotateLeft(mixed, 32);
    }

    private ulong Below(ulong bound)
    {
        var high = Math.BigMul(NextUInt64(), bound, out var low);
        if (low < bound)
        {
            var threshold = (0UL - bound) % bound;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), bound, out low);
            }
        }

        return high;
    }
}
