using System.Data;
using System.Reflection;
using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Rows in memory, column by column: what a data reader, a <see cref="DataTable"/> or a sequence of objects held when it was taken in.</summary>
public sealed class RowTable
{
    private readonly RowColumn[] _columns;

    private RowTable(RowColumn[] columns) => _columns = columns;

    /// <summary>Rows.</summary>
    public int Count => _columns.Length == 0 ? 0 : _columns[0].Count;

    /// <summary>Columns whose types expressions know.</summary>
    public IReadOnlyList<SourceColumn> Columns => [.. _columns.Select(c => c.Field.Column)];

    internal IReadOnlyList<RowColumn> Data => _columns;

    /// <summary>Takes in all rows of a reader; the reader is left at its end, open.</summary>
    public static RowTable From(IDataReader reader, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => (Index: i, Column: RowColumn.For(reader.GetName(i), reader.GetFieldType(i)))).Where(c => c.Column is not null).ToArray();
        Check(columns.Select(c => c.Column!.Field.Column.Name));
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (index, column) in columns)
            {
                column!.Add(reader.GetValue(index));
            }
        }

        return new RowTable([.. columns.Select(c => c.Column!)]);
    }

    /// <summary>Takes in the rows of a table, those deleted excluded.</summary>
    public static RowTable From(DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var reader = table.CreateDataReader();
        return From(reader);
    }

    /// <summary>Takes in a sequence of objects, whose public readable properties are the columns.</summary>
    public static RowTable From<T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
            .Select(p => (Property: p, Column: RowColumn.For(p.Name, p.PropertyType)))
            .Where(p => p.Column is not null)
            .ToArray();
        if (properties.Length == 0)
        {
            throw new ArgumentException($"{typeof(T).Name} has no public property with a number, text, truth value or date; rows are objects with such properties", nameof(rows));
        }

        Check(properties.Select(p => p.Column!.Field.Column.Name));
        foreach (var row in rows)
        {
            foreach (var (property, column) in properties)
            {
                column!.Add(property.GetValue(row));
            }
        }

        return new RowTable([.. properties.Select(p => p.Column!)]);
    }

    private static void Check(IEnumerable<string> names)
    {
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"two columns are called `{twice.Key}`; give each its own name", nameof(names));
        }
    }
}
