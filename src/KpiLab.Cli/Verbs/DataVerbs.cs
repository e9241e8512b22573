using System.CommandLine;

namespace KpiLab.Cli;

/// <summary><c>data generate [DIR]</c></summary>
internal static class DataGenerateVerb
{
    private enum FileKind
    {
        Csv,
        Parquet,
    }

    public static Command Build(Globals globals, Verb verb)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to write; ./company or ./performance when left out.", Arity = ArgumentArity.ZeroOrOne };
        var kind = new Option<SyntheticKind>("--kind") { Description = "company: a workspace with planted truth (default); performance: the workload that speed is measured on.", HelpName = "company|performance" };
        var units = new Option<long?>("--units") { Description = "Users of the performance workload (default 1000000).", HelpName = "N" };
        var format = new Option<FileKind?>("--format") { Description = "Files of the performance workload: csv (default) or parquet.", HelpName = "csv|parquet" };
        var command = verb.Make(folder, kind, units, format);
        globals.OnRun(command, request => RunAsync(
            request,
            request.PathOf(request.Value(folder) ?? (request.Value(kind) == SyntheticKind.Company ? "company" : "performance")),
            new GenerateOptions(
                request.Value(kind),
                request.LabOptions.Seed,
                request.Value(units),
                request.Value(format) is { } asked ? asked == FileKind.Parquet : null)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string folder, GenerateOptions options)
    {
        foreach (var file in (await Lab.GenerateAsync(folder, options, request.Cancellation)).Files)
        {
            request.WriteLine(Path.Combine(folder, file));
        }

        return ExitCode.Done;
    }
}
