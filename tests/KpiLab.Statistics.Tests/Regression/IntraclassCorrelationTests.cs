using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class IntraclassCorrelationTests
{
    private static Gen<double[][]> Groups => from count in Gen.Choose(2, 12)
                                             from groups in Gen.ArrayOf(Properties.Sample(1, 9), count)
                                             where groups.Sum(g => g.Length) > groups.Length
                                             select groups;

    [Fact]
    public void It_agrees_with_the_analysis_of_variance_of_scipy()
    {
        // SciPy 1.10.1: F = f_oneway(*groups); MSB by numpy, MSW = MSB/F, n0 = (N - Σn²/N)/(k - 1).
        Near(0.07262254348317142, [[1, 0, 1, 1, 0], [0, 0, 0, 1], [1, 1, 1, 0, 1, 1], [0, 0, 1]]);
        Near(0.7617521785002541, [[2.1, 3.3, 2.8], [5.0, 4.4], [3.9, 4.1, 5.2, 4.7]]);
    }

    [Fact]
    public void Identical_units_in_a_cluster_correlate_by_one_and_too_little_is_refused()
    {
        Near(1, [[1, 1], [2, 2], [5, 5, 5]]);
        Assert.Equal(Undefined.TooFewUnits, Of([[1, 2, 3]]).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, Of([[1], [2], [3]]).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, Of([[2, 2], [2, 2]]).Reason.Code);
    }

    [Fact]
    public void It_lies_between_its_limits_and_does_not_depend_on_units_of_measurement_or_the_order_of_clusters() => Properties.Hold(
        from groups in Groups from turn in Gen.Elements(-1.0, 1.0) from scale in Properties.Magnitude(-2, 2) select (groups, factor: turn * scale),
        c =>
        {
            if (!(Of(c.groups) is { IsDefined: true } found) || c.groups.SelectMany(g => g).Distinct().Count() < 2)
            {
                return;
            }

            // Between −1/(n₀ − 1) and 1.
            double n = c.groups.Sum(g => g.Length), typical = (n - (c.groups.Sum(g => g.Length * g.Length) / n)) / (c.groups.Length - 1);
            Assert.InRange(found.Value.Value, (typical > 1 ? -1 / (typical - 1) : double.NegativeInfinity) - 1e-9, 1 + 1e-12);
            var changed = Of([.. c.groups.Reverse().Select(g => Array.ConvertAll(g, v => c.factor * v))]).Value;
            Assert.Equal(found.Value.Value, changed.Value, 1e-6 * Math.Max(1, Math.Abs(found.Value.Value)));
            Properties.Close(found.Value.Variation, changed.Variation, 1e-9, 1);
        });

    private static void Near(double expected, double[][] groups) => Assert.Equal(expected, Of(groups).Value.Value, 1e-12);

    private static Estimable<ClusterLikeness> Of(double[][] groups)
        => IntraclassCorrelation.Of([.. groups.Select(g => g.Sum())], [.. groups.Select(g => (double)g.Length)], Moments.Of([.. groups.SelectMany(g => g)]).CentredSumOfSquares);
}
