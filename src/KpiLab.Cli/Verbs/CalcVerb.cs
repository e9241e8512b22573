using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>calc [--input FILE]</c>, <c>calc --list</c></summary>
internal static class CalcVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var input = new Option<string?>("--input") { Description = "A file with one request or an array of them; else standard input.", HelpName = "FILE" };
        var list = new Option<bool>("--list") { Description = "List the calculators." };
        var command = verb.Make(input, list, globals.Format);
        globals.OnRun(command, request => request.Value(list) ? Task.FromResult(List(request)) : Task.Run(() => Run(request, request.Value(input))));
        return command;
    }

    private static int Run(Request request, string? file)
    {
        var shell = request.Shell;
        shell.Output.Flush();
        CalcReport report;
        if (file is null)
        {
            report = CalcRunner.Run(shell.Input, shell.OutputStream, request.Cancellation);
        }
        else
        {
            var path = request.PathOf(file);
            if (!File.Exists(path))
            {
                throw new InvalidInputException("--input", $"there is no file {file}", "name a file with one request or an array of them, or leave it out to read standard input");
            }

            using var stream = File.OpenRead(path);
            report = CalcRunner.Run(stream, shell.OutputStream, request.Cancellation);
        }

        // The line ends before an error follows on the other stream, which may be the same terminal.
        shell.Output.WriteLine();
        shell.Flush();
        if (report.Malformed is { } malformed)
        {
            throw new InvalidInputException([new Problem(file ?? "standard input", 0, "", malformed, "write JSON such as {\"id\": 1, \"method\": \"welch_t_test\", \"inputs\": {…}}; `kpilab calc --list` shows an example of every method")]);
        }

        return ExitCode.Done;
    }

    private static int List(Request request)
    {
        Column[] columns = [new("method", "Method"), new("summary", "What it computes"), new("page", "Page"), new("example", "Example")];
        var shown = request.Format == OutputFormat.Table ? 2 : columns.Length;
        request.Print(new Table(
            "Calculators",
            columns[..shown],
            [.. CalculatorRegistry.All.Select(c => (IReadOnlyList<object?>)new object?[] { c.Name, c.Summary, c.Page, c.Example }[..shown])]));
        if (request.Format == OutputFormat.Table)
        {
            request.Say("`--format json` shows an example of every method; docs/calc.md tells more.");
        }

        return ExitCode.Done;
    }
}
