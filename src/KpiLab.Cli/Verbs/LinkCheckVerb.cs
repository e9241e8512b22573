using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>link check [ID...]</c></summary>
internal static class LinkCheckVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var ids = new Argument<string[]>("ID") { Description = "Links; all of the workspace when left out. They are judged as one family with all others either way.", Arity = ArgumentArity.ZeroOrMore };
        var command = verb.Make(ids, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.Value(ids) ?? []));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string[] ids)
    {
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

        request.Print(reports.ToDocument, reports.ToJson, reports.ToCsv);
        return reports.Any(r => r.Findings.Any(f => f.Severity == Severity.Critical)) ? ExitCode.CriticalFinding : ExitCode.Done;
    }
}
