using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.Oracles;

/// <summary>Every reference case of an offered method, through the calculators.</summary>
public sealed class OracleTests
{
    public static TheoryData<string> Offered => [.. OracleCase.All.Where(c => c.Method != VerdictTests.Method && CalculatorRegistry.Find(c.Method) is not null).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Offered))]
    public void A_case_agrees_with_its_reference(string name)
    {
        var item = OracleCase.All.Single(c => c.Name == name);
        var answer = Calc.Ask(item);

        Assert.Equal(item.Id, answer.GetProperty("id").GetString());
        Assert.Equal(item.Method, answer.GetProperty("method").GetString());
        if (item.MustBeRefused)
        {
            Assert.Equal(CalcErrors.Undefined, Calc.ErrorCode(answer));
            Assert.NotEqual("", answer.GetProperty("error").GetProperty("message").GetString());
            return;
        }

        if (item.IsRefusedByPeer)
        {
            Assert.True(answer.TryGetProperty("outputs", out _) || Calc.ErrorCode(answer) == CalcErrors.Undefined, answer.GetRawText());
            return;
        }

        Assert.True(answer.TryGetProperty("outputs", out var outputs), answer.GetRawText());
        Assert.Empty(Difference.Between(outputs, item.Expected, item.Tolerances));
    }

    [Fact]
    public void All_cases_in_one_array_are_answered_in_order_with_the_same_outputs_as_alone()
    {
        var cases = OracleCase.All;
        var answers = Calc.Ask("[" + string.Join(",\n", cases.Select(c => Calc.Request(c.Id, c.Method, c.Inputs.GetRawText()))) + "]");

        Assert.Equal(JsonValueKind.Array, answers.ValueKind);
        Assert.Equal(cases.Select(c => c.Id), answers.EnumerateArray().Select(a => a.GetProperty("id").GetString()));
        Assert.Equal(cases.Select(c => Calc.Ask(c).GetRawText()), answers.EnumerateArray().Select(a => a.GetRawText()));
    }

    [Fact]
    public void Methods_of_the_cases_are_either_offered_or_on_the_list_of_those_not_yet_built()
    {
        var methods = OracleCase.Committed.Select(c => c.Method).Distinct().Order(StringComparer.Ordinal).ToArray();
        var missing = methods.Where(m => CalculatorRegistry.Find(m) is null);
        Assert.Equal(NotYetBuilt.Methods.Order(StringComparer.Ordinal), missing);
    }

    [Fact]
    public void Cases_that_are_not_committed_are_read_in_place_and_their_methods_are_offered()
    {
        Repository.SharedPath("oracles", "leadlag");
        Assert.True(OracleCase.InPlace.Count >= 100, $"only {OracleCase.InPlace.Count} cases");
        Assert.Empty(OracleCase.InPlace.Select(c => c.Method).Distinct().Where(m => CalculatorRegistry.Find(m) is null));
    }
}
