using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What is counted over the pairs of a world.</summary>
public enum LinkMeasure
{
    /// <summary>Share of Keeps.</summary>
    Keep,

    /// <summary>Share of Replaces.</summary>
    Replace,

    /// <summary>Share of the Keeps whose lag is within one period of the truth.</summary>
    LagHit,
}

/// <summary>A promise about a share, in per cent.</summary>
/// <param name="Measure">What is counted.</param>
/// <param name="AtMost">True for an upper bound.</param>
/// <param name="Percent">The bound.</param>
[TypeFormatterSource]
public readonly record struct LinkBound(LinkMeasure Measure, bool AtMost, double Percent)
{
    /// <summary>Whether a share keeps the promise, widened by so many Monte Carlo standard errors.</summary>
    /// <param name="share">Between 0 and 1.</param>
    /// <param name="of">Pairs that it is a share of.</param>
    /// <param name="errors">Standard errors of the bound that are allowed.</param>
    public bool Holds(double share, int of, double errors)
    {
        var bound = Percent / 100;
        var slack = of == 0 ? 1 : errors * Math.Sqrt(bound * (1 - bound) / of);
        return AtMost ? share <= bound + slack : share >= bound - slack;
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Measure} {(AtMost ? "≤" : "≥")} {Percent} %");
}

/// <summary>A world, a cadence, a length, and what is promised of the verdicts there.</summary>
[TypeFormatterSource]
public sealed record LinkScenario(LinkWorld World, LinkCadence Cadence, int Periods, IReadOnlyList<LinkBound> Bounds);

/// <summary>The scenarios of the evidence table and their bounds.</summary>
public static class LinkScenarios
{
    private static readonly int[] MonthlyLengths = [48, 72, 104, 156];
    private static readonly int[] WeeklyLengths = [156, 208, 260];
    private static readonly int[] WeeklyKeep = [77, 90, 94];
    private static readonly int[] WeeklyDeadKeep = [19, 15, 11];

    // Worlds in which there never was a lead, with the largest share of Keeps.
    private static readonly (LinkWorld World, double Keep)[] Null =
    [
        (LinkWorld.Independent, 5), (LinkWorld.RandomWalks, 5), (LinkWorld.SeasonOnly, 5), (LinkWorld.TrendOnly, 5), (LinkWorld.Reverse, 5), (LinkWorld.Coincident, 5),
        (LinkWorld.WrongSign, 2), (LinkWorld.Spike, 6), (LinkWorld.CommonCause, 5), (LinkWorld.SharedDenominator, 5), (LinkWorld.Inverted, 2),
    ];

    /// <summary>Every scenario.</summary>
    public static IReadOnlyList<LinkScenario> All { get; } = [.. Monthly(), .. Weekly()];

    private static IEnumerable<LinkScenario> Monthly()
    {
        foreach (var (b, keep) in new[] { (0.3, new[] { 19, 32, 49, 56 }), (0.45, [40, 62, 83, 86]), (0.6, [61, 83, 94, 96]) })
        {
            foreach (var (n, least) in MonthlyLengths.Zip(keep))
            {
                yield return Scenario(LinkWorld.Living(b), LinkCadence.Monthly, n, [AtLeast(LinkMeasure.Keep, least), .. Life(b, 7)]);
            }
        }

        foreach (var (world, least, wrong) in new[]
        {
            (LinkWorld.Season, 80, 2), (LinkWorld.Missing, 79, 2), (LinkWorld.LevelBreak, 60, 4), (LinkWorld.Outliers, 66, 4),
        })
        {
            yield return Scenario(
                world, LinkCadence.Monthly, 104, AtLeast(LinkMeasure.Keep, least), AtLeast(LinkMeasure.LagHit, 95), AtMost(LinkMeasure.Replace, wrong));
        }

        yield return Scenario(LinkWorld.Spread(0.45), LinkCadence.Monthly, 104, AtLeast(LinkMeasure.Keep, 75), AtMost(LinkMeasure.Replace, 2));
        foreach (var n in MonthlyLengths)
        {
            yield return Scenario(LinkWorld.LagDrift, LinkCadence.Monthly, n, AtMost(LinkMeasure.Replace, 8));
        }

        foreach (var (world, keep) in Null)
        {
            foreach (var n in MonthlyLengths)
            {
                yield return Scenario(world, LinkCadence.Monthly, n, [AtMost(LinkMeasure.Keep, keep), .. Absence(world, n)]);
            }
        }

        foreach (var b in new[] { 0.45, 0.6, 0.9 })
        {
            foreach (var n in MonthlyLengths)
            {
                LinkBound[] found = b == 0.6 && n >= 104 ? [AtLeast(LinkMeasure.Replace, n == 104 ? 42 : 65)] : [];
                yield return Scenario(LinkWorld.Died(b), LinkCadence.Monthly, n, [AtMost(LinkMeasure.Keep, n <= 104 ? 12 : 7), .. found]);
            }
        }
    }

    private static IEnumerable<LinkScenario> Weekly()
    {
        foreach (var (n, i) in WeeklyLengths.Select((n, i) => (n, i)))
        {
            yield return Scenario(LinkWorld.Living(0.3), LinkCadence.Weekly, n, [.. Life(0.3, 11)]);
            yield return Scenario(LinkWorld.Living(0.45), LinkCadence.Weekly, n, [AtLeast(LinkMeasure.Keep, WeeklyKeep[i]), .. Life(0.45, 11)]);
            yield return Scenario(LinkWorld.Died(0.6), LinkCadence.Weekly, n, AtMost(LinkMeasure.Keep, WeeklyDeadKeep[i]));
            foreach (var (world, keep) in Null)
            {
                yield return Scenario(world, LinkCadence.Weekly, n, AtMost(LinkMeasure.Keep, keep));
            }
        }
    }

    // At the smallest effect that matters the bound that shows absence is a 5 % test of its own, so that its wrong Replaces may be more.
    private static LinkBound[] Life(double b, double atSmallest)
        => [AtLeast(LinkMeasure.LagHit, b < 0.45 ? 87 : 95), AtMost(LinkMeasure.Replace, b < 0.45 ? atSmallest : 2)];

    private static LinkBound[] Absence(LinkWorld world, int n) => (n, world) switch
    {
        (104, _) when world == LinkWorld.RandomWalks => [AtLeast(LinkMeasure.Replace, 52)],
        (156, _) when world == LinkWorld.RandomWalks => [AtLeast(LinkMeasure.Replace, 83)],
        (104, _) when Empty(world) => [AtLeast(LinkMeasure.Replace, 58)],
        (156, _) when Empty(world) => [AtLeast(LinkMeasure.Replace, 80)],
        _ => [],
    };

    private static bool Empty(LinkWorld world)
        => world == LinkWorld.Independent || world == LinkWorld.SeasonOnly || world == LinkWorld.TrendOnly || world == LinkWorld.Reverse || world == LinkWorld.Coincident;

    private static LinkScenario Scenario(LinkWorld world, LinkCadence cadence, int periods, params LinkBound[] bounds) => new(world, cadence, periods, bounds);

    private static LinkBound AtLeast(LinkMeasure measure, double percent) => new(measure, false, percent);

    private static LinkBound AtMost(LinkMeasure measure, double percent) => new(measure, true, percent);
}
