using System.CommandLine;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>link screen OUTCOME [--lags 1w..6w] [--html FILE]</c></summary>
internal static class LinkScreenVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var outcome = new Argument<string>("OUTCOME") { Description = "The KPI or metric whose leads are sought." };
        var lags = new Option<string?>("--lags") { Description = "Lags to try, in one unit; 1 to 6 periods of the outcome where left out.", HelpName = "1w..6w" };
        var html = new Option<string?>("--html") { Description = "Also write the page as one self-contained HTML file.", HelpName = "FILE" };
        var command = verb.Make(outcome, lags, html, globals.Format);
        globals.OnRun(command, async request =>
        {
            var clock = request.Shell.Clock;
            var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
            var question = new ScreenQuestion(request.Value(outcome)!, Lags(request.Value(lags)));
            var lab = await request.OpenLabAsync();
            LinkScreen screen;
            using (var progress = request.Progress())
            {
                screen = await lab.ScreenAsync(question, progress, request.Cancellation);
            }

            if (request.Value(html) is { } file)
            {
                AnalyzeVerb.WriteWhole(request.PathOf(file), screen.ToHtml(new ReportOptions { Run = new RunInfo(at, clock.GetElapsedTime(started), Environment.MachineName, App.Version) }));
            }

            request.Print(screen.ToDocument, screen.ToJson, screen.ToCsv);
            return ExitCode.Done;
        });
        return command;
    }

    private static LagRange? Lags(string? text)
        => text is null ? null : LagText.TryParse(text, out var range) ? range : throw new InvalidInputException("--lags", $"`{text}` is no range of lags", "write it as 1w..6w: two whole numbers of one unit (d, w, m, q or y), the first at least 1");
}
