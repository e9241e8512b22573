using System.CommandLine;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>catalogue [FUNCTION]</c></summary>
internal static class CatalogueVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var function = new Argument<string?>("FUNCTION") { Description = "A function of the company, such as product or sales; all when left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = verb.Make(function, globals.Format);
        globals.OnRun(command, request =>
        {
            request.Print(Lab.Catalogue(request.Value(function)).ToTable(), "");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}

/// <summary><c>catalogue adopt ID</c></summary>
internal static class CatalogueAdoptVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "A predefined KPI." };
        var source = new Option<string?>("--source") { Description = "Source whose rows are measured.", HelpName = "ID" };
        var goal = new Option<string?>("--goal") { Description = "Goal that it serves.", HelpName = "ID" };
        var owner = new Option<string?>("--owner") { Description = "One person's e-mail address.", HelpName = "EMAIL" };
        var team = new Option<string?>("--team") { Description = "Team that moves it.", HelpName = "TEAM" };
        var command = verb.Make(id, source, goal, owner, team);
        globals.OnRun(command, async request =>
        {
            var lab = await request.OpenLabAsync();
            var adopted = await lab.AdoptAsync(request.Value(id)!, new Adoption(request.Value(source), request.Value(goal), request.Value(owner), request.Value(team)), request.Cancellation);
            request.WriteLine(adopted.File);
            request.Say("Next: complete it, then `kpilab validate` and `kpilab apply`.");
            return ExitCode.Done;
        });
        return command;
    }
}
