using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Kinds of file that a source may consist of.</summary>
internal enum FileFormat
{
    /// <summary>Text with separators and a header, plain or gzip.</summary>
    Csv,

    /// <summary>Parquet.</summary>
    Parquet,

    /// <summary>One JSON object a line, or one array of objects; plain or gzip.</summary>
    Json,
}

/// <summary>The relation of a file source, and its columns in the types that expressions work on.</summary>
/// <param name="Format">Kind of file.</param>
/// <param name="Files">Full paths, in reading order.</param>
/// <param name="Fields">Columns once known; empty before.</param>
/// <param name="Separator">What stands between the columns of a CSV.</param>
internal sealed record SourceRelation(FileFormat Format, IReadOnlyList<string> Files, IReadOnlyList<SourceField> Fields, char Separator = ',')
{
    private const int LooksAtRows = 200_000;

    // What ISO 8601 allows for a moment, with T; DuckDB itself takes only some of it in JSON for a time.
    private const string IsoMoment = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?$";

    // Spellings of a missing value in text that is declared to be something else.
    private const string MissingSpellings = "('', 'NA', 'N/A', 'NULL', 'null')";

    /// <summary>Bytes of CSV up to which every row is looked at before types are decided.</summary>
    public const long SniffAllBytes = 32L << 20;

    /// <summary>The statement that answers names and types of the columns.</summary>
    /// <param name="textColumns">Columns that must be read as text, whatever their values look like.</param>
    /// <param name="sniffAll">Decide types over every row instead of a sample.</param>
    public SqlQuery Describe(IReadOnlyList<string> textColumns, bool sniffAll)
    {
        var sql = new SqlText();
        sql.Append("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ");
        AppendRelation(sql, [.. textColumns.Select(c => new SourceField(c, "VARCHAR", null, null))], Invariant($", sample_size={(sniffAll ? -1 : 200_000)}"));
        return sql.Append(")").ToQuery();
    }

    /// <summary>The statement that answers, for each of these columns, whether its values are spelled true and false: DuckDB takes yes and no for truth values too, which people mean as text.</summary>
    public SqlQuery AreTrueAndFalse(IReadOnlyList<string> columns)
    {
        var sql = new SqlText();
        sql.Append("SELECT ").Append(string.Join(", ", columns.Select(c => $"coalesce(bool_and(lower({SqlText.Identifier(c)}) IN ('true', 'false')), true)")));
        sql.Append(" FROM (SELECT ").Append(string.Join(", ", columns.Select(SqlText.Identifier))).Append(" FROM ");
        AppendRelation(sql, [.. columns.Select(c => new SourceField(c, "VARCHAR", null, null))], "");
        return sql.Append(" LIMIT 200000)").ToQuery();
    }

    /// <summary>The statement that answers, for each of these text columns, whether all its values are moments as ISO 8601 spells them.</summary>
    public SqlQuery AreMoments(IReadOnlyList<string> columns)
    {
        var sql = new SqlText();
        sql.Append("SELECT ").Append(string.Join(", ", columns.Select(c =>
            $"coalesce(bool_and(regexp_full_match({SqlText.Identifier(c)}, {sql.Parameter(IsoMoment)}) AND TRY_CAST({SqlText.Identifier(c)} AS {ReadAs("TIMESTAMP")}) IS NOT NULL), false)")));
        sql.Append(" FROM (SELECT ").Append(string.Join(", ", columns.Select(SqlText.Identifier))).Append(" FROM ");
        AppendRelation(sql, [], "");
        return sql.Append(Invariant($" LIMIT {LooksAtRows})")).ToQuery();
    }

    /// <summary>The statement that answers how many values of a text column are not of a type, how many there are, and the first such value with its row from 1 over all files.</summary>
    public SqlQuery FirstUnreadable(SourceField field, string type)
    {
        var sql = new SqlText();
        sql.Append($"SELECT count(*) FILTER (WHERE bad), count(*), min(row) FILTER (WHERE bad), arg_min(value, row) FILTER (WHERE bad) FROM (SELECT row, value, TRY_CAST(value AS {ReadAs(type)}) IS NULL AS bad FROM (");
        sql.Append($"SELECT row_number() OVER () AS row, {AsText(field)} AS value FROM ");
        AppendTo(sql);
        return sql.Append($") WHERE value IS NOT NULL AND value NOT IN {MissingSpellings})").ToQuery();
    }

    /// <summary>The statement that answers whether there is a row.</summary>
    public SqlQuery HasRow()
    {
        var sql = new SqlText();
        sql.Append("SELECT count(*) FROM (SELECT 1 FROM ");
        AppendRelation(sql, [], "");
        return sql.Append(" LIMIT 1)").ToQuery();
    }

    /// <summary>The statement that answers the number of rows of each file, in no order.</summary>
    public SqlQuery RowsByFile()
    {
        var sql = new SqlText();
        sql.Append("SELECT filename, count(*) FROM ");
        AppendRelation(sql, Fields, "", ", filename=true");
        return sql.Append(" GROUP BY filename").ToQuery();
    }

    /// <summary>The statement that answers columns of Parquet files that are not of one kind: name, and two files with what each holds. DuckDB would squeeze all into the first file's type.</summary>
    public SqlQuery MixedParquetColumns()
    {
        var sql = new SqlText();
        sql.Append("""
            SELECT name, arg_min(file_name, kind), min(kind), arg_max(file_name, kind), max(kind) FROM (
              SELECT name, file_name, CASE
                WHEN type IN ('INT32', 'INT64') AND (converted_type IS NULL OR converted_type LIKE 'INT%' OR converted_type LIKE 'UINT%') THEN 'whole numbers'
                WHEN type IN ('FLOAT', 'DOUBLE') THEN 'numbers'
                WHEN converted_type = 'UTF8' THEN 'text'
                ELSE coalesce(converted_type, type) END AS kind
              FROM parquet_schema(
            """);
        AppendFiles(sql);
        return sql.Append(") WHERE num_children IS NULL) GROUP BY name HAVING count(DISTINCT kind) > 1 ORDER BY name").ToQuery();
    }

    /// <summary>Appends the relation with its types as described.</summary>
    public void AppendTo(SqlText sql) => AppendRelation(sql, Fields, "");

    /// <summary>A column as expressions see it: DOUBLE, VARCHAR, BOOLEAN or TIMESTAMP.</summary>
    public string Column(SourceColumn column)
    {
        var field = Field(column.Name);
        return field.Type switch
        {
            ExpressionType.Number => Cast(field, "DOUBLE"),
            ExpressionType.Boolean => Cast(field, "BOOLEAN"),
            ExpressionType.Timestamp => Cast(field, "TIMESTAMP"),
            _ => Cast(field, "VARCHAR"),
        };
    }

    /// <summary>A column as it is stored, where the reader turns numbers into doubles by itself; else as expressions see it.</summary>
    public string Stored(SourceColumn column)
    {
        var field = Field(column.Name);
        return field.Type == ExpressionType.Number && field.Found == field.Engine ? SqlText.Identifier(field.Name) : Column(column);
    }

    /// <summary>The field of that name.</summary>
    public SourceField Field(string name) => Fields.First(f => f.Name == name);

    private static string Cast(SourceField field, string type)
    {
        var name = AsText(field);
        if (field.FoundText == type)
        {
            return name;
        }

        if (field.Found == "TIMESTAMP WITH TIME ZONE" && type == "TIMESTAMP")
        {
            return $"make_timestamp(epoch_us({name}))";
        }

        // A declared whole number or date is first made that, so that 1.6 becomes 2 and a time of day is cut off.
        var value = field.Engine != type && field.Engine != field.Found ? Convert(field.FoundText, name, field.Engine) : null;
        return value is null ? Convert(field.FoundText, name, type) : $"CAST({value} AS {type})";
    }

    // Text becomes a moment by way of one with an offset: read as a plain one, DuckDB drops the offset.
    private static string ReadAs(string type) => type == "TIMESTAMP" ? "TIMESTAMP WITH TIME ZONE" : type;

    // A JSON column of several kinds of value is text: strings without their quotes, the rest as it stands.
    private static string AsText(SourceField field)
        => field.Found == "JSON" ? $"json_extract_string({SqlText.Identifier(field.Name)}, '$')" : SqlText.Identifier(field.Name);

    private static string Convert(string found, string value, string type)
        => found == "VARCHAR" && type != "VARCHAR"
            ? $"CASE WHEN {value} IN {MissingSpellings} THEN NULL ELSE {(type == "TIMESTAMP" ? $"make_timestamp(epoch_us(CAST({value} AS {ReadAs(type)})))" : $"CAST({value} AS {type})")} END"
            : $"CAST({value} AS {type})";

    private void AppendRelation(SqlText sql, IReadOnlyList<SourceField> types, string csvOptions, string options = "")
    {
        sql.Append(Format switch
        {
            FileFormat.Parquet => "read_parquet(",
            FileFormat.Json => "read_json(",
            _ => "read_csv(",
        });
        AppendFiles(sql);
        switch (Format)
        {
            case FileFormat.Csv:
                // RFC 4180 with the header's separator. Left to guess, DuckDB drops lines above or takes a row for the header where rows are ragged.
                sql.Append(", auto_detect=true, header=true, skip=0, quote='\"', escape='\"', comment='', strict_mode=true, delim=").AppendParameter(Separator.ToString()).Append(csvOptions);
                AppendCsvTypes(sql, types);
                break;
            case FileFormat.Json:
                sql.Append(", format='auto', sample_size=200000, maximum_depth=2");
                break;
            default:
                break;
        }

        sql.Append(options).Append(")");
    }

    // The types of the first look are handed back, so that a second look at a sample cannot decide otherwise.
    private static void AppendCsvTypes(SqlText sql, IReadOnlyList<SourceField> types)
    {
        if (types.Count > 0)
        {
            sql.Append(", types=struct_pack(")
               .Append(string.Join(", ", types.Select(t => $"{SqlText.Identifier(t.Name)} := {sql.Parameter(t.Found)}")))
               .Append(")");
        }
    }

    private void AppendFiles(SqlText sql) => sql.Append("[" + string.Join(", ", Files.Select(f => sql.Parameter(Pattern(f)))) + "]");

    /// <summary>The pattern that matches a path and no other, for DuckDB takes every path for a pattern.</summary>
    public static string Pattern(string path)
        => string.Concat(path.Select(c => c is '*' or '?' or '[' ? Invariant($"[{c}]") : c.ToString()));
}
