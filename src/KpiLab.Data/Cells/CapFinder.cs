namespace KpiLab.Data;

/// <summary>An exact quantile of a stream of any length in little memory: a first pass counts values by their leading bits, a second keeps those of the one group that holds the quantile.</summary>
/// <remarks>The quantile is an observed value: the smallest x with at least q·n values ≤ x (the inverse of the empirical distribution; type 1 of Hyndman and Fan 1996).</remarks>
internal sealed class CapFinder(double quantile)
{
    private const int Shift = 44; // sign, exponent and 8 bits of the mantissa: groups 0.4 % wide

    private readonly long[] _groups = new long[1 << (64 - Shift)];
    private readonly SortedDictionary<double, long> _kept = [];
    private long _count;
    private int _group = -1;
    private long _below;

    /// <summary>First pass.</summary>
    public void Count(double value)
    {
        _groups[Group(value)]++;
        _count++;
    }

    /// <summary>Ends the first pass.</summary>
    public void EndCounting()
    {
        var rank = Rank();
        long below = 0;
        for (var group = 0; group < _groups.Length && _count > 0; group++)
        {
            if (below + _groups[group] >= rank)
            {
                _group = group;
                _below = below;
                return;
            }

            below += _groups[group];
        }
    }

    /// <summary>Second pass.</summary>
    public void Keep(double value)
    {
        if (Group(value) == _group)
        {
            _kept[value] = _kept.GetValueOrDefault(value) + 1;
        }
    }

    /// <summary>The quantile; null when there were no values.</summary>
    public double? Value()
    {
        var below = _below;
        var rank = Rank();
        foreach (var (value, count) in _kept)
        {
            below += count;
            if (below >= rank)
            {
                return value;
            }
        }

        return null;
    }

    // q·n is computed in decimals, where p99.9 of 1,000 is the 999th value and not, by a rounding error, the 1,000th.
    private long Rank() => Math.Clamp((long)Math.Ceiling((decimal)quantile * _count), 1, Math.Max(1, _count));

    // Bits of doubles in the order of the numbers: negative ones reversed, all above them.
    private static int Group(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value);
        bits = (bits & (1UL << 63)) != 0 ? ~bits : bits | (1UL << 63);
        return (int)(bits >> Shift);
    }
}
