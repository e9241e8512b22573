using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.Tests;

public sealed class CalculatorRegistryTests
{
    public static TheoryData<string> Names => [.. CalculatorRegistry.All.Select(c => c.Name)];

    [Fact]
    public void Names_are_unique() => Assert.Distinct(CalculatorRegistry.All.Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_example_of_a_calculator_is_answered(string name)
    {
        var calculator = CalculatorRegistry.Find(name)!;
        using var request = JsonDocument.Parse("{\"id\": 5, \"inputs\": " + calculator.Example + "}");
        var answer = calculator.Run(request.RootElement);
        Assert.Equal(name, (string?)answer["method"]);
        Assert.Equal(5, (int?)answer["id"]);
        Assert.NotNull(answer["outputs"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_calculator_says_what_it_does_and_where_that_is_written(string name)
    {
        var calculator = CalculatorRegistry.Find(name)!;
        Assert.NotEqual("", calculator.Summary);
        Assert.True(File.Exists(Path.Combine(Repository.Root, calculator.Page)), calculator.Page + " is missing");
    }

    [Fact]
    public void An_unknown_name_is_not_found() => Assert.Null(CalculatorRegistry.Find("nonsense"));
}
