using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>validate</c></summary>
internal static class ValidateVerb
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
        var result = await lab.ValidateAsync(request.Cancellation);
        if (request.Format == OutputFormat.Table)
        {
            // One line a problem, as editors and build logs read them.
            foreach (var problem in result.Problems)
            {
                request.WriteLine(problem.ToString());
            }

            foreach (var warning in result.Warnings)
            {
                request.WriteLine("warning: " + warning);
            }
        }
        else
        {
            request.Print(result.ToTable());
        }

        var definitions = FigureText.Counted(result.Definitions.Documents.Count, "definition");
        request.Say(result.IsValid
            ? $"{definitions} in {lab.Folder}: nothing is wrong."
            : $"{FigureText.Counted(result.Problems.Count, "problem")} in {lab.Folder}.");
        return result.IsValid ? ExitCode.Done : ExitCode.WrongInput;
    }
}
