using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>goal tree</c></summary>
internal static class GoalTreeVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make(globals.Format);
        globals.OnRun(command, async request =>
        {
            var tree = GoalTree.Of((await request.ReadRegistryAsync()).Definitions);
            if (tree.Roots.Count == 0 && request.Format == OutputFormat.Table)
            {
                request.Say("There are no goals or KPIs yet: write one with `kind: goal`.");
                return ExitCode.Done;
            }

            request.Print(() => new Document([new Grid(tree.ToDrawing())]), tree.ToJson, () => tree.ToTable().ToCsv());
            return ExitCode.Done;
        });
        return command;
    }
}
