namespace KpiLab.Statistics;

/// <summary>Whether the mix of a categorical covariate differs between variants.</summary>
/// <param name="Test">Pearson's chi-square of independence.</param>
/// <param name="CramersV">√(χ² / (n·min(rows − 1, columns − 1))): 0 for the same mix, 1 for a complete separation.</param>
/// <param name="SmallestExpected">The smallest expected count; below about five the chi-square law is rough.</param>
[TypeFormatterSource]
public sealed record Association(TestResult Test, double CramersV, double SmallestExpected) : IShowable;

/// <summary>Chi-square test of association between a segment and the variants.</summary>
/// <remarks>Pearson (1900), without continuity correction. Segments and variants without units are left out and cost no degrees of freedom.</remarks>
public static class AssociationTest
{
    /// <summary>The method's name in results.</summary>
    public const string Method = "chi_square_association";

    /// <summary>Tests a table of units.</summary>
    /// <param name="units">Units by segment value (rows) and variant (columns), not negative.</param>
    /// <returns>Undefined with fewer than two rows or columns that hold units.</returns>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static Estimable<Association> Test(long[,] units)
    {
        int rows = units.GetLength(0), columns = units.GetLength(1);
        var byRow = new double[rows];
        var byColumn = new double[columns];
        double total = 0;
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                if (units[i, j] < 0)
                {
                    throw new ArgumentException(Invariant($"cell ({i + 1}, {j + 1}) is {units[i, j]}; a number of units is not negative"), nameof(units));
                }

                byRow[i] += units[i, j];
                byColumn[j] += units[i, j];
                total += units[i, j];
            }
        }

        int usedRows = byRow.Count(r => r > 0), usedColumns = byColumn.Count(c => c > 0);
        if (usedRows < 2 || usedColumns < 2)
        {
            return new Undefined(Undefined.OutsideDomain, Invariant($"an association needs two segments and two variants with units; there are {usedRows} and {usedColumns}"));
        }

        double statistic = 0, smallest = double.PositiveInfinity;
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var expected = byRow[i] / total * byColumn[j];
                if (expected > 0)
                {
                    var gap = units[i, j] - expected;
                    statistic += gap * (gap / expected);
                    smallest = Math.Min(smallest, expected);
                }
            }
        }

        double df = (usedRows - 1.0) * (usedColumns - 1.0);
        var test = new TestResult(Method, statistic, df, ChiSquared.Survival(statistic, df), Alternative.TwoSided);
        return new Association(test, Math.Sqrt(Math.Min(1, statistic / (total * (Math.Min(usedRows, usedColumns) - 1)))), smallest);
    }
}
