using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;

namespace KpiLab.Statistics.Tests;

public class ClusterRobustTests
{
    // carb of mtcars, automatic cars first, as in Examples
    private static readonly int[] Carburettors = [1, 2, 1, 4, 2, 2, 4, 4, 3, 3, 3, 4, 4, 4, 1, 2, 2, 4, 2, 4, 4, 1, 1, 2, 1, 1, 2, 2, 4, 6, 8, 2];

    [Fact]
    public void All_corrections_agree_with_R_by_their_definition()
    {
        // R 4.2.2, lm(mpg ~ am + wt, mtcars) clustered by carb; eigen() of the n_g × n_g blocks of I − H, P row by row
        var fit = AncovaOls.Fit(Examples.Automatic[0], [Examples.Automatic[1]], Examples.Manual[0], [Examples.Manual[1]]).Value;
        var robust = ClusterRobust.Of(fit, Carburettors).Value;

        Assert.Equal(6, robust.Clusters);
        Expect(robust, 1, 1.1375455136201413, 1.2883719263116529, 1.3938847419772371, 3.2260323052462465, 0.98747690265126342);
        Expect(robust, 2, 0.8292919183346219, 0.93924718923927286, 1.2394106009249246, 2.1759412909826481, 0.042627278794943213);
    }

    [Fact]
    public void Clusters_of_one_unit_are_HC0_and_HC2()
    {
        var fit = AncovaOls.Fit(Examples.Automatic[0], [Examples.Automatic[1]], Examples.Manual[0], [Examples.Manual[1]]).Value;
        var robust = ClusterRobust.Of(fit, [.. Enumerable.Range(0, fit.Rows)]).Value;
        for (var k = 0; k < 3; k++)
        {
            Examples.Equal(fit.StandardError(k, CovarianceEstimator.Hc0).Value, robust.StandardError(k, ClusterCorrection.Cr0));
            Examples.Equal(fit.StandardError(k, CovarianceEstimator.Hc2).Value, robust.StandardError(k, ClusterCorrection.Cr2));
        }
    }

    [Fact]
    public void Singletons_of_two_arms_have_nearly_the_degrees_of_freedom_of_welch_for_equal_variances()
    {
        // Bell and McCaffrey: for two groups with a common working variance, df = (1/n1 + 1/n2)²/(1/(n1²(n1−1)) + 1/(n2²(n2−1)))
        var fit = AncovaOls.Fit([1, 4, 2, 8, 5], [], [7, 1, 9], []).Value;
        var df = ClusterRobust.Of(fit, [.. Enumerable.Range(0, 8)]).Value.DegreesOfFreedom(1, ClusterCorrection.Cr2).Value;
        Examples.Equal(Math.Pow((1.0 / 5) + (1.0 / 3), 2) / ((1.0 / (25 * 4)) + (1.0 / (9 * 2))), df);
    }

    [Fact]
    public void Random_designs_agree_with_the_definition_on_whole_clusters()
    {
        var cases =
            from n in Gen.Choose(12, 40)
            from clusters in Gen.Choose(4, 8)
            from seed in Gen.Choose(1, int.MaxValue)
            select (n, clusters, seed);
        Properties.Hold(cases, c =>
        {
            var random = new SeededRandom(c.seed);
            int[] cluster = [.. Enumerable.Range(0, c.n).Select(i => i < c.clusters ? i : random.NextInt(c.clusters))];
            double[] ones = [.. Enumerable.Repeat(1.0, c.n)], x = [.. ones.Select(_ => random.NextNormal())], t = [.. cluster.Select(g => g % 2 == 0 ? 1.0 : 0)];
            double[] y = [.. ones.Select(_ => random.NextNormal())];
            var robust = ClusterRobust.Of(LeastSquares.Fit(y, ones, t, x).Value, cluster).Value;
            var (error, df) = ByDefinition(y, [ones, t, x], cluster, 1);
            Properties.Close(error, robust.StandardError(1, ClusterCorrection.Cr2), 1e-7);
            Properties.Close(df, robust.DegreesOfFreedom(1, ClusterCorrection.Cr2).Value, 1e-7);
        });
    }

    [Fact]
    public void One_cluster_and_no_degrees_of_freedom_are_refused()
    {
        var fit = LeastSquares.Fit([1, 3, 2, 5], [1.0, 1, 1, 1], [0.0, 0, 1, 1]).Value;
        Assert.Equal(Undefined.TooFewUnits, ClusterRobust.Of(fit, [7, 7, 7, 7]).Reason.Code);
        Assert.Throws<ArgumentException>(() => ClusterRobust.Of(fit, [1, 2]));

        // one cluster an arm: each determines its mean alone
        Assert.Equal(Undefined.TooFewUnits, ClusterRobust.Of(fit, [1, 1, 2, 2]).Value.DegreesOfFreedom(1, ClusterCorrection.Cr2).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, ClusterRobust.Of(fit, [1, 1, 2, 2]).Value.Test(1, ClusterCorrection.Cr2).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, ClusterRobust.Of(fit, [1, 1, 2, 2]).Value.Test(1, ClusterCorrection.Cr1).Reason.Code);
    }

    private static void Expect(ClusterRobust robust, int coefficient, double cr0, double cr1, double cr2, double df, double p)
    {
        Examples.Equal(cr0, robust.StandardError(coefficient, ClusterCorrection.Cr0));
        Examples.Equal(cr1, robust.StandardError(coefficient, ClusterCorrection.Cr1));
        Examples.Equal(cr2, robust.StandardError(coefficient, ClusterCorrection.Cr2), 1e-9);
        Examples.Equal(df, robust.DegreesOfFreedom(coefficient, ClusterCorrection.Cr2).Value, 1e-9);
        if (coefficient == 2)
        {
            Examples.Equal(p, robust.Test(coefficient, ClusterCorrection.Cr2).Value.PValue, 1e-9);
        }
        else
        {
            Examples.Equal(p, robust.Test(coefficient, ClusterCorrection.Cr2).Value.PValue, 1e-8);
        }
    }

    // n_g × n_g blocks of I − H and their symmetric roots, as the papers write it.
    private static (double Error, double Df) ByDefinition(double[] y, double[][] columns, int[] cluster, int coefficient)
    {
        var x = Matrix<double>.Build.DenseOfColumnArrays(columns);
        var bread = x.TransposeThisAndMultiply(x).Inverse();
        var rest = Matrix<double>.Build.DenseIdentity(y.Length) - (x * bread * x.Transpose());
        var e = rest * Vector<double>.Build.DenseOfArray(y);
        double variance = 0;
        var rows = new List<Vector<double>>();
        foreach (var members in Enumerable.Range(0, y.Length).GroupBy(i => cluster[i]).Select(g => g.ToArray()))
        {
            var block = Matrix<double>.Build.Dense(members.Length, members.Length, (i, j) => rest[members[i], members[j]]);
            var eigen = block.Evd(Symmetricity.Symmetric);
            var root = eigen.EigenVectors
                * Matrix<double>.Build.DenseOfDiagonalArray([.. eigen.EigenValues.Select(v => v.Real < 1e-9 ? 0 : 1 / Math.Sqrt(v.Real))])
                * eigen.EigenVectors.Transpose();
            var weights = (bread * Matrix<double>.Build.Dense(columns.Length, members.Length, (k, i) => columns[k][members[i]]) * root).Row(coefficient);
            variance += Math.Pow(weights * Vector<double>.Build.Dense(members.Length, i => e[members[i]]), 2);
            rows.Add(Matrix<double>.Build.Dense(members.Length, y.Length, (i, j) => rest[members[i], j]).LeftMultiply(weights));
        }

        var p = Matrix<double>.Build.DenseOfRowVectors(rows);
        var pp = p * p.Transpose();
        return (Math.Sqrt(variance), Math.Pow(pp.Trace(), 2) / pp.Enumerate().Sum(v => v * v));
    }
}
