using System.CommandLine;
using KpiLab.Core;
using KpiLab.Definitions;

namespace KpiLab.Cli;

/// <summary><c>schema KIND</c>, always JSON</summary>
internal static class SchemaVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var kind = new Argument<string>("KIND") { Description = "source, goal, metric, kpi, link, experiment or workspace." };
        var command = verb.Make(kind, globals.Format);
        globals.OnRun(command, request =>
        {
            var name = request.Value(kind)!;
            var schema = SchemaWriter.For(name)
                ?? throw new InvalidInputException("schema", $"there is no kind '{name}'", "the kinds are " + string.Join(", ", SchemaWriter.Names));
            if (request.Format is OutputFormat.Md or OutputFormat.Csv)
            {
                throw new InvalidInputException("--format", "a schema is JSON and has no other form", "write --format json, or leave it out");
            }

            request.Shell.Output.WriteLine(schema.TrimEnd());
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
