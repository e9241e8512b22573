using System.CommandLine;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>verify [--quick] [--only TABLE] [--out DIR]</c></summary>
internal static class VerifyVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var quick = new Option<bool>("--quick") { Description = "A minute instead of the long run." };
        var folder = new Option<string?>("--out") { Description = "Also write the tables as Markdown into this folder.", HelpName = "DIR" };
        var only = new Option<string?>("--only") { Description = "One table: " + string.Join(", ", VerifyOptions.Names) + ".", HelpName = "TABLE" };
        only.AcceptOnlyFromAmong([.. VerifyOptions.Names]);
        var command = verb.Make(quick, only, folder, globals.Format);
        globals.OnRun(command, request => RunAsync(request, request.Value(quick), request.Value(only), request.Value(folder)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, bool quick, string? only, string? folder)
    {
        var options = new VerifyOptions(quick, request.LabOptions.Seed, request.LabOptions.Threads, only);
        VerifyResult result;
        using (var progress = request.Progress())
        {
            result = await Lab.VerifyAsync(options, progress, request.Cancellation);
        }

        var tables = result.Tables;
        request.Print(
            () => new Document([.. tables.Select(t => new Grid(t.Table))]),
            result.ToJson,
            () => string.Join('\n', tables.Select(t => t.Table.ToCsv())));
        if (folder is not null)
        {
            var path = request.PathOf(folder);
            Directory.CreateDirectory(path);
            foreach (var (name, table) in tables)
            {
                File.WriteAllText(Path.Combine(path, name + ".md"), Page(table, options));
            }
        }

        foreach (var sentence in result.Broken)
        {
            request.Say("Not as promised: " + sentence);
        }

        return result.Broken.Count == 0 ? ExitCode.Done : ExitCode.CriticalFinding;
    }

    private static string Page(Table table, VerifyOptions options)
        => $"# {table.Title}\n\nWritten by `kpilab verify{(options.Quick ? " --quick" : "")}{(options.Only is { } only ? $" --only {only}" : "")} --seed {options.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)}`; the same seed gives the same table.\n\n{table.ToMarkdown()}";
}
