using System.CommandLine;

namespace KpiLab.Cli;

/// <summary><c>kpi annotate ID DAY TEXT</c></summary>
internal static class KpiAnnotateVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The KPI or metric." };
        var day = new Argument<string>("DAY") { Description = "The day that the remark is about, such as 2026-01-31." };
        var text = new Argument<string>("TEXT") { Description = "The remark." };
        var newDefinition = new Option<bool>("--new-definition") { Description = "From this day on the values follow another definition: the series breaks there, and links use the periods since." };
        var command = verb.Make(id, day, text, newDefinition);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var about = KpiSeriesVerb.Day("DAY", request.Value(day))!.Value;
            var entry = await lab.AnnotateAsync(request.Value(id)!, about, request.Value(text)!, request.Value(newDefinition), request.Cancellation);
            var noted = request.Value(newDefinition) ? "A new definition is noted from" : "Noted on";
            request.WriteLine(FormattableString.Invariant($"{noted} {about:yyyy-MM-dd} of {request.Value(id)}, remark {entry.Number}, by {entry.Actor}."));
            return ExitCode.Done;
        });
        return command;
    }
}
