using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>experiment analyze [ID or FILE] [--data GLOB] [--html FILE]</c></summary>
internal static class AnalyzeVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var experiment = new Argument<string>("ID or FILE")
        {
            Description = "An experiment of the workspace, or a YAML file that defines one (unregistered). Left out: the workspace's only experiment.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var data = new Option<string?>("--data") { Description = "Read the exposures from these files instead of the source's own.", HelpName = "GLOB" };
        var sha256 = new Option<bool>("--sha256") { Description = "Also hash the data files; large ones take time." };
        var html = new Option<string?>("--html") { Description = "Also write the report as one self-contained HTML file.", HelpName = "FILE" };
        var command = verb.Make(experiment, data, sha256, html, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.Value(experiment), request.Value(data), request.Value(sha256), request.Value(html)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string? idOrFile, string? data, bool sha256, string? html)
    {
        var clock = request.Shell.Clock;
        var at = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var isFile = idOrFile is not null && IsFile(idOrFile);
        var lab = await request.OpenLabAsync(isFile ? request.PathOf(idOrFile!) : null);
        var subject = isFile ? request.PathOf(idOrFile!) : idOrFile ?? await OnlyExperimentAsync(lab, request.Cancellation);
        var options = new AnalyzeOptions(data is null ? null : request.PathOf(data), sha256);
        Analysis analysis;
        using (var progress = request.Progress())
        {
            analysis = await lab.AnalyzeAsync(subject, options, progress, request.Cancellation);
        }

        var run = new RunInfo(at, clock.GetElapsedTime(started), Environment.MachineName, App.Version);
        if (html is not null)
        {
            WriteWhole(request.PathOf(html), ExperimentReport.Render(analysis, new ReportOptions { Run = run }));
        }

        request.Print(analysis.ToDocument, () => analysis.ToJson(run), analysis.ToCsv);
        return analysis.Findings.Any(f => f.Severity == Severity.Critical) ? ExitCode.CriticalFinding : ExitCode.Done;
    }

    // The old file or the new one, never half of it.
    internal static void WriteWhole(string path, string text, string option = "--html")
    {
        var beside = path + ".part";
        try
        {
            File.WriteAllText(beside, text);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(beside);
            throw new InvalidInputException(option, $"`{path}` cannot be written: {error.Message}", "name a file in a folder that exists and may be written");
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What kept it from being written keeps it from being deleted; the first reason is the one that is told.
        }
    }

    internal static bool IsFile(string text)
        => text.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || text.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    internal static async Task<string> OnlyExperimentAsync(Lab lab, CancellationToken cancellation)
    {
        var experiments = (await lab.RegistryAsync(cancellation)).Definitions.Experiments;
        return experiments switch
        {
            [var only] => only.Id,
            [] => throw new InvalidInputException("experiment", $"no experiment is defined in {lab.Folder}", "write one with `kind: experiment`, or name a YAML file"),
            _ => throw new InvalidInputException("experiment", "the workspace has several experiments", "name one of " + Suggestion.List(experiments.Select(e => e.Id))),
        };
    }
}
