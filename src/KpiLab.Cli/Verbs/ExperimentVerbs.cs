using System.CommandLine;
using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>experiment list</c></summary>
internal static class ExperimentListVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var command = verb.Make(globals.Format);
        globals.OnRun(command, async request =>
        {
            request.Print((await request.ReadRegistryAsync()).Definitions.Experiments.ToTable(), "There are no experiments yet: write one with `kind: experiment`.");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>experiment show ID</c></summary>
internal static class ExperimentShowVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var id = new Argument<string>("ID") { Description = "The experiment." };
        var command = verb.Make(id, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.Value(id)!));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string id)
    {
        var lab = await request.OpenLabAsync();
        var record = await lab.ExperimentRecordAsync(id, request.Cancellation);
        var definitions = (await lab.RegistryAsync(request.Cancellation)).Definitions;
        var document = definitions.Document(DefinitionKind.Experiment, id)!;
        request.Print(
            () => Document(document, record),
            () => JsonText.Of(new JsonObject
            {
                ["definition"] = document.ToJsonObject(),
                ["registrations"] = record.Registrations.ToTable().ToJsonArray(),
                ["looks"] = record.Looks.ToTable().ToJsonArray(),
                ["decisions"] = record.Decisions.ToTable().ToJsonArray(),
            }),
            () => document.ToTable().ToCsv());
        return ExitCode.Done;
    }

    private static Document Document(DefinitionDocument document, ExperimentRecord record)
    {
        var blocks = new List<Block> { new Heading(1, $"{record.Definition.Name ?? document.Id} ({document.Id})"), new Facts(document.ToFacts()), new Heading(2, "Registrations") };
        blocks.Add(record.Registrations.Count > 0
            ? new Grid(record.Registrations.ToTable())
            : new Statement(new Marked(Mark.Caution, "unregistered"), "It was never applied.", "Run `kpilab apply` before the first unit is exposed."));
        blocks.Add(new Heading(2, "Looks at the data"));
        blocks.Add(record.Looks.Count > 0 ? new Grid(record.Looks.ToTable()) : new Paragraph("None."));
        if (record.Decisions.Count > 0)
        {
            blocks.Add(new Heading(2, "Decisions"));
            blocks.Add(new Grid(record.Decisions.ToTable()));
        }

        return new Document(blocks);
    }
}
