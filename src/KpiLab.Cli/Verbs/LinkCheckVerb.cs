using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>link check [ID...] [--html FILE]</c></summary>
internal static class LinkCheckVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var ids = new Argument<string[]>("ID") { Description = "Links; all of the workspace when left out. They are judged as one family with all others either way.", Arity = ArgumentArity.ZeroOrMore };
        var html = new Option<string?>("--html") { Description = "Also write the report as one self-contained HTML file.", HelpName = "FILE" };
        var command = verb.Make(ids, html, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.Value(ids) ?? [], request.Value(html)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string[] ids, string? html)
    {
        var clock = request.Shell.Clock;
        var at = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var lab = await request.OpenLabAsync();
        IReadOnlyList<LinkReport> reports;
        using (var progress = request.Progress())
        {
            reports = await lab.CheckLinksAsync(ids, progress, request.Cancellation);
        }

        if (reports.Count == 0)
        {
            request.Say("There are no links yet: write one with `kind: link`.");
        }

        else if (html is not null)
        {
            var run = new RunInfo(at, clock.GetElapsedTime(started), Environment.MachineName, App.Version);
            AnalyzeVerb.WriteWhole(request.PathOf(html), LinkPage.Render(reports, new ReportOptions { Run = run }));
        }

        request.Print(reports.ToDocument, reports.ToJson, reports.ToCsv);
        return reports.Any(r => r.Findings.Any(f => f.Severity == Severity.Critical)) ? ExitCode.CriticalFinding : ExitCode.Done;
    }
}
