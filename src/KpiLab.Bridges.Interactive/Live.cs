using KpiLab.Core;
using Microsoft.DotNet.Interactive;

namespace KpiLab.Bridges.Interactive;

/// <summary>Long work in a cell: seen while it runs, and stopped with the cell.</summary>
public static class Live
{
    /// <summary>Ends when the front end stops the running cell; never outside a cell.</summary>
    public static CancellationToken Cancellation => KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;

    /// <summary>Runs a verb with a live display of its progress and the cell's cancellation.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="work">The verb: hears where to report progress, and when to stop.</param>
    /// <param name="title">What the display is called.</param>
    /// <example><code>
    /// var analysis = await lab.LiveAsync((l, progress, stop) => l.AnalyzeAsync("onboarding_checklist", progress: progress, cancellation: stop));
    /// </code></example>
    public static async Task<T> LiveAsync<T>(this Lab lab, Func<Lab, IProgress<ScanProgress>, CancellationToken, Task<T>> work, string title = "KpiLab")
    {
        var progress = new LiveProgress(title);
        try
        {
            var result = await work(lab, progress, Cancellation);
            progress.End("done");
            return result;
        }
        catch (Exception e)
        {
            progress.End(e is OperationCanceledException ? "stopped" : "failed");
            throw;
        }
    }
}
