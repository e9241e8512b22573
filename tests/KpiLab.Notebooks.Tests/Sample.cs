using System.Text.Json.Nodes;
using KpiLab.Notebooks;
using KpiLab.Reporting;

namespace KpiLab.Testing;

/// <summary>Notebooks made of a few lines, run in a folder that goes away.</summary>
internal sealed class Sample : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("kpilab-notebooks-").FullName;

    public static NotebookDocument Notebook(params string[] sources) => Of([.. sources.Select((s, i) => Code(s, i))]);

    public static NotebookDocument Of(params NotebookCell[] cells) => new(cells, NotebookDocument.CSharpMetadata());

    public static NotebookCell Code(string source, int index = 0, params string[] tags) => new(NotebookCellKind.Code, source, Invariant($"c{index}")) { Metadata = NotebookDocument.CSharpCell(tags) };

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<NotebookRun> RunAsync(params string[] sources) => RunAsync(Notebook(sources));

    public Task<NotebookRun> RunAsync(NotebookDocument notebook, Func<NotebookRunOptions, NotebookRunOptions>? with = null, IProgress<NotebookProgress>? progress = null, CancellationToken cancellation = default)
    {
        var options = new NotebookRunOptions(Folder) { Timeout = TimeSpan.FromMinutes(3) };
        return NotebookRunner.RunAsync(notebook, with?.Invoke(options) ?? options, progress, cancellation);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What cells put out, in short.</summary>
internal static class Outputs
{
    /// <summary>Every output of a cell as <c>kind: text</c>; of data the plain text, else the HTML.</summary>
    public static string[] Of(NotebookRun run, int cell) => [.. run.Notebook.Cells[cell].Outputs.Select(Text)];

    public static string Text(JsonObject output) => output["output_type"]!.GetValue<string>() switch
    {
        "stream" => $"{output["name"]}: {NotebookReader.Multiline(output["text"])}",
        "error" => $"error: {output["ename"]}: {output["evalue"]}",
        var kind => $"{kind}: {NotebookReader.Multiline(output["data"]!["text/plain"]) ?? NotebookReader.Multiline(output["data"]!["text/html"])}",
    };

    public static string Data(NotebookRun run, int cell, int output, string mimeType) => NotebookReader.Multiline(run.Notebook.Cells[cell].Outputs[output]["data"]![mimeType])!;
}
