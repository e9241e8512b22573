using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class ClusterDifferenceTests
{
    [Fact]
    public void Clusters_of_one_size_are_welch_on_their_means()
    {
        var cases = from size in Gen.Choose(1, 50)
                    from a in Properties.Sample(3, 20)
                    from b in Properties.Sample(3, 20)
                    where a.Distinct().Count() > 1
                    select (size, a, b);
        Properties.Hold(cases, c =>
        {
            double[] Sizes(double[] means) => Array.ConvertAll(means, _ => (double)c.size);
            double[] Sums(double[] means) => Array.ConvertAll(means, m => m * c.size);
            var contrast = ClusterDifference.Contrast(ClusterDifference.Arm(Sums(c.a), Sizes(c.a)), ClusterDifference.Arm(Sums(c.b), Sizes(c.b))).Value;
            var welch = WelchTest.Contrast(Moments.Of(c.a), Moments.Of(c.b)).Value;
            var scale = c.a.Concat(c.b).Max(Math.Abs);
            Properties.Close(welch.Difference, contrast.Difference, 1e-10, scale);
            Properties.Close(welch.StandardError, contrast.StandardError, 1e-6, scale * 1e-6);
        });
    }

    [Fact]
    public void The_squared_error_is_CR0_of_either_arm_times_G_over_G_minus_one()
    {
        var random = new SeededRandom(7);
        for (var round = 0; round < 50; round++)
        {
            var values = new List<double>[12];
            for (var g = 0; g < values.Length; g++)
            {
                var level = random.NextNormal();
                values[g] = [.. Enumerable.Range(0, 1 + random.NextInt(9)).Select(_ => level + random.NextNormal())];
            }

            JointMoments Arm(int from, int to) => ClusterDifference.Arm([.. values[from..to].Select(v => v.Sum())], [.. values[from..to].Select(v => (double)v.Count)]);
            double Cr0(int from, int to)
            {
                double[] y = [.. values[from..to].SelectMany(v => v)];
                int[] cluster = [.. values[from..to].SelectMany((v, g) => Enumerable.Repeat(g, v.Count))];
                return ClusterRobust.Of(LeastSquares.Fit(y, y.Select(_ => 1.0).ToArray()).Value, cluster).Value.StandardError(0, ClusterCorrection.Cr0);
            }

            double expected = (Math.Pow(Cr0(0, 5), 2) * 5 / 4) + (Math.Pow(Cr0(5, 12), 2) * 7 / 6);
            Properties.Close(expected, ClusterDifference.Contrast(Arm(0, 5), Arm(5, 12)).Value.Variance, 1e-10);
        }
    }

    [Fact]
    public void One_cluster_an_arm_is_refused()
        => Assert.Equal(
            Undefined.TooFewUnits, ClusterDifference.Contrast(ClusterDifference.Arm([10], [5]), ClusterDifference.Arm([10, 12], [5, 6])).Reason.Code);
}
