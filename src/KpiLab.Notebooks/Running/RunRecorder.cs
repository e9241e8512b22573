using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Reporting;

namespace KpiLab.Notebooks;

/// <summary>Writes what a run puts out into its notebook, and counts it.</summary>
internal sealed class RunRecorder(NotebookDocument notebook, long mostBytes)
{
    private readonly Dictionary<int, JsonObject> _shown = [];
    private StringBuilder? _stream;
    private string? _streamName;
    private long _bytes;

    /// <summary>Bytes that outputs may have together.</summary>
    public long MostBytes => mostBytes;

    /// <summary>Bytes left; a message has a little more than what it carries.</summary>
    public long BytesLeft => mostBytes - _bytes + 1024;

    /// <summary>The cell that runs or ran last, from 0; −1 before the first.</summary>
    public int Cell { get; private set; } = -1;

    /// <summary>Cells that ran.</summary>
    public int CellsRun { get; private set; }

    /// <summary>The failure that ended the run.</summary>
    public NotebookFailure? Failure { get; private set; }

    /// <summary>Counts a message; false where it is one too many.</summary>
    public bool Take(int bytes) => (_bytes += bytes) <= mostBytes + 1024;

    public void Hear(WorkerEvent news)
    {
        var cell = notebook.Cells[news.Cell];
        if (news.News != WorkerNews.Stream || news.Name != _streamName)
        {
            EndStream();
        }

        switch (news.News)
        {
            case WorkerNews.Started:
                Cell = news.Cell;
                cell.ExecutionCount = ++CellsRun;
                break;
            case WorkerNews.Stream:
                _streamName = news.Name;
                (_stream ??= new StringBuilder()).Append(news.Text);
                break;
            case WorkerNews.Display:
                var output = new JsonObject { ["data"] = Bundle(news.Data!), ["metadata"] = new JsonObject(), ["output_type"] = news.IsResult ? "execute_result" : "display_data" };
                if (news.IsResult)
                {
                    output["execution_count"] = cell.ExecutionCount;
                }

                _shown[news.Id] = output;
                cell.Outputs.Add(output);
                break;
            case WorkerNews.Update when _shown.TryGetValue(news.Id, out var earlier):
                earlier["data"] = Bundle(news.Data!);
                break;
            case WorkerNews.Failed:
                cell.Outputs.Add(Error(news.Name!, news.Text!, news.Trace ?? []));
                if (news.End != NotebookEnd.Done)
                {
                    Failure = new NotebookFailure(news.End, news.Cell + 1, news.Line, news.Text!);
                }

                break;
        }
    }

    /// <summary>Stores a failure that the process could not tell of.</summary>
    public void Fail(NotebookFailure failure)
    {
        EndStream();
        Failure = failure;
        if (Cell >= 0)
        {
            notebook.Cells[Cell].Outputs.Add(Error(failure.End.ToString(), failure.Message, [Invariant($"cell {Cell + 1}")]));
        }
    }

    private void EndStream()
    {
        if (_stream is not null)
        {
            notebook.Cells[Cell].Outputs.Add(new JsonObject { ["name"] = _streamName, ["output_type"] = "stream", ["text"] = NotebookWriter.Lines(_stream.ToString()) });
            _stream = null;
            _streamName = null;
        }
    }

    private static JsonObject Error(string name, string message, IReadOnlyList<string> trace) => new()
    {
        ["ename"] = name,
        ["evalue"] = message,
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. new[] { $"{name}: {message}" }.Concat(trace).Select(l => (JsonNode?)JsonValue.Create(l))]),
    };

    private static JsonObject Bundle(IReadOnlyList<MimeText> data)
    {
        var bundle = new JsonObject();
        foreach (var (type, text) in data)
        {
            bundle[type] = IsJson(type) ? Json(text) : type.StartsWith("image/", StringComparison.Ordinal) && type != "image/svg+xml" ? text : NotebookWriter.Lines(text);
        }

        return bundle;
    }

    // What nbformat takes as JSON; any other type holds text.
    private static bool IsJson(string type)
        => type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text; // said to be JSON, and is not: a text is JSON, too
        }
    }
}
