using System.Diagnostics;
using System.Text;

namespace KpiLab.Testing;

/// <summary>Makes broken inputs of good ones, each from a seed of its own, and holds a parser to what it promises about them.</summary>
/// <remarks>KPILAB_FULL=1 (<c>./test --full</c>) takes a hundred thousand inputs; otherwise a slice.</remarks>
internal sealed class Mutator(IReadOnlyList<string> corpus, IReadOnlyList<string> splices)
{
    /// <summary>What any text may meet.</summary>
    public static readonly string[] Anywhere =
    [
        "\0", "\r", "\n", "\t", " ", "\"", "'", "`", "\\", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "..", "-", "--", "+", "=", "%", "$", "#", "*", "/", "<", ">", "|", "&", "!", "?", "~", "^", "_",
        "0", "-0", "1e999", "-1e-999", "NaN", "Infinity", "null", "true", "9999999999999999999999", "0x1F", "1.", ".5", "\uFEFF", "\u202E", "\u0085", "\u2028", "é", "😀", "\uD800", "\uDC00", "\u001b[2J",
        "\\ud800", "\\u0000", "select 1", "DROP TABLE x; --", "${HOME}", "<script>", "=1+1", "../../etc/passwd",
    ];

    private const int Slice = 3000;
    private const int Everything = 100_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public static bool IsFull => Environment.GetEnvironmentVariable("KPILAB_FULL") == "1";

    /// <summary>Runs a parser over mutated inputs. The answer is what it says of the input, the same every time; it throws nothing.</summary>
    /// <param name="seed">Of the whole run; input i has seed and i.</param>
    /// <param name="answer">The parser's answer in words; null or empty where it took the input.</param>
    /// <param name="slice">Inputs of a short run.</param>
    /// <returns>How many were taken, and how many refused.</returns>
    public (int Taken, int Refused) Hold(int seed, Func<string, string?> answer, int slice = Slice, int full = Everything)
    {
        var (taken, refused) = (0, 0);
        var count = IsFull ? full : slice;
        for (var i = 0; i < count; i++)
        {
            var text = Text(seed, i);
            var started = ThreadTime();
            string? first = null, second = null;
            try
            {
                first = answer(text);
                second = i % 10 == 0 ? answer(text) : first;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"seed {seed}, input {i}: {thrown}\n--- input ---\n{Shown(text)}");
            }

            var taken2 = ThreadTime() - started;
            Assert.True(taken2 < Longest, $"seed {seed}, input {i}: took {taken2}\n--- input ---\n{Shown(text)}");
            Assert.True(first == second, $"seed {seed}, input {i}: once {first}, once {second}\n--- input ---\n{Shown(text)}");
            _ = string.IsNullOrEmpty(first) ? taken++ : refused++;
        }

        return (taken, refused);
    }

    /// <summary>Input i of a run.</summary>
    public string Text(int seed, int i)
    {
        var random = new Random(unchecked((seed * 1_000_003) + i));
        var text = new StringBuilder(corpus[random.Next(corpus.Count)]);
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(6))
            {
                case 0:
                    text.Insert(at, splices[random.Next(splices.Count)]);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(20), text.Length - at));
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(60), text.Length - at)));
                    break;
                case 3:
                    var other = corpus[random.Next(corpus.Count)];
                    var from = random.Next(other.Length + 1);
                    text.Insert(at, other.AsSpan(from, Math.Min(random.Next(60), other.Length - from)));
                    break;
                case 4:
                    text.Length = at;
                    break;
                default:
                    if (at < text.Length)
                    {
                        text[at] = (char)random.Next(1, random.Next(8) == 0 ? 0xFFFF : 0x250);
                    }

                    break;
            }
        }

        return text.ToString();
    }

    private static string Shown(string text) => text.Length <= 4000 ? text : text[..4000] + "…";

    // What this thread itself used, where the system tells it, so that a busy machine does not fail what is quick.
    private static TimeSpan ThreadTime()
        => File.Exists("/proc/thread-self/schedstat")
            ? TimeSpan.FromMilliseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 1e6)
            : Stopwatch.GetElapsedTime(0);
}
