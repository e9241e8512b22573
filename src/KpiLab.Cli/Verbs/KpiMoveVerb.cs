using System.CommandLine;
using KpiLab.Core;

namespace KpiLab.Cli;

/// <summary><c>kpi trial</c>, <c>kpi activate</c>, <c>kpi pause</c>, <c>kpi retire ID --reason TEXT [--successor ID]</c></summary>
internal static class KpiMoveVerb
{
    public static Command Trial(Globals globals, Verb verb) => Build(globals, verb, KpiState.Trial);

    public static Command Activate(Globals globals, Verb verb) => Build(globals, verb, KpiState.Active);

    public static Command Pause(Globals globals, Verb verb) => Build(globals, verb, KpiState.Paused);

    public static Command Retire(Globals globals, Verb verb) => Build(globals, verb, KpiState.Retired);

    private static Command Build(Globals globals, Verb verb, KpiState to)
    {
        var id = new Argument<string>("ID") { Description = "The KPI." };
        var reason = new Option<string>("--reason") { Description = "Why, in a sentence; it stays on record.", HelpName = "TEXT", Required = true };
        var successor = new Option<string?>("--successor") { Description = "The KPI that takes its place.", HelpName = "ID" };
        var command = to == KpiState.Retired ? verb.Make(id, reason, successor) : verb.Make(id, reason);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var move = await lab.MoveAsync(request.Value(id)!, to, request.Value(reason)!, to == KpiState.Retired ? request.Value(successor) : null, request.Cancellation);
            request.WriteLine($"{request.Value(id)}: from {KpiLifeCycle.Word(move.From)} to {KpiLifeCycle.Word(move.To)}, by {move.Actor}{(move.Successor is { } next ? $"; its successor is {next}" : "")}.");
            return ExitCode.Done;
        });
        return command;
    }
}
