using KpiLab.Bridges.Interactive;
using KpiLab.Core;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace KpiLab.Bridges.Tests;

public sealed class InteractiveTests
{
    [Fact]
    public void Cancellation_is_the_running_cells_and_none_outside_a_cell()
    {
        Assert.Equal(CancellationToken.None, Live.Cancellation);
        using var context = KernelInvocationContext.GetOrCreateAmbientContext(new SubmitCode("1"));
        Assert.Equal(context.CancellationToken, Live.Cancellation);
    }

    [Fact]
    public async Task A_verb_gets_progress_and_cancellation_and_gives_its_result()
    {
        using var context = KernelInvocationContext.GetOrCreateAmbientContext(new SubmitCode("1"));
        var result = await Lab.InMemory().LiveAsync(async (lab, progress, stop) =>
        {
            progress.Report(new ScanProgress("reading <b>", 1_234, 0.5));
            Assert.Equal(context.CancellationToken, stop);
            return await Task.FromResult(42);
        });
        Assert.Equal(42, result);
    }

    [Fact]
    public async Task What_a_verb_throws_comes_out()
        => await Assert.ThrowsAsync<OperationCanceledException>(() => Lab.InMemory().LiveAsync<int>((_, _, _) => throw new OperationCanceledException()));

    [Fact]
    public void Progress_shows_as_html_with_text_from_data_escaped()
    {
        LiveProgress.Register();
        var html = new ProgressView("Checkout", "reading <b>", 1_234, 0.5, TimeSpan.FromSeconds(2)).ToDisplayString("text/html");
        Assert.Contains("value=\"0.5\"", html, StringComparison.Ordinal);
        Assert.Contains("reading &lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("1,234 rows", html, StringComparison.Ordinal);
    }
}
