using System.Text;

namespace KpiLab.Notebooks;

/// <summary>What the process and those that it started wrote to one of its own streams since the cell began; console output comes by the pipe.</summary>
internal sealed class NativeWords
{
    private const int MostKept = 4000;
    private const int MostOfLine = 500;

    // Told in the stream itself, so that it stands between the words of one cell and those of the next.
    private const string CellBegins = "\u0001kpilab: a cell begins\u0001";

    private readonly StringBuilder _kept = new();
    private readonly Lock _hearing = new();
    private bool _isOutOfMemory;

    /// <summary>The first of it: why comes first, and the trace after it may be endless.</summary>
    public string Text
    {
        get
        {
            lock (_hearing)
            {
                return _kept.ToString().Trim();
            }
        }
    }

    /// <summary>Whether any of it, kept or not, says that memory ran out.</summary>
    public bool IsOutOfMemory
    {
        get
        {
            lock (_hearing)
            {
                return _isOutOfMemory;
            }
        }
    }

    /// <summary>In the process: words from here on are another cell's.</summary>
    public static void BeginCell()
    {
        var mark = Encoding.UTF8.GetBytes($"\n{CellBegins}\n");
        using var error = Console.OpenStandardError();
        using var output = Console.OpenStandardOutput();
        error.Write(mark);
        output.Write(mark);
    }

    /// <summary>Hears a line; null at the end.</summary>
    public void Hear(string? line)
    {
        if (string.IsNullOrEmpty(line))
        {
            return;
        }

        lock (_hearing)
        {
            if (line == CellBegins)
            {
                _kept.Clear();
                _isOutOfMemory = false;
                return;
            }

            _isOutOfMemory |= line.Contains("out of memory", StringComparison.OrdinalIgnoreCase);
            if (_kept.Length < MostKept)
            {
                _kept.Append(line.Length > MostOfLine ? line[..MostOfLine] : line).Append('\n');
            }
        }
    }
}
