using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Resampling with the same seed: moves with the values, turns with the arms, does not depend on threads.</summary>
public class ResamplingInvariances
{
    private static readonly Level Level95 = Level.Of(0.95);

    private static void Hold<T>(Gen<T> cases, Action<T> property)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20260917UL, 20260919UL), Prop.ForAll(cases.ToArbitrary(), property));

    [Fact]
    public void Bootstraps_of_means_move_with_the_unit_and_do_not_depend_on_threads()
        => Hold(from a in Properties.Sample(5, 30) from b in Properties.Sample(5, 30) select (a, b), c =>
        {
            // A power of two changes no rounding.
            double[] a4 = [.. c.a.Select(x => 4 * x)], b4 = [.. c.b.Select(x => 4 * x)];
            foreach (var (one, scaled, threaded) in new[]
            {
                (Bootstrap.Mean(c.a, c.b, 7, Level95, 200, 1), Bootstrap.Mean(a4, b4, 7, Level95, 200, 1), Bootstrap.Mean(c.a, c.b, 7, Level95, 200, 2)),
                (PoissonBootstrap.Mean(ValueCounts.Of(c.a), ValueCounts.Of(c.b), 7, Level95, 200, 1), PoissonBootstrap.Mean(ValueCounts.Of(a4), ValueCounts.Of(b4), 7, Level95, 200, 1), PoissonBootstrap.Mean(ValueCounts.Of(c.a), ValueCounts.Of(c.b), 7, Level95, 200, 2)),
            })
            {
                Assert.Equal(one.IsDefined, scaled.IsDefined);
                if (one.IsDefined)
                {
                    Properties.Close(4 * one.Value.StandardError, scaled.Value.StandardError, 1e-9);
                    Properties.Close(one.Value.Percentile, threaded.Value.Percentile, 1e-15);
                    Assert.True(one.Value.Percentile.Lower <= one.Value.Percentile.Upper);
                }
            }
        });

    [Fact]
    public void Permutation_tests_turn_with_the_arms_and_do_not_depend_on_the_origin()
        => Hold(from a in Properties.Sample(3, 6) from b in Properties.Sample(3, 6) select (a, b), c =>
        {
            Estimable<PermutationResult> one = PermutationTest.Exact(c.a, c.b), turned = PermutationTest.Exact(c.b, c.a);
            Assert.Equal(one.IsDefined, turned.IsDefined);
            if (one.IsDefined)
            {
                Properties.Close(one.Value.Greater, turned.Value.Less, 1e-12);
                Properties.Close(one.Value.TwoSidedAbsolute, turned.Value.TwoSidedAbsolute, 1e-12);
                Assert.InRange(one.Value.Greater + one.Value.Less, 1 - 1e-12, 2);
            }
        });
}
