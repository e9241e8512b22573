using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class DifferenceInDifferencesTests
{
    [Fact]
    public void The_effect_is_the_double_difference_of_the_means_and_on_a_balanced_panel_that_of_the_changes()
    {
        var cases = from units in Gen.Choose(6, 30)
                    from values in Gen.ArrayOf(Properties.Signed(Properties.Magnitude(-1, 2)), 2 * units)
                    select values;
        Properties.Hold(cases, values =>
        {
            PanelRow[] rows = [.. values.Select((v, i) => new PanelRow(i / 2, i / 2 % 3 == 0, i % 2 == 1, v))];
            var result = DifferenceInDifferences.Compare(rows, Examples.NinetyFive).Value;
            Properties.Close(result.TreatedPost - result.TreatedPre - (result.ControlPost - result.ControlPre), result.Effect.Value, 1e-9, 100);

            double[] changes = [.. Enumerable.Range(0, values.Length / 2).Select(u => values[(2 * u) + 1] - values[2 * u])];
            var t = Moments.Of([.. changes.Where((_, u) => u % 3 == 0)]);
            var c = Moments.Of([.. changes.Where((_, u) => u % 3 != 0)]);
            Properties.Close(t.Mean - c.Mean, result.Effect.Value, 1e-9, 100);

            // CR0 of that regression is the unpooled error of the two mean changes with divisors n²; CR1 multiplies by G/(G − 1) (N − 1)/(N − 4).
            double g = changes.Length, n = values.Length;
            var cr1 = Math.Sqrt(((t.CentredSumOfSquares / t.Count / t.Count) + (c.CentredSumOfSquares / c.Count / c.Count)) * g / (g - 1) * (n - 1) / (n - 4));
            Properties.Close(cr1, result.Effect.StandardError!.Value, 1e-8);
            Assert.Equal(g - 1, result.Test.DegreesOfFreedom);
        });
    }

    [Fact]
    public void A_missing_cell_and_a_single_unit_are_refused()
    {
        PanelRow[] rows = [new(1, false, false, 1), new(1, false, true, 2), new(2, true, true, 4), new(3, true, true, 5), new(4, false, true, 1)];
        Assert.Contains("treated group before", DifferenceInDifferences.Compare(rows, Examples.NinetyFive).Reason.Sentence, StringComparison.Ordinal);
        PanelRow[] alone = [.. from t in new[] { false, true } from p in new[] { false, true } from k in new[] { 0, 1 } select new PanelRow(1, t, p, k + (t ? 1 : 0))];
        Assert.Equal(Undefined.TooFewUnits, DifferenceInDifferences.Compare(alone, Examples.NinetyFive).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, DifferenceInDifferences.Compare([], Examples.NinetyFive).Reason.Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => DifferenceInDifferences.Compare([new(1, false, false, double.PositiveInfinity)], Examples.NinetyFive));
    }
}
