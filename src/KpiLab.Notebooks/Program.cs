using System.Globalization;
using System.IO.Pipes;

namespace KpiLab.Notebooks;

/// <summary>The process in which a notebook runs. Started by <see cref="NotebookRunner"/>, with the handles of two pipes; not meant for people.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            await Console.Error.WriteLineAsync("Notebooks are run by `kpilab notebook run FILE`.");
            return 2;
        }

        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var requests = new AnonymousPipeClientStream(PipeDirection.In, arguments[0]);
        using var events = new AnonymousPipeClientStream(PipeDirection.Out, arguments[1]);
        if (await Frame.ReadAsync(requests, MessageJson.Default.WorkerRequest, int.MaxValue, default) is not var (request, _) || request is null)
        {
            return 3;
        }

        // Whoever asked keeps its end open for as long as it lives.
        _ = Task.Run(() =>
        {
            _ = requests.ReadByte();
            Environment.Exit(3);
        });
        var outlet = new EventOutlet(events);
        using var host = new NotebookHost(request, outlet);
        await host.RunAsync();
        outlet.Send(new WorkerEvent(WorkerNews.Done, 0));

        // Threads that the notebook left behind do not keep the process.
        Environment.Exit(0);
        return 0;
    }
}
