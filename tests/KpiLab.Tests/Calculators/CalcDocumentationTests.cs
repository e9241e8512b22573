using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiLab.Testing;

namespace KpiLab.Tests;

public sealed partial class CalcDocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "calc.md"));

    [Fact]
    public void The_example_of_the_page_gives_the_answers_of_the_page()
    {
        var blocks = JsonBlock().Matches(Page).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(2, blocks.Length);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(blocks[0]));
        using var output = new MemoryStream();
        CalcRunner.Run(input, output, CancellationToken.None);
        Same(JsonNode.Parse(blocks[1])!, JsonNode.Parse(output.ToArray())!, "$");
    }

    [Fact]
    public void The_page_lists_every_calculator()
        => Assert.Equal(
            CalculatorRegistry.All.Select(c => $"| `{c.Name}` | {c.Summary} |"),
            Page.Split('\n').Where(line => CalculatorRegistry.All.Any(c => line.StartsWith($"| `{c.Name}` |", StringComparison.Ordinal))));

    // Text exactly, numbers up to the last digits, which another processor may round differently.
    private static void Same(JsonNode expected, JsonNode actual, string path)
    {
        switch (expected)
        {
            case JsonObject fields:
                Assert.Equal(fields.Select(f => f.Key), actual.AsObject().Select(f => f.Key));
                foreach (var (name, value) in fields)
                {
                    Same(value!, actual[name]!, path + "." + name);
                }

                break;

            case JsonArray items:
                Assert.Equal(items.Count, actual.AsArray().Count);
                for (var i = 0; i < items.Count; i++)
                {
                    Same(items[i]!, actual[i]!, $"{path}[{i}]");
                }

                break;

            case JsonValue value when value.TryGetValue(out double number):
                Assert.True(Math.Abs(actual.GetValue<double>() - number) <= 1e-12 * Math.Abs(number), path);
                break;

            default:
                Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
                break;
        }
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex JsonBlock();
}
