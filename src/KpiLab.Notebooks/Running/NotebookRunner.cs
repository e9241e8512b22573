using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Notebooks;

/// <summary>Runs C# notebooks without a front end, as the .NET Interactive kernel would: one process, all code cells in order, outputs as nbformat 4.5.</summary>
/// <remarks>The code runs with the rights of whoever runs it: the process protects against accidents, not against malice.</remarks>
public static class NotebookRunner
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    // Beyond the managed heap: runtime, compiler and native engine.
    private const long Overhead = 400L << 20;

    /// <summary>Runs every code cell until one fails.</summary>
    /// <param name="notebook">The notebook; it is left as it is.</param>
    /// <param name="options">Folder and limits.</param>
    /// <param name="progress">Hears which cell runs.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <returns>A copy with the outputs of this run; a cell that failed holds its error, and those after it hold nothing.</returns>
    /// <exception cref="EngineException">The process cannot be started.</exception>
    public static async Task<NotebookRun> RunAsync(
        NotebookDocument notebook, NotebookRunOptions options, IProgress<NotebookProgress>? progress = null, CancellationToken cancellation = default)
    {
        var cleared = new NotebookDocument([.. notebook.Cells.Select(Cleared)], Metadata(notebook));
        var cells = Requests(cleared);
        var started = options.Clock.GetTimestamp();
        var scratch = Directory.CreateTempSubdirectory("kpilab-notebook-");
        try
        {
            await using var process = WorkerProcess.Start(options.Folder, options.MemoryBytes);
            using var limit = new CancellationTokenSource(options.Timeout, options.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
            using var ended = either.Token.Register(process.Kill);
            var recorder = new RunRecorder(cleared, options.OutputBytes);
            var memory = WatchMemoryAsync(process, options, either.Token);
            var failure = await FollowAsync(process, new WorkerRequest(Path.GetFullPath(options.Folder), scratch.FullName, options.OutputBytes, cells), recorder, cells, progress, either.Token);
            cancellation.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested && failure is not null)
            {
                failure = new NotebookFailure(NotebookEnd.TimedOut, recorder.Cell + 1, null, Invariant($"the notebook took longer than {Spelled(options.Timeout)} and was ended here; mend the loop, or allow more with --timeout"));
            }
            else if (memory.IsCompletedSuccessfully && await memory && failure is not null)
            {
                failure = new NotebookFailure(NotebookEnd.OutOfMemory, recorder.Cell + 1, null, Invariant($"the notebook needed more memory than {options.MemoryBytes / 1_000_000} MB and was ended here; read less at once, or allow more with --memory"));
            }

            if (failure is not null && recorder.Failure is null)
            {
                recorder.Fail(failure);
            }

            return new NotebookRun(cleared, failure, recorder.CellsRun, options.Clock.GetElapsedTime(started));
        }
        finally
        {
            Discard(scratch);
        }
    }

    private static async Task<NotebookFailure?> FollowAsync(
        WorkerProcess process, WorkerRequest request, RunRecorder recorder, IReadOnlyList<WorkerCell> cells, IProgress<NotebookProgress>? progress, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, process.Gone);
        try
        {
            Frame.Write(process.Requests, request, MessageJson.Default.WorkerRequest);
            while (await Frame.ReadAsync(process.Events, MessageJson.Default.WorkerEvent, recorder.BytesLeft, CancellationToken.None).WaitAsync(ended.Token) is var (news, bytes))
            {
                if (news is null || !recorder.Take(bytes))
                {
                    process.Kill();
                    return new NotebookFailure(
                        NotebookEnd.TooMuchOutput, recorder.Cell + 1, null, OutputLimit.Message(recorder.MostBytes));
                }

                if (news.News == WorkerNews.Done)
                {
                    return recorder.Failure;
                }

                recorder.Hear(news);
                if (news.News == WorkerNews.Started)
                {
                    var place = cells.TakeWhile(c => c.Index != news.Cell).Count();
                    progress?.Report(new NotebookProgress(place + 1, cells.Count, FirstLine(cells[place].Source)));
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or System.Text.Json.JsonException)
        {
            // Whatever became of the pipe, the process's end tells why.
        }

        process.Kill();
        var code = await process.ExitCodeAsync(TimeSpan.FromSeconds(2));
        var words = process.LastWords;
        return process.IsOutOfMemory
            ? new NotebookFailure(NotebookEnd.OutOfMemory, recorder.Cell + 1, null, "the notebook needed more memory than it may have; read less at once, or allow more with --memory")
            : new NotebookFailure(
                NotebookEnd.Died, recorder.Cell + 1, null, Invariant($"the process of the notebook ended in the middle of this cell (exit code {code})") + (words.Length == 0 ? "" : ": " + FirstLine(words)));
    }

    private static async Task<bool> WatchMemoryAsync(WorkerProcess process, NotebookRunOptions options, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Glance, options.Clock, cancellation);
                switch (process.Bytes)
                {
                    case 0:
                        return false;
                    case var bytes when bytes > options.MemoryBytes + Overhead:
                        process.Kill();
                        return true;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static List<WorkerCell> Requests(NotebookDocument notebook)
    {
        var language = notebook.DefaultLanguage;
        return [.. notebook.Cells.Select((c, i) => (Cell: c, Index: i))
            .Where(c => c.Cell.Kind == NotebookCellKind.Code && !string.IsNullOrWhiteSpace(c.Cell.Source))
            .Select(c => new WorkerCell(c.Index, c.Cell.Language ?? language, c.Cell.Source, c.Cell.Tags.Contains("raises-exception", StringComparer.Ordinal)))];
    }

    // Front ends choose the kernel by these; what names none, or only half of one, gets those of the C# kernel.
    private static JsonObject Metadata(NotebookDocument notebook)
    {
        var metadata = (JsonObject)notebook.Metadata.DeepClone();
        var own = NotebookDocument.CSharpMetadata();
        foreach (var (part, fields) in new[] { ("kernelspec", new[] { "name", "display_name" }), ("language_info", ["name"]) })
        {
            if (metadata[part] is not JsonObject given || fields.Any(f => given[f] is not JsonValue value || !value.TryGetValue<string>(out _)))
            {
                metadata[part] = own[part]!.DeepClone();
            }
        }

        return metadata;
    }

    private static NotebookCell Cleared(NotebookCell cell) => new(cell.Kind, cell.Source, cell.Id)
    {
        Metadata = (JsonObject)cell.Metadata.DeepClone(),
        Attachments = cell.Attachments?.DeepClone() as JsonObject,
    };

    internal static string FirstLine(string text) => text.AsSpan().Trim().ToString().Split('\n', 2)[0].Trim();

    private static string Spelled(TimeSpan time) => time.TotalSeconds < 120 ? Invariant($"{time.TotalSeconds:0.###} s") : Invariant($"{time.TotalMinutes:0.#} min");

    private static void Discard(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A temporary folder; the system removes it in time.
        }
    }
}
