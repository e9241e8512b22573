namespace KpiLab.Statistics.Tests;

public class DoubleDoubleTests
{
    [Fact]
    public void A_small_term_survives_a_large_one()
    {
        var sum = new DoubleDouble(1e16) + 1.0 + -1e16;

        Assert.Equal(1, sum.Value);
        Assert.Equal(1e-20, ((new DoubleDouble(1) + 1e-20) - new DoubleDouble(1)).Value);
    }

    [Fact]
    public void A_product_keeps_what_rounding_would_drop()
    {
        // (1 + 2⁻³⁰)² = 1 + 2⁻²⁹ + 2⁻⁶⁰
        var x = 1 + Math.Pow(2, -30);

        var square = DoubleDouble.Product(x, x);

        Assert.Equal(Math.Pow(2, -60), (square + -1.0 + -Math.Pow(2, -29)).Value);
        Assert.Equal(square, new DoubleDouble(x) * new DoubleDouble(x));
    }

    [Fact]
    public void A_quotient_times_its_divisor_is_the_dividend_to_thirty_digits()
    {
        var third = new DoubleDouble(1) / 3;

        Assert.InRange(Math.Abs(((third * new DoubleDouble(3)) - new DoubleDouble(1)).Value), 0, 1e-31);
        Assert.NotEqual(0, third.Low);
    }

    [Fact]
    public void Overflow_stays_infinite_rather_than_becoming_no_number()
    {
        Assert.Equal(double.PositiveInfinity, (new DoubleDouble(1e308) + 1e308).Value);
        Assert.Equal(double.PositiveInfinity, (new DoubleDouble(1e200) * new DoubleDouble(1e200)).Value);
    }
}
