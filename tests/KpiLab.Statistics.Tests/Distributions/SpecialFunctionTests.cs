namespace KpiLab.Statistics.Tests;

public sealed class SpecialFunctionTests
{
    [Theory]
    [InlineData("LogGamma", 120)]
    [InlineData("Log1P", 100)]
    [InlineData("ExpM1", 100)]
    [InlineData("Log1PlusMinusX", 100)]
    [InlineData("Erf", 90)]
    [InlineData("Erfc", 90)]
    [InlineData("ErfcScaled", 90)]
    public void Special_functions_agree_with_high_precision_to_a_few_units_in_the_last_place(string name, int least)
        => ReferenceGrid.Read("special_functions").Agrees("value", 2e-15, least, r => Value(name, r["x"]), r => r.Text("function") == name);

    [Fact]
    public void Stirling_error_agrees_with_high_precision()
        => ReferenceGrid.Read("special_functions").Agrees("value", 1e-14, 100, r => Value("StirlingError", r["x"]), r => r.Text("function") == "StirlingError");

    [Fact]
    public void Logarithms_of_tails_hold_far_below_the_range_of_a_double()
    {
        var grid = ReferenceGrid.Read("log_tails");
        Assert.Contains(grid.Rows, r => r["log_upper"] < -10_000);
        Assert.Contains(grid.Rows, r => r["log_lower"] < -2000);
        grid.Agrees("log_lower", 1e-13, 9, r => SpecialFunctions.LogRegularisedGammaLower(r["a"], r["x"]), r => r.Text("function") == "gamma");
        grid.Agrees("log_upper", 1e-13, 9, r => SpecialFunctions.LogRegularisedGammaUpper(r["a"], r["x"]), r => r.Text("function") == "gamma");
        grid.Agrees("log_lower", 1e-13, 9, r => SpecialFunctions.LogRegularisedBetaLower(r["x"], r["a"], r["b"]), r => r.Text("function") == "beta");
        grid.Agrees("log_upper", 1e-13, 9, r => SpecialFunctions.LogRegularisedBetaUpper(r["x"], r["a"], r["b"]), r => r.Text("function") == "beta");
    }

    [Fact]
    public void Log_gamma_is_exactly_zero_at_one_and_two()
    {
        Assert.Equal(0, SpecialFunctions.LogGamma(1));
        Assert.Equal(0, SpecialFunctions.LogGamma(2));
    }

    [Fact]
    public void Elementary_functions_have_their_limits()
    {
        Assert.Equal(double.NegativeInfinity, SpecialFunctions.Log1P(-1));
        Assert.True(double.IsNaN(SpecialFunctions.Log1P(-1.5)));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.Log1P(double.PositiveInfinity));
        Assert.Equal(0, SpecialFunctions.ExpM1(0));
        Assert.Equal(-1, SpecialFunctions.ExpM1(-800));
        Assert.Equal(2, SpecialFunctions.Erfc(double.NegativeInfinity));
        Assert.Equal(0, SpecialFunctions.Erfc(double.PositiveInfinity));
        Assert.Equal(-1, SpecialFunctions.Erf(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.ErfcScaled(-30));
        Assert.Equal(double.NegativeInfinity, SpecialFunctions.LogRegularisedBetaLower(0, 2, 3));
        Assert.Equal(0, SpecialFunctions.LogRegularisedBetaUpper(0, 2, 3));
        Assert.Equal(1, SpecialFunctions.RegularisedBetaLower(1, 2, 3));
        Assert.Equal(0, SpecialFunctions.RegularisedGammaUpper(2, double.PositiveInfinity));
        Assert.Equal(1, SpecialFunctions.RegularisedGammaUpper(2, 0));
    }

    [Fact]
    public void Arguments_outside_the_domain_are_refused()
    {
        Assert.Equal("x", Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.LogGamma(0)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => SpecialFunctions.Erfc(double.NaN)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.Log1PlusMinusX(-2)).ParamName);
        Assert.Equal("a", Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.RegularisedGammaLower(-1, 2)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.RegularisedBetaUpper(1.1, 2, 3)).ParamName);
    }

    private static double Value(string name, double x) => name switch
    {
        "LogGamma" => SpecialFunctions.LogGamma(x),
        "StirlingError" => SpecialFunctions.StirlingError(x),
        "Log1P" => SpecialFunctions.Log1P(x),
        "ExpM1" => SpecialFunctions.ExpM1(x),
        "Log1PlusMinusX" => SpecialFunctions.Log1PlusMinusX(x),
        "Erf" => SpecialFunctions.Erf(x),
        "Erfc" => SpecialFunctions.Erfc(x),
        "ErfcScaled" => SpecialFunctions.ErfcScaled(x),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such function"),
    };
}
