namespace KpiLab.Statistics.Tests;

public class ProportionIntervalTests
{
    private static readonly Level Level = Level.Of(0.95);

    [Fact]
    public void Wilson_agrees_with_prop_test_of_R()
    {
        // R 4.2.2, prop.test(15, 148, correct = FALSE); Newcombe (1998), Statistics in Medicine 17:857, Table I: 0.0624 to 0.1605
        Examples.Bounds(0.062386399530736283, 0.160487241723308000, WilsonInterval.Of(new Proportion(15, 148), Level).Value);
        Examples.Bounds(0, 0.1611251580528193, WilsonInterval.Of(new Proportion(0, 20), Level).Value);

        // SciPy 1.10.1, binomtest(9, 10).proportion_ci(method="wilson")
        Examples.Bounds(0.5958499732047615, 0.9821237869049271, WilsonInterval.Of(new Proportion(9, 10), Level).Value);
    }

    [Fact]
    public void Wilson_keeps_the_digits_of_a_rare_success()
        // mpmath 1.2.1, 60 digits
        => Examples.Equal(
            1, WilsonInterval.Of(new Proportion(1, 1_000_000_000), Level).Value.Lower / 1.76524554956963131741e-10, 1e-12);

    [Fact]
    public void Clopper_Pearson_agrees_with_binom_test_of_R()
    {
        Examples.Bounds(0.057844010083448555, 0.161650490349478981, ClopperPearsonInterval.Of(new Proportion(15, 148), Level).Value, 1e-10);
        Examples.Bounds(0.17731091757444906, 0.55803451131548865, ClopperPearsonInterval.Of(new Proportion(7, 20), Level.Of(0.9)).Value, 1e-10);
    }

    [Fact]
    public void Clopper_Pearson_ends_at_zero_and_one()
    {
        // the other ends in closed form: 1 − (α/2)^(1/n)
        Examples.Bounds(0, 1 - Math.Pow(0.025, 0.1), ClopperPearsonInterval.Of(new Proportion(0, 10), Level).Value);
        Examples.Bounds(Math.Pow(0.025, 0.1), 1, ClopperPearsonInterval.Of(new Proportion(10, 10), Level).Value);
    }

    [Fact]
    public void Jeffreys_agrees_with_qbeta_of_R()
        => Examples.Bounds(0.060448517009296432, 0.157643143478741199, JeffreysInterval.Of(new Proportion(15, 148), Level).Value, 1e-10);

    [Fact]
    public void Wald_and_Agresti_Coull_agree_with_statsmodels()
    {
        // statsmodels 0.13.5, proportion_confint(3, 25)
        Examples.Bounds(0, 0.2473825814568538, WaldInterval.Of(new Proportion(3, 25), Level).Value);
        Examples.Bounds(0.03332770167308541, 0.30789840904059146, AgrestiCoullInterval.Of(new Proportion(3, 25), Level).Value);
    }

    [Fact]
    public void No_trials_give_no_interval()
    {
        var none = new Proportion(0, 0);

        Assert.All(
            [WaldInterval.Of(none, Level), WilsonInterval.Of(none, Level), AgrestiCoullInterval.Of(none, Level), ClopperPearsonInterval.Of(none, Level), JeffreysInterval.Of(none, Level)],
            interval => Assert.Equal(Undefined.TooFewUnits, interval.Reason.Code));
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(11, 10)]
    public void More_successes_than_trials_are_refused(long successes, long trials)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Proportion(successes, trials));

    [Fact]
    public void An_arm_of_zeros_and_ones_has_their_sample_variance()
    {
        double[] values = [1, 0, 0, 1, 0, 0, 0];

        Assert.Equal(Moments.Of(values).Variance, new Proportion(2, 7).SampleArm.UnitVariance, 15);
        Assert.Equal(2.0 / 7 * 5 / 7, new Proportion(2, 7).BinomialArm.UnitVariance, 15);
    }
}
