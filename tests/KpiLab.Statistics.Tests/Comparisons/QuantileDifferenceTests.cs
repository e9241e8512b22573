namespace KpiLab.Statistics.Tests;

public class QuantileDifferenceTests
{
    [Fact]
    public void Shifting_one_arm_shifts_the_difference_and_nothing_else()
    {
        var random = new SeededRandom(7);
        var a = Enumerable.Range(0, 500).Select(_ => random.NextExponential()).ToArray();
        Contrast same = QuantileDifference.Contrast(ValueCounts.Of(a), ValueCounts.Of(a), 0.9).Value;
        Contrast moved = QuantileDifference.Contrast(ValueCounts.Of(a), ValueCounts.Of([.. a.Select(x => x + 2)]), 0.9).Value;
        Assert.Equal(0, same.Difference);
        Properties.Close(2, moved.Difference, 1e-13);
        Properties.Close(same.StandardError, moved.StandardError, 1e-12);
    }

    [Fact]
    public void Too_few_units_and_tied_values_are_refused()
    {
        ValueCounts few = ValueCounts.Of([1, 2, 3, 4]), tied = ValueCounts.Of([0, 1], [9000, 10]);
        Assert.Equal(Undefined.TooFewUnits, QuantileDifference.Contrast(few, few, 0.9).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, QuantileDifference.Contrast(tied, tied, 0.5).Reason.Code);
    }

    [Fact]
    public void Clusters_of_one_event_each_inflate_nothing()
    {
        // Every cluster has one event, 90 of 100 below: variance of the share is p(1 − p)/(K − 1) instead of p(1 − p)/n.
        var arm = new QuantileArm(100, 0.9, 5, 4, 6, 100);
        var sums = new ClusterSums(100, 90, 90, 100, 100, 90);
        Contrast plain = QuantileDifference.Contrast(arm, arm).Value, clustered = QuantileDifference.Contrast(arm, arm, sums, sums).Value;
        Properties.Close(plain.Variance * 100 / 99, clustered.Variance, 1e-12);
    }
}
