using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>demo [DIR]</c>: a complete sample workspace, its loop run under a simulated clock, and the report to open.</summary>
internal static class DemoVerb
{
    private const string DefaultFolder = "kpilab-demo";
    private const long DemoSeed = 2026;
    private static readonly DateTimeOffset Applied = new(2026, 8, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Analysed = new(2026, 10, 30, 9, 0, 0, TimeSpan.Zero);

    public static Command Build(Globals globals, Verb verb)
    {
        var folder = new Argument<string>("DIR") { Description = $"Where to write it; {DefaultFolder} when left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = verb.Make(folder, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.Value(folder) ?? DefaultFolder));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string named)
    {
        var folder = Path.GetFullPath(request.PathOf(named));
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InvalidInputException("demo", $"there is something in {named} already", "name a folder that is empty or not there yet");
        }

        foreach (var (path, text) in DemoDefinitions.Files.Concat(new DemoData(DemoSeed + request.LabOptions.Seed).Files()))
        {
            request.Cancellation.ThrowIfCancellationRequested();
            await WriteAsync(folder, path, text);
        }

        var before = await Lab.OpenAsync(folder, Options(request, Applied), request.Cancellation);
        var receipt = await before.ApplyAsync(request.Cancellation);
        var after = await Lab.OpenAsync(folder, Options(request, Analysed), request.Cancellation);
        var analyses = new List<Analysis>();
        using (var progress = request.Progress())
        {
            foreach (var registration in receipt.Registrations)
            {
                var analysis = await after.AnalyzeAsync(registration.ExperimentId, new AnalyzeOptions(), progress, request.Cancellation);
                await WriteAsync(folder, Report(analysis), analysis.ToMarkdown());
                analyses.Add(analysis);
            }
        }

        var isHuman = request.Format is OutputFormat.Table or OutputFormat.Md;
        request.Print(new Table(
            "Demo",
            [new("experiment", "Experiment"), new("recommendation", "Recommendation"), new("report", "Report")],
            [.. analyses.Select(a => (IReadOnlyList<object?>)
            [
                a.ExperimentId,
                isHuman ? EffectWords.Advice(a.Recommendation.Advice) : Spelling.Snake(a.Recommendation.Advice),
                Path.Combine(named, Report(a)).Replace('\\', '/'),
            ])]));
        request.Say($"A sample company is in {named}; its data and dates are made up.");
        request.Say($"Open {Path.Combine(named, Report(analyses[0]))}, or run `kpilab experiment analyze {analyses[0].ExperimentId} --workspace {named}`.");
        return ExitCode.Done;
    }

    private static string Report(Analysis analysis) => $"reports/{analysis.ExperimentId}.md";

    private static LabOptions Options(Request request, DateTimeOffset now)
        => request.LabOptions with { Clock = new StandingClock(now), Actor = request.LabOptions.Actor ?? "demo", Simulated = true };

    private static async Task WriteAsync(string folder, string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllTextAsync(full, text.EndsWith('\n') ? text : text + "\n");
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
