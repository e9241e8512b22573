using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>experiment export [ID or FILE] --notebook F</c></summary>
internal static class ExperimentExportVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var experiment = new Argument<string>("ID or FILE")
        {
            Description = "An experiment of the workspace, or a YAML file that defines one. Left out: the workspace's only experiment.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var notebook = new Option<string>("--notebook") { Description = "Where to write the notebook (.ipynb): definitions and sufficient statistics, no row of the data.", HelpName = "FILE", Required = true };
        var data = new Option<string?>("--data") { Description = "Read the exposures from these files instead of the source's own.", HelpName = "GLOB" };
        var command = verb.Make(experiment, notebook, data);
        globals.OnRun(command, request => RunAsync(request, request.Value(experiment), request.Value(notebook)!, request.Value(data)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string? idOrFile, string notebook, string? data)
    {
        var isFile = idOrFile is not null && AnalyzeVerb.IsFile(idOrFile);
        var lab = await request.OpenLabAsync(isFile ? request.PathOf(idOrFile!) : null);
        var subject = isFile ? request.PathOf(idOrFile!) : idOrFile ?? await AnalyzeVerb.OnlyExperimentAsync(lab, request.Cancellation);
        AnalysisBundle bundle;
        using (var progress = request.Progress())
        {
            bundle = await lab.BundleAsync(subject, new AnalyzeOptions(data is null ? null : request.PathOf(data)), progress, request.Cancellation);
        }

        AnalyzeVerb.WriteWhole(request.PathOf(notebook), bundle.ToNotebook().ToJson(), "--notebook");
        request.WriteLine($"wrote {notebook}: {bundle.ExperimentId} with its sufficient statistics; run it with `kpilab notebook run {notebook}`");
        return ExitCode.Done;
    }
}
