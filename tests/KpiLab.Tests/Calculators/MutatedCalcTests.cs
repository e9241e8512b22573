using System.Text;
using System.Text.Json;
using KpiLab.Testing;

namespace KpiLab.Tests;

public sealed class MutatedCalcTests
{
    [Fact]
    public void Mutated_requests_are_answered_in_JSON_or_refused_as_none()
    {
        string[] requests = [.. CalculatorRegistry.All.Select(c => $"{{\"id\": 1, \"method\": \"{c.Name}\", \"inputs\": {c.Example}}}")];
        string[] corpus = [.. requests, "[" + string.Join(',', requests.Take(3)) + "]"];
        var answers = new Mutator(corpus, [.. Mutator.Anywhere, "\"id\":", "\"method\":", "\"inputs\":", "{\"a\":", "[0,", "1e308", "4294967296", "\"NaN\"", "\"-Infinity\""]).Hold(20261127, text =>
        {
            using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
            using var output = new MemoryStream();
            var report = CalcRunner.Run(input, output, TestContext.Current.CancellationToken);
            var written = Encoding.UTF8.GetString(output.ToArray());
            if (report.Malformed is { } malformed)
            {
                Assert.NotEmpty(malformed);
                return malformed + written;
            }

            using var answer = JsonDocument.Parse(written);
            var all = answer.RootElement.ValueKind == JsonValueKind.Array ? answer.RootElement.EnumerateArray().ToArray() : [answer.RootElement];
            foreach (var one in all.Where(a => a.TryGetProperty("error", out _)))
            {
                Assert.NotEmpty(one.GetProperty("error").GetProperty("code").GetString()!);
                Assert.NotEmpty(one.GetProperty("error").GetProperty("message").GetString()!);
            }

            return Array.Exists(all, a => a.TryGetProperty("error", out _)) ? written : null;
        });
        Assert.True(answers.Taken > 0 && answers.Refused > 0, answers.ToString());
    }
}
