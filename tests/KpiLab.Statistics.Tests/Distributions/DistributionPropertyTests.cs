using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Laws that hold at any argument; a thousand cases each.</summary>
public sealed class DistributionPropertyTests
{
    private static readonly Gen<double> Degrees = Properties.Magnitude(-1, 6);
    private static readonly Gen<double> Shapes = Properties.Magnitude(-2, 6);

    // From 1e-290 to near one half, mostly ordinary.
    private static readonly Gen<double> TailProbabilities =
        from exponent in Gen.Frequency((3, Gen.Choose(310, 4000)), (1, Gen.Choose(4000, 290_000)))
        select Math.Pow(10, -exponent / 1000.0);

    private interface IFamily
    {
        double Cdf(double x);

        double Survival(double x);

        double Quantile(double p);

        double UpperQuantile(double q);

        double Density(double x);
    }

    // Every continuous distribution with parameters drawn over its whole range.
    private static readonly Gen<IFamily> Families = Gen.OneOf(
        Gen.Constant<IFamily>(new NormalFamily()),
        from df in Degrees select (IFamily)new StudentFamily(df),
        from df in Degrees select (IFamily)new ChiSquaredFamily(df),
        from shape in Shapes from rate in Properties.Magnitude(-4, 4) select (IFamily)new GammaFamily(shape, rate),
        from a in Shapes from b in Shapes select (IFamily)new BetaFamily(a, b),
        from a in Degrees from b in Degrees select (IFamily)new FisherFamily(a, b));

    private static readonly Gen<IFamily> NoncentralFamilies =
        from df in Properties.Magnitude(0, 3)
        from delta in Properties.Signed(Properties.Magnitude(-1, 0))
        select (IFamily)new NoncentralFamily(df, delta);

    [Fact]
    public void The_quantile_undoes_the_tail_that_it_came_from() => Properties.Hold(
        from family in Gen.Frequency((20, Families), (1, NoncentralFamilies))
        from p in TailProbabilities
        select (family, p),
        c =>
        {
            UndoesTail(c.p, c.family.Quantile(c.p), c.family.Cdf, c.family.Density);
            UndoesTail(c.p, c.family.UpperQuantile(c.p), c.family.Survival, c.family.Density);
        });

    [Fact]
    public void The_two_tails_add_up_to_one() => Properties.Hold(
        from family in Gen.Frequency((20, Families), (1, NoncentralFamilies))
        from p in TailProbabilities
        select (family, p),
        c =>
        {
            var x = c.family.Quantile(c.p);
            Properties.Close(1, c.family.Cdf(x) + c.family.Survival(x), 4e-16);
        });

    [Fact]
    public void Both_kinds_of_quantile_are_one_function() => Properties.Hold(
        from family in Families
        from eighths in Gen.Choose(1, 1023)
        select (family, p: eighths / 1024.0),
        c => Properties.Close(c.family.Quantile(c.p), c.family.UpperQuantile(1 - c.p), 1e-14));

    [Fact]
    public void Tails_and_quantiles_are_monotone() => Properties.Hold(
        from family in Families
        from p in TailProbabilities
        from factor in Properties.Magnitude(-3, 0)
        select (family, p, factor: 1 + factor),
        c =>
        {
            var x = c.family.Quantile(c.p);
            var larger = Math.Min(0.5, c.p * c.factor);
            Assert.True(c.family.Quantile(larger) >= x);
            Assert.True(c.family.UpperQuantile(larger) <= c.family.UpperQuantile(c.p));
            if (double.IsInfinity(x))
            {
                return;
            }

            var further = x + (Math.Abs(x) * (c.factor - 1));
            Assert.True(c.family.Cdf(further) >= c.family.Cdf(x));
            Assert.True(c.family.Survival(further) <= c.family.Survival(x));
        });

    [Fact]
    public void The_density_is_the_slope_of_the_lower_tail() => Properties.Hold(
        from family in Gen.OneOf(
            Gen.Constant<IFamily>(new NormalFamily()),
            from df in Properties.Magnitude(0, 4) select (IFamily)new StudentFamily(df),
            from df in Properties.Magnitude(0, 4) select (IFamily)new ChiSquaredFamily(df),
            from shape in Properties.Magnitude(0, 4) from rate in Properties.Magnitude(-4, 4) select (IFamily)new GammaFamily(shape, rate),
            from a in Properties.Magnitude(0, 4) from b in Properties.Magnitude(0, 4) select (IFamily)new BetaFamily(a, b),
            from a in Properties.Magnitude(0, 4) from b in Properties.Magnitude(0, 4) select (IFamily)new FisherFamily(a, b))
        from p in Gen.Choose(50, 450)
        select (family, p: p / 1000.0),
        c =>
        {
            // A central difference over a thousandth of the distance from the quantile to the median.
            var x = c.family.Quantile(c.p);
            var h = (c.family.Quantile(0.5) - x) / 1000;
            var slope = (c.family.Cdf(x + h) - c.family.Cdf(x - h)) / (2 * h);
            Properties.Close(slope, c.family.Density(x), 2e-5);
        });

    [Fact]
    public void Student_is_symmetric_to_the_last_bit() => Properties.Hold(
        from df in Degrees
        from t in Properties.Magnitude(-3, 3)
        from p in TailProbabilities
        select (df, t, p),
        c =>
        {
            Assert.Equal(StudentT.Survival(c.t, c.df), StudentT.Cdf(-c.t, c.df));
            Assert.Equal(StudentT.Density(c.t, c.df), StudentT.Density(-c.t, c.df));
            Assert.Equal(StudentT.UpperQuantile(c.p, c.df), -StudentT.Quantile(c.p, c.df));
        });

    [Fact]
    public void The_square_of_Student_is_F_with_one_degree_and_F_is_beta() => Properties.Hold(
        from df in Degrees
        from df1 in Degrees
        from t in Properties.Magnitude(-2, 1)
        select (df, df1, t),
        c =>
        {
            // A relative rounding error of t² moves the tail by its hazard; 40² half-ulps at the most.
            Close(2 * StudentT.Survival(c.t, c.df), FisherF.Survival(c.t * c.t, 1, c.df), 5e-13);
            var x = c.df1 * c.t / ((c.df1 * c.t) + c.df);
            var hazard = c.t * FisherF.Density(c.t, c.df1, c.df) / FisherF.Cdf(c.t, c.df1, c.df);
            if (double.IsFinite(hazard) && x < 0.9)
            {
                Close(FisherF.Cdf(c.t, c.df1, c.df), BetaDistribution.Cdf(x, c.df1 / 2, c.df / 2), 5e-13 + (1e-15 * hazard));
            }

            var y = c.df / ((c.df1 * c.t) + c.df);
            hazard = c.t * FisherF.Density(c.t, c.df1, c.df) / FisherF.Survival(c.t, c.df1, c.df);
            if (double.IsFinite(hazard) && y < 0.9)
            {
                Close(FisherF.Survival(c.t, c.df1, c.df), BetaDistribution.Cdf(y, c.df / 2, c.df1 / 2), 5e-13 + (1e-15 * hazard));
            }
        });

    [Fact]
    public void Chi_squared_is_gamma_of_half_the_shape() => Properties.Hold(
        from df in Degrees
        from x in Properties.Magnitude(-2, 4)
        select (df, x),
        c =>
        {
            Assert.Equal(GammaDistribution.Survival(c.x / 2, c.df / 2, 1), ChiSquared.Survival(c.x, c.df));
            Assert.Equal(GammaDistribution.Cdf(c.x / 2, c.df / 2, 1), ChiSquared.Cdf(c.x, c.df));
        });

    [Fact]
    public void Chi_squared_with_two_degrees_is_exponential_and_with_one_the_square_of_normal() => Properties.Hold(
        Properties.Magnitude(-3, 2),
        x =>
        {
            Close(Math.Exp(-x / 2), ChiSquared.Survival(x, 2), 5e-13);
            Close(2 * Normal.Survival(x / 3), ChiSquared.Survival(x * x / 9, 1), 5e-13);
        });

    [Fact]
    public void Student_with_one_degree_is_Cauchy() => Properties.Hold(
        Properties.Magnitude(-3, 12),
        t => Close(Math.Atan(1 / t) / Math.PI, StudentT.Survival(t, 1), 1e-14));

    [Fact]
    public void Beta_with_a_shape_of_one_is_a_power() => Properties.Hold(
        from a in Shapes
        from x in Gen.Choose(1, 999)
        select (a, x: x / 1000.0),
        c =>
        {
            var power = Math.Pow(c.x, c.a);
            Close(power, BetaDistribution.Cdf(c.x, c.a, 1), 5e-13);
            Close(power, BetaDistribution.Survival(1 - c.x, 1, c.a), 5e-13 + (c.a * 3e-16 / c.x));
        });

    [Fact]
    public void Noncentral_without_delta_is_Student_and_mirrors_with_delta() => Properties.Hold(
        from df in Properties.Magnitude(0, 4)
        from t in Properties.Signed(Properties.Magnitude(-2, 1))
        from delta in Properties.Magnitude(-1, 1)
        select (df, t, delta),
        c =>
        {
            Close(StudentT.Cdf(c.t, c.df), NoncentralT.Cdf(c.t, c.df, 0), 1e-12);
            Close(StudentT.Density(c.t, c.df), NoncentralT.Density(c.t, c.df, 0), 1e-12);
            Assert.Equal(NoncentralT.Cdf(c.t, c.df, c.delta), NoncentralT.Survival(-c.t, c.df, -c.delta));
            Close(Normal.Cdf(-c.delta), NoncentralT.Cdf(0, c.df, c.delta), 1e-12);
        });

    [Fact]
    public void A_count_quantile_is_the_least_count_that_reaches_its_probability() => Properties.Hold(
        from n in Properties.Magnitude(0, 7)
        from p in Gen.Choose(0, 1000)
        from mean in Properties.Magnitude(-2, 6)
        from probability in Gen.OneOf(TailProbabilities, from t in TailProbabilities where t > 1e-15 select 1 - t)
        select (n: (long)n, p: p / 1000.0, mean, probability),
        c =>
        {
            LeastCount(c.probability, Binomial.Quantile(c.probability, c.n, c.p), k => Binomial.Cdf(k, c.n, c.p));
            LeastCount(c.probability, Poisson.Quantile(c.probability, c.mean), k => Poisson.Cdf(k, c.mean));
            LeastUpperCount(c.probability, Binomial.UpperQuantile(c.probability, c.n, c.p), k => Binomial.Survival(k, c.n, c.p));
            LeastUpperCount(c.probability, Poisson.UpperQuantile(c.probability, c.mean), k => Poisson.Survival(k, c.mean));
        });

    [Fact]
    public void Masses_are_the_steps_of_the_tails() => Properties.Hold(
        from n in Properties.Magnitude(0, 5)
        from p in Gen.Choose(1, 999)
        from share in Gen.Choose(0, 1000)
        select (n: (long)n, p: p / 1000.0, k: (long)n * share / 1000),
        c =>
        {
            var mass = Binomial.Mass(c.k, c.n, c.p);
            Close(mass, Binomial.Cdf(c.k, c.n, c.p) - Binomial.Cdf(c.k - 1, c.n, c.p), 1e-12, 0.3 * Binomial.Cdf(c.k, c.n, c.p));
            var mean = c.n * c.p;
            Close(Poisson.Mass(c.k, mean), Poisson.Survival(c.k - 1, mean) - Poisson.Survival(c.k, mean), 1e-12, 0.3 * Poisson.Survival(c.k - 1, mean));
        });

    private static void LeastCount(double probability, long count, Func<long, double> cdf)
    {
        Assert.True(cdf(count) >= probability);
        Assert.True(count == 0 || cdf(count - 1) < probability);
    }

    private static void LeastUpperCount(double probability, long count, Func<long, double> survival)
    {
        Assert.True(survival(count) <= probability);
        Assert.True(count == 0 || survival(count - 1) > probability);
    }

    private static void Close(double expected, double actual, double relative, double scale = 0)
    {
        // Below the normal range neither side has its digits any more.
        if (Math.Abs(expected) > 1e-300)
        {
            Properties.Close(expected, actual, relative, scale);
        }
    }

    // tail(x) = p up to 1e-11, and up to what half a unit in the last place of x itself moves the tail (x f(x) / tail(x) times 1e-16).
    private static void UndoesTail(double p, double x, Func<double, double> tail, Func<double, double> density)
    {
        if (double.IsInfinity(x) || Math.Abs(x) < 1e-300 || x == 1)
        {
            return;
        }

        var conditioning = Math.Abs(x) * density(x) / p;
        Properties.Close(p, tail(x), 1e-11 + (double.IsFinite(conditioning) ? conditioning * 2.3e-16 : 0));
    }

    private sealed record NormalFamily : IFamily
    {
        public double Cdf(double x) => Normal.Cdf(x);

        public double Survival(double x) => Normal.Survival(x);

        public double Quantile(double p) => Normal.Quantile(p);

        public double UpperQuantile(double q) => Normal.UpperQuantile(q);

        public double Density(double x) => Normal.Density(x);
    }

    private sealed record StudentFamily(double Df) : IFamily
    {
        public double Cdf(double x) => StudentT.Cdf(x, Df);

        public double Survival(double x) => StudentT.Survival(x, Df);

        public double Quantile(double p) => StudentT.Quantile(p, Df);

        public double UpperQuantile(double q) => StudentT.UpperQuantile(q, Df);

        public double Density(double x) => StudentT.Density(x, Df);
    }

    private sealed record ChiSquaredFamily(double Df) : IFamily
    {
        public double Cdf(double x) => ChiSquared.Cdf(x, Df);

        public double Survival(double x) => ChiSquared.Survival(x, Df);

        public double Quantile(double p) => ChiSquared.Quantile(p, Df);

        public double UpperQuantile(double q) => ChiSquared.UpperQuantile(q, Df);

        public double Density(double x) => ChiSquared.Density(x, Df);
    }

    private sealed record GammaFamily(double Shape, double Rate) : IFamily
    {
        public double Cdf(double x) => GammaDistribution.Cdf(x, Shape, Rate);

        public double Survival(double x) => GammaDistribution.Survival(x, Shape, Rate);

        public double Quantile(double p) => GammaDistribution.Quantile(p, Shape, Rate);

        public double UpperQuantile(double q) => GammaDistribution.UpperQuantile(q, Shape, Rate);

        public double Density(double x) => GammaDistribution.Density(x, Shape, Rate);
    }

    private sealed record BetaFamily(double A, double B) : IFamily
    {
        public double Cdf(double x) => BetaDistribution.Cdf(x, A, B);

        public double Survival(double x) => BetaDistribution.Survival(x, A, B);

        public double Quantile(double p) => BetaDistribution.Quantile(p, A, B);

        public double UpperQuantile(double q) => BetaDistribution.UpperQuantile(q, A, B);

        public double Density(double x) => BetaDistribution.Density(x, A, B);
    }

    private sealed record FisherFamily(double A, double B) : IFamily
    {
        public double Cdf(double x) => FisherF.Cdf(x, A, B);

        public double Survival(double x) => FisherF.Survival(x, A, B);

        public double Quantile(double p) => FisherF.Quantile(p, A, B);

        public double UpperQuantile(double q) => FisherF.UpperQuantile(q, A, B);

        public double Density(double x) => FisherF.Density(x, A, B);
    }

    private sealed record NoncentralFamily(double Df, double Delta) : IFamily
    {
        public double Cdf(double x) => NoncentralT.Cdf(x, Df, Delta);

        public double Survival(double x) => NoncentralT.Survival(x, Df, Delta);

        public double Quantile(double p) => NoncentralT.Quantile(p, Df, Delta);

        public double UpperQuantile(double q) => NoncentralT.UpperQuantile(q, Df, Delta);

        public double Density(double x) => NoncentralT.Density(x, Df, Delta);
    }
}
