using System.Runtime.InteropServices;
using KpiLab.Cli;

using var shell = Shell.OfProcess();

// The first interrupt asks politely; the second one ends the process.
using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await App.RunAsync(args, shell, interrupted.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !interrupted.IsCancellationRequested;
    _ = EndAnywayAsync();
    interrupted.Cancel();
}

// Some steps cannot be asked to stop, such as DuckDB's first look at a file. They only read; the store takes whole steps or none, whenever the process ends.
async Task EndAnywayAsync()
{
    await Task.Delay(TimeSpan.FromMilliseconds(700));
    App.Say(shell, "stopped in the middle of a step; the store holds whole steps only");
    Environment.Exit(ExitCode.Cancelled);
}
