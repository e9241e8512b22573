using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Moments of redrawn variants against moments of the same units picked out one by one.</summary>
public sealed class RedrawnMomentsTests
{
    [Theory]
    [InlineData(2, 1, 3)]
    [InlineData(2, 3, 5000)]
    [InlineData(4, 2, 1025)]
    public void Moments_of_every_variant_are_those_of_its_units(int variants, int quantities, int units)
    {
        var random = new SeededRandom(units);
        double[][] values = [.. Enumerable.Range(0, quantities).Select(q => (double[])[.. Enumerable.Range(0, units).Select(_ => random.NextBernoulli(0.1) ? double.NaN : (1e6 * q) + random.NextNormal())])];
        byte[] assigned = [.. Enumerable.Range(0, units).Select(_ => (byte)random.NextInt(variants))];
        var redrawn = new RedrawnMoments(values, variants).Of(assigned, new RedrawnMoments.Scratch());
        for (var v = 0; v < variants; v++)
        {
            int[] own = [.. Enumerable.Range(0, units).Where(u => assigned[u] == v && values.All(x => !double.IsNaN(x[u])))];
            var expected = JointMoments.Of([.. values.Select(x => (double[])[.. own.Select(u => x[u])])]);
            Assert.Equal(own.Length, redrawn[v].Count);
            for (var i = 0; i < quantities && own.Length > 0; i++)
            {
                Assert.Equal(expected.Mean(i), redrawn[v].Mean(i), 1e-9 * Math.Max(1, Math.Abs(expected.Mean(i))));
                for (var j = 0; j <= i; j++)
                {
                    Assert.Equal(expected.CentredProduct(i, j), redrawn[v].CentredProduct(i, j), 1e-8 * Math.Max(1, own.Length));
                }
            }
        }
    }
}
