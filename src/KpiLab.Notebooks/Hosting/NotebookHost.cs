using System.Diagnostics;
using KpiLab.Core;
using Microsoft.CodeAnalysis.CSharp;

namespace KpiLab.Notebooks;

/// <summary>Runs the cells in this process: directives, code, trailing values, errors.</summary>
internal sealed class NotebookHost : IDisposable
{
    private const int DeepestImport = 16;

    private readonly WorkerRequest _request;
    private readonly EventOutlet _outlet;
    private readonly ConsoleCapture _output;
    private readonly ConsoleCapture _error;
    private readonly ScriptSession _session = new();
    private readonly ReferenceDirectives _references;
    private int _cell;
    private int _shown;

    public NotebookHost(WorkerRequest request, EventOutlet outlet)
    {
        _request = request;
        _outlet = outlet;
        _output = new ConsoleCapture("stdout", Stream);
        _error = new ConsoleCapture("stderr", Stream);
        _references = new ReferenceDirectives(_session, request.Folder, request.Scratch);
    }

    public async Task RunAsync()
    {
        Console.SetOut(_output);
        Console.SetError(_error);
        Console.SetIn(TextReader.Null);
        Show.Sink = Display;
        foreach (var cell in _request.Cells)
        {
            _cell = cell.Index;
            NativeWords.BeginCell();
            _outlet.Send(new WorkerEvent(WorkerNews.Started, _cell));
            var failed = await FailedAsync(cell);
            Flush();
            _outlet.Send(new WorkerEvent(WorkerNews.Ended, _cell));
            if (failed && !cell.MayFail)
            {
                return;
            }
        }
    }

    private async Task<bool> FailedAsync(WorkerCell cell)
    {
        var name = Invariant($"cell {cell.Index + 1}");
        try
        {
            await RunAsync(CellParts.Split(cell.Source, cell.Language), new Source(name, _request.Folder), 0);
            return false;
        }
#pragma warning disable CA1031 // whatever a cell throws is its output
        catch (Exception error)
#pragma warning restore CA1031
        {
            var told = CellError.Of(error, name);
            Flush();
            _outlet.Send(new WorkerEvent(WorkerNews.Failed, _cell)
            {
                Name = told.Name,
                Text = told.Message,
                Line = told.Line,
                Trace = told.Trace,
                End = cell.MayFail ? NotebookEnd.Done : told.End,
            });
            return true;
        }
    }

    private async Task RunAsync(IReadOnlyList<CellPart> parts, Source source, int depth)
    {
        foreach (var part in parts)
        {
            await RunAsync(part, source, depth);
        }
    }

    private async Task RunAsync(CellPart part, Source source, int depth)
    {
        switch (part.Language)
        {
            case CellPart.CSharp:
                await RunCSharpAsync(part, source, depth);
                break;
            case CellPart.Html:
                Show.Text(part.Text.Trim(), "text/html");
                break;
            case CellPart.Markdown:
                Show.Text(part.Text.Trim(), "text/markdown");
                break;
            default:
                throw new KernelOnlyException(part.Line, $"this part is in {part.Language}, and the runner runs C#; leave it out, or run the notebook in a front end that has it");
        }
    }

    private async Task RunCSharpAsync(CellPart part, Source source, int depth)
    {
        var (code, directives) = Directive.Take(part.Text);
        var isTimed = false;
        foreach (var directive in directives)
        {
            switch (directive.Kind)
            {
                case DirectiveKind.Import:
                    await ImportAsync(directive, source, depth);
                    break;
                case DirectiveKind.Time:
                    isTimed = true;
                    break;
                default:
                    foreach (var extension in _references.Apply(directive))
                    {
                        await ExtendAsync(extension, depth);
                    }

                    break;
            }
        }

        var started = Stopwatch.GetTimestamp();
        var (hasValue, value) = await _session.RunAsync(code, source.Name);
        if (hasValue)
        {
            Show.Value(value, [], isResult: true);
        }

        if (isTimed)
        {
            Show.Text(Invariant($"Wall time: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.####}ms"), "text/plain");
        }
    }

    // A package that an extension brings was not there before, so this ends by itself. What was written for the kernel is left to it.
    private async Task ExtendAsync(PackageExtension extension, int depth)
    {
        var source = new Source(extension.Name, Path.GetDirectoryName(extension.Path)!, extension.Name);
        var isLeftOut = false;
        foreach (var part in Code(DibReader.Read(await File.ReadAllTextAsync(extension.Path), extension.Name)))
        {
            try
            {
                await RunAsync(part, source, depth);
            }
            catch (Exception error) when (error is KernelOnlyException || (error is CompilationException broken && (broken.NeedsKernel || (isLeftOut && broken.MissesName))))
            {
                if (!isLeftOut)
                {
                    await Console.Error.WriteLineAsync($"{extension.Name} needs the kernel; left out");
                }

                isLeftOut = true;
            }
        }
    }

    private async Task ImportAsync(Directive directive, Source source, int depth)
    {
        if (depth >= DeepestImport)
        {
            throw new CellException(directive.Line, "imports go round in a circle, or are nested more than 16 deep");
        }

        var path = ConfinedPath.Of(source.Folder, source.Package is { } owner ? "the folder of " + owner : "the notebook's folder", directive);
        var name = (source.Package is { } extension ? extension + ", " : "") + Path.GetRelativePath(source.Folder, path);
        var text = await File.ReadAllTextAsync(path);
        var language = Path.GetExtension(path).ToLowerInvariant();
        IReadOnlyList<CellPart> parts = language switch
        {
            ".cs" or ".csx" => [new CellPart(CellPart.CSharp, text.ReplaceLineEndings("\n"), 1)],
            ".ipynb" => [.. Code(KpiLab.Reporting.NotebookReader.Read(text, name))],
            ".dib" => [.. Code(DibReader.Read(text, name))],
            _ => throw new CellException(directive.Line, $"#!import {directive.Argument}: the runner imports .ipynb, .dib, .cs and .csx"),
        };
        await RunAsync(parts, source with { Name = name }, depth + 1);
    }

    private static IEnumerable<CellPart> Code(KpiLab.Reporting.NotebookDocument notebook)
        => notebook.Cells.Where(c => c.Kind == KpiLab.Reporting.NotebookCellKind.Code).SelectMany(c => CellParts.Split(c.Source, c.Language ?? notebook.DefaultLanguage));

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private void Stream(string name, string text) => _outlet.Send(new WorkerEvent(WorkerNews.Stream, _cell) { Name = name, Text = text });

    private int Display(IReadOnlyList<MimeText> data, bool isResult, int? replaces)
    {
        Flush();
        if (data.Sum(d => (long)d.Text.Length) > _request.MostOutput)
        {
            throw new OutputLimitException(OutputLimit.Message(_request.MostOutput));
        }

        var id = replaces ?? Interlocked.Increment(ref _shown);
        _outlet.Send(new WorkerEvent(replaces is null ? WorkerNews.Display : WorkerNews.Update, _cell) { Data = data, Id = id, IsResult = isResult });
        return id;
    }

    private void Flush()
    {
        _output.Flush();
        _error.Flush();
    }

    /// <summary>Where code comes from.</summary>
    /// <param name="Name">How errors call it.</param>
    /// <param name="Folder">Where its imports lie.</param>
    /// <param name="Package">The extension whose folder that is; null where it is the notebook's.</param>
    private sealed record Source(string Name, string Folder, string? Package = null);
}
