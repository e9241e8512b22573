using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class JointMomentsTests
{
    private static readonly Gen<double[][]> Groups =
        from rows in Gen.Choose(0, 12)
        from x in Properties.Sample(rows, rows)
        from y in Properties.Sample(rows, rows)
        from z in Properties.Sample(rows, rows)
        select new[] { x, y, z };

    [Fact]
    public void Covariances_agree_with_cov_of_R()
    {
        // R 4.2.2, cov(mtcars[mtcars$am == 1, c("mpg", "wt", "hp")])
        var moments = JointMoments.Of(Examples.Manual);

        Examples.Equal(38.025769230769221, moments.Variance(0));
        Examples.Equal(-3.45807499999999957, moments.Covariance(0, 1));
        Examples.Equal(42.24541666666666373, moments.Covariance(2, 1));
        Assert.Equal(moments.Covariance(1, 2), moments.Covariance(2, 1));
        Assert.Equal((13, 5), (moments.Count, moments.Dimension));
    }

    [Fact]
    public void Shifted_sums_give_what_the_columns_give() => Properties.Hold(
        from columns in Groups
        where columns[0].Length > 0
        select columns,
        columns =>
        {
            double[] shifts = [.. columns.Select(c => c[0])], sums = new double[3], products = new double[6];
            for (var row = 0; row < columns[0].Length; row++)
            {
                for (int i = 0, at = 0; i < 3; i++)
                {
                    sums[i] += columns[i][row] - shifts[i];
                    for (var j = 0; j <= i; j++, at++)
                    {
                        products[at] += (columns[i][row] - shifts[i]) * (columns[j][row] - shifts[j]);
                    }
                }
            }

            Alike(JointMoments.Of(columns), JointMoments.FromShiftedSums(columns[0].Length, shifts, sums, products), 1e-10);
        });

    [Fact]
    public void A_marginal_is_what_its_column_gives() => Properties.Hold(Groups, columns =>
    {
        var (column, marginal) = (Moments.Of(columns[1]), JointMoments.Of(columns).Marginal(1));
        Assert.Equal((column.Count, column.Mean), (marginal.Count, marginal.Mean));
        Properties.Close(column.CentredSumOfSquares, marginal.CentredSumOfSquares, 1e-15);
    });

    [Fact]
    public void Merging_is_commutative_and_associative_and_takes_all_units_together() => Properties.Hold(
        from a in Groups
        from b in Groups
        from c in Groups
        select (a, b, c),
        g =>
        {
            JointMoments a = JointMoments.Of(g.a), b = JointMoments.Of(g.b), c = JointMoments.Of(g.c);
            Alike(a + b, b + a, 1e-12);
            Alike(a + b + c, a + (b + c), 1e-12);
            Alike(JointMoments.Of([.. g.a.Zip(g.b, (x, y) => (double[])[.. x, .. y])]), JointMoments.Add(a, b), 1e-12);
            Assert.Same(a, a.Count == 0 ? a : a + JointMoments.Empty(3));
        });

    [Fact]
    public void Below_two_units_nothing_varies()
    {
        var one = JointMoments.Of([3], [4]);

        Assert.Equal((0, 0), (one.Variance(0), one.Covariance(0, 1)));
        Assert.Equal(0, JointMoments.Empty(2).Count);
        Assert.Equal(0, JointMoments.FromShiftedSums(0, [1, 2], [0, 0], [0, 0, 0]).Mean(0));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => JointMoments.Of([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => JointMoments.FromShiftedSums(3, [0, 0], [1], [1, 1, 1]));
        Assert.Throws<ArgumentException>(() => JointMoments.FromShiftedSums(3, [0, 0], [1, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => JointMoments.Empty(2) + JointMoments.Empty(3));
    }

    private static void Alike(JointMoments expected, JointMoments actual, double relative)
    {
        Assert.Equal(expected.Count, actual.Count);
        double Size(int i) => Math.Sqrt(expected.CentredProduct(i, i)) + (1e-8 * Math.Abs(expected.Mean(i)) * Math.Sqrt(expected.Count));
        for (var i = 0; i < expected.Dimension; i++)
        {
            Properties.Close(expected.Mean(i), actual.Mean(i), relative, Size(i));
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(expected.CentredProduct(i, j), actual.CentredProduct(i, j), (relative * 10 * Size(i) * Size(j)) + double.Epsilon);
            }
        }
    }

    [Fact]
    public void Parts_restore_moments_to_the_last_bit_also_far_from_zero()
    {
        double[] first = [1e15 + 0.125, 1e15 + 0.25, 1e15 + 7], second = [0.1, 0.2, 0.4];
        var moments = JointMoments.Of(first, second) + JointMoments.Of([1e15 - 3.5], [0.7]);
        var (count, means, products) = moments.ToParts();
        var again = JointMoments.FromParts(count, means, products);
        Assert.Equal(4, count);
        Assert.Equal(moments.Marginal(0, 1e15), again.Marginal(0, 1e15));
        Assert.Equal((1 / 8d + 1 / 4d + 7 - 3.5) / 4, again.Marginal(0, 1e15).Mean, 1e-15);
        Assert.Equal(moments.CentredProduct(0, 1), again.CentredProduct(0, 1));
        var more = JointMoments.Of([2.0, 3.0], [4.0, 4.5]);
        Assert.Equal((moments + more).ToParts().Means, (again + more).ToParts().Means);
        Assert.Equal((moments + more).ToParts().Products, (again + more).ToParts().Products);
        Assert.Equal(2, JointMoments.FromParts(0, [0, 0, 0, 0], [0, 0, 0]).Dimension);
        Assert.Throws<ArgumentException>(() => JointMoments.FromParts(1, [1], []));
        Assert.Throws<ArgumentException>(() => JointMoments.FromParts(1, [1, 0], [1, 1]));
        Assert.Throws<ArgumentException>(() => JointMoments.FromParts(-1, [1, 0], [1]));
    }
}
