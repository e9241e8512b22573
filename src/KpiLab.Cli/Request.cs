using System.CommandLine;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary>One call of a verb: what was asked, where to write, when to stop.</summary>
internal sealed class Request(Shell shell, ParseResult parsed, Globals globals, CancellationToken cancellation)
{
    public Shell Shell => shell;

    public CancellationToken Cancellation => cancellation;

    public OutputFormat Format => globals.FormatOf(parsed);

    public LabOptions LabOptions => globals.LabOptionsOf(parsed);

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public T? Value<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>A path as the person gave it, from where they stand.</summary>
    public string PathOf(string path) => shell.Folder == Directory.GetCurrentDirectory() ? path : Path.GetFullPath(path, shell.Folder);

    /// <summary>The lab of the workspace; for a file without a workspace named, that of the file's own folder or its nearest parent with one.</summary>
    public Task<Lab> OpenLabAsync(string? ofFile = null) => Lab.OpenAsync(globals.WorkspaceOf(parsed, ofFile), LabOptions, cancellation);

    /// <summary>Reads the registry; says when the folder holds definitions that the store does not know.</summary>
    public async Task<Registry> ReadRegistryAsync()
    {
        var lab = await OpenLabAsync();
        var registry = await lab.RegistryAsync(cancellation);
        if (registry.Unapplied.Count > 0)
        {
            Say($"{FigureText.Counted(registry.Unapplied.Count, "definition")} of the folder {(registry.Unapplied.Count == 1 ? "is" : "are")} not applied: see `kpilab plan`.");
        }

        return registry;
    }

    /// <summary>A line of the result; nothing in it can steer the terminal.</summary>
    public void WriteLine(string line) => shell.Output.WriteLine(SafeText.Visible(line));

    /// <summary>Prints a table in the format asked for.</summary>
    public void Print(Table table, string? ifEmpty = null)
    {
        if (table.Rows.Count == 0 && Format == OutputFormat.Table && ifEmpty is not null)
        {
            Say(ifEmpty);
            return;
        }

        Print(() => new Document([new Grid(table)]), () => table.ToJson(), () => table.ToCsv());
    }

    /// <summary>Prints a result that has a readers' document, JSON and CSV; Markdown is the document's where none of its own is given.</summary>
    public void Print(Func<Document> document, Func<string> json, Func<string> csv, Func<string>? markdown = null)
    {
        switch (Format)
        {
            case OutputFormat.Json:
                shell.Output.WriteLine(json());
                break;
            case OutputFormat.Csv:
                shell.Output.Write(csv());
                break;
            case OutputFormat.Md:
                shell.Output.Write(markdown?.Invoke() ?? document().ToMarkdown());
                break;
            default:
                TerminalWriter.Write(document(), shell);
                break;
        }
    }

    /// <summary>A message on stderr.</summary>
    public void Say(string message) => shell.Error.WriteLine(SafeText.Visible(message));

    /// <summary>The progress of a scan on stderr, drawn only where a person watches and the scan takes its time.</summary>
    public ProgressLine Progress() => new(shell);
}
