namespace KpiLab.Statistics;

/// <summary>Runs numbered replicates on several threads, each with a random stream of its own, so that the results do not depend on how the work was divided.</summary>
internal static class Replicates
{
    /// <summary>One number a replicate, in the order of the replicates.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Fixes all of them.</param>
    /// <param name="threads">At most so many at once; 0 for as many as there are processors.</param>
    /// <param name="scratch">Makes what one thread writes into.</param>
    /// <param name="draw">One replicate from its stream.</param>
    public static double[] Run<TScratch>(int count, long seed, int threads, Func<TScratch> scratch, Func<SeededRandom, TScratch, double> draw)
        => Run(count, seed, threads, scratch, (random, local, _) => draw(random, local));

    /// <summary>The same, with the number of the replicate.</summary>
    public static double[] Run<TScratch>(int count, long seed, int threads, Func<TScratch> scratch, Func<SeededRandom, TScratch, int, double> draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var results = new double[count];
        var source = new SeededRandom(seed);
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads },
            scratch,
            (i, _, local) =>
            {
                results[i] = draw(source.Stream((ulong)i), local, i);
                return local;
            },
            _ => { });
        return results;
    }
}
