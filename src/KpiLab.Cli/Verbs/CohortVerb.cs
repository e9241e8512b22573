using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>cohort KPI [--by week|month] [--segment COLUMN] [--experiment ID] [--until first|lapse] [--lapse-days N] [--html FILE]</c></summary>
internal static class CohortVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var kpi = new Argument<string>("KPI") { Description = "A KPI or metric whose source has `unit` and `time`." };
        var by = new Option<string?>("--by") { Description = "Length of cohorts and periods: `week`, or `month` (the default).", HelpName = "week|month" };
        by.AcceptOnlyFromAmong("week", "month");
        var segment = new Option<string?>("--segment") { Description = "Also by the value of this column in a unit's first row.", HelpName = "COLUMN" };
        var experiment = new Option<string?>("--experiment") { Description = "Units enter by their first exposure in this experiment, and are told apart by variant; left out: by their first row.", HelpName = "ID" };
        var until = new Option<string?>("--until") { Description = "What the survival curve waits for: the `first` row that counts (the default for a share), or a `lapse`.", HelpName = "first|lapse" };
        until.AcceptOnlyFromAmong("first", "lapse");
        var lapse = new Option<int?>("--lapse-days") { Description = "Days without a row that counts, after which a unit has lapsed (7 by week, 28 by month).", HelpName = "N" };
        var html = new Option<string?>("--html") { Description = "Also write the page as one self-contained HTML file.", HelpName = "FILE" };
        var command = verb.Make(kpi, by, segment, experiment, until, lapse, html, globals.Format);
        globals.OnRun(command, request => RunAsync(
            request,
            new CohortQuestion(
                request.Value(kpi)!,
                request.Value(by) == "week" ? CohortPeriod.Week : CohortPeriod.Month,
                request.Value(segment),
                request.Value(experiment),
                request.Value(until) switch { "first" => SurvivalEvent.First, "lapse" => SurvivalEvent.Lapse, _ => null },
                request.Value(lapse)),
            request.Value(html)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CohortQuestion question, string? html)
    {
        var clock = request.Shell.Clock;
        var at = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var lab = await request.OpenLabAsync();
        CohortAnalysis analysis;
        using (var progress = request.Progress())
        {
            analysis = await lab.CohortAsync(question, progress, request.Cancellation);
        }

        if (html is not null)
        {
            var run = new RunInfo(at, clock.GetElapsedTime(started), Environment.MachineName, App.Version);
            AnalyzeVerb.WriteWhole(request.PathOf(html), CohortReport.Render(analysis, new ReportOptions { Run = run }));
        }

        request.Print(analysis.ToDocument, analysis.ToJson, analysis.ToCsv);
        return ExitCode.Done;
    }
}
