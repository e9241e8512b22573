using System.Text.Json.Serialization;

namespace KpiLab.Notebooks;

/// <summary>A code cell that is to run.</summary>
/// <param name="Index">Its place in the notebook, from 0.</param>
/// <param name="Language">Its language, e.g. <c>csharp</c>.</param>
/// <param name="Source">Its text.</param>
/// <param name="MayFail">Whether the run goes on where it fails: tag <c>raises-exception</c>.</param>
internal sealed record WorkerCell(int Index, string Language, string Source, bool MayFail);

/// <summary>What the process is asked to do.</summary>
/// <param name="Folder">The notebook's folder; imports stay within.</param>
/// <param name="Scratch">Where packages are unpacked; whoever asks removes it.</param>
/// <param name="MostOutput">Bytes of outputs at most.</param>
/// <param name="Cells">What runs, in order.</param>
internal sealed record WorkerRequest(string Folder, string Scratch, long MostOutput, IReadOnlyList<WorkerCell> Cells);

/// <summary>The kinds of news from the process.</summary>
internal enum WorkerNews
{
    /// <summary>A cell begins.</summary>
    Started,

    /// <summary>Text on a stream: <see cref="WorkerEvent.Name"/> and <see cref="WorkerEvent.Text"/>.</summary>
    Stream,

    /// <summary>Something shown, or a trailing expression's value: <see cref="WorkerEvent.Data"/>.</summary>
    Display,

    /// <summary>Something shown earlier is replaced.</summary>
    Update,

    /// <summary>The cell failed.</summary>
    Failed,

    /// <summary>The cell ended, well or not.</summary>
    Ended,

    /// <summary>All is done.</summary>
    Done,
}

/// <summary>What the process tells.</summary>
internal sealed record WorkerEvent(WorkerNews News, int Cell)
{
    /// <summary>Stream name, or the class of the error.</summary>
    public string? Name { get; init; }

    /// <summary>Stream text, or the error's message.</summary>
    public string? Text { get; init; }

    /// <summary>Which display it is, so that it can be replaced.</summary>
    public int Id { get; init; }

    /// <summary>Whether it is a trailing expression's value.</summary>
    public bool IsResult { get; init; }

    /// <summary>MIME types with their text, in the order of preference.</summary>
    public IReadOnlyList<MimeText>? Data { get; init; }

    /// <summary>Line of the error in its cell, from 1; null where unknown.</summary>
    public int? Line { get; init; }

    /// <summary>Where the error happened, line by line.</summary>
    public IReadOnlyList<string>? Trace { get; init; }

    /// <summary>What kind of failure.</summary>
    public NotebookEnd End { get; init; }
}

/// <summary>One representation of a value.</summary>
internal sealed record MimeText(string Type, string Text);

[JsonSerializable(typeof(WorkerRequest))]
[JsonSerializable(typeof(WorkerEvent))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class MessageJson : JsonSerializerContext;
