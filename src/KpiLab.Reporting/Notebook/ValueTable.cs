using System.Globalization;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Any value as a table for programs: the one of its own, or else a row an item, with the members as columns and broom's names where it has one.</summary>
internal static class ValueTable
{
    private const int Deepest = 3;

    private static readonly Dictionary<string, string> Broom = new(StringComparer.Ordinal)
    {
        ["standard_error"] = "std_error",
        ["degrees_of_freedom"] = "df",
        ["lower"] = "conf_low",
        ["upper"] = "conf_high",
        ["level"] = "conf_level",
    };

    /// <summary>The table.</summary>
    public static Table Of(object? value)
    {
        value = ValueMembers.Unwrap(value);
        if (value is not null && Shapes.Table(value) is { } own)
        {
            return own;
        }

        var title = value is null ? "Nothing" : ValueMembers.Title(value.GetType());
        if (!ValueMembers.IsList(value))
        {
            var row = Row(value);
            // What has no word of its own is its first list.
            return row.Count == 0 && value is not null && ValueMembers.Of(value.GetType()).Select(m => m.Of(value)).FirstOrDefault(ValueMembers.IsList) is { } list
                ? Rows(title, ValueMembers.Items(list, int.MaxValue))
                : Build(title, [row]);
        }

        var items = ValueMembers.Items(value!, int.MaxValue);
        return Rows(items.Count > 0 && ValueMembers.Unwrap(ValueMembers.Pair(items[0])?.Value ?? items[0]) is { } first ? ValueMembers.Title(first.GetType()) : title, items);
    }

    private static Table Rows(string title, List<object?> items)
    {
        // Items with tables of their own that fit together are one table.
        var own = items.Select(i => ValueMembers.Unwrap(i) is { } item && ValueMembers.Pair(item) is null ? Shapes.Table(item) : null).ToList();
        if (own.Count > 0 && own.TrueForAll(t => t is not null && t.Columns.SequenceEqual(own[0]!.Columns)))
        {
            return new Table(title, own[0]!.Columns, [.. own.SelectMany(t => t!.Rows)]);
        }

        return Build(title, [.. items.Select(i =>
        {
            if (ValueMembers.Pair(i) is not { } pair)
            {
                return Row(i);
            }

            var row = new Dictionary<string, object?>(StringComparer.Ordinal) { ["key"] = Cell(pair.Key) };
            foreach (var (name, cell) in Row(pair.Value))
            {
                row.TryAdd(name, cell);
            }

            return row;
        })]);
    }

    private static Dictionary<string, object?> Row(object? value)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        value = ValueMembers.Unwrap(value);
        if (value is Undefined undefined)
        {
            row["undefined"] = undefined.Code;
            row["sentence"] = undefined.Sentence;
        }
        else if (ValueMembers.IsScalar(value) || ValueMembers.IsList(value))
        {
            row["value"] = Cell(value);
        }
        else
        {
            Fill(row, value!, [], 0);
        }

        return row;
    }

    private static void Fill(Dictionary<string, object?> row, object value, IReadOnlyList<string> path, int depth)
    {
        var members = ValueMembers.Of(value.GetType());
        var hasError = members.Any(m => m.Name == "StandardError");
        foreach (var member in members)
        {
            var part = ValueMembers.Unwrap(member.Of(value));
            var name = ValueMembers.Words(member.Name, '_');
            if (part is Undefined || ValueMembers.IsScalar(part))
            {
                row.TryAdd(Name(path, name, hasError), part is Undefined ? null : Cell(part));
            }
            else if (!ValueMembers.IsList(part) && depth < Deepest)
            {
                Fill(row, part!, name is "set" or "interval" or "confidence_set" or "test" ? path : [.. path, name], depth + 1);
            }
        }
    }

    private static string Name(IReadOnlyList<string> path, string name, bool hasError)
    {
        var last = name == "value" && hasError ? "estimate" : Broom.GetValueOrDefault(name, name);
        return string.Join('_', last == "value" && path.Count > 0 ? path : path.Append(last));
    }

    private static object? Cell(object? value) => value switch
    {
        null => null,
        double or bool or DateTimeOffset or string => value,
        float number => (double)number,
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ when ValueMembers.IsList(value) => ValueDocument.Brief("", value),
        Level level => level.Value,
        _ => ValueMembers.Machine(value),
    };

    private static Table Build(string title, IReadOnlyList<Dictionary<string, object?>> rows)
    {
        var names = rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).ToList();
        var columns = names.Select(n => new Column(n, Header(n), KindOf(rows.Select(r => r.GetValueOrDefault(n))))).ToList();
        return new Table(title, columns, [.. rows.Select(r => (IReadOnlyList<object?>)[.. columns.Select(c => Fitted(r.GetValueOrDefault(c.Name), c.Kind))])]);
    }

    private static ColumnKind KindOf(IEnumerable<object?> cells)
    {
        var held = cells.Where(c => c is not null).ToList();
        return held.Count == 0 ? ColumnKind.Text
            : held.TrueForAll(c => c is long) ? ColumnKind.Integer
            : held.TrueForAll(c => c is long or double) ? ColumnKind.Number
            : held.TrueForAll(c => c is bool) ? ColumnKind.Flag
            : held.TrueForAll(c => c is DateTimeOffset) ? ColumnKind.Time
            : ColumnKind.Text;
    }

    private static object? Fitted(object? cell, ColumnKind kind) => kind switch
    {
        ColumnKind.Number when cell is long whole => (double)whole,
        ColumnKind.Text when cell is not (null or string) => ValueMembers.Machine(cell),
        _ => cell,
    };

    private static string Header(string name)
    {
        var words = name.Replace('_', ' ');
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
