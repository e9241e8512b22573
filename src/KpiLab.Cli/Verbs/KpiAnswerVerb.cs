using System.CommandLine;

namespace KpiLab.Cli;

/// <summary><c>kpi answer ID POINT yes|no --reason TEXT</c></summary>
internal static class KpiAnswerVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The KPI." };
        var point = new Argument<string>("POINT") { Description = "achievable, simple or reliable: what the audit asks because no field decides it." };
        var answer = new Argument<string>("ANSWER") { Description = "yes or no." };
        answer.AcceptOnlyFromAmong("yes", "no");
        var reason = new Option<string>("--reason") { Description = "Why, in a sentence; it stays on record.", HelpName = "TEXT", Required = true };
        var command = verb.Make(id, point, answer, reason);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var said = await lab.AnswerPointAsync(request.Value(id)!, request.Value(point)!, request.Value(answer) == "yes", request.Value(reason)!, request.Cancellation);
            request.WriteLine($"Answered: {request.Value(id)} is {(said.Yes ? "" : "not ")}{request.Value(point)}, says {said.By}.");
            return ExitCode.Done;
        });
        return command;
    }
}
