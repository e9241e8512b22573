namespace KpiLab.Testing;

public sealed class CalcTests
{
    private const string Request = """{"id": 7, "method": "welch_t_test", "inputs": {}}""";

    [Fact]
    public async Task Requests_from_stdin_are_answered_in_order()
    {
        var outcome = await Run.KpilabAsync(null, ["calc"], $"[{Request}, {{\"id\": \"b\", \"method\": \"no_such_method\", \"inputs\": {{}}}}]");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal([7, "b"], outcome.Json.AsArray().Select(a => a!["id"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (object)a["id"]!.GetValue<int>() : a["id"]!.GetValue<string>()));
        Assert.NotNull(outcome.Json[1]!["error"]!["code"]);
    }

    [Fact]
    public async Task Requests_from_a_file_are_the_same()
    {
        using var folder = new TemporaryFolder();
        folder.Write("request.json", Request);
        var fromFile = await Run.KpilabAsync(folder.Path, ["calc", "--input", "request.json"]);
        var fromInput = await Run.KpilabAsync(folder.Path, ["calc"], Request);
        Assert.Equal(0, fromFile.ExitCode);
        Assert.Equal(fromInput.Output, fromFile.Output);
    }

    [Fact]
    public async Task What_is_not_json_is_wrong_input()
    {
        var outcome = await Run.KpilabAsync(null, ["calc"], "{\"id\": ");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("kpilab: standard input", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\": ")]
    [InlineData("")]
    public async Task The_answer_to_what_is_not_json_is_a_line_of_its_own(string input)
    {
        var outcome = await Run.KpilabAsync(null, ["calc"], input);
        Assert.Equal("malformed-json", (string?)outcome.Json["error"]!["code"]);
        Assert.EndsWith("}\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var outcome = await Run.KpilabAsync(null, ["calc", "--input", "nowhere.json"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("there is no file nowhere.json", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("md")]
    [InlineData("csv")]
    public async Task The_list_names_every_method(string format)
    {
        var outcome = await Run.KpilabAsync(null, ["calc", "--list", "--format", format]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.All(CalculatorRegistry.All, c => Assert.Contains(format == "md" ? c.Name.Replace("_", "\\_", StringComparison.Ordinal) : c.Name, outcome.Output, StringComparison.Ordinal));
    }
}
