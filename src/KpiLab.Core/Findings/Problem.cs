using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>One thing wrong in what a person wrote: where, what, and what to write instead.</summary>
/// <param name="File">Path as the person knows it, relative to the workspace where possible; null when the input has no file.</param>
/// <param name="Line">1-based; 0 when unknown.</param>
/// <param name="Field">Dotted path of the field, e.g. <c>plan.looks.count</c>; empty for the whole document.</param>
/// <param name="Message">What is wrong, quoting the value.</param>
/// <param name="Remedy">What to write instead.</param>
[TypeFormatterSource]
public sealed record Problem(string? File, int Line, string Field, string Message, string Remedy) : IShowable
{
    /// <summary><c>file:line: field: what is wrong; what to write instead</c>.</summary>
    public override string ToString()
    {
        var place = File is null ? "" : Line > 0 ? Invariant($"{File}:{Line}: ") : $"{File}: ";
        var field = Field.Length == 0 ? "" : $"{Field}: ";
        return Remedy.Length == 0 ? $"{place}{field}{Message}" : $"{place}{field}{Message}; {Remedy}";
    }
}

/// <summary>What a person gave cannot be used; every problem found is listed.</summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>All problems at once.</summary>
    public InvalidInputException(IReadOnlyList<Problem> problems)
        : base(string.Join('\n', problems.Select(p => p.ToString())))
        => Problems = problems;

    /// <summary>A single problem without a place.</summary>
    public InvalidInputException(string field, string message, string remedy)
        : this([new Problem(null, 0, field, message, remedy)])
    {
    }

    /// <summary>The problems, in the order of their places.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}

/// <summary>An engine or the store failed although the input was right.</summary>
public sealed class EngineException : Exception
{
    /// <summary>A failure with its remedy in the message.</summary>
    public EngineException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
