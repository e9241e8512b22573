using System.IO.Compression;
using System.Text;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>The first lines of CSV files, by RFC 4180: what separates the columns and what they are called is read from there, never guessed from rows below.</summary>
internal static class CsvHeaders
{
    private const int MostBytes = 1 << 20;
    private const string Separators = ",;\t|";

    /// <summary>The separator of the files.</summary>
    /// <exception cref="InvalidInputException">A header is no header, or not that of the first file.</exception>
    public static char Separator(string field, IReadOnlyList<SourceFiles.SourceFile> files)
    {
        var expected = Header(field, files[0]);
        var separator = SeparatorOf(expected, files[0].Real);
        var names = Names(expected, separator);
        var twice = names.Where(n => n.Length > 0).GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw Wrong(field, files[0], $"two columns are called `{twice.Key}`", "give every column a name of its own");
        }

        foreach (var file in files.Skip(1))
        {
            var header = Names(Header(field, file), separator);
            if (!header.SequenceEqual(names, StringComparer.Ordinal))
            {
                throw Wrong(
                    field, file, $"the columns are {string.Join(separator, header)}, and those of `{files[0].Shown}` are {string.Join(separator, names)}",
                    "give all files of a source the same columns in the same order");
            }
        }

        return separator;
    }

    private static InvalidInputException Wrong(string field, SourceFiles.SourceFile file, string message, string remedy)
        => new([new Problem(file.Shown, 1, field, message, remedy)]);

    private static char SeparatorOf(string header, string path)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;
        foreach (var c in header)
        {
            isQuoted ^= c == '"';
            if (!isQuoted && Separators.IndexOf(c, StringComparison.Ordinal) is >= 0 and var i)
            {
                counts[i]++;
            }
        }

        var most = Array.IndexOf(counts, counts.Max());
        return counts[most] > 0 ? Separators[most] : path.Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
    }

    private static List<string> Names(string header, char separator)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i] == '"' && isQuoted && i + 1 < header.Length && header[i + 1] == '"')
            {
                name.Append(header[i++]);
            }
            else if (header[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (header[i] == separator && !isQuoted)
            {
                names.Add(name.ToString().Trim());
                name.Clear();
            }
            else
            {
                name.Append(header[i]);
            }
        }

        names.Add(name.ToString().Trim());
        return names;
    }

    // Up to the first line end outside quotes.
    private static string Header(string field, SourceFiles.SourceFile file)
    {
        using var raw = File.OpenRead(file.Real);
        using Stream stream = file.Real.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        var bytes = new byte[MostBytes];
        var length = stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false);
        if (bytes.AsSpan(0, length).StartsWith([(byte)0xFF, (byte)0xFE]) || bytes.AsSpan(0, length).StartsWith([(byte)0xFE, (byte)0xFF]))
        {
            throw Wrong(field, file, "the file is UTF-16, and text is read as UTF-8", "save it as UTF-8");
        }

        var end = 0;
        for (var isQuoted = false; end < length && (isQuoted || bytes[end] is not ((byte)'\n' or (byte)'\r')); end++)
        {
            isQuoted ^= bytes[end] == (byte)'"';
        }

        if (end == MostBytes)
        {
            throw Wrong(field, file, Invariant($"the first line does not end within {MostBytes:N0} bytes, and it should name the columns"), "check that this is a CSV file with a header, and that its quotes are closed");
        }

        if (end == 0)
        {
            throw Wrong(field, file, length == 0 ? "the file is empty" : "the first line is empty, and it should name the columns", "a data file has at least a header");
        }

        return Encoding.UTF8.GetString(bytes, 0, end).TrimStart('\uFEFF');
    }
}
