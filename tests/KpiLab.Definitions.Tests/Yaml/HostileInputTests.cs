using System.Diagnostics;
using KpiLab.Testing;

namespace KpiLab.Definitions.Tests;

/// <summary>A definition file may come from anywhere: it is refused with a sentence, quickly, and never ends the process.</summary>
public sealed class HostileInputTests
{
    private static readonly Dictionary<string, string> Bombs = new(StringComparer.Ordinal)
    {
        ["billion laughs"] = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"{(char)('b' + i)}: &{(char)('b' + i)} [{string.Join(",", Enumerable.Repeat($"*{(char)('a' + i)}", 9))}]\n")),
        ["open brackets"] = new string('[', 900_000),
        ["open braces"] = string.Concat(Enumerable.Repeat("{a: ", 200_000)),
        ["dashes"] = string.Concat(Enumerable.Repeat("- ", 400_000)),
        ["question marks"] = string.Concat(Enumerable.Repeat("? ", 400_000)),
        ["backslashes"] = "a: \"" + new string('\\', 900_000),
        ["one line"] = "a: " + new string('x', 900_000),
        ["one key"] = new string('x', 900_000) + ": a",
        ["many keys"] = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"k{i}: 1\n")),
        ["many unknown fields"] = "kind: goal\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"k{i}: 1\n")),
        ["many documents"] = string.Concat(Enumerable.Repeat("---\na: 1\n", 60_000)),
        ["many definitions with problems"] = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"---\nkind: goal\nid: g{i}\nparent: h{i}\n")),
        ["commas"] = "a: [" + new string(',', 900_000) + "]",
        ["colons"] = new string(':', 900_000),
        ["anchors"] = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"- &a{i} x\n")),
        ["line ends"] = "a: 1" + new string('\n', 1_000_000),
        ["comments"] = "a: 1\n" + string.Concat(Enumerable.Repeat("#\n", 500_000)),
        ["too large"] = "a: " + new string('x', 5_000_000),
        ["tags"] = string.Concat(Enumerable.Repeat("!a ", 300_000)),
        ["flow in flow"] = "a: " + string.Concat(Enumerable.Repeat("[{a: ", 100_000)),
        ["a formula of parentheses"] = $"kind: metric\nid: a\ndirection: increase\nmeasure: {{type: mean, value: {new string('(', 100_000)}x}}",
    };

    public static TheoryData<string> Names => [.. Bombs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bomb_is_refused_in_less_than_a_second(string name)
    {
        var before = ThreadTime();
        var reading = DefinitionReader.Read([("bomb.yaml", Bombs[name])]);
        var taken = ThreadTime() - before;
        Assert.NotEmpty(reading.Problems);
        Assert.All(reading.Problems, p => Assert.True(p.ToString().Length < 2000, p.ToString()));
        Assert.True(taken < TimeSpan.FromSeconds(1), $"{taken}");
    }

    [Fact]
    public void A_mutated_file_gives_problems_with_a_place_or_definitions_and_nothing_else()
    {
        string[] corpus = [.. BadInputTests.Cases.Values.Select(c => c.Yaml), BadInputTests.Prelude, .. ContractExamplesTests.Files.Select(f => f.Text)];
        string[] splices =
        [
            .. Mutator.Anywhere, "---\n", "  ", "- ", "? ", ": ", "&a ", "*a", "!t ", "|\n", ">-\n", "${A}", "<<: ", "select * from x;", "2%", "2pp", "4w", "2w..10w", "-14d..0d", "0d..14d", "p99.9", "drop > 20% week over week",
        ];
        var answers = new Mutator(corpus, splices).Hold(20260917, text =>
        {
            // The settings are read by another table.
            var path = text.Length % 4 == 0 ? "kpilab.yaml" : "a.yaml";
            var reading = DefinitionReader.Read([(path, text)]);
            var lines = text.Count(c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 2;
            Assert.All(reading.Problems, p => Assert.True(p.Message.Length > 0 && p.Remedy.Length > 0 && p.File == path && p.Line >= 0 && p.Line <= lines, p.ToString()));
            if (reading.Problems.Count == 0)
            {
                DefinitionReader.FromDocuments(reading.Set.Documents, reading.Set.Settings);
            }

            return string.Join('\n', reading.Problems);
        });
        Assert.True(answers.Taken > 0 && answers.Refused > answers.Taken, answers.ToString());
    }

    // What this thread itself used, where the system tells it, so that a busy machine does not fail what is quick.
    private static TimeSpan ThreadTime()
        => File.Exists("/proc/thread-self/schedstat")
            ? TimeSpan.FromMilliseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]) / 1e6)
            : Stopwatch.GetElapsedTime(0);
}
