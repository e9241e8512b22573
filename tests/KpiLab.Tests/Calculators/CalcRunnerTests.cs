using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KpiLab.Tests;

public sealed class CalcRunnerTests
{
    private const string Welch =
        """{"id": 1, "method": "welch_t_test", "inputs": {"a": {"n": 10, "mean": 1.5, "variance": 2}, "b": {"n": 12, "mean": 2.5, "variance": 3}, "alpha": 0.05}}""";

    [Fact]
    public void One_request_is_answered_by_one_object()
    {
        var answer = Ask(Welch);
        Assert.Equal(["id", "method", "outputs"], answer.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, answer.GetProperty("id").GetInt32());

        // R: va/na + vb/nb = 0.2 + 0.25
        Assert.Equal(Math.Sqrt(0.45), answer.GetProperty("outputs").GetProperty("standard_error").GetDouble(), 1e-15);
    }

    [Fact]
    public void An_array_is_answered_by_an_array_in_order_and_a_bad_element_spoils_no_other()
    {
        var answers = Ask("[" + Welch + """, 7, {"id": "x", "method": "nonsense", "inputs": {}}, {"id": null, "method": "welch_t_test"},""" + Welch + "]");
        Assert.Equal(5, answers.GetArrayLength());
        Assert.Equal(answers[0].GetRawText(), answers[4].GetRawText());
        Assert.Equal([CalcErrors.InvalidInput, CalcErrors.UnknownMethod, CalcErrors.InvalidInput], Enumerable.Range(1, 3).Select(i => Code(answers[i])));
        Assert.Equal(JsonValueKind.Null, answers[3].GetProperty("id").ValueKind);
    }

    [Fact]
    public void An_empty_array_is_answered_by_one() => Assert.Equal("[]", Raw("[]"));

    [Theory]
    [InlineData("1.0")]
    [InlineData("\"\\ud800\"")] // half a character: valid JSON, not valid text
    [InlineData("{\"deep\": [1, 2]}")]
    [InlineData("12345678901234567890123")]
    public void An_id_goes_back_as_it_was_written(string id)
        => Assert.StartsWith("{\"id\":" + id + ",", Raw(Welch.Replace("\"id\": 1", "\"id\": " + id, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void A_request_without_id_gets_an_answer_without_id()
        => Assert.False(Ask(Welch.Replace("\"id\": 1, ", "", StringComparison.Ordinal)).TryGetProperty("id", out _));

    [Theory]
    [InlineData("""{"a": {"n": 10, "mean": 1.5}, "b": {"n": 12, "mean": 2.5, "variance": 3}}""", "inputs.a.variance", "missing")]
    [InlineData("""{"a": {"n": 10, "mean": "1,5", "variance": 2}, "b": {"n": 12, "mean": 2.5, "variance": 3}}""", "inputs.a.mean", "write a number")]
    [InlineData("""{"a": {"n": 10.5, "mean": 1, "variance": 2}, "b": {"n": 12, "mean": 2.5, "variance": 3}}""", "inputs.a.n", "whole number")]
    [InlineData("""{"a": {"n": -1, "mean": 1, "variance": 2}, "b": {"n": 12, "mean": 2.5, "variance": 3}}""", "inputs.a.n", "whole number")]
    [InlineData("""{"a": {"n": 10, "mean": "NaN", "variance": 2}, "b": {"n": 12, "mean": 2.5, "variance": 3}}""", "inputs.a.mean", "finite")]
    [InlineData("""{"a": {"n": 10, "mean": 1e999, "variance": 2}, "b": {"n": 12, "mean": 2.5, "variance": 3}}""", "inputs.a.mean", "finite")]
    [InlineData("""{"a": [1, 2], "b": {"n": 12, "mean": 2.5, "variance": 3}}""", "inputs.a", "object")]
    [InlineData("""{"a": {"n": 10, "mean": 1, "variance": 2}, "b": {"n": 12, "mean": 2.5, "variance": 3}, "alpha": 5}""", "inputs.alpha", "between 0 and 1")]
    [InlineData("[]", "inputs", "object")]
    public void A_wrong_input_is_named_with_what_to_write(string inputs, string field, string advice)
    {
        var answer = Ask("""{"method": "welch_t_test", "inputs": """ + inputs + "}");
        Assert.Equal(CalcErrors.InvalidInput, Code(answer));
        Assert.StartsWith(field + " ", Message(answer), StringComparison.Ordinal);
        Assert.Contains(advice, Message(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_element_of_an_array_is_named_by_its_place()
    {
        var answer = Ask("""{"method": "adjust_p_values", "inputs": {"p_values": [0.1, 0.2, 1.5]}}""");
        Assert.Equal("inputs.p_values[2] is 1.5; write a number between 0 and 1", Message(answer));
    }

    [Fact]
    public void An_estimator_without_meaning_is_undefined_not_invalid()
    {
        var answer = Ask("""{"method": "welch_t_test", "inputs": {"a": {"n": 1, "mean": 1, "variance": 0}, "b": {"n": 12, "mean": 2.5, "variance": 3}}}""");
        Assert.Equal(CalcErrors.Undefined, Code(answer));
        Assert.Contains("at least 2 units", Message(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("welch_t_test", 1e308, 1, -1e308, 1)]
    [InlineData("student_t_test", -1e308, 1, 1e308, 1)]
    [InlineData("delta_t_test_absolute", 1e308, 1, -1e308, 1)]
    public void A_difference_beyond_floating_point_is_undefined_and_not_infinite(string method, double mean, double variance, double otherMean, double otherVariance)
    {
        string Arm(double m, double v) => FormattableString.Invariant($"{{\"n\": 2, \"mean\": {m}, \"variance\": {v}}}");
        var answer = Ask($"{{\"method\": \"{method}\", \"inputs\": {{\"a\": {Arm(mean, variance)}, \"b\": {Arm(otherMean, otherVariance)}}}}}");
        Assert.Equal(CalcErrors.Undefined, Code(answer));
        Assert.Contains("beyond the range of floating point", Message(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_method_is_met_with_the_nearest_name()
        => Assert.Contains("\"welch_t_test\"", Message(Ask("""{"method": "welch_ttest", "inputs": {}}""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"a\": 1,\n  \"b\": }", "line 2, position 8")]
    [InlineData("", "line 1, position 1")]
    [InlineData("[1, 2", "line 1")]
    [InlineData("{} {}", "line 1, position 4")]
    public void A_document_that_is_not_JSON_gives_one_error_with_line_and_position(string document, string at)
    {
        var (report, text) = Run(document);
        Assert.StartsWith(at, report.Malformed, StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(text);
        Assert.Equal(CalcErrors.MalformedJson, Code(answer.RootElement));
        Assert.Equal(report.Malformed, Message(answer.RootElement));
    }

    [Fact]
    public void An_object_left_open_is_not_called_too_deep()
        => Assert.Contains("not JSON: ", Run("{").Report.Malformed, StringComparison.Ordinal);

    [Fact]
    public void Nesting_is_bounded()
    {
        var (report, _) = Run(new string('[', 100_000));
        Assert.Contains("deeper than 64 levels", report.Malformed, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_are_counted()
    {
        var (report, _) = Run("[" + Welch + ", 3, " + Welch + "]");
        Assert.Equal(new CalcReport(3, 1), report);
    }

    [Fact]
    public void Infinite_ends_are_text_and_numbers_read_back_to_the_same_double()
    {
        var outputs = Ask(Welch.Replace("welch_t_test", "delta_t_test_absolute", StringComparison.Ordinal)).GetProperty("outputs");
        Assert.Equal("Infinity", outputs.GetProperty("greater").GetProperty("ci")[1].GetString());
        Assert.Equal("-Infinity", outputs.GetProperty("less").GetProperty("ci")[0].GetString());
        var written = outputs.GetProperty("two_sided").GetProperty("p_value").GetRawText();
        Assert.Equal(double.Parse(written, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture), written);
    }

    [Fact]
    public void Non_finite_inputs_are_understood_where_they_have_a_meaning()
    {
        // Infinite degrees of freedom: the normal law. (B ∓ √(B² − AC))/A − 1 with q = 1.959963984540054.
        const string Request = """{"method": "fieller_relative_ci", "inputs": {"a": {"n": 100, "mean": 10, "variance": 25}, "b": {"n": 100, "mean": 11, "variance": 25}, "df": "Infinity"}}""";
        var ci = Ask(Request).GetProperty("outputs").GetProperty("relative_ci");
        var (q2, v) = (1.959963984540054 * 1.959963984540054, 0.25);
        double a = 100 - (q2 * v), b = 110, c = 121 - (q2 * v), root = Math.Sqrt((b * b) - (a * c));
        Assert.Equal(((b - root) / a) - 1, ci[0].GetDouble(), 1e-12);
        Assert.Equal(((b + root) / a) - 1, ci[1].GetDouble(), 1e-12);
    }

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Raw(Welch);
        try
        {
            foreach (var name in new[] { "de-DE", "tr-TR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
                Assert.Equal(expected, Raw(Welch));
                Assert.Contains("is 1.5;", Message(Ask("""{"method": "adjust_p_values", "inputs": {"p_values": [1.5]}}""")), StringComparison.Ordinal);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Ten_thousand_requests_are_one_fast_run()
    {
        var document = "[" + string.Join(",", Enumerable.Repeat(Welch, 10_000)) + "]";
        var watch = Stopwatch.StartNew();
        var (report, _) = Run(document);
        Assert.Equal(new CalcReport(10_000, 0), report);

        // Some 20 µs each on an idle machine; the bound is there to catch work per call that belongs to start-up.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("[" + Welch + "]"));
        using var output = new MemoryStream();
        Assert.Throws<OperationCanceledException>(() => CalcRunner.Run(input, output, source.Token));
    }

    [Fact]
    public void A_byte_order_mark_is_no_obstacle()
    {
        using var input = new MemoryStream([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Welch)]);
        using var output = new MemoryStream();
        Assert.Equal(new CalcReport(1, 0), CalcRunner.Run(input, output, CancellationToken.None));
    }

    private static JsonElement Ask(string document)
    {
        using var answer = JsonDocument.Parse(Raw(document));
        return answer.RootElement.Clone();
    }

    private static string Raw(string document) => Run(document).Text;

    private static (CalcReport Report, string Text) Run(string document)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(document));
        using var output = new MemoryStream();
        var report = CalcRunner.Run(input, output, CancellationToken.None);
        return (report, Encoding.UTF8.GetString(output.ToArray()));
    }

    private static string? Code(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetString();

    private static string Message(JsonElement answer) => answer.GetProperty("error").GetProperty("message").GetString()!;
}
