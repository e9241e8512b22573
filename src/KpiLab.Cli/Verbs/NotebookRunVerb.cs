using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KpiLab.Core;
using KpiLab.Notebooks;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>notebook run FILE [-p k=v] [--out F] [--html F]</c></summary>
internal static class NotebookRunVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var file = new Argument<string>("FILE") { Description = "A C# notebook: .ipynb or .dib. It runs in its own folder, with your rights." };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            Description = "A value for a variable of the cell tagged `parameters`, e.g. -p month=2026-10.",
            HelpName = "NAME=VALUE",
            AllowMultipleArgumentsPerToken = false,
        };
        var output = new Option<string?>("--out") { Description = "Write the notebook with its outputs here (.ipynb); FILE itself may be named.", HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "Also write it as one self-contained HTML page.", HelpName = "FILE" };
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "How long it may run, e.g. 90s, 10m, 2h (default 30m).", HelpName = "TIME", CustomParser = ParseTime };
        var most = new Option<long?>("--max-output") { Description = "What its outputs may hold together, e.g. 50MB (default 20MB).", HelpName = "SIZE", CustomParser = ParseSize };
        var command = verb.Make(file, parameters, output, html, timeout, most);
        globals.OnRun(command, request => RunAsync(request, new Asked(
            request.Value(file)!, request.Value(parameters) ?? [], request.Value(output), request.Value(html), request.Value(timeout), request.Value(most))));
        return command;
    }

    private static async Task<int> RunAsync(Request request, Asked asked)
    {
        var path = Path.GetFullPath(request.PathOf(asked.File));
        var output = Target(request, asked.Output, "--out");
        var html = Target(request, asked.Html, "--html");
        if (output is not null && output == html)
        {
            throw new InvalidInputException("--html", "is the same file as --out", "name another file");
        }

        var written = await ReadAsync(path, asked.File, request.Cancellation);
        var notebook = NotebookParameters.Inject(written, Values(asked.Parameters));
        if (asked.Parameters.Length > 0 && !NotebookParameters.Declares(written))
        {
            App.Say(request.Shell, $"{asked.File} has no cell tagged `parameters`: the values are set before its first cell, and whether it uses them is not known");
        }

        var options = new NotebookRunOptions(Path.GetDirectoryName(path)!) { Clock = request.Shell.Clock };
        options = options with
        {
            Timeout = asked.Timeout ?? options.Timeout,
            OutputBytes = asked.MostOutput ?? options.OutputBytes,
            MemoryBytes = request.LabOptions.MemoryLimitBytes ?? options.MemoryBytes,
        };
        NotebookRun run;
        using (var progress = new NotebookProgressLine(request.Shell))
        {
            try
            {
                run = await NotebookRunner.RunAsync(notebook, options, progress, request.Cancellation);
            }
            catch (OperationCanceledException)
            {
                progress.Dispose();
                App.Say(request.Shell, Invariant($"{asked.File}: stopped {(progress.Last is { } at ? Invariant($"in code cell {at.Cell} of {at.Cells}") : "before its first cell")}; its process was ended and no file written. What its cells did before, in a store for instance, is done."));
                return ExitCode.Cancelled;
            }
        }

        if (output is not null)
        {
            AnalyzeVerb.WriteWhole(output, run.Notebook.ToJson(), "--out");
        }

        if (html is not null)
        {
            AnalyzeVerb.WriteWhole(html, NotebookPage.Render(run.Notebook, Path.GetFileName(path)));
        }

        if (run.Failure is { } failure)
        {
            App.Say(request.Shell, $"{asked.File}: {failure}");
            return failure.End == NotebookEnd.Broken ? ExitCode.WrongInput : ExitCode.Failed;
        }

        var files = string.Join(" and ", new[] { asked.Output, asked.Html }.OfType<string>());
        request.WriteLine(Invariant($"ran {FigureText.Counted(run.CellsRun, "cell")} of {asked.File} in {run.Duration.TotalSeconds:0.0} s") + (files.Length > 0 ? $"; wrote {files}" : ""));
        return ExitCode.Done;
    }

    private static async Task<NotebookDocument> ReadAsync(string path, string name, CancellationToken cancellation)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new InvalidInputException([new Problem(name, 0, "", Directory.Exists(path) ? "is a folder" : "there is no such file", "name a .ipynb or .dib file")]);
        }

        if (info.Length > 2L * NotebookReader.MostCharacters)
        {
            throw new InvalidInputException([new Problem(name, 0, "", Invariant($"has {info.Length / 1_000_000} MB"), "clear its outputs first")]);
        }

        var text = await File.ReadAllTextAsync(path, cancellation);
        return info.Extension.ToLowerInvariant() switch
        {
            ".ipynb" => NotebookReader.Read(text, name),
            ".dib" => DibReader.Read(text, name),
            _ => throw new InvalidInputException([new Problem(name, 0, "", "is neither .ipynb nor .dib", "name a C# notebook")]),
        };
    }

    // Found out before a long run, not after it.
    private static string? Target(Request request, string? file, string option)
    {
        if (file is null)
        {
            return null;
        }

        var path = Path.GetFullPath(request.PathOf(file));
        return Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(path))
            ? throw new InvalidInputException(option, $"`{file}` cannot be written: {(Directory.Exists(path) ? "it is a folder" : "its folder does not exist")}", "name a file in a folder that exists")
            : path;
    }

    private static List<KeyValuePair<string, string>> Values(string[] parameters)
        => [.. parameters.Select(p => p.Split('=', 2) is [{ Length: > 0 } name, var value]
            ? KeyValuePair.Create(name.Trim(), value)
            : throw new InvalidInputException("-p", $"`{p}` is no NAME=VALUE", "write e.g. -p month=2026-10"))];

    private static TimeSpan? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var factor = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 1 };
        var digits = text.TrimEnd('s', 'm', 'h');
        if (digits.Length >= text.Length - 1 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * factor is > 0 and <= 604_800)
        {
            return TimeSpan.FromSeconds(number * factor);
        }

        result.AddError($"--timeout: '{text}' is no time such as 90s, 10m or 2h, up to a week");
        return null;
    }

    private static long? ParseSize(ArgumentResult result)
    {
        if (Globals.TrySize(result.Tokens[0].Value, out var bytes) && bytes is > 0 and <= 1_000_000_000)
        {
            return bytes;
        }

        result.AddError($"--max-output: '{result.Tokens[0].Value}' is no size such as 50MB, up to 1GB");
        return null;
    }

    private sealed record Asked(string File, string[] Parameters, string? Output, string? Html, TimeSpan? Timeout, long? MostOutput);
}
