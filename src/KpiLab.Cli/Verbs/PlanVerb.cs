using System.CommandLine;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>plan</c></summary>
internal static class PlanVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make(globals.Format);
        globals.OnRun(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Request request)
    {
        var lab = await request.OpenLabAsync();
        var plan = await lab.PlanAsync(request.Cancellation);
        request.Print(plan.ToTable(), "Nothing to do: the store has these definitions already.");
        if (!plan.IsEmpty)
        {
            request.Say($"{plan.Added.Count} to add, {plan.Changed.Count} to change, {plan.Removed.Count} to remove, {plan.Unchanged.Count} unchanged. `kpilab apply` stores them.");
        }

        return ExitCode.Done;
    }
}
