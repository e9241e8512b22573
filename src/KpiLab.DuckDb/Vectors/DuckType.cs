namespace KpiLab.DuckDb;

/// <summary>DuckDB's types by name (duckdb_type).</summary>
public enum DuckTypeId
{
    /// <summary>None.</summary>
    Invalid = 0,
    /// <summary>True or false, one byte.</summary>
    Boolean = 1,
    /// <summary>8 bits, signed.</summary>
    TinyInt = 2,
    /// <summary>16 bits, signed.</summary>
    SmallInt = 3,
    /// <summary>32 bits, signed.</summary>
    Integer = 4,
    /// <summary>64 bits, signed.</summary>
    BigInt = 5,
    /// <summary>8 bits, unsigned.</summary>
    UTinyInt = 6,
    /// <summary>16 bits, unsigned.</summary>
    USmallInt = 7,
    /// <summary>32 bits, unsigned.</summary>
    UInteger = 8,
    /// <summary>64 bits, unsigned.</summary>
    UBigInt = 9,
    /// <summary>Single precision.</summary>
    Float = 10,
    /// <summary>Double precision.</summary>
    Double = 11,
    /// <summary>Microseconds since 1970-01-01.</summary>
    Timestamp = 12,
    /// <summary>Days since 1970-01-01.</summary>
    Date = 13,
    /// <summary>Microseconds since midnight.</summary>
    Time = 14,
    /// <summary>Months, days and microseconds.</summary>
    Interval = 15,
    /// <summary>128 bits, signed.</summary>
    HugeInt = 16,
    /// <summary>UTF-8 text.</summary>
    Varchar = 17,
    /// <summary>Bytes.</summary>
    Blob = 18,
    /// <summary>A scaled integer of 16, 32, 64 or 128 bits.</summary>
    Decimal = 19,
    /// <summary>Seconds since 1970-01-01.</summary>
    TimestampSeconds = 20,
    /// <summary>Milliseconds since 1970-01-01.</summary>
    TimestampMilliseconds = 21,
    /// <summary>Nanoseconds since 1970-01-01.</summary>
    TimestampNanoseconds = 22,
    /// <summary>A code into a fixed list of labels.</summary>
    Enum = 23,
    /// <summary>A list of any length.</summary>
    List = 24,
    /// <summary>Named fields.</summary>
    Struct = 25,
    /// <summary>Keys and values.</summary>
    Map = 26,
    /// <summary>A UUID.</summary>
    Uuid = 27,
    /// <summary>One of several types.</summary>
    Union = 28,
    /// <summary>A bit string.</summary>
    Bit = 29,
    /// <summary>A time of day with its offset.</summary>
    TimeTz = 30,
    /// <summary>An instant, in microseconds since 1970-01-01 UTC.</summary>
    TimestampTz = 31,
    /// <summary>128 bits, unsigned.</summary>
    UHugeInt = 32,
    /// <summary>A list of fixed length.</summary>
    Array = 33,
    /// <summary>Any type.</summary>
    Any = 34,
    /// <summary>An integer of any size.</summary>
    BigNum = 35,
    /// <summary>NULL without a type.</summary>
    Null = 36,
    /// <summary>A text literal.</summary>
    StringLiteral = 37,
    /// <summary>An integer literal.</summary>
    IntegerLiteral = 38,
    /// <summary>Nanoseconds since midnight.</summary>
    TimeNanoseconds = 39,
    /// <summary>A geometry.</summary>
    Geometry = 40,
    /// <summary>A value that carries its type.</summary>
    Variant = 41,
}

/// <summary>The type of a column, with what its values need to be read.</summary>
public sealed record DuckType
{
    private DuckType(DuckTypeId id) => Id = Storage = id;

    /// <summary>Which type.</summary>
    public DuckTypeId Id { get; }

    /// <summary>Digits of a DECIMAL, else 0.</summary>
    public int Width { get; private init; }

    /// <summary>Digits after the point of a DECIMAL, else 0.</summary>
    public int Scale { get; private init; }

    /// <summary>The labels of an ENUM by code, else empty.</summary>
    public IReadOnlyList<string> Labels { get; private init; } = [];

    /// <summary>The type of the stored integer of a DECIMAL or ENUM, else <see cref="Id"/>.</summary>
    public DuckTypeId Storage { get; private init; }

    /// <summary>Whether the values are numbers.</summary>
    public bool IsNumeric => IsInteger || Id is DuckTypeId.Float or DuckTypeId.Double or DuckTypeId.Decimal;

    /// <summary>Whether the values are whole numbers.</summary>
    public bool IsInteger => Id is DuckTypeId.TinyInt or DuckTypeId.SmallInt or DuckTypeId.Integer or DuckTypeId.BigInt or DuckTypeId.HugeInt
        or DuckTypeId.UTinyInt or DuckTypeId.USmallInt or DuckTypeId.UInteger or DuckTypeId.UBigInt or DuckTypeId.UHugeInt;

    /// <summary>Whether the values are points in time with a date.</summary>
    public bool IsTimestamp => Id is DuckTypeId.Timestamp or DuckTypeId.TimestampSeconds or DuckTypeId.TimestampMilliseconds or DuckTypeId.TimestampNanoseconds
        or DuckTypeId.TimestampTz;

    /// <inheritdoc/>
    public override string ToString() => Id == DuckTypeId.Decimal ? Invariant($"Decimal({Width},{Scale})") : Id.ToString();

    internal static unsafe DuckType From(LogicalTypeHandle type)
    {
        var id = NativeMethods.duckdb_get_type_id(type);
        return id switch
        {
            DuckTypeId.Decimal => new DuckType(id)
            {
                Width = NativeMethods.duckdb_decimal_width(type),
                Scale = NativeMethods.duckdb_decimal_scale(type),
                Storage = NativeMethods.duckdb_decimal_internal_type(type),
            },
            DuckTypeId.Enum => new DuckType(id) { Labels = ReadLabels(type), Storage = NativeMethods.duckdb_enum_internal_type(type) },
            _ => new DuckType(id),
        };
    }

    private static unsafe string[] ReadLabels(LogicalTypeHandle type)
    {
        var labels = new string[NativeMethods.duckdb_enum_dictionary_size(type)];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = NativeMethods.TakeText(NativeMethods.duckdb_enum_dictionary_value(type, (ulong)i)) ?? "";
        }

        return labels;
    }
}
