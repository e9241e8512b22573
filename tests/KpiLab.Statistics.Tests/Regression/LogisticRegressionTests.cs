using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class LogisticRegressionTests
{
    // vs of mtcars, automatic cars first, as in Examples
    private static readonly bool[] Straight = [.. "10101111000000100000011111010001" .Select(c => c == '1')];

    [Fact]
    public void Cars_agree_with_glm_of_R()
    {
        // R 4.2.2: glm(vs ~ am + mpg, binomial, mtcars, control = glm.control(epsilon = 1e-15)); HC0 and the delta method from its definition
        var (y, columns) = Cars();
        var fit = LogisticRegression.Fit(y, columns).Value;

        Examples.Equal(-12.705115797184208, fit.Coefficients[0], 1e-9);
        Examples.Equal(-3.0072738552013187, fit.Coefficients[1], 1e-9);
        Examples.Equal(0.68092052932613101, fit.Coefficients[2], 1e-9);
        Examples.Equal(4.6253308214427387, fit.StandardError(0), 1e-8);
        Examples.Equal(1.5994960333549946, fit.StandardError(1), 1e-8);
        Examples.Equal(0.25238134926553141, fit.StandardError(2), 1e-8);
        Examples.Equal(4.1273769235185593, fit.StandardError(0, robust: true), 1e-8);
        Examples.Equal(1.3545789728062023, fit.StandardError(1, robust: true), 1e-8);
        Examples.Equal(-10.32314643464311, fit.LogLikelihood, 1e-11);
        Examples.Equal(-0.26182033920791908, fit.RiskDifference(1).Value, 1e-8);
        Examples.Equal(0.098472755720091204, fit.RiskDifference(1).StandardError, 1e-8);
    }

    [Fact]
    public void Treatment_alone_gives_the_log_odds_ratio_of_the_table_with_the_error_of_woolf()
    {
        var cases = from na in Gen.Choose(2, 60)
                    from nb in Gen.Choose(2, 60)
                    from i in Gen.Choose(1, na - 1)
                    from j in Gen.Choose(1, nb - 1)
                    select (na, nb, i, j);
        Properties.Hold(cases, c =>
        {
            bool[] y = [.. Enumerable.Range(0, c.na).Select(k => k < c.i), .. Enumerable.Range(0, c.nb).Select(k => k < c.j)];
            double[] ones = [.. y.Select(_ => 1.0)], t = [.. y.Select((_, k) => k < c.na ? 0.0 : 1)];
            var fit = LogisticRegression.Fit(y, ones, t).Value;
            Properties.Close(Math.Log((double)c.j * (c.na - c.i) / ((double)(c.nb - c.j) * c.i)), fit.Coefficients[1], 1e-8, 1);
            Properties.Close(Math.Sqrt((1.0 / c.i) + (1.0 / (c.na - c.i)) + (1.0 / c.j) + (1.0 / (c.nb - c.j))), fit.StandardError(1), 1e-7);
            Properties.Close(((double)c.j / c.nb) - ((double)c.i / c.na), fit.RiskDifference(1).Value, 1e-8, 1);
            var wald = Math.Sqrt(((double)c.j / c.nb * (1 - ((double)c.j / c.nb)) / c.nb) + ((double)c.i / c.na * (1 - ((double)c.i / c.na)) / c.na));
            Properties.Close(wald, fit.RiskDifference(1).StandardError, 1e-7);
        });
    }

    [Fact]
    public void A_covariate_in_other_units_far_from_zero_changes_its_slope_only()
    {
        var (y, columns) = Cars();
        var plain = LogisticRegression.Fit(y, columns).Value;
        var far = LogisticRegression.Fit(y, columns[0], columns[1], [.. columns[2].Select(v => 1e6 + (1000 * v))]).Value;
        Properties.Close(plain.Coefficients[1], far.Coefficients[1], 1e-7);
        Properties.Close(plain.Coefficients[2] / 1000, far.Coefficients[2], 1e-7);
        Properties.Close(plain.StandardError(1), far.StandardError(1), 1e-6);
    }

    [Fact]
    public void Complete_and_quasi_complete_separation_are_refused()
    {
        double[] ones = [1, 1, 1, 1, 1, 1], x = [1, 2, 3, 4, 5, 6], t = [0, 0, 0, 1, 1, 1];
        Refused(LogisticRegression.Fit([false, false, false, true, true, true], ones, x));
        Refused(LogisticRegression.Fit([false, false, true, true, true, true], ones, [1.0, 2, 3, 3, 3, 4]));
        Refused(LogisticRegression.Fit([false, true, false, true, true, true], ones, t));
        Refused(LogisticRegression.Fit([false, true, false, true, true, true], ones, t, x));
        Assert.True(LogisticRegression.Fit([false, true, false, true, false, true], ones, t).IsDefined);
    }

    [Fact]
    public void Equal_outcomes_and_dependent_columns_are_refused()
    {
        double[] ones = [1, 1, 1, 1];
        Assert.Equal(Undefined.ZeroVariance, LogisticRegression.Fit([true, true, true, true], ones).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, LogisticRegression.Fit([true, false, true, false], ones, [2.0, 2, 2, 2]).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, LogisticRegression.Fit([true], [1.0], [0.0]).Reason.Code);
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([true, false], [1.0]));
    }

    private static void Refused(Estimable<LogisticRegression> fit)
        => Assert.Contains("separates", fit.Reason.Sentence, StringComparison.Ordinal);

    private static (bool[] Y, double[][] Columns) Cars()
    {
        double[] mpg = [.. Examples.Automatic[0], .. Examples.Manual[0]], ones = [.. mpg.Select(_ => 1.0)], am = [.. mpg.Select((_, i) => i < 19 ? 0.0 : 1)];
        return (Straight, [ones, am, mpg]);
    }
}
