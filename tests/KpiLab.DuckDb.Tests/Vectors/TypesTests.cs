using System.Globalization;
using System.Text;

namespace KpiLab.DuckDb.Tests;

public sealed class TypesTests : IDisposable
{
    private readonly DuckDatabase _database = DuckDatabase.Open();
    private readonly DuckConnection _connection;

    public TypesTests() => _connection = _database.Connect();

    public static TheoryData<string, DuckTypeId, object?> Values => new()
    {
        { "true", DuckTypeId.Boolean, true },
        { "(-128)::TINYINT", DuckTypeId.TinyInt, (sbyte)-128 },
        { "(-32768)::SMALLINT", DuckTypeId.SmallInt, short.MinValue },
        { "(-2147483648)::INTEGER", DuckTypeId.Integer, int.MinValue },
        { "(-9223372036854775808)::BIGINT", DuckTypeId.BigInt, long.MinValue },
        { "255::UTINYINT", DuckTypeId.UTinyInt, byte.MaxValue },
        { "65535::USMALLINT", DuckTypeId.USmallInt, ushort.MaxValue },
        { "4294967295::UINTEGER", DuckTypeId.UInteger, uint.MaxValue },
        { "18446744073709551615::UBIGINT", DuckTypeId.UBigInt, ulong.MaxValue },
        { "170141183460469231731687303715884105727::HUGEINT", DuckTypeId.HugeInt, Int128.MaxValue },
        { "'-170141183460469231731687303715884105728'::HUGEINT", DuckTypeId.HugeInt, Int128.MinValue },
        { "'340282366920938463463374607431768211455'::UHUGEINT", DuckTypeId.UHugeInt, UInt128.MaxValue },
        { "1.5::FLOAT", DuckTypeId.Float, 1.5f },
        { "0.1::DOUBLE", DuckTypeId.Double, 0.1 },
        { "'-infinity'::DOUBLE", DuckTypeId.Double, double.NegativeInfinity },
        { "'nan'::DOUBLE", DuckTypeId.Double, double.NaN },
        { "(-12.34)::DECIMAL(4,2)", DuckTypeId.Decimal, -12.34m },
        { "(-1234567.89)::DECIMAL(9,2)", DuckTypeId.Decimal, -1234567.89m },
        { "1234567890123456.78::DECIMAL(18,2)", DuckTypeId.Decimal, 1234567890123456.78m },
        { "(-12345678901234567890.12345678)::DECIMAL(38,8)", DuckTypeId.Decimal, -12345678901234567890.12345678m },
        { "''", DuckTypeId.Varchar, "" },
        { "'twelve bytes'", DuckTypeId.Varchar, "twelve bytes" },
        { "'thirteen byte'", DuckTypeId.Varchar, "thirteen byte" },
        { "'Grüße, 世界 🎈'", DuckTypeId.Varchar, "Grüße, 世界 🎈" },
        { "'b'::ENUM ('a', 'b', 'c')", DuckTypeId.Enum, "b" },
        { "DATE '0001-01-01'", DuckTypeId.Date, new DateOnly(1, 1, 1) },
        { "DATE '1969-12-31'", DuckTypeId.Date, new DateOnly(1969, 12, 31) },
        { "DATE '9999-12-31'", DuckTypeId.Date, new DateOnly(9999, 12, 31) },
        { "TIME '23:59:59.999999'", DuckTypeId.Time, new TimeOnly(23, 59, 59).Add(TimeSpan.FromTicks(9_999_990)) },
        { "TIMESTAMP '1969-12-31 23:59:59.999999'", DuckTypeId.Timestamp, DateTime.UnixEpoch.AddTicks(-10) },
        { "TIMESTAMP '9999-12-31 23:59:59.999999'", DuckTypeId.Timestamp, DateTime.MaxValue.AddTicks(-9) },
        { "TIMESTAMP_S '2024-02-29 12:34:56'", DuckTypeId.TimestampSeconds, new DateTime(2024, 2, 29, 12, 34, 56) },
        { "TIMESTAMP_MS '2024-02-29 12:34:56.789'", DuckTypeId.TimestampMilliseconds, new DateTime(2024, 2, 29, 12, 34, 56, 789) },
        { "TIMESTAMP_NS '2024-02-29 12:34:56.123456789'", DuckTypeId.TimestampNanoseconds, new DateTime(2024, 2, 29, 12, 34, 56).AddTicks(1_234_567) },
        { "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", DuckTypeId.TimestampNanoseconds, DateTime.UnixEpoch.AddTicks(-1) },
        { "TIMESTAMPTZ '2024-02-29 12:00:00+02'", DuckTypeId.TimestampTz, new DateTime(2024, 2, 29, 10, 0, 0, DateTimeKind.Utc) },
        { "INTERVAL '14 months 3 days 4 seconds'", DuckTypeId.Interval, new DuckInterval(14, 3, 4_000_000) },
        { "UUID '00112233-4455-6677-8899-aabbccddeeff'", DuckTypeId.Uuid, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff", CultureInfo.InvariantCulture) },
        { "UUID 'ffeeddcc-bbaa-9988-7766-554433221100'", DuckTypeId.Uuid, Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100", CultureInfo.InvariantCulture) },
        { "NULL", DuckTypeId.Integer, null },
        { "NULL::VARCHAR", DuckTypeId.Varchar, null },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_value_of_every_type_is_read_as_its_dotnet_value(string sql, DuckTypeId type, object? expected)
    {
        using var statement = _connection.Prepare("SELECT " + sql);
        using var reader = statement.ExecuteStreaming();
        Assert.Equal(type, reader.Columns[0].Type.Id);
        Assert.True(reader.Read());
        var vector = reader.Chunk.Column(0);
        Assert.Equal(expected is not null, vector.IsValid(0));
        var value = vector.GetValue(0);
        Assert.Equal(expected, value);
        if (value is DateTime time)
        {
            Assert.Equal(((DateTime)expected!).Kind == DateTimeKind.Utc && type == DuckTypeId.TimestampTz ? DateTimeKind.Utc : DateTimeKind.Unspecified, time.Kind);
        }
    }

    [Fact]
    public void Bytes_of_a_blob_are_read_in_place()
    {
        Assert.Equal(new byte[] { 0, 1, 255 }, Assert.IsType<byte[]>(_connection.Query(@"SELECT '\x00\x01\xFF'::BLOB")[0][0]));
    }

    [Theory]
    [InlineData("SELECT [1, 2]", "List")]
    [InlineData("SELECT {'a': 1}", "Struct")]
    public void A_nested_value_is_refused_with_the_remedy(string sql, string type)
    {
        var error = Assert.Throws<NotSupportedException>(() => _connection.Query(sql));
        Assert.Contains(type, error.Message, StringComparison.Ordinal);
        Assert.Contains("cast it to VARCHAR", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT 'infinity'::DATE")]
    [InlineData("SELECT DATE '10000-01-01'")]
    [InlineData("SELECT DATE '0044-03-15 (BC)'")]
    [InlineData("SELECT '-infinity'::TIMESTAMP")]
    [InlineData("SELECT TIMESTAMP '10000-01-01 00:00:00'")]
    public void A_date_that_dotnet_does_not_have_is_an_error_not_a_wrong_date(string sql)
    {
        var error = Assert.Throws<DuckException>(() => _connection.Query(sql));
        Assert.Equal(DuckErrorType.OutOfRange, error.Type);
    }

    [Fact]
    public void A_decimal_too_long_for_dotnet_overflows()
    {
        Assert.Throws<OverflowException>(() => _connection.Query("SELECT 99999999999999999999999999999999999999::DECIMAL(38,0)"));
    }

    [Fact]
    public void Parameters_of_every_kind_arrive_as_they_were_sent()
    {
        var time = new DateTime(1969, 7, 20, 20, 17, 40).AddTicks(1234567);
        var row = _connection.Query(
            "SELECT $1, $2, $3, $4, $5, $6, $7, $8",
            long.MinValue, double.Epsilon, true, "it's; -- 'quoted' \0 naïve 🎈", time, new DateOnly(1, 1, 1), null, "")[0];
        Assert.Equal([long.MinValue, double.Epsilon, true, "it's; -- 'quoted' \0 naïve 🎈", time.AddTicks(-7), new DateOnly(1, 1, 1), null, ""], row);
    }

    [Fact]
    public void A_parameter_out_of_range_or_left_out_is_an_error()
    {
        using var statement = _connection.Prepare("SELECT ?::INTEGER + ?::INTEGER");
        Assert.Equal(2, statement.ParameterCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(0, 1L));
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(3, 1L));
        statement.Bind(1, 1L);
        Assert.Equal(DuckErrorType.InvalidInput, Assert.Throws<DuckException>(() => statement.Execute()).Type);
        Assert.Throws<ArgumentException>(() => statement.BindValue(1, new object()));
    }

    [Theory]
    [InlineData(255, DuckTypeId.UTinyInt)]
    [InlineData(256, DuckTypeId.USmallInt)]
    [InlineData(257, DuckTypeId.USmallInt)]
    [InlineData(65537, DuckTypeId.UInteger)]
    public void Enums_of_any_size_give_code_and_label(int labels, DuckTypeId storage)
    {
        var names = string.Join(", ", Enumerable.Range(0, labels).Select(i => Invariant($"'label {i}'")));
        _connection.Execute(Invariant($"CREATE TYPE e AS ENUM ({names})"));
        using var statement = _connection.Prepare(Invariant($"SELECT unnest(['label 0', 'label {labels - 1}', NULL])::e"));
        using var reader = statement.ExecuteStreaming();
        Assert.Equal((labels, storage), (reader.Columns[0].Type.Labels.Count, reader.Columns[0].Type.Storage));
        Assert.True(reader.Read());
        var vector = reader.Chunk.Column(0);
        Assert.Equal((0, labels - 1, -1), (vector.GetCode(0), vector.GetCode(1), vector.GetCode(2)));
        Assert.Equal(("label 0", Invariant($"label {labels - 1}"), null), (vector.GetString(0), vector.GetString(1), vector.GetString(2)));
    }

    [Fact]
    public void Text_of_every_length_around_the_inlined_one_is_read_as_bytes()
    {
        using var statement = _connection.Prepare("SELECT repeat('é', (i // 2)::BIGINT) || repeat('x', i % 2) FROM range(64) t(i)");
        using var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());
        var vector = reader.Chunk.Column(0);
        for (var length = 0; length < 64; length++)
        {
            var expected = new string('é', length / 2) + new string('x', length % 2);
            Assert.Equal(expected, vector.GetString(length));
            Assert.Equal(Encoding.UTF8.GetBytes(expected), vector.Utf8(length).ToArray());
        }
    }

    [Fact]
    public void The_validity_mask_marks_nulls_and_is_empty_where_there_can_be_none()
    {
        using var statement = _connection.Prepare("SELECT i, CASE WHEN i IN (0, 63, 64, 129) THEN NULL ELSE i END FROM range(130) t(i)");
        using var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());
        var full = reader.Chunk.Column(0);
        var gaps = reader.Chunk.Column(1);
        Assert.True(full.AllValid);
        Assert.True(full.ValidityMask.IsEmpty);
        Assert.False(gaps.AllValid);
        var mask = gaps.ValidityMask;
        Assert.Equal(3, mask.Length);
        Assert.Equal([0, 63, 64, 129], Enumerable.Range(0, 130).Where(IsNull(mask.ToArray())));

        static Func<int, bool> IsNull(ulong[] words) => row => (words[row / 64] >> (row % 64) & 1) == 0;
    }

    [Fact]
    public void A_column_is_read_only_as_the_type_it_stores()
    {
        using var statement = _connection.Prepare("SELECT 1::BIGINT AS n, 'x' AS s, 1.5::DECIMAL(9,2) AS d");
        using var reader = statement.ExecuteStreaming();
        Assert.Equal(["n", "s", "d"], reader.Columns.Select(c => c.Name));
        Assert.Equal("Decimal(9,2)", reader.Columns[2].Type.ToString());
        Assert.True(reader.Read());
        Assert.Equal(1L, reader.Chunk.Column(0).Values<long>()[0]);
        Assert.Equal(150, reader.Chunk.Column(2).Values<int>()[0]);
        var error = Assert.Throws<InvalidOperationException>(() => reader.Chunk.Column(0).Values<double>());
        Assert.Contains("BigInt cannot be read as Double", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => reader.Chunk.Column(0).Utf8(0).Length);
        Assert.Throws<InvalidOperationException>(() => reader.Chunk.Column(1).Values<long>().Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Chunk.Column(0).IsValid(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Chunk.Column(0).IsValid(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Chunk.Column(3).Count);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
