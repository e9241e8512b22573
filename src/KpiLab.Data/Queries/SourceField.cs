using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>A column of a file source: as the engine finds it, and as the source declares it.</summary>
/// <param name="Name">Its name in the data.</param>
/// <param name="Found">The engine's type of it, e.g. <c>BIGINT</c>.</param>
/// <param name="Declared">The type that the source declares, in the engine's spelling, or null.</param>
/// <param name="Type">How expressions see it; null where they cannot (lists, blobs).</param>
internal sealed record SourceField(string Name, string Found, string? Declared, ExpressionType? Type)
{
    /// <summary>The type after the declared cast.</summary>
    public string Engine => Declared ?? Found;

    /// <summary>The engine's type as casts see it: JSON of several kinds is text.</summary>
    public string FoundText => Found == "JSON" ? "VARCHAR" : Found;

    /// <summary>Whether its values are whole numbers of at most 64 bits.</summary>
    public bool IsInteger => Engine is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER";

    /// <summary>The column as the expressions' binder takes it.</summary>
    public SourceColumn ToColumn() => new(Name, Type ?? ExpressionType.Text, Engine);

    /// <summary>A column with its types; <paramref name="declared"/> is what the source's <c>columns</c> say of it.</summary>
    public static SourceField Of(string name, string found, string? declared)
    {
        var engine = declared is null ? null : EngineType(declared);
        return new SourceField(name, found, engine, TypeOf(engine ?? found));
    }

    /// <summary>The engine's name of a type that a source may declare; null when there is no such type.</summary>
    public static string? EngineType(string declared) => declared.Trim().ToLowerInvariant() switch
    {
        "bool" or "boolean" => "BOOLEAN",
        "int" or "integer" or "bigint" or "long" => "BIGINT",
        "double" or "float" or "number" or "decimal" => "DOUBLE",
        "text" or "varchar" or "string" => "VARCHAR",
        "timestamp" or "datetime" => "TIMESTAMP",
        "date" => "DATE",
        _ => null,
    };

    private static ExpressionType? TypeOf(string engine) => engine switch
    {
        "BOOLEAN" => ExpressionType.Boolean,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT"
            or "FLOAT" or "DOUBLE" => ExpressionType.Number,
        "VARCHAR" or "UUID" or "JSON" => ExpressionType.Text,
        "DATE" => ExpressionType.Timestamp,
        _ when engine.StartsWith("DECIMAL", StringComparison.Ordinal) => ExpressionType.Number,
        _ when engine.StartsWith("TIMESTAMP", StringComparison.Ordinal) => ExpressionType.Timestamp,
        _ when engine.StartsWith("ENUM", StringComparison.Ordinal) => ExpressionType.Text,
        _ => null,
    };
}
