using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>A link that should not be kept, judged at once and again over 24 looks.</summary>
/// <param name="World">What is true.</param>
/// <param name="Cadence">Months or weeks.</param>
/// <param name="Periods">Periods known at the first verdict.</param>
/// <param name="PeriodsPerLook">Periods between two looks.</param>
/// <param name="Ever">Largest share kept at the first verdict or any re-check, per cent; null without promise.</param>
/// <param name="Again">Largest share kept at a re-check although the first verdict did not keep them.</param>
[TypeFormatterSource]
public sealed record RecheckScenario(LinkWorld World, LinkCadence Cadence, int Periods, int PeriodsPerLook, double? Ever, double? Again)
{
    /// <summary>Looks followed.</summary>
    public const int Looks = 24;

    /// <summary>Every scenario: where no lead ever was, all looks together keep 5 %; where one died before the first verdict, that verdict's own share stands, and re-checks add no more than 5 %.</summary>
    public static IReadOnlyList<RecheckScenario> All { get; } =
    [
        new(LinkWorld.Independent, LinkCadence.Monthly, 72, 1, 5, null),
        new(LinkWorld.Independent, LinkCadence.Monthly, 104, 1, 5, null),
        new(LinkWorld.Independent, LinkCadence.Weekly, 156, 4, 5, null),
        new(LinkWorld.SeasonOnly, LinkCadence.Monthly, 104, 1, 5, null),
        new(LinkWorld.SeasonOnly, LinkCadence.Weekly, 156, 4, 5, null),
        new(LinkWorld.RandomWalks, LinkCadence.Monthly, 104, 1, 5, null),
        new(LinkWorld.Coincident, LinkCadence.Monthly, 104, 1, 5, null),
        new(LinkWorld.Died(0.6), LinkCadence.Monthly, 104, 1, null, 5),
        new(LinkWorld.Died(0.6), LinkCadence.Weekly, 156, 4, null, 5),
        new(LinkWorld.Living(0.45), LinkCadence.Monthly, 72, 1, null, null),
    ];
}

/// <summary>What was counted.</summary>
/// <param name="Scenario">Where.</param>
/// <param name="Histories">Links followed.</param>
/// <param name="First">Kept by the first verdict.</param>
/// <param name="Ever">Kept by it or by a re-check.</param>
[TypeFormatterSource]
public sealed record RecheckCount(RecheckScenario Scenario, int Histories, int First, int Ever) : IShowable
{
    /// <summary>Whether the promise holds when it is widened by so many Monte Carlo standard errors.</summary>
    public bool Holds(double errors) => Check(Scenario.Ever, Ever, errors) && Check(Scenario.Again, Ever - First, errors);

    private bool Check(double? bound, int count, double errors)
        => bound is not { } percent || new LinkBound(LinkMeasure.Keep, true, percent).Holds((double)count / Histories, Histories, errors);
}

/// <summary>Follows links that are not kept through their re-checks.</summary>
public static class RecheckVerification
{
    /// <summary>Counts one scenario, the same for a seed whatever the threads.</summary>
    /// <param name="scenario">Scenario.</param>
    /// <param name="histories">Links to follow.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Threads; null for all.</param>
    /// <param name="cancellation">Stops the run.</param>
    public static RecheckCount Count(RecheckScenario scenario, int histories, long seed, int? threads = null, CancellationToken cancellation = default)
    {
        var settings = LinkSettings.Default;
        var window = new LeadWindow(1, 6);
        var random = new SeededRandom(seed).Stream(StableKey.Of(Invariant($"recheck|{scenario.World.Name}|{scenario.World.Effect}|{scenario.Cadence.Name}|{scenario.Periods}")));
        int first = 0, ever = 0;
        Parallel.For(0, histories, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation }, i =>
        {
            var last = scenario.Periods + (RecheckScenario.Looks * scenario.PeriodsPerLook);
            var pair = scenario.World.Draw(last, scenario.Cadence, random.Stream((ulong)i), known: scenario.Periods);
            for (var look = 0; look <= RecheckScenario.Looks; look += settings.Looks.OtherVerdict)
            {
                var known = scenario.Periods + (look * scenario.PeriodsPerLook);
                var evidence = LeadExamination.Examine(pair.Outcome[..known], pair.Lead[..known], [.. pair.Controls.Select(c => c[..known])], window, pair.Season, 1, settings.Lead);
                if (evidence.IsDefined && LinkJudge.Judge(evidence.Value, evidence.Value.PValue, 1, look == 0 ? settings.Lead : settings.AtRecheck(settings.Lead)).Word == LinkWord.Keep)
                {
                    Interlocked.Increment(ref ever);
                    if (look == 0)
                    {
                        Interlocked.Increment(ref first);
                    }

                    return;
                }
            }
        });
        return new RecheckCount(scenario, histories, first, ever);
    }
}
