using System.CommandLine;

namespace KpiLab.Cli;

/// <summary><c>init [DIR] [--goals]</c></summary>
internal static class InitVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to write it; the current folder when left out.", Arity = ArgumentArity.ZeroOrOne };
        var goals = new Option<bool>("--goals") { Description = "The smallest set of KPIs (a goal, its outcome, a lead, their link) in place of an experiment." };
        var command = verb.Make(folder, goals);
        globals.OnRun(command, request => Task.FromResult(Run(request, request.PathOf(request.Value(folder) ?? "."), request.Value(goals))));
        return command;
    }

    private static int Run(Request request, string folder, bool goals)
    {
        var written = Lab.Init(folder, goals, request.Shell.Clock);
        foreach (var file in written)
        {
            request.WriteLine(file);
        }

        var where = Path.GetFullPath(folder);
        request.Say(written.Count == 0
            ? $"{where} has all of it already; nothing was written."
            : $"A new workspace is in {where}. Next: `kpilab validate`, `kpilab apply`, {(goals ? "`kpilab link check`, `kpilab kpi audit`" : "`kpilab experiment analyze`")}.");
        return ExitCode.Done;
    }
}
