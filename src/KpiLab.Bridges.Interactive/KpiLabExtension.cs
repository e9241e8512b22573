using Microsoft.DotNet.Interactive;

namespace KpiLab.Bridges.Interactive;

/// <summary>What the kernel of .NET Interactive runs when this package is referenced in a notebook.</summary>
public sealed class KpiLabExtension : IKernelExtension
{
    /// <summary>Makes progress show as it goes, and says so.</summary>
    public Task OnLoadAsync(Kernel kernel)
    {
        LiveProgress.Register();
        "KpiLab: `using KpiLab.Bridges.Interactive;`, then `await lab.LiveAsync((l, progress, stop) => l.AnalyzeAsync(\"id\", progress: progress, cancellation: stop))` shows progress and ends when the cell is stopped.".DisplayAs("text/markdown");
        return Task.CompletedTask;
    }
}
