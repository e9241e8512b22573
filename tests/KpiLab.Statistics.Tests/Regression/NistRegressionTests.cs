namespace KpiLab.Statistics.Tests;

public class NistRegressionTests
{
    [Theory]
    [InlineData("Norris", 1, 12, 12)]
    [InlineData("Pontius", 2, 11.5, 11.5)]
    [InlineData("NoInt1", 0, 14, 14)]
    [InlineData("NoInt2", 0, 14, 14)]
    [InlineData("Longley", 1, 11, 11)]
    [InlineData("Wampler1", 5, 9, 9)]
    [InlineData("Wampler2", 5, 9, 9)]
    [InlineData("Wampler3", 5, 9, 9)]
    [InlineData("Wampler4", 5, 7, 9)]
    [InlineData("Wampler5", 5, 5, 9)]
    [InlineData("Filip", 10, 7, 7)]
    public void Coefficients_and_standard_errors_have_the_certified_digits(string dataset, int degree, double digits, double errorDigits)
    {
        var rows = NistFiles.Rows("linear", dataset);
        double[] outcome = [.. rows.Select(r => r[0])];
        var first = degree == 0 ? 1 : 0;
        double[][] columns = degree <= 1
            ? [.. Enumerable.Range(first, rows[0].Length - first).Select(j => rows.Select(r => j == 0 ? 1 : r[j]).ToArray())]
            : [.. Enumerable.Range(0, degree + 1).Select(p => rows.Select(r => Math.Pow(r[1], p)).ToArray())];

        var fit = LeastSquares.Fit(outcome, columns).Value;

        for (var j = 0; j < columns.Length; j++)
        {
            var coefficient = NistFiles.Digits(fit.Coefficients[j], NistFiles.Certified(dataset, "B" + (j + first)));
            Assert.True(coefficient >= digits, $"B{j + first} = {fit.Coefficients[j]:R}: {coefficient} digits");
            var certified = NistFiles.Certified(dataset, "se_B" + (j + first));
            var value = fit.StandardError(j, CovarianceEstimator.Classical).Value;
            var error = certified == 0 ? -Math.Log10(value / Math.Abs(fit.Coefficients[j])) : NistFiles.Digits(value, certified);
            Assert.True(error >= errorDigits, $"se of B{j + first} = {value:R}: {error} digits");
        }
    }
}
