using System.Runtime.InteropServices;
using KpiLab.Cli;

// The first interrupt asks politely; the second one ends the process.
using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var shell = Shell.OfProcess();
return await App.RunAsync(args, shell, interrupted.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}
