using System.Runtime.CompilerServices;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>Any value as a document: the one of its own, or else what its members say.</summary>
internal static class ValueDocument
{
    /// <summary>Items of a list that are taken up at most.</summary>
    public const int MostItems = 200;

    private const int MostWords = 12;
    private const int Deepest = 3;

    /// <summary>The document.</summary>
    public static Document Of(object? value)
    {
        value = ValueMembers.Unwrap(value);
        return value switch
        {
            null => new Document([new Paragraph("nothing")]),
            Document document => document,
            Block block => new Document([IsSilent(block) ? new Paragraph("nothing") : block]),
            Figure figure => new Document([new Heading(1, string.IsNullOrWhiteSpace(figure.Title) ? ValueMembers.Title(figure.GetType()) : figure.Title), new Paragraph(figure.Description ?? "")]),
            _ when Shapes.Document(value) is { } own => own,
            _ when Shapes.Table(value) is { } own => new Document([new Heading(1, own.Title), own.Rows.Count > 0 ? new Grid(own) : new Paragraph("none")]),
            _ => ByMembers(value),
        };
    }

    private static bool IsSilent(Block block) => block switch
    {
        Heading heading => IsSilent(heading.Text),
        Paragraph paragraph => IsSilent(paragraph.Text),
        Bullets bullets => bullets.Items.All(IsSilent),
        Facts facts => facts.Items.All(f => IsSilent(f.Name) && IsSilent(f.Text)),
        _ => false,
    };

    private static bool IsSilent(string text) => text.All(c => char.IsControl(c) || char.IsWhiteSpace(c));

    /// <summary>The document that any value has, whatever else there is for its type.</summary>
    public static Document ByMembers(object value)
    {
        List<Block> blocks = [new Heading(1, ValueMembers.Title(value.GetType()))];
        if (value is Undefined undefined)
        {
            blocks = [new Statement(new Marked(Mark.Unknown, "undefined"), Text(undefined.Sentence)), new Facts([("Code", undefined.Code)])];
        }
        else if (ValueMembers.IsList(value))
        {
            blocks.Add(List(ValueMembers.Title(value.GetType()), value));
        }
        else if (ValueMembers.Of(value.GetType()) is { Count: > 0 } members && value is not string)
        {
            AddMembers(blocks, value, members, 1);
        }
        else
        {
            blocks.Add(new Paragraph(ValueMembers.Human("", value)));
        }

        return new Document(blocks);
    }

    /// <summary>A value in one line.</summary>
    public static string Brief(string name, object? value, int depth = 0)
    {
        value = ValueMembers.Unwrap(value);
        if (ValueMembers.IsScalar(value))
        {
            return ValueMembers.Human(name, value);
        }

        switch (value)
        {
            case Undefined undefined:
                return "undefined: " + undefined.Sentence;
            case ITuple tuple:
                return "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Brief("", tuple[i], depth + 1))) + ")";
            case ConfidenceSet set:
                return Interval(set);
            case Finding finding:
                return finding.Sentence;
        }

        if (ValueMembers.IsList(value))
        {
            var items = ValueMembers.Items(value!, MostWords + 1);
            return items.Count == 0 ? "none"
                : items.Count <= MostWords && items.TrueForAll(i => ValueMembers.IsScalar(ValueMembers.Unwrap(i)) || ValueMembers.Pair(i) is { } pair && ValueMembers.IsScalar(ValueMembers.Unwrap(pair.Key)) && ValueMembers.IsScalar(ValueMembers.Unwrap(pair.Value))) ? string.Join(", ", items.Select(i => Brief("", i, depth + 1)))
                : FigureText.Counted(ValueMembers.CountOf(value!) ?? items.Count, "item") + (ValueMembers.CountOf(value!) is null && items.Count > MostWords ? " or more" : "");
        }

        return ValueMembers.Pair(value) is { } pair ? $"{Brief("", pair.Key, depth + 1)}: {Brief("", pair.Value, depth + 1)}"
            : depth >= Deepest ? ValueMembers.Title(value!.GetType())
            : string.Join(", ", ValueMembers.Of(value!.GetType()).Take(MostWords).Select(m => $"{ValueMembers.Words(m.Name, ' ')} {Brief(m.Name, m.Of(value), depth + 1)}"));
    }

    private static void AddMembers(List<Block> blocks, object value, IReadOnlyList<ValueMember> members, int depth)
    {
        var facts = new List<(string, string)>();
        var later = new List<Block>();
        foreach (var member in members)
        {
            var part = ValueMembers.Unwrap(member.Of(value));
            var title = ValueMembers.Title(member.Name);
            if (member.Name == "Sentence" && part is string sentence)
            {
                blocks.Add(new Paragraph(sentence));
            }
            else if (part is IEnumerable<Finding> findings)
            {
                later.AddRange(ValueMembers.Items(findings, MostItems).OfType<Finding>().Select(f => new Statement(EffectWords.Severity(f.Severity), f.Sentence, f.Remedy)));
            }
            else if (ValueMembers.IsList(part) && ValueMembers.Items(part!, MostWords + 1) is { Count: > 0 } items && (items.Count > MostWords || !items.TrueForAll(i => ValueMembers.IsScalar(ValueMembers.Unwrap(i)))))
            {
                later.Add(new Heading(2, title));
                later.Add(List(title, part!));
            }
            else if (depth < Deepest && part is not null && !IsShort(part))
            {
                later.Add(new Heading(2, title));
                AddMembers(later, part, ValueMembers.Of(part.GetType()), depth + 1);
            }
            else
            {
                facts.Add((title, Brief(member.Name, part, 1)));
            }
        }

        if (facts.Count > 0)
        {
            blocks.Add(new Facts(facts));
        }

        blocks.AddRange(later);
    }

    private static bool IsShort(object part)
        => ValueMembers.IsScalar(part) || ValueMembers.IsList(part) || part is Undefined or ITuple or ConfidenceSet or Finding || ValueMembers.Of(part.GetType()).Count <= 4;

    // One row an item; the columns are the members of the first items' types.
    private static Block List(string title, object list)
    {
        var items = ValueMembers.Items(list, MostItems);
        if (items.Count == 0)
        {
            return new Paragraph("none");
        }

        var rows = items.Select(i => ValueMembers.Pair(i) is { } pair ? (Key: pair.Key, Item: ValueMembers.Unwrap(pair.Value), IsPair: true) : (Key: null, Item: ValueMembers.Unwrap(i), IsPair: false)).ToList();
        var types = rows.Select(r => r.Item).Where(i => !IsCell(i)).Select(i => i!.GetType()).Distinct().Take(4).ToList();
        var names = types.SelectMany(ValueMembers.Of).Select(m => m.Name).Distinct().ToList();
        var hasOwn = rows.Exists(r => IsCell(r.Item));
        List<Column> columns = [];
        if (rows.Exists(r => r.IsPair))
        {
            columns.Add(new Column("key", "Key"));
        }

        if (hasOwn)
        {
            columns.Add(new Column("value", "Value", rows.TrueForAll(r => r.Item is null or double or long or int) ? ColumnKind.Figure : ColumnKind.Text));
        }

        columns.AddRange(names.Select(n => new Column(ValueMembers.Words(n, '_'), ValueMembers.Title(n), rows.TrueForAll(r => IsNumber(r.Item, n)) ? ColumnKind.Figure : ColumnKind.Text)));
        var cells = rows.Select(r =>
        {
            List<object?> row = [];
            if (columns[0].Name == "key" && columns[0].Header == "Key")
            {
                row.Add(Brief("", r.Key, 1));
            }

            if (hasOwn)
            {
                row.Add(IsCell(r.Item) ? Brief("", r.Item, 1) : null);
            }

            row.AddRange(names.Select(n => IsCell(r.Item) ? null : ValueMembers.Of(r.Item!.GetType()).FirstOrDefault(m => m.Name == n) is { } member ? (object?)Brief(n, member.Of(r.Item), 2) : null));
            return (IReadOnlyList<object?>)row;
        });
        var count = ValueMembers.CountOf(list);
        return new Grid(new Table(count > items.Count ? Invariant($"{title}: the first {items.Count} of {count}") : title, columns, [.. cells]));
    }

    private static bool IsCell(object? item) => ValueMembers.IsScalar(item) || ValueMembers.IsList(item) || item is Undefined or ITuple or ConfidenceSet || ValueMembers.Of(item!.GetType()).Count == 0;

    private static bool IsNumber(object? item, string name)
        => !IsCell(item) && ValueMembers.Of(item!.GetType()).FirstOrDefault(m => m.Name == name) is { } member && ValueMembers.Unwrap(member.Of(item)) is null or double or long or int;

    private static string Interval(ConfidenceSet set) => set.Shape switch
    {
        ConfidenceShape.TwoRays => $"up to {FigureText.Significant(set.Lower)} or from {FigureText.Significant(set.Upper)} ({set.Level})",
        ConfidenceShape.Everything => $"every value ({set.Level})",
        _ => $"[{FigureText.Significant(set.Lower)}, {FigureText.Significant(set.Upper)}] ({set.Level})",
    };

    private static string Text(string? text) => string.IsNullOrEmpty(text) ? "no reason was given" : text;
}
