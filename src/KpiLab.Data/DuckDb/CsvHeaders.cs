using System.IO.Compression;
using System.Text;

namespace KpiLab.Data;

/// <summary>Compares the first lines of CSV files.</summary>
internal static class CsvHeaders
{
    private const int MostCharacters = 1 << 20;

    /// <summary>The first file whose header is not that of the first one; quotes and spaces around names do not matter.</summary>
    public static (string File, string Header, string Expected)? FirstStranger(IReadOnlyList<SourceFiles.SourceFile> files)
    {
        var expected = Header(files[0].Real);
        foreach (var file in files.Skip(1))
        {
            var header = Header(file.Real);
            if (header != expected)
            {
                return (file.Shown, header, expected);
            }
        }

        return null;
    }

    private static string Header(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var line = new StringBuilder();
        for (int c; (c = reader.Read()) >= 0 && c is not ('\n' or '\r') && line.Length < MostCharacters;)
        {
            if (c is not ('"' or ' '))
            {
                line.Append((char)c);
            }
        }

        return line.ToString();
    }
}
