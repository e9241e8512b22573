using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class HypergeometricTests
{
    [Fact]
    public void Tails_agree_with_phyper_of_R_far_out()
    {
        // R 4.2.2: phyper(59, 80, 920, 100, lower.tail = FALSE), dhyper(60, 80, 920, 100), phyper(2, 80, 920, 100)
        Properties.Close(1.0376352587342551e-51, Hypergeometric.Survival(59, 100, 80, 1000), 1e-12);
        Properties.Close(1.0222096666584121e-51, Hypergeometric.Mass(60, 100, 80, 1000), 1e-12);
        Properties.Close(0.0085989811739409037, Hypergeometric.Cdf(2, 100, 80, 1000), 1e-12);
    }

    [Fact]
    public void Masses_are_the_steps_of_the_tails_and_both_tails_make_one()
    {
        var cases =
            from population in Gen.Choose(1, 400)
            from draws in Gen.Choose(0, population)
            from marked in Gen.Choose(0, population)
            from k in Gen.Choose(-2, population)
            select (population, draws, marked, k);
        Properties.Hold(cases, c =>
        {
            double below = Hypergeometric.Cdf(c.k, c.draws, c.marked, c.population), above = Hypergeometric.Survival(c.k, c.draws, c.marked, c.population);
            Assert.Equal(1, below + above, 12);
            Properties.Close(below, Hypergeometric.Cdf(c.k - 1, c.draws, c.marked, c.population) + Hypergeometric.Mass(c.k, c.draws, c.marked, c.population), 1e-11, 1e-300);
        });
    }

    [Fact]
    public void Small_populations_agree_with_counting_the_draws()
    {
        for (var draws = 0; draws <= 8; draws++)
        {
            for (var marked = 0; marked <= 8; marked++)
            {
                for (var k = 0; k <= draws; k++)
                {
                    var ways = Choose(marked, k) * Choose(8 - marked, draws - k) / Choose(8, draws);
                    Assert.Equal(ways, Hypergeometric.Mass(k, draws, marked, 8), 14);
                }
            }
        }
    }

    [Fact]
    public void More_draws_than_units_are_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.Mass(1, 5, 2, 4));

    private static double Choose(int n, int k)
    {
        double ways = k < 0 || k > n ? 0 : 1;
        for (var i = 1; i <= k && ways > 0; i++)
        {
            ways = ways * (n - k + i) / i;
        }

        return ways;
    }
}
