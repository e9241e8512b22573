using System.CommandLine;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>plan</c></summary>
internal static class PlanVerb
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
        var plan = await lab.PlanAsync(request.Cancellation);
        request.Print(Table(plan), "Nothing to do: the store has these definitions already.");
        if (!plan.IsEmpty)
        {
            request.Say($"{plan.Added.Count} to add, {plan.Changed.Count} to change, {plan.Removed.Count} to remove, {plan.Unchanged.Count} unchanged. `kpilab apply` stores them.");
        }

        return ExitCode.Done;
    }

    private static Table Table(DefinitionPlan plan) => new(
        "Plan",
        [new("change", "Change"), new("kind", "Kind"), new("id", "Id"), new("field", "Field"), new("old", "Old"), new("new", "New")],
        [
            .. plan.Added.Select(d => Row("add", d, null)),
            .. plan.Changed.SelectMany(c => c.Fields.Select(f => Row("change", c.New, f))),
            .. plan.Removed.Select(d => Row("remove", d, null)),
            .. plan.Effects.Select(e => (IReadOnlyList<object?>)[e.Word, Spelling.Snake(e.Kind), e.Id, null, e.Old, e.New]),
        ]);

    private static IReadOnlyList<object?> Row(string change, DefinitionDocument document, FieldChange? field)
        => [change, Spelling.Snake(document.Kind), document.Id, field?.Path, Text(field?.Old), Text(field?.New)];

    private static string? Text(System.Text.Json.Nodes.JsonNode? node) => node is null ? null : DefinitionTable.Text(node);
}
