using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>apply</c></summary>
internal static class ApplyVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make();
        globals.OnRun(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Request request)
    {
        var lab = await request.OpenLabAsync();
        var receipt = await lab.ApplyAsync(request.Cancellation);
        foreach (var stored in receipt.Definitions)
        {
            request.WriteLine(Invariant($"{(stored.Removed ? "removed" : "stored")} {Spelling.Snake(stored.Document.Kind)} {stored.Document.Id}, version {stored.Version}"));
        }

        foreach (var registration in receipt.Registrations)
        {
            request.WriteLine(Invariant($"registered {registration.ExperimentId}, version {registration.Version}, on {FigureText.Time(registration.At)} by {registration.Actor}, terms {registration.TermsHash}"));
        }

        if (receipt.Definitions.Count + receipt.Registrations.Count == 0)
        {
            request.Say("Nothing to do: the store has these definitions already.");
        }

        return ExitCode.Done;
    }
}
