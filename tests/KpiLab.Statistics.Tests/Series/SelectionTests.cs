namespace KpiLab.Statistics.Tests;

/// <summary>Order statistics by selection, held to sorting.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void Every_order_statistic_is_that_of_the_sorted_values()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var values = Values(seed);
            double[] sorted = [.. values.Order()];
            for (var place = 0; place < values.Length; place++)
            {
                var worked = values.ToArray();
                Assert.Equal(sorted[place], Selection.Smallest(worked, place));
                Assert.All(worked[..place], v => Assert.True(v <= sorted[place]));
                Assert.Equal(sorted, worked.Order());
            }
        }
    }

    [Fact]
    public void The_median_is_that_of_the_sorted_values_to_the_last_bit()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var values = Values(seed);
            double[] sorted = [.. values.Order()];
            var middle = sorted.Length / 2;
            Assert.Equal(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, Selection.Median(values));
        }
    }

    [Theory]
    [InlineData(new[] { 3.0, double.NaN, 1.0 }, 1.0)] // sorted: NaN, 1, 3
    [InlineData(new[] { double.PositiveInfinity, 2.0, double.NegativeInfinity }, 2.0)]
    [InlineData(new[] { double.MaxValue, double.MaxValue, double.MaxValue, 5.0 }, double.MaxValue)]
    public void Odd_numbers_are_ordered_as_sorting_orders_them(double[] values, double expected) => Assert.Equal(expected, Selection.Smallest(values, 1));

    // Of all lengths, with and without ties, also in order and in the reverse order.
    private static double[] Values(int seed)
    {
        var random = new SeededRandom(seed);
        var values = Enumerable.Range(0, 1 + random.NextInt(40)).Select(_ => seed % 3 == 0 ? random.NextInt(4) : random.NextNormal());
        return [.. (seed % 5) switch { 0 => values.Order(), 1 => values.OrderDescending(), _ => values }];
    }
}
