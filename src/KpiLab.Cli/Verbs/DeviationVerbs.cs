using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>deviation check</c></summary>
internal static class DeviationCheckVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make(globals.Format);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            DeviationReport report;
            using (var progress = request.Progress())
            {
                report = await lab.CheckDeviationsAsync(progress, request.Cancellation);
            }

            request.Print(report.ToDocument, report.ToJson, report.ToCsv);
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>deviation list [--kpi ID] [--month MONTH] [--open]</c></summary>
internal static class DeviationListVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var kpi = new Option<string?>("--kpi") { Description = "Only those of this KPI.", HelpName = "ID" };
        var month = new Option<string?>("--month") { Description = "Only those whose period ended in this month.", HelpName = "2026-10" };
        var open = new Option<bool>("--open") { Description = "Only those that nobody has acted on or closed." };
        var command = verb.Make(kpi, month, open, globals.Format);
        globals.OnRun(command, async request =>
        {
            var report = await (await request.OpenLabAsync()).DeviationsAsync(request.Cancellation);
            var of = request.Value(month) is { } text ? Month.Parse(text) : (Month?)null;
            bool IsWanted(Deviation d) => (request.Value(kpi) is not { } id || d.Kpi == id) && (of is not { } m || m.Holds(d.Crossing.End))
                && (!request.Value(open) || d.StateAt(report.AsOf) is DeviationState.Open or DeviationState.Late);
            report = report with { Deviations = [.. report.Deviations.Where(IsWanted)] };
            request.Print(report.ToDocument, report.ToJson, report.ToCsv);
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>deviation act ID WHAT [--by NAME] [--on DAY]</c></summary>
internal static class DeviationActVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The deviation, as `deviation list` calls it." };
        var what = new Argument<string>("WHAT") { Description = "What was done." };
        var by = new Option<string?>("--by") { Description = "Who did it; else who records it.", HelpName = "NAME" };
        var on = new Option<string?>("--on") { Description = "The day on which it was done; else today.", HelpName = "DAY" };
        var command = verb.Make(id, what, by, on);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var deviation = await lab.ActOnDeviationAsync(request.Value(id)!, request.Value(what)!, request.Value(by), KpiSeriesVerb.Day("--on", request.Value(on)), request.Cancellation);
            var act = deviation.Acts[^1];
            request.WriteLine(FormattableString.Invariant($"Recorded: {act.By} acted on {deviation.Id} on {act.On:yyyy-MM-dd}{(deviation.WasActedLate ? ", after it was due" : "")}."));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>deviation close ID --reason TEXT</c></summary>
internal static class DeviationCloseVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The deviation." };
        var reason = new Option<string>("--reason") { Description = "Why it is closed.", HelpName = "TEXT", Required = true };
        var command = verb.Make(id, reason);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var deviation = await lab.CloseDeviationAsync(request.Value(id)!, request.Value(reason)!, request.Cancellation);
            request.WriteLine($"Closed {deviation.Id}{(deviation.IsExecuted ? "" : "; nobody had acted on it")}.");
            return ExitCode.Done;
        });
        return command;
    }
}
