using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Core.Tests;

/// <summary>Numbers for people: as fine as their error, and never finer than their unit.</summary>
public sealed class RoundingTests
{
    [Theory]
    [InlineData(524.0, 1.2, MetricUnit.Count, "524")]
    [InlineData(524.0, null, MetricUnit.Count, "524")]
    [InlineData(52.0, null, MetricUnit.Count, "52")]
    [InlineData(5.0, 2.2, MetricUnit.Count, "5")]
    [InlineData(16.0, 0.3, MetricUnit.Count, "16")]
    [InlineData(0.0, 1.0, MetricUnit.Count, "0")]
    [InlineData(1204311.0, 1100.0, MetricUnit.Count, "1,204,311")]
    [InlineData(-1204311.0, null, MetricUnit.Count, "-1,204,311")]
    [InlineData(2.41, 0.031, MetricUnit.Count, "2.410")]
    [InlineData(0.153, null, MetricUnit.Count, "0.153")]
    [InlineData(41.8731, 0.0042, MetricUnit.Currency, "41.87")]
    [InlineData(41.8731, 12.2, MetricUnit.Currency, "42")]
    [InlineData(65120.4, 310.0, MetricUnit.Currency, "65,120")]
    [InlineData(0.0042371, 0.0000031, MetricUnit.Currency, "0.00424")]
    [InlineData(0.42, 0.012, MetricUnit.Fraction, "42.0 %")]
    [InlineData(0.00638, 0.00009, MetricUnit.Fraction, "0.6380 %")]
    [InlineData(0.42, null, MetricUnit.Fraction, "42.0 %")]
    [InlineData(3.4567, 0.21, MetricUnit.Score, "3.46")]
    [InlineData(3.4567, 0.21, MetricUnit.Duration, "3.46")]
    [InlineData(3.4567, 0.21, MetricUnit.Ratio, "3.46")]
    [InlineData(3.4567, 0.0, MetricUnit.Ratio, "3.46")]
    public void A_kpis_value_is_as_fine_as_its_error_and_no_finer_than_its_unit(double value, double? error, MetricUnit unit, string shown)
        => Assert.Equal(shown, Rounding.KpiValue(value, error, unit));

    [Theory]
    [InlineData(510.04, 1.2, MetricUnit.Count, 524.0, "510")]
    [InlineData(510.04, 1.2, MetricUnit.Count, 524.5, "510.0")]
    [InlineData(15.412, 0.3, MetricUnit.Count, 16.0, "15.4")]
    [InlineData(1.93924, 0.031, MetricUnit.Count, 2.0, "1.94")] // a mean that happens to be whole
    [InlineData(0.39, 0.0042, MetricUnit.Currency, 41.8, "0.39")]
    public void What_stands_beside_a_value_is_as_fine_as_the_value(double value, double? error, MetricUnit unit, double beside, string shown)
        => Assert.Equal(shown, Rounding.KpiValue(value, error, unit, beside));

    [Fact]
    public void A_total_has_no_decimals_and_money_of_one_or_more_at_most_two()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261122UL, 20261123UL),
            Prop.ForAll(Gen.Choose(-2_000_000, 2_000_000).SelectMany(n => Gen.Choose(1, 100_000).Select(e => (n, Error: 0.5 + (e / 100.0)))).ToArbitrary(), drawn =>
            {
                Assert.Equal(drawn.n, double.Parse(Rounding.KpiValue(drawn.n, drawn.Error, MetricUnit.Count), System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture));
                Assert.DoesNotContain('.', Rounding.KpiValue(drawn.n + (1.96 * drawn.Error), drawn.Error, MetricUnit.Count, drawn.n));
                var money = Rounding.KpiValue((Math.Abs(drawn.n) + 100) / 100.0, drawn.Error / 1000, MetricUnit.Currency);
                Assert.InRange(money.Length - 1 - money.IndexOf('.', StringComparison.Ordinal), 1, 2);
            }));
}
