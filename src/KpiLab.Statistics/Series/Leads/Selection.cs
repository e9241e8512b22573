namespace KpiLab.Statistics;

/// <summary>Order statistics of a few hundred numbers, in place and without sorting all of them.</summary>
/// <remarks>Hoare's FIND (1961, CACM 4:321) as Wirth writes it, with the middle one of three as pivot: linear on average.</remarks>
internal static class Selection
{
    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    /// <param name="values">Not empty; their order is lost.</param>
    public static double Median(Span<double> values)
    {
        var middle = values.Length / 2;
        var upper = Smallest(values, middle);
        if (values.Length % 2 == 1)
        {
            return upper;
        }

        var lower = values[0];
        foreach (var value in values[1..middle])
        {
            lower = value > lower ? value : lower;
        }

        return (lower + upper) / 2;
    }

    /// <summary>The value that sorting would put at a place; those before it are not larger, those behind it not smaller.</summary>
    public static double Smallest(Span<double> values, int place)
    {
        // No order holds among numbers that are none: sorting puts them first.
        if (!double.IsFinite(Sum(values)))
        {
            values.Sort();
            return values[place];
        }

        var (left, right) = (0, values.Length - 1);
        while (left < right)
        {
            var pivot = MiddleOf(values[left], values[(left + right) / 2], values[right]);
            var (i, j) = (left, right);
            do
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            while (i <= j);

            if (j < place)
            {
                left = i;
            }

            if (place < i)
            {
                right = j;
            }
        }

        return values[place];
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static double MiddleOf(double a, double b, double c)
        => a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
}
