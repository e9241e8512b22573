using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>link list</c></summary>
internal static class LinkListVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make(globals.Format);
        globals.OnRun(command, async request =>
        {
            request.Print((await request.ReadRegistryAsync()).Definitions.Links.ToTable(), "There are no links yet: write one with `kind: link`.");
            return ExitCode.Done;
        });
        return command;
    }
}
