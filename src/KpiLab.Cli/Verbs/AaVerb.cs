using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>aa [ID or FILE] [--runs N] [--by COLUMN]</c></summary>
internal static class AaVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var experiment = new Argument<string>("ID or FILE")
        {
            Description = "An experiment of the workspace, or a YAML file that defines one. Left out: the workspace's only experiment.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var runs = new Option<int?>("--runs") { Description = "Re-randomisations (1000); see --seed.", HelpName = "N" };
        var by = new Option<string?>("--by") { Description = "Column of the exposures whose values were assigned as a whole; else the definition's cluster, else unit by unit.", HelpName = "COLUMN" };
        var units = new Option<int?>("--units") { Description = "The most units to re-randomise (1000000); of more a random part.", HelpName = "N" };
        var data = new Option<string?>("--data") { Description = "Read the exposures from these files instead of the source's own.", HelpName = "GLOB" };
        var command = verb.Make(experiment, runs, by, units, data, globals.Format);
        globals.OnRun(command, request => RunAsync(
            request,
            request.Value(experiment),
            new AaOptions(
                request.Value(runs) ?? new AaOptions().Runs, request.Value(by), request.Value(units) ?? AaOptions.DefaultUnits, request.Value(data) is { } glob ? request.PathOf(glob) : null)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string? idOrFile, AaOptions options)
    {
        var isFile = idOrFile is not null && AnalyzeVerb.IsFile(idOrFile);
        var lab = await request.OpenLabAsync(isFile ? request.PathOf(idOrFile!) : null);
        var subject = isFile ? request.PathOf(idOrFile!) : idOrFile ?? await AnalyzeVerb.OnlyExperimentAsync(lab, request.Cancellation);
        AaAnalysis measured;
        using (var progress = request.Progress())
        {
            measured = await lab.AaAsync(subject, options, progress, request.Cancellation);
        }

        request.Print(measured.ToDocument, measured.ToJson, measured.ToCsv);
        return measured.Findings.Any(f => f.Severity == Severity.Critical) ? ExitCode.CriticalFinding : ExitCode.Done;
    }
}
