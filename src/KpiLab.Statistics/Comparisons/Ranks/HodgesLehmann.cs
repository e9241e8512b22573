namespace KpiLab.Statistics;

/// <summary>The shift between two samples: the median of all differences of a treated and a control unit.</summary>
/// <remarks>
/// Hodges and Lehmann (1963), Annals of Mathematical Statistics 34:598. Where both distributions have one shape, it is how far one is moved; else it is the median difference of two units drawn by chance. Found by halving the range of differences and counting those below, so that value counts
/// of any number of units cost some 60 passes over the distinct values.
/// </remarks>
public static class HodgesLehmann
{
    /// <summary>The estimate; with an even number of pairs the mean of the two in the middle.</summary>
    /// <returns>Undefined without units in an arm.</returns>
    public static Estimable<double> Shift(RankedArms arms)
    {
        if (arms.Refuse(1) is { } reason)
        {
            return reason;
        }

        var pairs = (Int128)arms.ControlCount * arms.TreatmentCount;
        var lower = Ranked(arms, (pairs + 1) / 2);
        return pairs % 2 == 1 ? lower : lower + ((Ranked(arms, (pairs / 2) + 1) - lower) / 2);
    }

    // The smallest double that at least `rank` differences do not exceed, by halving over the order of doubles.
    private static double Ranked(RankedArms arms, Int128 rank)
    {
        double spread = arms.Values[^1] - arms.Values[0];
        long low = Order(-spread), high = Order(spread);
        while (low < high)
        {
            var middle = (low & high) + ((low ^ high) >> 1); // their mean, without overflow
            if (AtMost(arms, Value(middle)) >= rank)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return Value(low);
    }

    // Differences of at most a limit: treated values rise, and with them the first control value that is near enough.
    private static Int128 AtMost(RankedArms arms, double limit)
    {
        var values = arms.Values;
        Int128 count = 0;
        long above = 0; // control units from `first` on
        foreach (var units in arms.Control)
        {
            above += units;
        }

        var first = 0;
        for (var j = 0; j < values.Length; j++)
        {
            while (first < values.Length && values[j] - values[first] > limit)
            {
                above -= arms.Control[first++];
            }

            count += (Int128)arms.Treatment[j] * above;
        }

        return count;
    }

    // Doubles in their order as whole numbers.
    private static long Order(double value) => BitConverter.DoubleToInt64Bits(value + 0.0) is var bits && bits >= 0 ? bits : long.MinValue - bits;

    private static double Value(long order) => BitConverter.Int64BitsToDouble(order >= 0 ? order : long.MinValue - order);
}
