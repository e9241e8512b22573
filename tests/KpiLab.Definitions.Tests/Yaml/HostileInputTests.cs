using System.Diagnostics;

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
    public void Thousands_of_mutated_files_give_problems_or_definitions_and_nothing_else()
    {
        var random = new Random(20260917);
        string[] corpus = [.. BadInputTests.Cases.Values.Select(c => c.Yaml), BadInputTests.Prelude, .. ContractExamplesTests.Files.Select(f => f.Text)];
        string[] splices = ["---\n", "\t", "  ", "- ", "? ", ": ", "&a ", "*a", "!t ", "|\n", ">-\n", "'", "\"", "[", "]", "{", "}", "#", "%", "\0", "\uFEFF", "😀", "null", "~", "1e999", "-", "..", "${A}", "\r", "\\", "<<: ", "(", "select * from x;", "2%", "2pp"];
        var broken = 0;
        for (var file = 0; file < 3000; file++)
        {
            var text = Mutate(corpus[random.Next(corpus.Length)], splices, random);
            var path = random.Next(4) == 0 ? "kpilab.yaml" : "a.yaml";
            var reading = DefinitionReader.Read([(path, text)]);
            var lines = text.Count(c => c is '\n' or '\r') + 2;
            Assert.All(reading.Problems, p => Assert.True(p.Message.Length > 0 && p.Remedy.Length > 0 && p.File == path && p.Line >= 0 && p.Line <= lines, p.ToString()));
            broken += reading.Problems.Count > 0 ? 1 : 0;
            if (reading.Problems.Count == 0)
            {
                DefinitionReader.FromDocuments(reading.Set.Documents, reading.Set.Settings);
            }
        }

        Assert.InRange(broken, 1000, 2999);
    }

    // What this thread itself used, where the system tells it, so that a busy machine does not fail what is quick.
    private static TimeSpan ThreadTime()
        => File.Exists("/proc/thread-self/schedstat")
            ? TimeSpan.FromMilliseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]) / 1e6)
            : Stopwatch.GetElapsedTime(0);

    private static string Mutate(string text, string[] splices, Random random)
    {
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(4) switch
            {
                0 => text.Insert(at, splices[random.Next(splices.Length)]),
                1 => text.Remove(at, Math.Min(random.Next(20), text.Length - at)),
                2 => text.Insert(at, text.Substring(at, Math.Min(random.Next(60), text.Length - at))),
                _ => at < text.Length ? text[..at] + (char)random.Next(1, 0x250) + text[(at + 1)..] : text,
            };
        }

        return text;
    }
}
