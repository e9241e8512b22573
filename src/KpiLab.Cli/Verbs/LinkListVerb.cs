using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>link list [--html FILE]</c></summary>
internal static class LinkListVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var html = GoalTreeVerb.Html();
        var command = verb.Make(html, globals.Format);
        globals.OnRun(command, async request =>
        {
            var map = await GoalTreeVerb.ReadAsync(request, request.Value(html));
            if (map.Links.Count == 0 && request.Format == OutputFormat.Table)
            {
                request.Say("There are no links yet: write one with `kind: link`.");
                return ExitCode.Done;
            }

            request.Print(() => new Document([new Grid(map.ToReaderTable())]), () => map.ToTable().ToJson(), () => map.ToTable().ToCsv(), map.ToLinkMarkdown);
            return ExitCode.Done;
        });
        return command;
    }
}
