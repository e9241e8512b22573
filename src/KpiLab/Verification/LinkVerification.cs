using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Verdicts of one scenario, counted.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Pairs">Pairs drawn.</param>
/// <param name="Kept">Keeps.</param>
/// <param name="Revalidated">Revalidates.</param>
/// <param name="Replaced">Replaces.</param>
/// <param name="Refused">Pairs without enough evidence.</param>
/// <param name="LagHits">Keeps whose lag is within one period of the truth.</param>
[TypeFormatterSource]
public sealed record LinkCount(LinkScenario Scenario, int Pairs, int Kept, int Revalidated, int Replaced, int Refused, int LagHits) : IShowable
{
    /// <summary>The share of a measure, and how many it is a share of.</summary>
    public (double Share, int Of) Share(LinkMeasure measure) => measure switch
    {
        LinkMeasure.Keep => ((double)Kept / Pairs, Pairs),
        LinkMeasure.Replace => ((double)Replaced / Pairs, Pairs),
        _ => (Kept == 0 ? 1 : (double)LagHits / Kept, Kept),
    };

    /// <summary>Bounds that do not hold even when widened by so many Monte Carlo standard errors.</summary>
    public IReadOnlyList<LinkBound> Missed(double errors) => [.. Scenario.Bounds.Where(b => !b.Holds(Share(b.Measure).Share, Share(b.Measure).Of, errors))];
}

/// <summary>Runs the verdict over worlds whose truth is known.</summary>
public static class LinkVerification
{
    /// <summary>Counts the verdicts of one scenario, the same for a seed whatever the threads.</summary>
    /// <param name="scenario">World, cadence, length.</param>
    /// <param name="pairs">Pairs to draw.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Threads; null for all.</param>
    /// <param name="cancellation">Stops the run.</param>
    public static LinkCount Run(LinkScenario scenario, int pairs, long seed, int? threads = null, CancellationToken cancellation = default)
    {
        var settings = new LeadSettings();
        var window = new LeadWindow(1, 6);
        var random = new SeededRandom(seed).Stream(StableKey.Of(Invariant($"{scenario.World.Name}|{scenario.World.Effect}|{scenario.Cadence.Name}|{scenario.Periods}")));
        var counts = new int[5];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, pairs, options, () => new int[5], (i, _, local) =>
        {
            var pair = scenario.World.Draw(scenario.Periods, scenario.Cadence, random.Stream((ulong)i));
            var evidence = LeadExamination.Examine(pair.Outcome, pair.Lead, pair.Controls, window, pair.Season, 1, settings);
            if (!evidence.IsDefined)
            {
                local[(int)LinkWord.InsufficientEvidence]++;
                return local;
            }

            var word = LinkJudge.Judge(evidence.Value, evidence.Value.PValue, 1, settings).Word;
            local[(int)word]++;
            if (word == LinkWord.Keep && Math.Abs(evidence.Value.Lag - scenario.Cadence.Lag) <= 1)
            {
                local[4]++;
            }

            return local;
        }, local =>
        {
            lock (counts)
            {
                for (var i = 0; i < counts.Length; i++)
                {
                    counts[i] += local[i];
                }
            }
        });
        return new LinkCount(
            scenario,
            pairs,
            counts[(int)LinkWord.Keep],
            counts[(int)LinkWord.Revalidate],
            counts[(int)LinkWord.Replace],
            counts[(int)LinkWord.InsufficientEvidence],
            counts[4]);
    }
}
