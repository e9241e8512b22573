using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>recommend [KPI...] [--html FILE]</c></summary>
internal static class RecommendVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var kpis = new Argument<string[]>("KPI") { Description = "The KPIs; all where none is named.", Arity = ArgumentArity.ZeroOrMore };
        var html = new Option<string?>("--html") { Description = "Also write the page as one self-contained HTML file.", HelpName = "FILE" };
        var command = verb.Make(kpis, html, globals.Format);
        globals.OnRun(command, async request =>
        {
            var clock = request.Shell.Clock;
            var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
            var lab = await request.OpenLabAsync();
            KpiRecommendations advice;
            using (var progress = request.Progress())
            {
                advice = await lab.RecommendAsync(request.Value(kpis) ?? [], progress, request.Cancellation);
            }

            if (request.Value(html) is { } file)
            {
                AnalyzeVerb.WriteWhole(request.PathOf(file), advice.ToHtml(new ReportOptions { Run = new RunInfo(at, clock.GetElapsedTime(started), Environment.MachineName, App.Version) }));
            }

            request.Print(advice.ToDocument, advice.ToJson, advice.ToCsv);
            return ExitCode.Done;
        });
        return command;
    }
}
