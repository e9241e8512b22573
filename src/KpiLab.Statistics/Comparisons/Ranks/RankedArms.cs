namespace KpiLab.Statistics;

/// <summary>Two samples as distinct values in rising order with the number of units of each arm that have them: all that rank tests need.</summary>
/// <remarks>Made from values, or, where units are many and values few, from value counts: ten million units with a thousand distinct values cost a thousand steps.</remarks>
public sealed class RankedArms
{
    private const long LargestCount = 9007199254740992; // 2^53
    private readonly double[] _values;
    private readonly long[] _control;
    private readonly long[] _treatment;

    private RankedArms(double[] values, long[] control, long[] treatment)
    {
        (_values, _control, _treatment) = (values, control, treatment);
        ControlCount = control.Sum();
        TreatmentCount = treatment.Sum();
        for (var g = 0; g < values.Length; g++)
        {
            HasTies |= control[g] + treatment[g] > 1;
        }
    }

    /// <summary>Units of control.</summary>
    public long ControlCount { get; }

    /// <summary>Units of treatment.</summary>
    public long TreatmentCount { get; }

    /// <summary>Whether any two units have the same value.</summary>
    public bool HasTies { get; }

    internal ReadOnlySpan<double> Values => _values;

    internal ReadOnlySpan<long> Control => _control;

    internal ReadOnlySpan<long> Treatment => _treatment;

    internal double Pairs => (double)ControlCount * TreatmentCount;

    internal double Total => (double)ControlCount + TreatmentCount;

    /// <summary>From the values of the units.</summary>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static RankedArms Of(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment)
    {
        double[] a = [.. control], b = [.. treatment];
        Array.Sort(a);
        Array.Sort(b);
        if ((a.Length > 0 && double.IsNaN(a[0])) || (b.Length > 0 && double.IsNaN(b[0])))
        {
            throw new ArgumentException("a value is not a number (NaN), which has no rank", nameof(control));
        }

        var values = new List<double>();
        List<long> inA = [], inB = [];
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            var value = j >= b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            int startA = i, startB = j;
            while (i < a.Length && a[i] == value)
            {
                i++;
            }

            while (j < b.Length && b[j] == value)
            {
                j++;
            }

            values.Add(value);
            inA.Add(i - startA);
            inB.Add(j - startB);
        }

        return new RankedArms([.. values], [.. inA], [.. inB]);
    }

    /// <summary>From value counts: of each distinct value the number of control and of treatment units.</summary>
    /// <param name="values">Values in any order; equal ones are added up.</param>
    /// <param name="control">Control units of each value.</param>
    /// <param name="treatment">Treatment units of each value.</param>
    /// <exception cref="ArgumentException">The lengths differ, a value is NaN, or a count is negative.</exception>
    public static RankedArms OfCounts(ReadOnlySpan<double> values, ReadOnlySpan<long> control, ReadOnlySpan<long> treatment)
    {
        if (values.Length != control.Length || values.Length != treatment.Length)
        {
            throw new ArgumentException(Invariant($"{values.Length} values need as many counts an arm; got {control.Length} and {treatment.Length}"), nameof(values));
        }

        double[] keys = [.. values];
        var order = new int[keys.Length];
        for (var g = 0; g < order.Length; g++)
        {
            order[g] = g;
            if (double.IsNaN(keys[g]) || control[g] < 0 || treatment[g] < 0)
            {
                throw new ArgumentException(Invariant($"value {keys[g]} with {control[g]} control and {treatment[g]} treatment units: values are numbers and counts not negative"), nameof(values));
            }
        }

        if (Sum(control) > LargestCount || Sum(treatment) > LargestCount)
        {
            throw new ArgumentException(Invariant($"an arm has more than {LargestCount} units, beyond which counts are not exact"), nameof(control));
        }

        Array.Sort(keys, order);
        var distinct = new List<double>(keys.Length);
        List<long> inA = new(keys.Length), inB = new(keys.Length);
        for (var k = 0; k < keys.Length; k++)
        {
            long a = control[order[k]], b = treatment[order[k]];
            if (a + b == 0)
            {
                continue;
            }

            if (distinct.Count > 0 && distinct[^1] == keys[k])
            {
                inA[^1] += a;
                inB[^1] += b;
            }
            else
            {
                distinct.Add(keys[k]);
                inA.Add(a);
                inB.Add(b);
            }
        }

        return new RankedArms([.. distinct], [.. inA], [.. inB]);
    }

    /// <summary>Moments of the values of one arm.</summary>
    public (Moments Control, Moments Treatment) Moments() => (MomentsOf(_control), MomentsOf(_treatment));

    internal Undefined? Refuse(long least)
        => Math.Min(ControlCount, TreatmentCount) < least ? Arms.TooFew(ControlCount, TreatmentCount, least) : null;

    private static Int128 Sum(ReadOnlySpan<long> counts)
    {
        Int128 sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }

    // Weighted, about the mean: two passes.
    private Moments MomentsOf(long[] counts)
    {
        var sum = default(DoubleDouble);
        double n = counts.Sum();
        if (n == 0)
        {
            return default;
        }

        for (var g = 0; g < counts.Length; g++)
        {
            sum += DoubleDouble.Product(_values[g], counts[g] / n);
        }

        var mean = sum.Value;
        var squares = default(DoubleDouble);
        var rest = default(DoubleDouble);
        for (var g = 0; g < counts.Length; g++)
        {
            var distance = _values[g] - mean;
            squares += DoubleDouble.Product(distance * distance, counts[g]);
            rest += DoubleDouble.Product(distance, counts[g]);
        }

        return new Moments((long)n, mean, Math.Max(0, squares.Value - (rest.Value * (rest.Value / n))));
    }
}
