using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store;

/// <summary>A row of any table with the hash over all its columns.</summary>
/// <remarks>
/// The hash is taken over the canonical JSON of the table's name and every column but the revision, each value as text; columns that are
/// null are left out, so that a column added by a later migration leaves the hashes of older rows as they are. The revision is the
/// beginning of that hash, so a row that was changed behind the store's back is noticed whenever it is read.
/// </remarks>
internal sealed class Row(string table, IReadOnlyDictionary<string, object?> columns)
{
    /// <summary>Version of the way hashes are taken.</summary>
    public const int HashFormat = 1;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int MaxDepth = 512;

    private static readonly JsonSerializerOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
    };

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    public string Table { get; } = table;

    public IReadOnlyDictionary<string, object?> Columns { get; } = columns;

    public string Revision => Text("revision");

    /// <summary>SHA-256 over the row, lower-case hexadecimal.</summary>
    public string Hash()
    {
        if (Columns is PackedColumns packed)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            packed.Hash(Table, hash);
            return Convert.ToHexStringLower(hash);
        }

        var text = new StringBuilder("{\"columns\":{");
        var first = true;
        foreach (var (name, value) in Columns.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (name != "revision" && value is not null)
            {
                text.Append(first ? "" : ",");
                first = false;
                CanonicalJson.Text(text, name);
                text.Append(':');
                CanonicalJson.Text(text, AsText(value));
            }
        }

        text.Append("},\"table\":");
        CanonicalJson.Text(text, Table);
        return CanonicalJson.Hash(text.Append('}').ToString());
    }

    /// <summary>The ETag that belongs to a hash.</summary>
    public static string RevisionOf(string hash) => hash[..16];

    public string Text(string column) => Columns.GetValueOrDefault(column) as string ?? throw Damaged(column);

    public long Integer(string column) => Columns.GetValueOrDefault(column) as long? ?? throw Damaged(column);

    public int Number(string column) => Integer(column) is var value and >= 0 and <= int.MaxValue ? (int)value : throw Damaged(column);

    public DateTimeOffset Time(string column) => TryTime(Text(column)) ?? throw Damaged(column);

    public JsonObject Json(string column)
        => (Columns is PackedColumns packed ? packed.TryUtf8(column, out var utf8) ? TryJson(utf8) : null : TryJson(Text(column))) ?? throw Damaged(column);

    /// <summary>Itself, once its revision was found to fit its columns.</summary>
    /// <exception cref="EngineException">It does not.</exception>
    public Row Checked()
        => Columns.GetValueOrDefault("revision") as string == RevisionOf(Hash())
            ? this
            : throw new EngineException(Invariant(
                $"a row of {Table} (audit row {Columns.GetValueOrDefault("audit_sequence")}) is not what was stored; run `kpilab audit verify`, and restore the store from a backup"));

    public static DateTimeOffset? TryTime(string text)
        => DateTimeOffset.TryParseExact(
            text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null;

    public static string TimeText(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>JSON as it is kept: compact, its members in their order.</summary>
    public static string JsonText(JsonObject json) => json.ToJsonString(Writing);

    public static JsonObject? TryJson(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Reading) as JsonObject;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException) // the others: half a surrogate pair, which is no text
        {
            return null;
        }
    }

    private static JsonObject? TryJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8, documentOptions: Reading) as JsonObject;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The names of a reader's columns.</summary>
    public static string[] NamesOf(DbDataReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];

    /// <summary>The row a reader stands on.</summary>
    public static Row Read<TReader>(string table, string[] names, TReader reader, Func<TReader, int, object?> value)
        where TReader : DbDataReader
    {
        var columns = new Dictionary<string, object?>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            columns.Add(names[i], value(reader, i));
        }

        return new Row(table, columns);
    }

    private static string AsText(object value) => value switch
    {
        string text => text,
        byte[] bytes => "bytes:" + Convert.ToHexStringLower(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private EngineException Damaged(string column)
        => new(Invariant($"column {column} of a row of {Table} cannot be read; run `kpilab audit verify`, and restore the store from a backup"));
}
