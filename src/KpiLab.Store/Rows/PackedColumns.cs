using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace KpiLab.Store;

/// <summary>The columns of a row as the database holds them, texts in UTF-8: hashed as they are, and made into objects only where they are asked for.</summary>
/// <remarks>A registry of some years is read by tens of thousands of rows, most of them only to be verified and to give a word or two.</remarks>
/// <param name="layout">Columns.</param>
/// <param name="bytes">The texts, one after the other.</param>
/// <param name="cells">By column.</param>
internal sealed class PackedColumns(RowLayout layout, byte[] bytes, PackedColumns.Cell[] cells) : IReadOnlyDictionary<string, object?>
{
    public int Count => cells.Length;

    public IEnumerable<string> Keys => layout.Names;

    public IEnumerable<object?> Values => Enumerable.Range(0, cells.Length).Select(Value);

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => layout.IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var at = layout.IndexOf(key);
        value = at < 0 ? null : Value(at);
        return at >= 0;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Range(0, cells.Length).Select(i => KeyValuePair.Create(layout.Names[i], Value(i))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A column's text in UTF-8; false where it holds none.</summary>
    public bool TryUtf8(string column, out ReadOnlySpan<byte> text)
    {
        var at = layout.IndexOf(column);
        var isText = at >= 0 && cells[at].IsText;
        text = isText ? Utf8(cells[at]) : default;
        return isText;
    }

    /// <summary>The hash that <see cref="Row.Hash"/> says.</summary>
    public void Hash(string table, Span<byte> hash)
    {
        using var text = new CanonicalText(bytes.Length + 512);
        text.Raw("{\"columns\":{"u8);
        var isFirst = true;
        foreach (var (column, key) in layout.Hashed)
        {
            var cell = cells[column];
            if (cell.IsNull)
            {
                continue;
            }

            if (!isFirst)
            {
                text.Raw(","u8);
            }

            isFirst = false;
            text.Raw(key);
            if (cell.IsText)
            {
                text.Quoted(Utf8(cell));
            }
            else
            {
                text.Quoted(cell.Number);
            }
        }

        text.Raw("},\"table\":"u8);
        text.Quoted(System.Text.Encoding.UTF8.GetBytes(table));
        text.Raw("}"u8);
        SHA256.HashData(text.Written, hash);
    }

    private object? Value(int column)
    {
        var cell = cells[column];
        return cell.IsNull ? null : cell.IsText ? layout.Text(column, Utf8(cell)) : cell.Number;
    }

    private ReadOnlySpan<byte> Utf8(Cell cell) => bytes.AsSpan((int)cell.Number, cell.Length);

    /// <summary>One column: a text, a whole number or nothing. Whatever else a damaged table may hold is not packed.</summary>
    /// <param name="Number">The number, or where the text begins.</param>
    /// <param name="Length">Of the text in bytes; negative where it is none.</param>
    public readonly record struct Cell(long Number, int Length)
    {
        private const int Nothing = -1;
        private const int Whole = -2;

        public static Cell Null => new(0, Nothing);

        public bool IsNull => Length == Nothing;

        public bool IsText => Length >= 0;

        public static Cell Of(long number) => new(number, Whole);
    }
}
