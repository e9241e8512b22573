using System.Runtime.CompilerServices;
using System.Text;

namespace KpiLab.DuckDb;

/// <summary>One column of a chunk, read in place. It is gone, with its spans, at the next <see cref="DuckReader.Read"/> and when the reader is disposed.</summary>
public readonly unsafe ref struct DuckVector
{
    private const int InlinedBytes = 12;

    private readonly DuckReader _reader;
    private readonly int _version;
    private readonly void* _data;
    private readonly ulong* _validity;

    internal DuckVector(DuckReader reader, int version, DuckType type, void* data, ulong* validity, int count)
    {
        _reader = reader;
        _version = version;
        _data = data;
        _validity = validity;
        Type = type;
        Count = count;
    }

    /// <summary>The type of the values.</summary>
    public DuckType Type { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>Whether there can be no NULL. False does not mean that there is one.</summary>
    public bool AllValid => _validity is null;

    /// <summary>A bit per row, lowest first, set where the row is not NULL; empty where all are valid.</summary>
    public ReadOnlySpan<ulong> ValidityMask
    {
        get
        {
            _reader.Check(_version);
            return _validity is null ? [] : new ReadOnlySpan<ulong>(_validity, (Count + 63) / 64);
        }
    }

    /// <summary>Whether the row holds a value.</summary>
    public bool IsValid(int row)
    {
        CheckRow(row);
        return _validity is null || (_validity[row >> 6] & (1UL << (row & 63))) != 0;
    }

    /// <summary>The stored values; where a row is NULL its value means nothing.</summary>
    /// <remarks><typeparamref name="T"/> is the .NET type of the same layout: bool or byte for BOOLEAN, int for DATE (days), long for TIMESTAMP (in its unit)
    /// and TIME, <see cref="Int128"/> for HUGEINT, the integer of <see cref="DuckType.Storage"/> for DECIMAL and ENUM.</remarks>
    /// <exception cref="InvalidOperationException">The column holds another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        _reader.Check(_version);
        return Stores<T>(Type.Storage)
            ? new ReadOnlySpan<T>(_data, Count)
            : throw new InvalidOperationException(Invariant($"A column of type {Type} cannot be read as {typeof(T).Name}."));
    }

    /// <summary>The UTF-8 bytes of a VARCHAR, or the bytes of a BLOB, in place; empty where the row is NULL.</summary>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        if (Type.Id is not (DuckTypeId.Varchar or DuckTypeId.Blob))
        {
            throw new InvalidOperationException(Invariant($"A column of type {Type} holds no text; cast it to VARCHAR in the query."));
        }

        if (!IsValid(row))
        {
            return [];
        }

        // duckdb_string_t: a length, then the bytes if they are at most 12, else 4 bytes of prefix and a pointer.
        var text = (byte*)_data + ((nint)row * 16);
        var length = checked((int)*(uint*)text);
        return length <= InlinedBytes ? new ReadOnlySpan<byte>(text + 4, length) : new ReadOnlySpan<byte>(*(byte**)(text + 8), length);
    }

    /// <summary>The texts of a VARCHAR as DuckDB stores them: equal short texts are equal in both words. Where a row is NULL its entry means nothing.</summary>
    public ReadOnlySpan<DuckText> Texts
    {
        get
        {
            _reader.Check(_version);
            return Type.Id == DuckTypeId.Varchar ? new ReadOnlySpan<DuckText>(_data, Count) : throw Wrong("text");
        }
    }

    /// <summary>Whether no row is NULL: <see cref="AllValid"/>, or a mask without a gap.</summary>
    public bool NoneMissing
    {
        get
        {
            var mask = ValidityMask;
            if (mask.IsEmpty)
            {
                return true;
            }

            var rest = Count & 63;
            var last = rest == 0 ? ulong.MaxValue : (1UL << rest) - 1;
            return !mask[..^1].ContainsAnyExcept(ulong.MaxValue) && (mask[^1] & last) == last;
        }
    }

    /// <summary>The text of a VARCHAR or the label of an ENUM; null where the row is NULL.</summary>
    public string? GetString(int row) =>
        !IsValid(row) ? null
        : Type.Id == DuckTypeId.Enum ? Type.Labels[GetCode(row)]
        : Encoding.UTF8.GetString(Utf8(row));

    /// <summary>The position of an ENUM's value in <see cref="DuckType.Labels"/>; −1 where the row is NULL.</summary>
    public int GetCode(int row) => !IsValid(row) ? -1 : Type.Id != DuckTypeId.Enum ? throw Wrong("an ENUM") : Type.Storage switch
    {
        DuckTypeId.UTinyInt => ((byte*)_data)[row],
        DuckTypeId.USmallInt => ((ushort*)_data)[row],
        _ => checked((int)((uint*)_data)[row]),
    };

    /// <summary>A TIMESTAMP of any unit; its kind is UTC for TIMESTAMP WITH TIME ZONE, else unspecified.</summary>
    /// <exception cref="DuckException">The value is infinite or outside .NET's range.</exception>
    public DateTime GetDateTime(int row)
    {
        CheckValue(row);
        return Type.IsTimestamp ? DuckTime.Timestamp(((long*)_data)[row], Type.Id)
            : Type.Id == DuckTypeId.Date ? GetDate(row).ToDateTime(TimeOnly.MinValue)
            : throw Wrong("a TIMESTAMP");
    }

    /// <summary>A DATE.</summary>
    /// <exception cref="DuckException">The value is infinite or outside .NET's range.</exception>
    public DateOnly GetDate(int row)
    {
        CheckValue(row);
        return Type.Id == DuckTypeId.Date ? DuckTime.Date(((int*)_data)[row]) : throw Wrong("a DATE");
    }

    /// <summary>A DECIMAL.</summary>
    /// <exception cref="OverflowException">More than .NET's 28 digits.</exception>
    public decimal GetDecimal(int row)
    {
        CheckValue(row);
        if (Type.Id != DuckTypeId.Decimal)
        {
            throw Wrong("a DECIMAL");
        }

        var value = Type.Storage switch
        {
            DuckTypeId.SmallInt => ((short*)_data)[row],
            DuckTypeId.Integer => ((int*)_data)[row],
            DuckTypeId.BigInt => ((long*)_data)[row],
            _ => ((Int128*)_data)[row],
        };
        var magnitude = (decimal)Int128.Abs(value);
        var bits = decimal.GetBits(magnitude);
        return new decimal(bits[0], bits[1], bits[2], Int128.IsNegative(value), checked((byte)Type.Scale));
    }

    /// <summary>Any number (or BOOLEAN as 0 and 1) as double; NULL as NaN.</summary>
    public void CopyDoubles(Span<double> destination) => Doubles.Copy(this, destination);

    /// <summary>A value as the .NET type that fits, boxed; null for NULL. For metadata and tests.</summary>
    /// <exception cref="NotSupportedException">The column is nested or of a rare type.</exception>
    public object? GetValue(int row) => !IsValid(row) ? null : Type.Id switch
    {
        DuckTypeId.Null => null,
        DuckTypeId.Boolean => ((byte*)_data)[row] != 0,
        DuckTypeId.TinyInt => ((sbyte*)_data)[row],
        DuckTypeId.SmallInt => ((short*)_data)[row],
        DuckTypeId.Integer => ((int*)_data)[row],
        DuckTypeId.BigInt => ((long*)_data)[row],
        DuckTypeId.UTinyInt => ((byte*)_data)[row],
        DuckTypeId.USmallInt => ((ushort*)_data)[row],
        DuckTypeId.UInteger => ((uint*)_data)[row],
        DuckTypeId.UBigInt => ((ulong*)_data)[row],
        DuckTypeId.HugeInt => ((Int128*)_data)[row],
        DuckTypeId.UHugeInt => ((UInt128*)_data)[row],
        DuckTypeId.Float => ((float*)_data)[row],
        DuckTypeId.Double => ((double*)_data)[row],
        DuckTypeId.Decimal => GetDecimal(row),
        DuckTypeId.Varchar or DuckTypeId.Enum => GetString(row),
        DuckTypeId.Blob => Utf8(row).ToArray(),
        DuckTypeId.Date => GetDate(row),
        DuckTypeId.Time => new TimeOnly(((long*)_data)[row] * TimeSpan.TicksPerMicrosecond),
        DuckTypeId.Interval => ((DuckInterval*)_data)[row],
        DuckTypeId.Uuid => GetGuid(row),
        _ when Type.IsTimestamp => GetDateTime(row),
        _ => throw new NotSupportedException(Invariant($"A value of type {Type} has no .NET form here; cast it to VARCHAR in the query.")),
    };

    private static bool Stores<T>(DuckTypeId storage) => storage switch
    {
        DuckTypeId.Boolean => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
        DuckTypeId.TinyInt => typeof(T) == typeof(sbyte),
        DuckTypeId.SmallInt => typeof(T) == typeof(short),
        DuckTypeId.Integer or DuckTypeId.Date => typeof(T) == typeof(int),
        DuckTypeId.BigInt or DuckTypeId.Timestamp or DuckTypeId.TimestampSeconds or DuckTypeId.TimestampMilliseconds or DuckTypeId.TimestampNanoseconds
            or DuckTypeId.TimestampTz or DuckTypeId.Time or DuckTypeId.TimeNanoseconds => typeof(T) == typeof(long),
        DuckTypeId.UTinyInt => typeof(T) == typeof(byte),
        DuckTypeId.USmallInt => typeof(T) == typeof(ushort),
        DuckTypeId.UInteger => typeof(T) == typeof(uint),
        DuckTypeId.UBigInt => typeof(T) == typeof(ulong),
        DuckTypeId.HugeInt => typeof(T) == typeof(Int128),
        DuckTypeId.UHugeInt => typeof(T) == typeof(UInt128),
        DuckTypeId.Float => typeof(T) == typeof(float),
        DuckTypeId.Double => typeof(T) == typeof(double),
        DuckTypeId.Interval => typeof(T) == typeof(DuckInterval),
        _ => false,
    };

    /// <summary>DuckDB keeps a UUID as a signed 128-bit number with its highest bit flipped, so that it sorts as text does.</summary>
    private Guid GetGuid(int row)
    {
        Span<byte> bytes = stackalloc byte[16];
        var value = ((UInt128*)_data)[row] ^ ((UInt128)1 << 127);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new Guid(bytes, bigEndian: true);
    }

    private InvalidOperationException Wrong(string wanted) => new(Invariant($"A column of type {Type} is not {wanted}."));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckRow(int row)
    {
        _reader.Check(_version);
        if ((uint)row >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, Invariant($"The chunk has {Count} rows."));
        }
    }

    private void CheckValue(int row)
    {
        if (!IsValid(row))
        {
            throw new InvalidOperationException(Invariant($"Row {row} is NULL; ask IsValid first."));
        }
    }
}
