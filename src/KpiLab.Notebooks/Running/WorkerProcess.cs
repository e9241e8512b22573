using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using KpiLab.Core;

namespace KpiLab.Notebooks;

/// <summary>The process that runs a notebook's code: started with two pipes, watched, killed with whatever it started.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly AnonymousPipeServerStream _requests;
    private readonly AnonymousPipeServerStream _events;
    private readonly NativeWords _errors = new();
    private readonly NativeWords _output = new();
    private readonly CancellationTokenSource _gone = new();

    private WorkerProcess(Process process, AnonymousPipeServerStream requests, AnonymousPipeServerStream events)
    {
        _process = process;
        _requests = requests;
        _events = events;
    }

    /// <summary>Cancelled once the process has ended and a moment has passed in which the rest of what it told is read: others may hold its pipes open.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>What the process is told.</summary>
    public Stream Requests => _requests;

    /// <summary>What the process tells.</summary>
    public Stream Events => _events;

    /// <summary>Memory that the process holds now; 0 once it is gone.</summary>
    public long Bytes
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.HasExited ? 0 : _process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return 0;
            }
        }
    }

    /// <summary>What was written to the process's own streams since the cell began, errors first: a runtime's last words.</summary>
    public string LastWords => $"{_errors.Text}\n{_output.Text}".Trim();

    /// <summary>Whether they say that memory ran out.</summary>
    public bool IsOutOfMemory => _errors.IsOutOfMemory || _output.IsOutOfMemory;

    /// <summary>Starts the process.</summary>
    /// <param name="folder">Where it works.</param>
    /// <param name="memoryBytes">How large its managed heap may grow.</param>
    /// <exception cref="EngineException">It cannot be started.</exception>
    public static WorkerProcess Start(string folder, long memoryBytes)
    {
        var requests = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var events = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var start = new ProcessStartInfo(Host())
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var program = typeof(WorkerProcess).Assembly.Location;
        foreach (var argument in (IEnumerable<string>)["exec", .. Settings(program), program, requests.GetClientHandleAsString(), events.GetClientHandleAsString()])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = memoryBytes.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TieredCompilation"] = "1";
        try
        {
            var process = Process.Start(start)!;
            requests.DisposeLocalCopyOfClientHandle();
            events.DisposeLocalCopyOfClientHandle();
            process.StandardInput.Close();
            var worker = new WorkerProcess(process, requests, events);

            // Console output comes by the pipe; what native code writes is kept as last words and else let go.
            process.Exited += (_, _) => worker.End();
            process.EnableRaisingEvents = true;
            process.ErrorDataReceived += (_, line) => worker._errors.Hear(line.Data);
            process.OutputDataReceived += (_, line) => worker._output.Hear(line.Data);
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            return worker;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
        {
            requests.Dispose();
            events.Dispose();
            throw new EngineException($"the process for the notebook cannot be started with {Host()}: {error.Message}", error);
        }
    }

    /// <summary>Ends the process, and those that it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is gone already.
        }
    }

    /// <summary>Its exit code, once it has ended; null where it has not.</summary>
    public async Task<int?> ExitCodeAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It runs, or another process holds its streams open.
        }

        return _process.HasExited ? _process.ExitCode : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await ExitCodeAsync(TimeSpan.FromSeconds(5));
        await _requests.DisposeAsync();
        await _events.DisposeAsync();
        _process.Dispose();
        _gone.Dispose();
    }

    private void End()
    {
        try
        {
            _gone.CancelAfter(Rest);
        }
        catch (ObjectDisposedException)
        {
            // All was told already.
        }
    }

    // Where only the library was taken along, the process runs by what its host runs by.
    private static IEnumerable<string> Settings(string program)
    {
        var host = System.Reflection.Assembly.GetEntryAssembly()?.Location;
        return File.Exists(Path.ChangeExtension(program, ".runtimeconfig.json")) || string.IsNullOrEmpty(host)
            ? []
            : ["--runtimeconfig", Path.ChangeExtension(host, ".runtimeconfig.json"), "--depsfile", Path.ChangeExtension(host, ".deps.json")];
    }

    // The host of this process where it is `dotnet`; else the one whose runtime this process uses.
    private static string Host()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Environment.ProcessPath is { } self && Path.GetFileName(self).Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            return self;
        }

        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? name;
    }
}
