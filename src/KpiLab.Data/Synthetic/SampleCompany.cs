using System.Reflection;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>A file of a synthetic workspace.</summary>
/// <param name="Path">Relative to the workspace, with <c>/</c>.</param>
/// <param name="Text">Its content, UTF-8 without a mark, lines ending in LF.</param>
[TypeFormatterSource]
public sealed record SampleFile(string Path, string Text);

/// <summary>
/// Brightdesk, a company that sells software by subscription and does not exist: its definitions, its data, and the truth that was planted in them.
/// </summary>
/// <remarks>
/// A seed gives the same bytes on every machine: random numbers come from <see cref="Statistics.SeededRandom"/>, every file and every unit from a stream of
/// its own, and values are written with few decimals, far from the last bits in which mathematical libraries differ.
/// </remarks>
public static class SampleCompany
{
    /// <summary>The seed of <c>data-samples/</c>.</summary>
    public const long DefaultSeed = 0;

    /// <summary>Before the first experiment starts: definitions are registered then.</summary>
    public static DateTimeOffset RegisteredAt { get; } = new(2026, 7, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>After the last experiment has ended and all its windows have closed.</summary>
    public static DateTimeOffset AnalysedAt { get; } = new(2026, 9, 14, 9, 0, 0, TimeSpan.Zero);

    private const string Prefix = "KpiLab.Data.Samples/";

    /// <summary>Every file of the workspace: definitions, data, and <c>planted-truth.md</c>.</summary>
    public static IReadOnlyList<SampleFile> Files(long seed = DefaultSeed)
    {
        var root = new Statistics.SeededRandom(seed);
        return
        [
            .. Definitions(),
            .. SampleOnboarding.Files(root.Stream(6)),
            SamplePricing.File(root.Stream(2)),
            SampleCheckout.File(root.Stream(3)),
            SampleWeeks.File(root.Stream(4)),
            SamplePastExperiments.File(root.Stream(5)),
            SampleTrials.File(root.Stream(7)),
            SampleTruth.File(seed),
        ];
    }

    // The definitions are written by people and stand in data-samples/ as they are; the build carries them in this assembly.
    private static IEnumerable<SampleFile> Definitions()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SampleFile(name[Prefix.Length..].Replace('\\', '/'), reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}
