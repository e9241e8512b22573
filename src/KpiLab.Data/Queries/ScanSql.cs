using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>How a column of a scan is read.</summary>
internal enum ScanKind
{
    /// <summary>Doubles; a truth value is 0 or 1.</summary>
    Number,

    /// <summary>Values that name a group: a variant or a segment.</summary>
    Label,

    /// <summary>The unit's key.</summary>
    Key,

    /// <summary>Microseconds since 1970, UTC.</summary>
    Time,
}

/// <summary>How unit keys are compared.</summary>
internal enum KeyKind
{
    /// <summary>Whole numbers of 64 bits.</summary>
    Integer,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Text, byte by byte.</summary>
    Text,
}

/// <summary>A column of a scan.</summary>
/// <param name="Kind">How it is read.</param>
/// <param name="Value">What it is; null: 1 in every row.</param>
/// <param name="Keys">How keys are compared; keys only.</param>
internal sealed record ScanColumn(ScanKind Kind, TypedExpression? Value, KeyKind Keys = KeyKind.Text);

/// <summary>One pass over one source: columns to be computed, rows to be looked at.</summary>
/// <param name="Source">Source id.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Where">Rows that count; null: all.</param>
/// <param name="Time">Column compared with <paramref name="AsOf"/>.</param>
/// <param name="AsOf">Rows after this moment are not looked at.</param>
/// <param name="Stage">What this pass is for, in words.</param>
/// <param name="KnownAt">Column of the moment a row became known, likewise compared with <paramref name="AsOf"/>.</param>
internal sealed record ScanPlan(
    string Source, IReadOnlyList<ScanColumn> Columns, TypedExpression? Where, SourceColumn? Time, DateTimeOffset? AsOf, string Stage, SourceColumn? KnownAt = null);

/// <summary>Compiles a scan to one SELECT over its source, in the order of the files.</summary>
internal static class ScanSql
{
    /// <summary>The statement.</summary>
    public static SqlQuery Compile(ScanPlan plan, SourceRelation relation)
    {
        var sql = new SqlText();
        var expressions = new ExpressionSql(sql, relation.Column);
        sql.Append("SELECT ").Append(string.Join(", ", plan.Columns.Select((c, i) => $"{Column(c, relation, expressions)} AS c{Invariant($"{i}")}")));
        sql.Append("\nFROM ");
        relation.AppendTo(sql);
        AppendFilter(sql, plan, relation, expressions);
        return sql.ToQuery();
    }

    /// <summary>How many rows of a scan hold an unusable number in a column, and the first of them, counted from 1 over all files.</summary>
    /// <param name="plan">The scan.</param>
    /// <param name="relation">Its source.</param>
    /// <param name="column">The column.</param>
    /// <param name="share">Anything but 0 and 1 is unusable; else NaN and infinity.</param>
    public static SqlQuery FindUnusable(ScanPlan plan, SourceRelation relation, int column, bool share)
    {
        // Rows are numbered before any is filtered out, so that the number is the one that the file shows.
        var sql = new SqlText();
        var expressions = new ExpressionSql(sql, relation.Column);
        var unusable = share ? "value NOT IN (0, 1)" : "(isnan(value) OR isinf(value))";
        sql.Append($"SELECT count(*), min(row), arg_min(value, row) FROM (SELECT row_number() OVER () AS row, CAST({Column(plan.Columns[column], relation, expressions)} AS DOUBLE) AS value");
        sql.Append($", {Filter(sql, plan, relation, expressions) ?? "true"} AS counts\nFROM ");
        relation.AppendTo(sql);
        return sql.Append($") WHERE counts AND {unusable}").ToQuery();
    }

    private static string Column(ScanColumn column, SourceRelation relation, ExpressionSql expressions) => column switch
    {
        { Value: null } => "CAST(1 AS DOUBLE)",
        { Kind: ScanKind.Key, Value: TypedColumn key } => Key(key, column.Keys, relation),
        { Kind: ScanKind.Number, Value: TypedColumn { Type: ExpressionType.Number } number } => relation.Stored(number.Column),
        { Kind: ScanKind.Number } => expressions.Number(column.Value),
        { Kind: ScanKind.Label, Value: TypedColumn label } => Label(label, relation),
        _ => expressions.Compile(column.Value),
    };

    // A label is read as it is stored and becomes text once a value, not once a row.
    private static string Label(TypedColumn label, SourceRelation relation)
        => relation.Field(label.Column.Name).IsInteger ? $"CAST({relation.Stored(label.Column)} AS BIGINT)" : relation.Column(label.Column);

    private static string Key(TypedColumn key, KeyKind kind, SourceRelation relation) => kind switch
    {
        KeyKind.Integer => $"CAST({relation.Stored(key.Column)} AS BIGINT)",
        KeyKind.Number => relation.Column(key.Column),
        _ => $"CAST({(key.Type == ExpressionType.Number ? relation.Stored(key.Column) : relation.Column(key.Column))} AS VARCHAR)",
    };

    private static void AppendFilter(SqlText sql, ScanPlan plan, SourceRelation relation, ExpressionSql expressions)
    {
        if (Filter(sql, plan, relation, expressions) is { } filter)
        {
            sql.Append("\nWHERE ").Append(filter);
        }
    }

    private static string? Filter(SqlText sql, ScanPlan plan, SourceRelation relation, ExpressionSql expressions)
    {
        var conditions = new List<string>();
        if (plan.AsOf is { } asOf)
        {
            foreach (var moment in new[] { plan.Time, plan.KnownAt }.OfType<SourceColumn>())
            {
                var column = relation.Column(moment);
                conditions.Add($"({column} <= CAST({sql.Parameter(asOf.UtcDateTime)} AS TIMESTAMP) OR {column} IS NULL)");
            }
        }

        if (plan.Where is not null)
        {
            conditions.Add(expressions.Compile(plan.Where));
        }

        return conditions.Count == 0 ? null : string.Join(" AND ", conditions);
    }
}
