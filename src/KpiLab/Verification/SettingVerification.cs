using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>The thresholds of links with one of them moved.</summary>
/// <param name="Name">Which; empty for the defaults.</param>
/// <param name="Value">What it is now; empty for the defaults.</param>
/// <param name="Settings">All of them.</param>
[TypeFormatterSource]
public sealed record SettingVariant(string Name, string Value, LinkSettings Settings) : IShowable
{
    /// <summary>The defaults, every threshold of the tests once lower and once higher, and every choice of what decides.</summary>
    public static IReadOnlyList<SettingVariant> All { get; } = [new("", "", LinkSettings.Default), .. Thresholds(), .. Choices()];

    private static IEnumerable<SettingVariant> Thresholds()
    {
        (string Name, double Lower, double Higher)[] moves =
        [
            ("alpha", 0.01, 0.10), ("wrong_sign_alpha", 0.001, 0.05), ("clark_west_alpha", 0.05, 0.20), ("fewest_forecasts", 10, 75), ("first_origin", 0.2, 0.5), ("fewest_origin_degrees", 6, 40),
            ("recent_periods", 34, 52), ("recent_z", 1.28, 1.96), ("break_f", 7.0, 12.0), ("trim", 0.10, 0.25), ("after_break_z", 1.645, 2.5), ("recent_z_with_break", 0.84, 1.645), ("dead_z", 0.5, 1.5),
            ("dead_periods", 12, 36), ("robust_t", 1.28, 1.96), ("clip", 2, 10), ("absence_z", 1.28, 1.96),
        ];
        foreach (var (name, lower, higher) in moves)
        {
            var setting = LinkSetting.All.Single(s => s.Name == name);
            yield return new(name, Text(lower), setting.With(LinkSettings.Default, lower));
            yield return new(name, Text(higher), setting.With(LinkSettings.Default, higher));
        }
    }

    private static IEnumerable<SettingVariant> Choices()
    {
        yield return new("decide.horizon", "lead_time", LinkSettings.Default with { Decide = new(Horizon: LinkHorizon.LeadTime) });
        yield return new("decide.benchmark", "better_of_both", LinkSettings.Default with { Decide = new(Benchmark: LinkBenchmark.BetterOfBoth) });
        yield return new("decide.errors", "hac", LinkSettings.Default with { Decide = new(Errors: LinkErrors.Hac) });
        yield return new("decide, all three", "", LinkSettings.Default with { Decide = new(LinkHorizon.LeadTime, LinkBenchmark.BetterOfBoth, LinkErrors.Hac) });
    }

    private static string Text(double value) => value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Words of a world's pairs under each variant.</summary>
/// <param name="World">The world.</param>
/// <param name="Pairs">Pairs drawn, the same for all variants.</param>
/// <param name="Kept">Keeps by variant.</param>
/// <param name="Replaced">Replaces by variant.</param>
[TypeFormatterSource]
public sealed record SettingCount(LinkWorld World, int Pairs, IReadOnlyList<int> Kept, IReadOnlyList<int> Replaced) : IShowable;

/// <summary>What moving a threshold does to the rates of errors: all variants judge the same pairs.</summary>
public static class SettingVerification
{
    private const int Periods = 104;

    /// <summary>The worlds: living ones, ones that never led, and one that died.</summary>
    public static IReadOnlyList<LinkWorld> Worlds { get; } =
    [
        LinkWorld.Living(0.3), LinkWorld.Living(0.45), LinkWorld.Season, LinkWorld.Outliers, LinkWorld.Independent, LinkWorld.RandomWalks, LinkWorld.TrendOnly, LinkWorld.SeasonOnly, LinkWorld.Spike,
        LinkWorld.Died(0.6), LinkWorld.WrongSign,
    ];

    /// <summary>Counts the words of one world at 104 months, the same for a seed whatever the threads.</summary>
    public static SettingCount Count(LinkWorld world, int pairs, long seed, int? threads = null, CancellationToken cancellation = default)
    {
        var random = new SeededRandom(seed).Stream(StableKey.Of(Invariant($"settings|{world.Name}|{world.Effect}")));
        int[] kept = new int[SettingVariant.All.Count], replaced = new int[SettingVariant.All.Count];
        Parallel.For(0, pairs, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation }, i =>
        {
            var words = Words(world.Draw(Periods, LinkCadence.Monthly, random.Stream((ulong)i)));
            for (var v = 0; v < words.Count; v++)
            {
                if (words[v] == LinkWord.Keep)
                {
                    Interlocked.Increment(ref kept[v]);
                }
                else if (words[v] == LinkWord.Replace)
                {
                    Interlocked.Increment(ref replaced[v]);
                }
            }
        });
        return new SettingCount(world, pairs, kept, replaced);
    }

    private static List<LinkWord> Words(LinkPair pair)
    {
        var window = new LeadWindow(1, 6);
        Estimable<LeadEvidence> Examine(LeadSettings settings) => LeadExamination.Examine(pair.Outcome, pair.Lead, pair.Controls, window, pair.Season, 1, settings);
        var usual = Examine(LinkSettings.Default.Lead);
        var beside = usual.Select(e => LeadBeside.Of(pair.Outcome, pair.Lead, pair.Controls, window, pair.Season, 1, e));
        var season = new LinkSeason(pair.Season, false, "");
        return [.. SettingVariant.All.Select(variant =>
        {
            var lead = variant.Settings.Lead;
            var evidence = OnlyJudges(variant.Name) ? usual : Examine(lead);
            return evidence.Match(
                e => LinkJudge.Judge(e, e.PValue, 1, lead, more: LinkExtras.Of(season, beside, variant.Settings)).Word,
                _ => LinkWord.InsufficientEvidence);
        })];
    }

    // These are read when the evidence is judged; all others when it is made.
    private static bool OnlyJudges(string name)
        => name is "" or "alpha" or "wrong_sign_alpha" or "clark_west_alpha" or "recent_z" or "after_break_z" or "recent_z_with_break" or "dead_z" or "dead_periods" or "robust_t"
            || name.StartsWith("decide", StringComparison.Ordinal);
}
