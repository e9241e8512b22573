using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using KpiLab.Core;

namespace KpiLab.Notebooks;

/// <summary>What a cell asks for cannot be had.</summary>
internal class CellException(int line, string message) : Exception(message)
{
    /// <summary>Line in the cell, from 1.</summary>
    public int Line => line;
}

/// <summary>A cell asks for what only front ends have: another language, a magic command of the kernel.</summary>
internal sealed class KernelOnlyException(int line, string message) : CellException(line, message);

/// <summary>A cell, or a file that it imports, does not compile.</summary>
internal sealed partial class CompilationException(string place, int? line, string message, IReadOnlyList<string> all) : Exception(message)
{
    /// <summary>The cell or file.</summary>
    public string Place => place;

    /// <summary>Line of the first error, from 1.</summary>
    public int? Line => line;

    /// <summary>Every error with its line.</summary>
    public IReadOnlyList<string> All => all;

    /// <summary>Whether it names what .NET Interactive brings, and the runner does not.</summary>
    public bool NeedsKernel => all.Any(KernelName().IsMatch);

    /// <summary>Whether it names what is not there.</summary>
    public bool MissesName => all.Any(MissingName().IsMatch);

    [GeneratedRegex(@": CS(?:0103|0246): [^']*'Kernel\w*(?:<[^']*)?'|: CS0234: [^']*'(?:DotNet'[^']*'Microsoft|Interactive'[^']*'Microsoft\.DotNet)'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KernelName();

    [GeneratedRegex(": CS(?:0103|0246|0234): ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingName();
}

/// <summary>A cell shows more than a notebook may hold.</summary>
internal sealed class OutputLimitException(string message) : Exception(message);

/// <summary>An exception as a cell's output holds it.</summary>
/// <param name="Name">Its class.</param>
/// <param name="Message">What happened.</param>
/// <param name="Line">The line in the cell, from 1; null where it is not in the cell.</param>
/// <param name="Trace">Places in cells, innermost first.</param>
/// <param name="End">What it means for the run.</param>
internal sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Trace, NotebookEnd End)
{
    private const int MostMessage = 10_000;

    public static CellError Of(Exception error, string cell)
    {
        while (error is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException && error.InnerException is { } inner)
        {
            error = inner;
        }

        if (error is CompilationException compilation)
        {
            var place = compilation.Place == cell ? "" : $"{compilation.Place}: ";
            return new CellError("CompilationError", place + Short(compilation.Message), compilation.Place == cell ? compilation.Line : null, compilation.All, NotebookEnd.Broken);
        }

        if (error is CellException told)
        {
            return new CellError("NotebookError", Short(told.Message), told.Line, [], NotebookEnd.Broken);
        }

        // Frames with the name of a cell or an imported file; what lies between is the libraries' and the runner's own.
        var places = new StackTrace(error, fNeedFileInfo: true).GetFrames()
            .Where(f => f.GetMethod()?.DeclaringType?.Assembly.GetName().Name?.StartsWith(ScriptSession.Prefix, StringComparison.Ordinal) == true && f.GetFileLineNumber() > 0)
            .Select(f => (File: f.GetFileName()!, Line: f.GetFileLineNumber()))
            .ToList();
        return new CellError(
            error is OutputLimitException ? nameof(NotebookEnd.TooMuchOutput) : error.GetType().FullName ?? error.GetType().Name,
            Short(MessageOf(error)),
            places.Select(p => p.File == cell ? p.Line : (int?)null).FirstOrDefault(l => l is not null),
            [.. places.Select(p => Invariant($"   at {p.File}, line {p.Line}")), .. Inner(error)],
            error switch
            {
                EngineException => NotebookEnd.EngineFailed,
                OutOfMemoryException => NotebookEnd.OutOfMemory,
                OutputLimitException => NotebookEnd.TooMuchOutput,
                _ => NotebookEnd.Broken,
            });
    }

    private static IEnumerable<string> Inner(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            yield return $"   because of {inner.GetType().FullName}: {Short(MessageOf(inner))}";
        }
    }

    private static string MessageOf(Exception error)
    {
        try
        {
            return error is OutOfMemoryException ? "the cell needed more memory than the notebook may have; read less at once, or allow more with --memory" : error.Message;
        }
#pragma warning disable CA1031 // an exception of the notebook's own may throw while it is read
        catch (Exception)
#pragma warning restore CA1031
        {
            return error.GetType().Name;
        }
    }

    private static string Short(string text) => text.Length > MostMessage ? text[..MostMessage] + "…" : text;
}
