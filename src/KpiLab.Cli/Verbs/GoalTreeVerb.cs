using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>goal tree [--html FILE]</c></summary>
internal static class GoalTreeVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var html = Html();
        var command = verb.Make(html, globals.Format);
        globals.OnRun(command, async request =>
        {
            var map = await ReadAsync(request, request.Value(html));
            if (map.Goals.Count + map.Kpis.Count == 0 && request.Format == OutputFormat.Table)
            {
                request.Say("There are no goals or KPIs yet: write one with `kind: goal`.");
                return ExitCode.Done;
            }

            request.Print(map.ToDocument, map.ToJson, () => GoalTree.Of(map).ToTable().ToCsv(), map.ToMarkdown);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Writes the page of the map; <c>goal tree</c> and <c>link list</c> write the same one.</summary>
    public static Option<string?> Html() => new("--html") { Description = "Also write tree and map as one self-contained HTML file.", HelpName = "FILE" };

    /// <summary>Reads the map, and writes its page where one is asked for.</summary>
    public static async Task<KpiMap> ReadAsync(Request request, string? file)
    {
        var clock = request.Shell.Clock;
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var map = await (await request.OpenLabAsync()).MapAsync(await request.ReadRegistryAsync(), request.Cancellation);
        if (file is not null)
        {
            AnalyzeVerb.WriteWhole(request.PathOf(file), map.ToHtml(new ReportOptions { Run = new RunInfo(at, clock.GetElapsedTime(started), Environment.MachineName, App.Version) }));
        }

        return map;
    }
}
