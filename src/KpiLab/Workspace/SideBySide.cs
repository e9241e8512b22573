using System.Runtime.ExceptionServices;

namespace KpiLab;

/// <summary>Work on many things at once, its results in their order.</summary>
/// <remarks>In place of a parallel query: the runtime compiles one of those anew for every type of its elements, which in a run of seconds takes longer than the work.</remarks>
internal static class SideBySide
{
    /// <summary>Each thing's result. What fails is thrown as it was; of several, one.</summary>
    public static IReadOnlyList<TResult> Each<T, TResult>(IReadOnlyList<T> things, Func<T, TResult> work)
    {
        var results = new TResult[things.Count];
        try
        {
            Parallel.For(0, results.Length, i => results[i] = work(things[i]));
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return results;
    }
}
