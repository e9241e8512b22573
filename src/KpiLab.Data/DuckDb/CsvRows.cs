using System.IO.Compression;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Looks through CSV files that DuckDB could not read, for the first row that is not as wide as the header, or a quote that stays open.</summary>
internal static class CsvRows
{
    private const int Block = 1 << 18;

    private enum State
    {
        AtStart,
        Plain,
        Quoted,
        AfterQuote,
    }

    /// <summary>The first problem; null: none.</summary>
    public static Problem? FirstRagged(string field, IReadOnlyList<SourceFiles.SourceFile> files, char separator, CancellationToken cancellation)
        => files.Select(f => FirstRagged(field, f, (byte)separator, cancellation)).FirstOrDefault(p => p is not null);

    private static Problem? FirstRagged(string field, SourceFiles.SourceFile file, byte separator, CancellationToken cancellation)
    {
        using var raw = File.OpenRead(file.Real);
        using Stream stream = file.Real.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        var buffer = new byte[Block];
        var state = State.AtStart;
        long bytesOfRow = 0;
        int line = 1, firstLine = 1, values = 1, expected = 0;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var b in buffer.AsSpan(0, read))
            {
                if (b == (byte)'\n')
                {
                    line++;
                }

                if (state == State.Quoted)
                {
                    state = b == (byte)'"' ? State.AfterQuote : State.Quoted;
                }
                else if (b == (byte)'\n')
                {
                    if (bytesOfRow > 0 && Width(values) is { } wrong)
                    {
                        return wrong;
                    }

                    (state, values, firstLine, bytesOfRow) = (State.AtStart, 1, line, 0);
                    continue;
                }
                else if (b == separator)
                {
                    (state, values) = (State.AtStart, values + 1);
                }
                else if (b == (byte)'"' && state is State.AtStart or State.AfterQuote)
                {
                    state = State.Quoted;
                }
                else if (state == State.AfterQuote && b is not ((byte)'\r' or (byte)' '))
                {
                    return new Problem(file.Shown, line, field, "text follows a closing quote", "put \" around the whole value, and write a \" inside it twice");
                }
                else if (b != (byte)'\r' && state == State.AtStart)
                {
                    state = State.Plain;
                }

                bytesOfRow += b == (byte)'\r' ? 0 : 1;
            }
        }

        return state == State.Quoted
            ? new Problem(file.Shown, firstLine, field, "a quote is opened in this row and not closed in the file", "close it, or write a \" that belongs to the text twice and the whole value in quotes")
            : bytesOfRow > 0 ? Width(values) : null;

        Problem? Width(int found)
        {
            expected = expected == 0 ? found : expected;
            return found == expected ? null : new Problem(
                file.Shown, firstLine, field, Invariant($"the row has {found} {(found == 1 ? "value" : "values")}, and the header names {expected} columns"),
                "give every row as many values as the header; put text with a separator in quotes");
        }
    }
}
