using System.Collections;
using System.Data;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace KpiLab.Notebooks;

/// <summary>How values without formatters of their own are shown: as text, and lists and objects as a table as well.</summary>
internal static class DefaultFormats
{
    private const int MostRows = 20;
    private const int MostColumns = 40;
    private const int DeepestNesting = 3;

    // A fragment by itself: it brings its rules, and takes colours from where it stands.
    private const string Style =
        "<style>.kl-t{border-collapse:collapse;font-size:.9em}.kl-t th,.kl-t td{padding:.2em .6em;text-align:left;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.35)}" +
        ".kl-t td.n{text-align:right;font-variant-numeric:tabular-nums}</style>";

    /// <summary>All that a value has.</summary>
    public static IReadOnlyList<MimeText> All(object? value)
        => Table(value, 0) is { } table ? [new MimeText("text/html", Style + table), new MimeText("text/plain", Plain(value))] : [new MimeText("text/plain", Plain(value))];

    /// <summary>A value as one type.</summary>
    public static string Of(object? value, string mimeType) => mimeType switch
    {
        "text/html" => Table(value, 0) is { } table ? Style + table : "<pre>" + WebUtility.HtmlEncode(Plain(value)) + "</pre>",
        "application/json" => System.Text.Json.JsonSerializer.Serialize(value),
        _ when mimeType.StartsWith("text/", StringComparison.Ordinal) => Plain(value),
        _ => throw new NotSupportedException($"{value?.GetType().FullName ?? "null"} cannot be shown as {mimeType}"),
    };

    /// <summary>A value as text.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "<null>",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        DataTable table => Invariant($"{table.TableName} {table.Rows.Count} rows, {table.Columns.Count} columns").Trim(),
        IEnumerable items => Listed(items),
        _ => value.ToString() ?? "",
    };

    private static string Listed(IEnumerable items)
    {
        var (rows, more) = Take(items);
        return "[ " + string.Join(", ", rows.Select(r => r is IEnumerable and not string ? r.GetType().Name : Plain(r))) + (more is null ? "" : $" ... ({more})") + " ]";
    }

    private static string? Table(object? value, int depth) => value switch
    {
        null or string or IFormattable or bool or char or Type or Exception or Delegate or Task => null,
        DataTable table => Grid([.. table.Columns.Cast<DataColumn>().Select(c => c.ColumnName)], [.. table.Rows.Cast<DataRow>().Take(MostRows).Select(r => (IReadOnlyList<object?>)r.ItemArray)], More(table.Rows.Count), depth),
        IDictionary pairs => Pairs(pairs, depth),
        IEnumerable items => Items(items, depth),
        _ => Properties(value.GetType()) is { Count: > 0 } properties && HasParts(value)
            ? Grid(["", ""], [.. properties.Select(p => (IReadOnlyList<object?>)[p.Name, Get(p, value)])], null, depth, isHeaded: false)
            : null,
    };

    // A type that says itself how it reads is no list of properties; records do say, but name them.
    private static bool HasParts(object value)
    {
        var type = value.GetType();
        return type.GetMethod("ToString", Type.EmptyTypes)?.DeclaringType is { } owner
            && (owner == typeof(object) || owner == typeof(ValueType) || type.GetMethod("<Clone>$") is not null || type.Name.Contains("AnonymousType", StringComparison.Ordinal));
    }

    private static string Pairs(IDictionary pairs, int depth)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (DictionaryEntry pair in pairs)
        {
            if (rows.Count == MostRows)
            {
                break;
            }

            rows.Add([pair.Key, pair.Value]);
        }

        return Grid(["key", "value"], rows, More(pairs.Count), depth);
    }

    private static string Items(IEnumerable items, int depth)
    {
        var (rows, more) = Take(items);
        var properties = rows.OfType<object>().Where(r => r is not string and not IFormattable and not IEnumerable).SelectMany(r => Properties(r.GetType()))
            .Select(p => p.Name).Distinct(StringComparer.Ordinal).Take(MostColumns).ToList();
        return properties.Count == 0 || rows.Exists(r => r is not null && DisplayRules.Html(r) is not null)
            ? Grid(["value"], [.. rows.Select(r => (IReadOnlyList<object?>)[r])], more, depth)
            : Grid(properties, [.. rows.Select(r => (IReadOnlyList<object?>)[.. properties.Select(p => r is null ? null : Properties(r.GetType()).Find(q => q.Name == p) is { } found ? Get(found, r) : "")])], more, depth);
    }

    private static string Grid(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<object?>> rows, string? more, int depth, bool isHeaded = true)
    {
        var html = new StringBuilder("<table class=\"kl-t\">");
        if (isHeaded)
        {
            html.Append("<thead><tr>").AppendJoin("", head.Select(h => $"<th>{WebUtility.HtmlEncode(h)}</th>")).Append("</tr></thead>");
        }

        html.Append("<tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append(cell is IFormattable and not Enum and not DateTime and not DateTimeOffset and not DateOnly ? "<td class=\"n\">" : "<td>").Append(Cell(cell, depth + 1)).Append("</td>");
            }

            html.Append("</tr>");
        }

        if (more is not null)
        {
            html.Append("<tr><td colspan=\"").Append(head.Count).Append("\">(").Append(WebUtility.HtmlEncode(more)).Append(")</td></tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    private static string Cell(object? value, int depth)
        => (value is null ? null : DisplayRules.Html(value)) ?? (depth < DeepestNesting ? Table(value, depth) : null) ?? WebUtility.HtmlEncode(Short(Plain(value)));

    private static (List<object?> Rows, string? More) Take(IEnumerable items)
    {
        var rows = new List<object?>();
        foreach (var item in items)
        {
            if (rows.Count == MostRows)
            {
                return (rows, items is ICollection counted ? More(counted.Count) : "more");
            }

            rows.Add(item);
        }

        return (rows, null);
    }

    private static string? More(int count) => count > MostRows ? Invariant($"{count - MostRows} more") : null;

    private static List<PropertyInfo> Properties(Type type)
        => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike && p.Name != "EqualityContract")];

    private static object? Get(PropertyInfo property, object owner)
    {
        try
        {
            return property.GetValue(owner);
        }
        catch (TargetInvocationException error)
        {
            return error.InnerException?.Message;
        }
    }

    private static string Short(string text) => text.Length > 500 ? text[..500] + "…" : text;
}
