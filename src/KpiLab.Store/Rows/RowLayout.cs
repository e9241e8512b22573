using System.Text;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>What the rows of one statement have in common: their columns, and the order in which these enter the hash.</summary>
internal sealed class RowLayout
{
    // Columns that hold the same few words in row after row.
    private static readonly string[] Repeating = ["actor", "kind", "workspace_id"];

    private readonly string[] _names;
    private readonly (int Column, byte[] Key)[] _hashed;
    private readonly Repeated?[] _repeated;

    public RowLayout(IEnumerable<string> names)
    {
        _names = [.. names.Select(string.Intern)]; // literals are the same objects
        _hashed = [.. _names.Select((n, i) => (Name: n, At: i)).Where(c => c.Name != "revision").OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => (c.At, Key(c.Name)))];
        _repeated = new Repeated?[_names.Length];
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>Columns with their names as JSON, in the order of the hash; without the revision, which is made from it.</summary>
    public ReadOnlySpan<(int Column, byte[] Key)> Hashed => _hashed;

    /// <summary>Where a column is; −1 when there is none of that name.</summary>
    public int IndexOf(string name) => Array.IndexOf(_names, name);

    /// <summary>A column's text.</summary>
    public string Text(int column, ReadOnlySpan<byte> utf8)
    {
        if (!Array.Exists(Repeating, r => ReferenceEquals(r, _names[column])))
        {
            return Encoding.UTF8.GetString(utf8);
        }

        // One reference, so that threads see either text whole.
        if (_repeated[column] is not { } known || !utf8.SequenceEqual(known.Utf8))
        {
            _repeated[column] = known = new Repeated(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return known.Text;
    }

    private static byte[] Key(string name)
    {
        var text = new StringBuilder();
        CanonicalJson.Text(text, name);
        return Encoding.UTF8.GetBytes(text.Append(':').ToString());
    }

    private sealed record Repeated(byte[] Utf8, string Text);
}
