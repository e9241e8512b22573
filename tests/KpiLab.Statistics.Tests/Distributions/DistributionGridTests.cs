using System.Globalization;
using System.Reflection;

namespace KpiLab.Statistics.Tests;

/// <summary>
/// The distributions against high-precision references, evaluated at exactly the double that the grid holds: 1e-12 relative (noncentral t: 1e-9) in
/// both tails, density and quantile, down to probabilities of 1e-300.
/// </summary>
public sealed class DistributionGridTests
{
    private const double Tolerance = 1e-12;

    private static readonly (string Grid, Type Distribution, string[] Parameters, int Least, double Tolerance)[] Grids =
    [
        ("normal", typeof(Normal), [], 300, 5e-15),
        ("student_t", typeof(StudentT), ["df"], 700, Tolerance),
        ("chi_squared", typeof(ChiSquared), ["df"], 500, Tolerance),
        ("gamma", typeof(GammaDistribution), ["shape", "rate"], 550, Tolerance),
        ("beta", typeof(BetaDistribution), ["a", "b"], 800, Tolerance),
        ("fisher_f", typeof(FisherF), ["df1", "df2"], 600, Tolerance),
        ("noncentral_t", typeof(NoncentralT), ["df", "delta"], 300, 1e-9),
    ];

    public static TheoryData<string> GridNames => [.. Grids.Select(g => g.Grid)];

    [Theory]
    [MemberData(nameof(GridNames))]
    public void Lower_tails_keep_their_digits(string name) => Agree(name, "cdf", "Cdf", "x", 1, null);

    [Theory]
    [MemberData(nameof(GridNames))]
    public void Upper_tails_keep_their_digits(string name) => Agree(name, "survival", "Survival", "x", 1, null);

    [Theory]
    [MemberData(nameof(GridNames))]
    public void Densities_keep_their_digits(string name) => Agree(name, "density", "Density", "x", 0.9, null);

    [Theory]
    [MemberData(nameof(GridNames))]
    public void Quantiles_of_upper_tail_probabilities_keep_their_digits(string name)
        => Agree(name, "x", "UpperQuantile", "probability", 0.4, r => r.Text("tail") == "upper");

    [Theory]
    [InlineData("chi_squared")]
    [InlineData("gamma")]
    [InlineData("beta")]
    [InlineData("fisher_f")]
    [InlineData("noncentral_t")]
    public void Quantiles_of_lower_tail_probabilities_keep_their_digits(string name)
        => Agree(name, "x", "Quantile", "probability", 0.4, r => r.Text("tail") == "lower");

    [Fact]
    public void Counts_keep_the_digits_of_their_tails_and_masses()
    {
        var binomial = ReferenceGrid.Read("binomial");
        binomial.Agrees("cdf", Tolerance, 350, r => Binomial.Cdf((long)r["k"], (long)r["n"], r["p"]));
        binomial.Agrees("survival", Tolerance, 300, r => Binomial.Survival((long)r["k"], (long)r["n"], r["p"]));
        binomial.Agrees("mass", Tolerance, 350, r => Binomial.Mass((long)r["k"], (long)r["n"], r["p"]));
        var poisson = ReferenceGrid.Read("poisson");
        poisson.Agrees("cdf", Tolerance, 200, r => Poisson.Cdf((long)r["k"], r["mean"]));
        poisson.Agrees("survival", Tolerance, 200, r => Poisson.Survival((long)r["k"], r["mean"]));
        poisson.Agrees("mass", Tolerance, 200, r => Poisson.Mass((long)r["k"], r["mean"]));
    }

    [Fact]
    public void R_agrees_where_it_is_accurate()
        => ReferenceGrid.Read("r").Agrees("value", Tolerance, 800, r =>
        {
            var name = r.Text("function").Split('.');
            return Call(typeof(Normal).Assembly.GetType("KpiLab.Statistics." + name[0], throwOnError: true)!, name[1],
                [.. new[] { "x", "a", "b", "c" }.Where(c => r.Text(c).Length > 0).Select(c => r[c])]);
        });

    private static void Agree(string name, string column, string function, string argument, double share, Func<ReferenceGrid.Row, bool>? where)
    {
        var (_, distribution, parameters, least, tolerance) = Array.Find(Grids, g => g.Grid == name);
        ReferenceGrid.Read(name).Agrees(
            column, tolerance, (int)(share * least), r => Call(distribution, function, [r[argument], .. parameters.Select(p => r[p])]), where);
    }

    private static double Call(Type distribution, string function, double[] arguments)
    {
        var method = distribution.GetMethod(function, BindingFlags.Public | BindingFlags.Static)!;
        var typed = method.GetParameters().Zip(arguments, (p, a) => Convert.ChangeType(a, p.ParameterType, CultureInfo.InvariantCulture));
        return Convert.ToDouble(method.Invoke(null, [.. typed]), CultureInfo.InvariantCulture);
    }
}
