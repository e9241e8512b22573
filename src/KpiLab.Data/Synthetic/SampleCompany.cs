using System.Reflection;
using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>A file of a synthetic workspace.</summary>
/// <param name="Path">Relative to the workspace, with <c>/</c>.</param>
/// <param name="Text">Its content, UTF-8 without a mark, lines ending in LF.</param>
[TypeFormatterSource]
public sealed record SampleFile(string Path, string Text);

/// <summary>
/// Brightdesk, a company that sells software by subscription and does not exist: its definitions, its data, and the truth that was planted in them, as they stood at any moment of its story.
/// </summary>
/// <remarks>
/// A seed gives the same bytes on every machine: random numbers come from <see cref="Statistics.SeededRandom"/>, every file and every unit from a stream of
/// its own, and values are written with few decimals, far from the last bits in which mathematical libraries differ.
/// </remarks>
public sealed class SampleCompany
{
    /// <summary>The seed of <c>data-samples/</c>.</summary>
    public const long DefaultSeed = 0;

    /// <summary>The list of troubles that a review at the end must find, in the workspace and beside this generator.</summary>
    public const string Troubles = "planted-troubles.json";

    private const string Prefix = "KpiLab.Data.Samples/";

    private readonly IReadOnlyList<SampleFile> _definitions = [.. Embedded()];
    private readonly IReadOnlyList<SampleData> _data;
    private readonly IReadOnlyList<SampleFile> _papers;

    /// <summary>Makes the company of a seed.</summary>
    public SampleCompany(long seed = DefaultSeed)
    {
        var root = new Statistics.SeededRandom(seed);
        _data =
        [
            .. SampleOnboarding.Files(root.Stream(6)).Select(Onboarding),
            new(SamplePricing.File(root.Stream(2)), "exposed_at", TimeSpan.Zero),
            new(SampleCheckout.File(root.Stream(3)), "exposed_at", TimeSpan.Zero),
            new(SampleWeeks.File(root.Stream(4)), "week", TimeSpan.FromDays(7)),
            new(SamplePastExperiments.File(root.Stream(5)), "ended", TimeSpan.Zero),
            new(SampleTrials.File(root.Stream(7)), "started_at", TimeSpan.FromDays(90)),
            .. SampleExperiments.Files(root.Stream(8)).Select(f => new SampleData(f, "exposed_at", TimeSpan.Zero)),
        ];
        _papers = [SampleTruth.File(seed), new SampleFile(Troubles, Resource(Troubles))];
    }

    /// <summary>The first definitions are applied then.</summary>
    public static DateTimeOffset BeginsAt { get; } = At(4, 1);

    /// <summary>The last review is made then.</summary>
    public static DateTimeOffset EndsAt { get; } = At(10, 5);

    /// <summary>The morning of a month on which what people decided is written into the definitions.</summary>
    public static DateTimeOffset Opens(int month) => At(month, 3);

    /// <summary>Nine in the morning of a day of the story.</summary>
    public static DateTimeOffset At(int month, int day) => new(2026, month, day, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Every file of the workspace at the end of the story: definitions, data, <c>planted-truth.md</c>, <c>planted-troubles.json</c>.</summary>
    public static IReadOnlyList<SampleFile> Files(long seed = DefaultSeed) => new SampleCompany(seed).FilesAt(EndsAt);

    /// <summary>Every file as it was at a moment: definitions as people had written them by then, data as far as they were known.</summary>
    public IReadOnlyList<SampleFile> FilesAt(DateTimeOffset moment) =>
    [
        .. SampleRevisions.At(_definitions, moment),
        .. _data.Select(d => d.At(moment)).OfType<SampleFile>(),
        .. _papers,
    ];

    private static SampleData Onboarding(SampleFile file)
        => file.Path.EndsWith("events.csv", StringComparison.Ordinal) ? new SampleData(file, "at", TimeSpan.Zero)
            : new SampleData(file, "exposed_at", TimeSpan.FromDays(file.Path.EndsWith("units.csv", StringComparison.Ordinal) ? SampleOnboarding.WindowDays : 0));

    // The definitions are written by people and stand in data-samples/ as they are; the build carries them in this assembly.
    private static IEnumerable<SampleFile> Embedded()
        => Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => new SampleFile(name[Prefix.Length..].Replace('\\', '/'), Resource(name)));

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
